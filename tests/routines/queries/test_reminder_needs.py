"""Whether a reminder is still needed; how it is used is told in test_reminder_sending."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.desk import DeskEventKind
from routines.models import DeskEvent, ReminderKind
from routines.queries.reminder_needs import Need, answered_at_desk, needs
from tests.conftest import CountStatements
from tests.factories import NOW, make_client
from tests.homework_factories import make_performed_session
from tests.reminder_factories import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    breaks_at,
    make_occurrence,
    make_reminded_homework,
    make_reminder,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("due", "walls", "slot", "done", "need"),
    [
        (1, ["18:30"], "18:30", 0, Need.NEEDED),
        (1, ["18:30"], "18:30", 1, Need.LOGGED),
        (3, ["08:00", "13:00", "18:30"], "08:00", 0, Need.NEEDED),
        (3, ["08:00", "13:00", "18:30"], "13:00", 1, Need.NEEDED),
        (3, ["08:00", "13:00", "18:30"], "13:00", 2, Need.LOGGED),
        # Fewer reminders than times: the last one asks for all that is left.
        (3, ["18:30"], "18:30", 2, Need.NEEDED),
        (3, ["08:00", "18:30"], "08:00", 1, Need.NEEDED),
        # More reminders than times: each asks until it is done.
        (1, ["08:00", "18:30"], "08:00", 0, Need.NEEDED),
        (1, ["08:00", "18:30"], "18:30", 1, Need.LOGGED),
        (2, ["08:00", "18:30"], "08:00+2", 1, Need.LOGGED),
    ],
)
def test_homework_is_needed_as_often_as_it_is_due_by_then(
    due: int, walls: list[str], slot: str, done: int, need: Need
) -> None:
    homework = make_reminded_homework(times_per_day=due)
    for number in range(done):
        make_performed_session(assignment=homework, now=NOW + number * HOUR)
    one = make_occurrence(reminder=make_reminder(assignment=homework, times=walls), slot=slot)

    assert needs([one], now=EVENING) == {one.pk: need}


def test_a_day_on_which_nothing_is_due_needs_nothing() -> None:
    one = make_occurrence(local_day=NOW.date() - DAY)

    assert needs([one], now=EVENING) == {one.pk: Need.NOT_DUE}


@pytest.mark.parametrize(
    ("minutes", "need"), [(-3, Need.NEEDED), (0, Need.NEEDED), (40, Need.LOGGED)]
)
def test_a_break_is_needed_while_it_is_due(minutes: int, need: Need) -> None:
    client = make_client()
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
    one = make_occurrence(reminder=reminder)
    moment = EVENING + minutes * MINUTE

    assert needs([one], now=EVENING, breaks=breaks_at({client.pk: moment})) == {one.pk: need}
    assert needs([one], now=EVENING, breaks=breaks_at({})) == {one.pk: Need.NOT_DUE}


def test_anything_at_the_desk_from_the_break_on_is_an_answer() -> None:
    rows = []
    for minutes in (-1, 0, 8):
        client = make_client()
        reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
        rows.append(make_occurrence(reminder=reminder))
        DeskEvent.objects.create(
            client=client,
            kind=DeskEventKind.STOOD,
            at=EVENING + dt.timedelta(minutes=minutes),
            local_day=NOW.date(),
            time_zone="UTC",
            fingerprint=str(minutes),
            received_at=NOW,
        )

    assert answered_at_desk(rows) == {rows[1].pk, rows[2].pk}


def test_ten_of_each_kind_take_as_many_statements_as_one(
    count_statements: CountStatements,
) -> None:
    rows, counts = [], []
    for more in (1, 9):
        for _ in range(more):
            rows.append(make_occurrence(reminder=make_reminder()))
            client = make_client()
            for kind in (ReminderKind.NEXT_DAY, ReminderKind.CHECK_IN):
                rows.append(make_occurrence(reminder=make_reminder(client=client, kind=kind)))
        with count_statements() as statements:
            needs(rows, now=EVENING)
        counts.append(len(statements))

    assert counts == [5, 5]
