"""That the figures of reminders measure what they say."""

from __future__ import annotations

import pytest

from bench import reminders
from routines.models import Reminder, ReminderOccurrence
from routines.services import reminder_ways
from tests.library_factories import make_routine

pytestmark = pytest.mark.django_db


def test_all_that_are_due_in_one_minute_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "IN_ONE_MINUTE", 60)
    make_routine(slug="core-level-1")
    usual = reminder_ways.by_push

    found = reminders.in_one_minute()

    assert (found["told"], found["told_twice"], found["noted_as_sent"]) == (60, 0, 60)
    assert reminder_ways.by_push is usual


def test_a_tick_is_measured_among_so_many_schedules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "ROUNDS", 1)
    made = []
    monkeypatch.setattr(reminders, "DUE", 4)

    for figure in reminders.ticks([6, 10]):
        made.append((figure["schedules"], Reminder.objects.count()))

    assert made == [(6, 6), (10, 10), ([6, 10], 10)]
    assert ReminderOccurrence.objects.count() == 0
