"""What a calendar feed tells of: what is on, on days on which it is due."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from accounts.models import User
from routines.models import Assignment, CheckIn, CheckKind, Reminder, ReminderKind, ReminderSettings
from routines.queries.calendars import calendar_feed, link_made_at, settings_of_link
from routines.services.assignments import end, pause
from routines.services.calendars import close_link, make_link
from tests.break_factories import give_breaks
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import TODAY, make_assignment, make_frequency, make_routine

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
MONDAY = TODAY - DAY


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def settings(ivan: User) -> ReminderSettings:
    make_link(client=ivan, at=NOW)
    return ReminderSettings.objects.select_related("client").get(client=ivan)


def remind(assignment: Assignment, *times: str, **fields: Any) -> Reminder:
    return Reminder.objects.create(
        client=assignment.client,
        kind=ReminderKind.HOMEWORK,
        assignment=assignment,
        times=list(times) or ["08:00"],
        changed_at=NOW,
        **fields,
    )


def remind_of(client: User, kind: ReminderKind, *times: str) -> Reminder:
    return Reminder.objects.create(
        client=client, kind=kind, times=list(times) or ["08:00"], changed_at=NOW
    )


def told(settings: ReminderSettings) -> list[tuple[str, str, str]]:
    """Return summary, first moment and weekdays of each entry."""
    settings.refresh_from_db()
    feed = calendar_feed(settings, now=NOW, address="https://carryover.example/")
    entries: list[Any] = Calendar.from_ical(feed).walk("VEVENT")
    return [
        (
            str(one["SUMMARY"]),
            f"{one['DTSTART'].dt:%d.%m. %H:%M}",
            " ".join(one["RRULE"]["BYDAY"]) if "RRULE" in one else "",
        )
        for one in entries
    ]


def test_homework_comes_at_its_times_on_its_days(ivan: User, settings: ReminderSettings) -> None:
    often = make_frequency(weekdays=frozenset({0, 2, 4}), starts_on=TODAY)
    remind(make_assignment(client=ivan, frequency=often), "08:00", "18:30")

    assert told(settings) == [
        ("Your 6 minutes are ready", "11.03. 08:00", "MO WE FR"),
        ("Your 6 minutes are ready", "11.03. 18:30", "MO WE FR"),
    ]


def test_what_is_off_has_stopped_or_has_ended_is_not_told_of(
    ivan: User, settings: ReminderSettings
) -> None:
    def give(name: str) -> Assignment:
        return make_assignment(client=ivan, routine=make_routine(name=name))

    remind(give("Off"), is_on=False)
    remind(give("Ignored"), stopped_at=NOW)
    paused, ended, over = give("Paused"), give("Ended"), give("Over")
    for one in (paused, ended, over):
        remind(one)
    therapist = ended.assigned_by
    assert therapist is not None
    pause(assignment=paused, by=therapist, at=NOW)
    end(assignment=ended, by=therapist, at=NOW)
    over.version.ends_on = TODAY  # type: ignore[union-attr]
    over.version.save()  # type: ignore[union-attr]

    assert told(settings) == [("Your 6 minutes are ready", "10.03. 08:00", "")] * 2, "only today"


def test_desk_breaks_are_not_told_of(ivan: User, settings: ReminderSettings) -> None:
    remind(give_breaks(ivan))
    remind_of(ivan, ReminderKind.DESK)

    assert told(settings) == []


def test_days_away_and_quiet_hours_are_left_in_peace(
    ivan: User, settings: ReminderSettings
) -> None:
    remind(make_assignment(client=ivan), "07:00", "08:00")
    ReminderSettings.objects.update(off_from=TODAY, off_until=TODAY + 2 * DAY)

    assert told(settings) == [("Your 6 minutes are ready", "13.03. 08:00", "MO TU WE TH FR SA SU")]


def test_the_morning_question_follows_the_days_of_homework(
    ivan: User, settings: ReminderSettings
) -> None:
    make_assignment(client=ivan, frequency=make_frequency(weekdays=frozenset({1, 6})))
    give_breaks(ivan)
    remind_of(ivan, ReminderKind.NEXT_DAY)

    assert told(settings) == [("Two taps about this morning", "11.03. 08:00", "MO WE")]


def test_the_check_in_comes_a_week_after_the_last_one(
    ivan: User, settings: ReminderSettings
) -> None:
    remind_of(ivan, ReminderKind.CHECK_IN, "09:00")
    CheckIn.objects.all().delete()
    assert told(settings) == [("Your weekly check-in is ready", "09.03. 09:00", "MO")]

    for kind, day in ((CheckKind.WEEKLY, TODAY - 2 * DAY), (CheckKind.BEFORE, TODAY)):
        CheckIn.objects.create(
            client=ivan,
            kind=kind,
            answered_at=NOW,
            received_at=NOW,
            local_day=day,
            time_zone=ivan.time_zone,
            wording="1",
            fingerprint=kind,
        )

    assert told(settings) == [("Your weekly check-in is ready", "15.03. 09:00", "SU")]


def test_the_words_say_nothing_of_a_body(ivan: User, settings: ReminderSettings) -> None:
    routine = make_routine(name="Piriformis release")
    remind(make_assignment(client=ivan, routine=routine, note="For your sciatica"))
    remind_of(ivan, ReminderKind.NEXT_DAY)
    remind_of(ivan, ReminderKind.CHECK_IN)
    feed = calendar_feed(settings, now=NOW, address="https://carryover.example/").decode().lower()

    for word in ("piriformis", "bridge", "sciatica", "ivan", "pain", "exercise", "therap"):
        assert word not in feed


def test_nobody_elses_reminders_are_told_of(ivan: User, settings: ReminderSettings) -> None:
    lena = make_client(therapist=make_therapist(clinic=make_clinic()), display_name="Lena Vogel")
    remind(make_assignment(client=lena))

    assert told(settings) == []


def test_a_link_opens_one_calendar_until_it_is_closed(ivan: User) -> None:
    assert link_made_at(ivan) is None
    secret = make_link(client=ivan, at=NOW)
    found = settings_of_link(secret)
    assert found is not None
    assert found.client == ivan
    assert link_made_at(ivan) == NOW
    assert settings_of_link(secret[:-1]) is None

    User.objects.update(is_active=False)
    assert settings_of_link(secret) is None, "somebody who was shut out"
    User.objects.update(is_active=True)

    close_link(client=ivan)
    assert settings_of_link(secret) is None
    assert link_made_at(ivan) is None


def test_ten_reminders_cost_the_same_statements_as_one(
    ivan: User, settings: ReminderSettings, count_statements: CountStatements
) -> None:
    remind(make_assignment(client=ivan))
    remind_of(ivan, ReminderKind.CHECK_IN)
    with count_statements() as one:
        calendar_feed(settings, now=NOW, address="https://carryover.example/")
    for number in range(9):
        remind(make_assignment(client=ivan, routine=make_routine(name=f"Routine {number}")))
    with count_statements() as many:
        calendar_feed(settings, now=NOW, address="https://carryover.example/")

    assert len(one) == len(many) == 3
