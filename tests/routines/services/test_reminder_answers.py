"""What clients do with a reminder, and the reminder that stops by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routines.domain.desk import DeskEventKind, WorkHours
from routines.domain.reminders import MOST_IGNORED
from routines.models import (
    DeskEvent,
    ExerciseLog,
    OccurrenceState,
    Reminder,
    ReminderAnswer,
    ReminderKind,
    ReminderOccurrence,
)
from routines.services.reminder_answers import answer, settle
from tests.conftest import CountStatements
from tests.desk_factories import make_desk_plan, send_desk
from tests.factories import NOW, make_client
from tests.homework_factories import make_performed_session
from tests.reminder_factories import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    FakePush,
    breaks_at,
    make_occurrence,
    make_reminder,
    run,
    states,
)

pytestmark = pytest.mark.django_db

SENT: dict[str, Any] = {"state": OccurrenceState.SENT, "sent_at": EVENING}


@pytest.fixture
def push() -> FakePush:
    return FakePush()


def make_sent(reminder: Reminder | None = None, **fields: Any) -> ReminderOccurrence:
    return make_occurrence(reminder=reminder, **{**SENT, **fields})


def say(row: ReminderOccurrence, what: str, *, at: dt.datetime = EVENING, **fields: Any) -> str:
    """Answer as the client it was sent to, and return what stands there then."""
    answer(occurrence=row, by=row.reminder.client, what=what, at=at, **fields)
    row.refresh_from_db()
    return row.answer


# --- answers -------------------------------------------------------------------------------


def test_any_answer_shows_that_somebody_listens() -> None:
    for what in ("done", "snoozed", "opened"):
        reminder = make_reminder(ignored_in_a_row=4)

        assert say(make_sent(reminder), what) == what

        reminder.refresh_from_db()
        assert reminder.ignored_in_a_row == 0


def test_done_on_homework_logs_nothing() -> None:
    say(make_sent(), "done")

    assert ExerciseLog.objects.count() == 0


def test_in_five_minutes_it_comes_again_and_at_most_three_times(push: FakePush) -> None:
    row = make_sent()
    at = EVENING + MINUTE
    for number in range(1, 5):
        say(row, "snoozed", at=at)
        at += 5 * MINUTE
        run(at, push)
        row = ReminderOccurrence.objects.order_by("due_at").last() or row
        assert len(push.notices) == min(number, 3)

    assert [slot for slot, _ in states()] == ["18:30", "18:30+1", "18:30+2", "18:30+3"]
    assert len({one.tag for one in push.notices}) == 3


def test_the_same_tap_sent_twice_is_one() -> None:
    row = make_sent()

    for minute in range(2):
        say(row, "snoozed", at=EVENING + minute * MINUTE)

    assert ReminderOccurrence.objects.count() == 2
    assert row.answered_at == EVENING


def test_opened_later_on_it_stays_what_it_was() -> None:
    row = make_sent()
    say(row, "opened")
    assert say(row, "done") == "done"

    assert say(row, "opened") == "done"


def test_a_tap_that_comes_late_still_counts() -> None:
    row = make_sent(answer=ReminderAnswer.IGNORED)

    assert say(row, "done", at=EVENING + DAY) == "done"


def test_put_off_after_its_window_it_does_not_come_again() -> None:
    row = make_sent()

    say(row, "snoozed", at=row.ends_at)

    assert ReminderOccurrence.objects.count() == 1


def test_somebody_elses_reminder_is_left_alone() -> None:
    row = make_sent()

    answer(occurrence=row, by=make_client(), what="done", at=EVENING)

    row.refresh_from_db()
    assert row.answer == ""


def test_nobody_can_answer_what_only_time_tells() -> None:
    assert say(make_sent(), "ignored") == ""
    assert say(make_sent(), "settled") == ""


@pytest.fixture
def at_desk() -> Reminder:
    """A reminder of somebody whose day at the desk began 45 minutes before half past nine."""
    client = make_client()
    make_desk_plan(client=client, hours=WorkHours(((dt.time(8), dt.time(22)),) * 7))
    send_desk(client, "started", at=NOW - 45 * MINUTE)
    return make_reminder(client=client, kind=ReminderKind.DESK)


def test_at_a_desk_done_is_having_stood_up_once_and_the_break_is_planned_anew(
    at_desk: Reminder,
) -> None:
    row = make_sent(at_desk)

    for _ in range(2):
        say(row, "done", at=NOW + MINUTE)

    stood = at_desk.client.desk_events.get(kind=DeskEventKind.STOOD)
    assert stood.at == NOW + MINUTE
    at_desk.refresh_from_db()
    assert at_desk.next_at == NOW + 46 * MINUTE


def test_at_a_desk_in_five_minutes_is_told_to_the_day_and_not_doubled(at_desk: Reminder) -> None:
    say(make_sent(at_desk), "snoozed", at=NOW + MINUTE)

    assert at_desk.client.desk_events.filter(kind=DeskEventKind.SNOOZED).count() == 1
    assert ReminderOccurrence.objects.count() == 1
    at_desk.refresh_from_db()
    assert at_desk.next_at == NOW + 6 * MINUTE


# --- no answer -----------------------------------------------------------------------------


def test_what_nobody_answered_counts_only_when_its_window_is_over() -> None:
    row = make_sent()

    assert settle(now=row.ends_at - MINUTE) == 0
    assert settle(now=row.ends_at) == 1

    row.refresh_from_db()
    assert row.answer == ReminderAnswer.IGNORED
    assert row.reminder.ignored_in_a_row == 1


def test_who_did_it_without_a_tap_has_ignored_nothing() -> None:
    reminder = make_reminder(ignored_in_a_row=4)
    row = make_sent(reminder)
    assert reminder.assignment is not None
    make_performed_session(assignment=reminder.assignment, now=EVENING + HOUR)

    settle(now=row.ends_at)

    row.refresh_from_db()
    assert row.answer == ReminderAnswer.SETTLED
    reminder.refresh_from_db()
    assert (reminder.ignored_in_a_row, reminder.stopped_at) == (0, None)


def test_anything_at_the_desk_is_an_answer_to_a_desk_break() -> None:
    counts = []
    for stands in (True, False):
        client = make_client()
        reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
        row = make_sent(reminder, ends_at=EVENING + 10 * MINUTE)
        if stands:
            DeskEvent.objects.create(
                client=client,
                kind=DeskEventKind.SKIPPED,
                at=EVENING + 2 * MINUTE,
                local_day=NOW.date(),
                time_zone="UTC",
                fingerprint="skipped",
                received_at=EVENING,
            )
        settle(now=row.ends_at)
        reminder.refresh_from_db()
        counts.append(reminder.ignored_in_a_row)

    assert counts == [0, 1]


def test_ignored_five_times_it_stops_and_says_so_once(push: FakePush) -> None:
    reminder = make_reminder()

    for day in range(12):
        for hours in (0, 2.5, 13):
            run(EVENING + day * DAY + hours * HOUR, push)

    assert push.titles == ["Your 6 minutes are ready"] * MOST_IGNORED + [
        "We will stop reminding you"
    ]
    # Its last window ends as quiet hours begin, so the last word waits until the next morning.
    assert states(reminder)[-1] == ("stop", "sent")
    last = ReminderOccurrence.objects.get(slot="stop")
    assert last.due_at == (EVENING + 5 * DAY).replace(hour=7, minute=30)
    assert last.sent_at == last.due_at
    reminder.refresh_from_db()
    assert reminder.stopped_at == (EVENING + 4 * DAY).replace(hour=21, minute=0)
    assert reminder.is_stop_told
    assert reminder.next_at is None


def test_four_ignored_and_one_done_do_not_stop_it(push: FakePush) -> None:
    reminder = make_reminder()
    assert reminder.assignment is not None

    for day in range(10):
        run(EVENING + day * DAY, push)
        if day == 4:
            make_performed_session(assignment=reminder.assignment, now=EVENING + 4 * DAY + HOUR)
        run(EVENING + day * DAY + 2.5 * HOUR, push)

    reminder.refresh_from_db()
    assert reminder.stopped_at is not None
    assert reminder.stopped_at.date() == (EVENING + 9 * DAY).date()
    assert len(push.notices) == 10


def test_the_last_word_waits_for_the_end_of_quiet_hours_that_changed(push: FakePush) -> None:
    reminder = make_reminder(stopped_at=NOW)
    make_occurrence(
        reminder=reminder,
        slot="stop",
        at=EVENING.replace(hour=22),
        ends_at=EVENING + 2 * DAY,
    )

    run(EVENING.replace(hour=22), push)
    assert states() == [("stop", "waiting")]

    run((EVENING + DAY).replace(hour=7, minute=30), push)
    assert push.titles == ["We will stop reminding you"]


def test_judging_takes_as_many_statements_for_one_as_for_ten(
    count_statements: CountStatements,
) -> None:
    counts = []
    for more in (1, 9):
        rows = [make_sent() for _ in range(more)]
        with count_statements() as statements:
            settle(now=rows[0].ends_at)
        counts.append(len(statements))

    assert counts[0] == counts[1]
