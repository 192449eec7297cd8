"""What else a client is told these days."""

from __future__ import annotations

from typing import Any

import pytest

from routines.models import OccurrenceState, ReminderKind, ReminderOccurrence
from routines.queries.reminder_company import company
from tests.factories import make_client
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

SENT: dict[str, Any] = {"state": OccurrenceState.SENT}


def told_today(one: ReminderOccurrence) -> int:
    found = company([one], now=EVENING)[one.reminder.client_id]
    return found.told_today(one, now=EVENING)


def test_the_day_is_the_clients_own() -> None:
    # 18:30 in UTC is 07:30 of the next day in Auckland.
    client = make_client(time_zone="Pacific/Auckland")
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
    make_occurrence(reminder=reminder, at=EVENING - 9 * HOUR, sent_at=EVENING - 9 * HOUR, **SENT)
    make_occurrence(reminder=reminder, at=EVENING - HOUR, sent_at=EVENING - HOUR, **SENT)

    assert told_today(make_occurrence(reminder=reminder)) == 1


def test_what_others_are_sending_counts_and_what_was_spared_does_not() -> None:
    reminder = make_reminder()
    make_occurrence(reminder=reminder, at=EVENING - MINUTE, state=OccurrenceState.CLAIMED)
    make_occurrence(
        reminder=reminder, at=EVENING - HOUR, state=OccurrenceState.SPARED, spared_because="late"
    )
    make_occurrence(reminder=reminder, at=EVENING + MINUTE, state=OccurrenceState.CLAIMED)
    make_occurrence(reminder=make_reminder(), at=EVENING - MINUTE, state=OccurrenceState.CLAIMED)

    assert told_today(make_occurrence(reminder=reminder)) == 1


def test_a_week_is_looked_back_for_the_weekly_look_alone() -> None:
    client = make_client()
    weekly = make_reminder(client=client, kind=ReminderKind.CHECK_IN, times=["18:30"])
    for days in (5, 6):
        at = EVENING - days * DAY
        make_occurrence(reminder=weekly, at=at, sent_at=at, **SENT)
    one = make_occurrence(reminder=weekly)

    assert company([one], now=EVENING)[client.pk].was_told_this_week(one)
    ReminderOccurrence.objects.filter(due_at=EVENING - 5 * DAY).delete()
    assert not company([one], now=EVENING)[client.pk].was_told_this_week(one)


def test_homework_within_five_minutes_is_beside_it() -> None:
    reminder = make_reminder()
    client = reminder.client
    others = [make_reminder(assignment=make_reminded_homework(client=client)) for _ in range(2)]
    one = make_occurrence(reminder=reminder)
    near = make_occurrence(reminder=others[0], at=EVENING + 5 * MINUTE)
    make_occurrence(reminder=others[1], at=EVENING + 6 * MINUTE)

    assert company([one], now=EVENING)[client.pk].beside(one) == [one, near]
