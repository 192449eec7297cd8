"""What is decided at the moment of sending, and what becomes of what was sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from routines.domain.warning_signs import CheckPoint
from routines.models import (
    CheckIn,
    OccurrenceState,
    Reminder,
    ReminderKind,
    ReminderOccurrence,
    ReminderSettings,
)
from routines.services import next_days
from routines.services.reminder_sending import deliver
from routines.services.reminder_ways import Notice, Verdict, Went
from tests.check_in_factories import make_check_in, make_flag
from tests.conftest import CountStatements
from tests.factories import NOW, make_client
from tests.homework_factories import make_performed_session, make_session
from tests.reminder_factories import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    FakePush,
    breaks_at,
    make_occurrence,
    make_reminded_homework,
    make_reminder,
    make_settings,
    run,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def push() -> FakePush:
    return FakePush()


def send(push: FakePush, *, now: dt.datetime = EVENING, **fields: Any) -> int:
    return deliver(now=now, worker="one", push=push, site="https://carryover.example", **fields)


# --- still wanted? -------------------------------------------------------------------------


def test_what_is_done_already_is_not_said(push: FakePush) -> None:
    reminder = make_reminder(ignored_in_a_row=3)
    assert reminder.assignment is not None
    make_performed_session(assignment=reminder.assignment, now=EVENING - HOUR)

    run(EVENING, push)

    assert states() == [("18:30", "logged")]
    reminder.refresh_from_db()
    assert reminder.ignored_in_a_row == 0


def test_who_is_in_the_middle_of_it_is_not_told_that_it_is_ready(push: FakePush) -> None:
    reminder = make_reminder()
    assert reminder.assignment is not None
    make_session(assignment=reminder.assignment, now=EVENING - 5 * MINUTE)

    run(EVENING, push)

    assert states() == [("18:30", "logged")]


def test_by_the_second_of_three_times_two_are_to_be_done(push: FakePush) -> None:
    homework = make_reminded_homework(times_per_day=3)
    make_reminder(assignment=homework, times=["08:00", "13:00", "18:30"], now=NOW.replace(hour=7))
    for hour, done in ((8, 1), (13, 0), (18, 2)):
        at = NOW.replace(hour=hour, minute=30 * (hour == 18))
        run(at, push)
        for number in range(done):
            make_performed_session(assignment=homework, now=at + (number + 1) * MINUTE)

    # Done once after 08:00, so 13:00 still spoke, and so did 18:30.
    assert states() == [("08:00", "sent"), ("13:00", "sent"), ("18:30", "sent")]
    run(NOW.replace(hour=8) + DAY, push)
    assert len(push.notices) == 4


def test_homework_that_rests_for_a_flag_is_not_said(push: FakePush) -> None:
    reminder = make_reminder()
    make_occurrence(reminder=reminder)
    make_flag(client=reminder.client)

    send(push)

    assert states() == [("18:30", "not_due")]


@pytest.mark.parametrize(
    ("fields", "because"),
    [
        ({"quiet_from": dt.time(18), "quiet_until": dt.time(7)}, "quiet"),
        ({"quiet_from": dt.time(18, 31), "quiet_until": dt.time(7)}, "sent"),
        ({"off_from": NOW.date(), "off_until": NOW.date()}, "quiet"),
        ({"off_from": NOW.date() + DAY}, "sent"),
    ],
    ids=["quiet", "not-yet-quiet", "day-off", "day-before"],
)
def test_quiet_hours_and_days_off_count_at_the_moment_of_sending(
    push: FakePush, fields: dict[str, Any], because: str
) -> None:
    reminder = make_reminder()
    make_occurrence(reminder=reminder)
    make_settings(client=reminder.client, **fields)

    send(push)

    assert states() == [("18:30", because)]


def test_quiet_hours_are_those_of_the_clients_own_zone(push: FakePush) -> None:
    # 18:30 in UTC is 03:30 in Tokyo.
    make_occurrence(reminder=make_reminder(client=make_client(time_zone="Asia/Tokyo")))

    send(push)

    assert states() == [("18:30", "quiet")]


@pytest.mark.parametrize("change", ["off", "stopped", "closed"])
def test_what_was_switched_off_meanwhile_is_not_said(push: FakePush, change: str) -> None:
    reminder = make_reminder()
    make_occurrence(reminder=reminder)
    rows = Reminder.objects.filter(pk=reminder.pk)
    if change == "off":
        rows.update(is_on=False)
    elif change == "stopped":
        rows.update(stopped_at=NOW)
    else:
        User.objects.filter(pk=reminder.client_id).update(is_active=False)

    send(push)

    assert states() == [("18:30", "off")]


def test_no_more_than_the_most_of_a_day_and_the_next_day_begins_anew(push: FakePush) -> None:
    client = make_client()
    make_settings(client=client, most_per_day=2)
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
    breaks = breaks_at({client.pk: NOW})
    for number in range(4):
        make_occurrence(reminder=reminder, at=NOW + number * 45 * MINUTE)

    send(push, breaks=breaks, now=NOW)
    send(push, breaks=breaks, now=NOW + 3 * HOUR)

    assert [state for _, state in states()] == ["sent", "sent", "enough", "enough"]
    make_occurrence(reminder=reminder, at=NOW + DAY)
    send(push, breaks=breaks, now=NOW + DAY)
    assert states()[-1] == ("09:30", "sent")


def test_what_somebody_asked_for_themselves_is_not_counted(push: FakePush) -> None:
    reminder = make_reminder()
    make_settings(client=reminder.client, most_per_day=1)
    make_occurrence(reminder=reminder)
    make_occurrence(reminder=reminder, at=EVENING + 5 * MINUTE, slot="18:30+1")

    send(push)
    send(push, now=EVENING + 5 * MINUTE)

    assert states() == [("18:30", "sent"), ("18:30+1", "sent")]


def test_homework_due_at_the_same_time_is_one_notice(push: FakePush) -> None:
    first = make_reminder()
    make_reminder(assignment=make_reminded_homework(client=first.client))

    run(EVENING, push)

    assert push.titles == ["Your 12 minutes are ready"]
    assert sorted(state for _, state in states()) == ["sent", "together"]


def test_where_the_first_is_done_the_other_speaks_for_itself(push: FakePush) -> None:
    first = make_reminder()
    assert first.assignment is not None
    second = make_reminded_homework(client=first.client)
    make_reminder(assignment=second)
    make_performed_session(assignment=first.assignment, now=EVENING - HOUR)

    run(EVENING, push)

    assert push.titles == ["Your 6 minutes are ready"]
    assert push.notices[0].path == f"/assignments/{second.pk}/"


# --- the other kinds -----------------------------------------------------------------------


def test_the_morning_question_is_for_the_day_after_and_for_who_has_not_answered(
    push: FakePush,
) -> None:
    homework = make_reminded_homework()
    make_reminder(client=homework.client, kind=ReminderKind.NEXT_DAY, times=["08:30"])
    for day in range(1, 4):
        at = NOW.replace(hour=8) + day * DAY
        if day > 1:
            make_performed_session(assignment=homework, pain=2, now=at - DAY + HOUR)
        if day == 3:
            next_days.answer(
                client=homework.client, day=at.date(), pain=2, by=homework.client, now=at
            )
        run(at + 30 * MINUTE, push)

    assert push.titles == ["Two taps about this morning"]
    assert push.notices[0].path == "/"
    assert [state for _, state in states()] == ["not_due", "sent", "logged"]


def test_the_weekly_look_is_announced_when_it_is_due_and_once_in_a_week(push: FakePush) -> None:
    client = make_client(is_checked=False)
    homework = make_reminded_homework(client=client)
    make_check_in(client=homework.client, kind=CheckPoint.JOINING, answers={"fever": "no"})
    make_reminder(client=client, kind=ReminderKind.CHECK_IN, times=["17:00"])

    for day in range(15):
        run(NOW.replace(hour=17) + day * DAY, push)

    assert [state for _, state in states()] == [
        "logged",
        *["not_due"] * 6,
        *["sent", "enough", "enough", "enough", "enough", "enough", "sent", "enough"],
    ]
    assert set(push.titles) == {"Your weekly check-in is ready"}
    assert {notice.path for notice in push.notices} == {"/check-ins/new/?kind=due"}


def test_who_has_no_homework_is_not_asked_for_a_weekly_look(push: FakePush) -> None:
    client = make_client(is_checked=False)
    make_check_in(client=client, kind=CheckPoint.JOINING, answers={"fever": "no"})
    make_reminder(client=client, kind=ReminderKind.CHECK_IN, times=["17:00"])

    run(NOW.replace(hour=17) + 8 * DAY, push)

    assert push.notices == []
    assert CheckIn.objects.count() == 1


# --- how it went ---------------------------------------------------------------------------


def test_a_notice_lives_as_long_as_it_is_of_use_and_keeps_its_tag(push: FakePush) -> None:
    row = make_occurrence()

    send(push)

    notice = push.notices[0]
    assert notice.seconds == 2.5 * 3600
    assert len(notice.tag) == 32
    assert not notice.is_quiet
    row.refresh_from_db()
    assert (row.sent_at, row.tries, row.claimed_by) == (EVENING, 1, "")


def test_what_is_to_come_later_is_tried_again_and_not_too_soon(push: FakePush) -> None:
    push.verdict = Verdict(Went.LATER, 120)
    row = make_occurrence()

    send(push)
    row.refresh_from_db()
    assert row.state == OccurrenceState.WAITING
    assert row.try_at is not None
    assert EVENING + 2 * MINUTE <= row.try_at <= EVENING + 2.5 * MINUTE
    assert send(push, now=EVENING + MINUTE) == 0

    push.verdict = Verdict(Went.SENT)
    send(push, now=EVENING + 3 * MINUTE)
    assert states() == [("18:30", "sent")]
    assert len({one.tag for one in push.notices}) == 1


def test_trying_again_ends_with_the_window(push: FakePush) -> None:
    push.verdict = Verdict(Went.LATER, 3 * 3600)
    make_occurrence()

    send(push)

    assert states() == [("18:30", "failed")]


def test_a_push_that_breaks_is_tried_again_and_harms_nobody_else(
    push: FakePush, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(notice: Notice) -> Verdict:
        raise RuntimeError("no key")

    push.verdict = breaks
    make_occurrence()

    send(push)

    assert states() == [("18:30", "waiting")]
    assert "tried again" in caplog.text


def test_without_a_phone_and_without_a_wish_for_mail_nothing_is_sent(push: FakePush) -> None:
    push.verdict = Verdict(Went.NO_WAY)
    make_occurrence()

    send(push)

    assert states() == [("18:30", "no_way")]
    assert mail.outbox == []


def test_without_a_phone_a_letter_says_the_same_neutral_words(push: FakePush) -> None:
    push.verdict = Verdict(Went.NO_WAY)
    row = make_occurrence()
    make_settings(client=row.reminder.client, by_email=True)

    send(push)

    assert states() == [("18:30", "sent")]
    (letter,) = mail.outbox
    assert letter.to == [row.reminder.client.email]
    assert letter.subject == "Your 6 minutes are ready"
    assert letter.body == (
        "Your 6 minutes are ready.\n\nOpen it when it suits you.\n\n"
        f"https://carryover.example/assignments/{row.reminder.assignment_id}/"
    )


def test_desk_breaks_come_by_no_letter(push: FakePush) -> None:
    push.verdict = Verdict(Went.NO_WAY)
    client = make_client()
    make_settings(client=client, by_email=True)
    reminder = make_reminder(client=client, kind=ReminderKind.DESK, breaks=breaks_at({}))
    make_occurrence(reminder=reminder)

    send(push, breaks=breaks_at({client.pk: EVENING}))

    assert states() == [("18:30", "no_way")]
    assert mail.outbox == []


def test_mail_that_is_away_is_tried_again(push: FakePush, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", away)
    push.verdict = Verdict(Went.NO_WAY)
    row = make_occurrence()
    ReminderSettings.objects.create(client=row.reminder.client, by_email=True)

    send(push)

    assert states() == [("18:30", "waiting")]


# --- whose it is ---------------------------------------------------------------------------


def test_whose_lease_ran_out_writes_nothing_over_another(push: FakePush) -> None:
    row = make_occurrence()

    def taken(notice: Notice) -> Verdict:
        ReminderOccurrence.objects.filter(pk=row.pk).update(claimed_by="another")
        return Verdict(Went.SENT)

    push.verdict = taken
    send(push)

    row.refresh_from_db()
    assert (row.state, row.claimed_by) == (OccurrenceState.CLAIMED, "another")


def test_a_batch_takes_as_many_statements_for_one_as_for_ten(
    count_statements: CountStatements, push: FakePush
) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            make_occurrence(reminder=make_reminder())
            client = make_client()
            make_occurrence(reminder=make_reminder(client=client, kind=ReminderKind.NEXT_DAY))
            make_occurrence(reminder=make_reminder(client=client, kind=ReminderKind.CHECK_IN))
        with count_statements() as statements:
            send(push)
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert len(push.notices) == 10
