"""The row that is planned for a log is the one that logging it alone stores, on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.identifiers import uuid7
from routines.domain.dosage import Side
from routines.domain.doses import Dose
from routines.domain.sets import ImpossibleSetsError, SetLog, as_prescribed
from routines.models import ExerciseLog, ExerciseSession, Prescription, SkipReason, Source
from routines.services import sessions
from routines.services.log_plans import LogPlans
from routines.services.log_rows import insert_together
from routines.services.sessions import TooLateError, fingerprint_of
from tests.homework_factories import NOW, Homework, make_homework, make_session
from tests.outbox import DAY, HOUR, MINUTE

pytestmark = pytest.mark.django_db

# What a log may say, and when.
SAYS: dict[str, dict[str, Any]] = {
    "as asked": {},
    "some sets": {"sets": [(7, 0), (3, 5)]},
    "left out": {"skip_reason": "pain"},
    "timed": {"source": "timed"},
    "from memory": {"at": NOW + 13 * HOUR},
    "left out from memory": {"skip_reason": "forgot", "at": NOW + 13 * HOUR},
    "from paper, later": {"source": "paper", "at": NOW + 13 * HOUR},
    "by a clock far ahead": {"at": NOW + 40 * DAY},
    "by a clock far behind": {"at": NOW - 400 * DAY},
}


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def planned(
    session: ExerciseSession, prescription: Prescription, *, now: dt.datetime, **says: Any
) -> ExerciseLog:
    usual = {"key": uuid7(), "at": NOW + MINUTE, "made_at": NOW + MINUTE, "source": None}
    return LogPlans(now=now).row(session=session, prescription=prescription, **{**usual, **says})


def alone(
    session: ExerciseSession, prescription: Prescription, *, now: dt.datetime, **says: Any
) -> ExerciseLog:
    source = Source(says["source"]) if says.get("source") else None
    common: dict[str, Any] = {"key": uuid7(), "session": session, "prescription": prescription}
    common |= {"at": says.get("at", NOW + MINUTE), "now": now, "source": source}
    if says.get("skip_reason"):
        return sessions.log_skipped(reason=SkipReason(says["skip_reason"]), **common).row
    asked = as_prescribed(session.dosage_of(prescription))
    return sessions.log_performed(sets=says.get("sets", asked), **common).row


def columns(row: ExerciseLog, *, without: tuple[str, ...]) -> dict[str, Any]:
    stored = ExerciseLog.objects.get(pk=row.pk)
    names = (one.attname for one in ExerciseLog._meta.concrete_fields)
    return {name: getattr(stored, name) for name in names if name not in without}


@pytest.mark.parametrize("dose", Dose)
@pytest.mark.parametrize("case", SAYS)
def test_every_column_is_what_logging_it_alone_would_store(
    homework: Homework, case: str, dose: Dose
) -> None:
    now = NOW + 14 * HOUR
    one, other = (
        make_session(assignment=homework.assignment, dose=dose, source=Source.TIMED)
        for _ in range(2)
    )
    says = dict(SAYS[case])
    for prescription in (homework.bridge, homework.stretch):
        if "sets" in SAYS[case]:
            side = prescription.dosage.sides[0]
            says["sets"] = [
                SetLog(side=side, repetitions=count, seconds=long)
                for count, long in SAYS[case]["sets"]
            ]
        row = planned(one, prescription, now=now, **says)
        assert insert_together([row])
        by_service = alone(other, prescription, now=now, **says)

        own = ("id", "session_id", "fingerprint")
        assert columns(row, without=own) == columns(by_service, without=own)
        assert row.fingerprint == fingerprint_of(ExerciseLog.objects.get(pk=row.pk))


def test_what_is_asked_for_is_worked_out_for_each_dose_and_exercise(homework: Homework) -> None:
    plans = LogPlans(now=NOW)
    for dose in Dose:
        session = make_session(assignment=homework.assignment, dose=dose)
        for prescription in (homework.bridge, homework.stretch, homework.bridge):
            row = plans.row(
                key=uuid7(),
                session=session,
                prescription=prescription,
                at=NOW,
                made_at=NOW,
                source=None,
            )
            asked = as_prescribed(session.dosage_of(prescription))
            assert row.sets == [one.as_json() for one in asked]


def test_what_logging_alone_refuses_is_refused(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)

    with pytest.raises(ImpossibleSetsError):
        planned(session, homework.bridge, now=NOW, sets=[SetLog(side=Side.LEFT, repetitions=3)])
    with pytest.raises(ImpossibleSetsError):
        planned(session, homework.bridge, now=NOW, sets=[])
    with pytest.raises(TooLateError):
        planned(session, homework.bridge, now=NOW + 60 * DAY, made_at=NOW + 60 * DAY)
    with pytest.raises(TooLateError):
        planned(session, homework.bridge, now=NOW, made_at=NOW + 60 * DAY, skip_reason="no-time")
