"""The row of a log stored by hand is the one a model would store; on both databases."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from accounts.identifiers import uuid7
from routines.domain.sets import as_prescribed
from routines.models import ExerciseLog, ExerciseSession, Prescription
from routines.services.log_rows import insert_once, insert_together
from tests.conftest import CountStatements
from tests.homework_factories import NOW, Homework, make_homework, send_start

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def session(homework: Homework) -> ExerciseSession:
    return send_start(homework).row


def new_log(
    session: ExerciseSession, prescription: Prescription, *, key: uuid.UUID | None = None
) -> ExerciseLog:
    return ExerciseLog(
        id=key or uuid7(),
        session=session,
        prescription=prescription,
        outcome="performed",
        sets=[one.as_json() for one in as_prescribed(prescription.dosage)],
        source="timed",
        logged_at=NOW,
        received_at=NOW,
        fingerprint="f" * 64,
    )


def test_every_column_is_what_saving_the_model_would_store(
    homework: Homework, session: ExerciseSession
) -> None:
    by_hand, by_model = (new_log(session, one) for one in (homework.bridge, homework.stretch))

    assert insert_once(by_hand)
    by_model.save(force_insert=True)

    for log in (by_hand, by_model):
        stored = ExerciseLog.objects.get(pk=log.pk)
        names = [one.attname for one in ExerciseLog._meta.concrete_fields]
        assert [getattr(stored, name) for name in names] == [getattr(log, name) for name in names]


def test_what_was_stored_can_be_saved_again(homework: Homework, session: ExerciseSession) -> None:
    log = new_log(session, homework.bridge)
    insert_once(log)

    log.undone_at = NOW
    log.save()

    assert ExerciseLog.objects.get().undone_at == NOW


def test_it_takes_one_statement(
    homework: Homework, session: ExerciseSession, count_statements: CountStatements
) -> None:
    with count_statements() as statements:
        insert_once(new_log(session, homework.bridge))

    assert len(statements) == 1


def test_a_taken_key_and_an_exercise_that_stands_change_nothing(
    homework: Homework, session: ExerciseSession
) -> None:
    first = new_log(session, homework.bridge)
    insert_once(first)

    assert not insert_once(new_log(session, homework.stretch, key=first.pk))
    assert not insert_once(new_log(session, homework.bridge))
    assert ExerciseLog.objects.get().prescription == homework.bridge


def test_a_log_of_a_session_that_is_gone_is_not_stored(
    homework: Homework, session: ExerciseSession
) -> None:
    log = new_log(session, homework.bridge)
    ExerciseSession.objects.all().delete()

    assert not insert_once(log)
    assert not ExerciseLog.objects.exists()


def test_several_are_stored_by_one_statement_or_none_counts(
    homework: Homework, session: ExerciseSession, count_statements: CountStatements
) -> None:
    first, second = (new_log(session, one) for one in (homework.bridge, homework.stretch))

    with count_statements() as statements:
        assert insert_together([first, second])

    # PostgreSQL locks the session by another one.
    assert len(statements) == 1 + connection.features.has_select_for_update
    assert set(ExerciseLog.objects.all()) == {first, second}
    other = send_start(homework).row
    assert not insert_together([new_log(other, homework.bridge), new_log(session, homework.bridge)])
