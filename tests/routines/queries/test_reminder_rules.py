"""What a reminder's rows say as a rule."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.reminders import QuietHours
from routines.models import Reminder, ReminderKind, Status
from routines.queries.reminder_rules import rule_of, with_rules
from tests.conftest import CountStatements
from tests.factories import NOW, make_client
from tests.reminder_factories import make_reminder, make_settings

pytestmark = pytest.mark.django_db


def test_a_rule_holds_times_zone_days_and_peace(count_statements: CountStatements) -> None:
    client = make_client(time_zone="Europe/Berlin")
    make_settings(client=client, quiet_from=dt.time(20), off_from=NOW.date())
    made = make_reminder(client=client, times=["08:00"])

    with count_statements() as statements:
        rule = rule_of(with_rules(Reminder.objects.all()).get())

    assert rule is not None
    assert made.assignment is not None
    assert (rule.times, rule.time_zone, rule.off_from) == (("08:00",), "Europe/Berlin", NOW.date())
    assert rule.quiet == QuietHours(starts=dt.time(20), ends=dt.time(7, 30))
    assert rule.frequency == made.assignment.current_version.frequency
    assert rule.latest == dt.time(21)
    assert len(statements) == 1


def test_without_settings_the_usual_peace_is_kept() -> None:
    rule = rule_of(make_reminder(kind=ReminderKind.NEXT_DAY, times=["08:30"]))

    assert rule is not None
    assert rule.quiet == QuietHours(starts=dt.time(21), ends=dt.time(7, 30))
    assert (rule.frequency, rule.latest) == (None, dt.time(12))


def test_what_is_off_stopped_or_ended_has_no_rule() -> None:
    ended = make_reminder()
    assert ended.assignment is not None
    ended.assignment.status = Status.ENDED

    assert rule_of(make_reminder(is_on=False)) is None
    assert rule_of(make_reminder(stopped_at=NOW)) is None
    assert rule_of(ended) is None
