"""Which homework is locked before anything in its sessions changes."""

from __future__ import annotations

import pytest
from django.db import connection

from routines.services import assignments
from routines.services.locks import lock_account, lock_homework
from tests.conftest import CountStatements
from tests.factories import make_client
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_homework,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def test_all_running_homework_of_the_client_is_locked_in_one_order(
    homework: Homework, count_statements: CountStatements
) -> None:
    others = [make_assignment(client=homework.ivan) for _ in range(2)]
    make_assignment(client=make_client(therapist=homework.maya, display_name="Sam Keller"))
    session = make_session(assignment=others[1])

    with count_statements() as statements:
        locked = lock_homework(session)

    assert list(locked) == sorted([homework.assignment.pk, *(one.pk for one in others)])
    assert len(statements) == 2  # all locks in one of them, the versions after the wait


def test_what_has_ended_is_locked_only_with_its_own_session(homework: Homework) -> None:
    ended = make_assignment(client=homework.ivan)
    sessions = [make_session(assignment=one) for one in (homework.assignment, ended)]
    assignments.end(assignment=ended, by=homework.maya, at=NOW)

    assert list(lock_homework(sessions[0])) == [homework.assignment.pk]
    assert list(lock_homework(*sessions)) == sorted([homework.assignment.pk, ended.pk])


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="SQLite has one writer at a time"
)
def test_an_account_is_locked_by_one_statement(
    homework: Homework, count_statements: CountStatements
) -> None:
    with count_statements() as statements:
        lock_account(homework.ivan)

    assert len(statements) == 1
    assert "FOR NO KEY UPDATE" in statements[0]
