"""Progress on the phone: a finding as a title, a drawing with its words, days without blame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.models import Assignment, Reminder, ReminderOccurrence
from tests.break_factories import give_breaks, take
from tests.check_in_factories import FEVER, make_flag
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_frequency,
    make_performed_session,
    make_routine,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def homework(ivan: User) -> Assignment:
    begun = NOW - 40 * DAY
    return make_assignment(client=ivan, frequency=make_frequency(starts_on=begun.date()), at=begun)


def did(homework: Assignment, *pains: int | None) -> None:
    """Do the homework once a day up to today, with these answers."""
    for back, pain in enumerate(reversed(pains)):
        moment = NOW - back * DAY
        make_performed_session(assignment=homework, day=moment.date(), now=moment, pain=pain)


def shown(client: Client, user: User, path: str = "/progress/") -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/progress/").status_code == 302


def test_less_pain_is_good_news_but_not_beside_a_warning_sign(
    client: Client, ivan: User, homework: Assignment
) -> None:
    did(homework, *[6] * 7, *[3] * 7)
    assert 'class="chip chip--good"' in shown(client, ivan)

    make_flag(client=ivan, answers=FEVER)
    beside = shown(client, ivan)

    assert "3 less" in beside
    assert 'class="chip chip--good"' not in beside


def test_the_finding_is_the_title_and_the_numbers_are_a_table(
    client: Client, ivan: User, homework: Assignment
) -> None:
    did(homework, *[6] * 7, *[3] * 7)

    page = shown(client, ivan)

    assert '<h2 class="card__title">Down from 6 to 3</h2>' in page
    assert "3 less" in page
    assert 'role="img" aria-label="Pain after sessions, 0 to 10, from 25 February to today.' in page
    assert '<th scope="row">Tue 10 Mar</th><td>3</td><td>3.0</td>' in page


def test_a_rise_is_told_without_alarm_or_praise(
    client: Client, ivan: User, homework: Assignment
) -> None:
    did(homework, *[3] * 7, *[6] * 7)

    page = shown(client, ivan)

    assert "Up from 3 to 6" in page
    assert "worth telling your therapist or doctor" in page
    assert "chip--good" not in page


def test_a_bad_day_is_not_praised_for_the_weeks_before(
    client: Client, ivan: User, homework: Assignment
) -> None:
    did(homework, *[6] * 7, *[3] * 6, 7)

    page = shown(client, ivan)

    assert "Down from 6 to 4" in page
    assert "chip--good" not in page
    assert "If it stays up, tell your therapist or doctor." in page


def test_a_first_dot_is_enough_to_begin(client: Client, ivan: User, homework: Assignment) -> None:
    did(homework, 5)

    page = shown(client, ivan)

    assert "Your first dot is on the chart" in page
    assert "Ups and downs from day to day are normal." in page
    assert "chart__line" not in page


def test_the_first_day_explains_what_will_stand_here(client: Client, ivan: User) -> None:
    page = shown(client, ivan)

    assert "Your chart starts here" in page
    assert "after your first one" in page
    assert "heat__day" not in page


def test_the_month_says_each_day_in_words(client: Client, ivan: User, homework: Assignment) -> None:
    did(homework, 4, 4, 4)

    page = shown(client, ivan)

    assert "March 2026" in page
    assert "3 of 10 days with exercise" in page
    assert '10<span class="visually-hidden">: done</span>' in page
    assert '7<span class="visually-hidden">: not done</span>' in page
    assert "heat__day--future" in page


def test_earlier_months_are_links(client: Client, ivan: User, homework: Assignment) -> None:
    assert 'href="?month=2026-02#month"' in shown(client, ivan)

    past = shown(client, ivan, "/progress/?month=2026-02&weeks=12")

    assert "February 2026" in past
    assert 'href="?month=2026-01&amp;weeks=12#month"' in past
    assert 'href="?month=2026-03&amp;weeks=12#month"' in past


@pytest.mark.parametrize("query", ["month=x", "month=2026-13", "month=0001-01", "weeks=9999"])
def test_a_period_that_makes_no_sense_is_answered(
    client: Client, ivan: User, homework: Assignment, query: str
) -> None:
    assert "Progress" in shown(client, ivan, f"/progress/?{query}")


def test_the_last_sessions_lead_to_their_log_for_a_week(
    client: Client, ivan: User, homework: Assignment
) -> None:
    old = NOW - 9 * DAY
    before = make_performed_session(assignment=homework, day=old.date(), now=old)
    recent = make_performed_session(assignment=homework, pain=4, effort=7)

    page = shown(client, ivan)

    assert f'href="/sessions/{recent.pk}/"' in page
    assert f'href="/sessions/{before.pk}/"' not in page
    assert "Tue 10 Mar · hard" in page


def test_a_therapist_sees_no_clients_health_here(client: Client, homework: Assignment) -> None:
    did(homework, 7)

    assert "Your chart starts here" in shown(client, homework.client.care_received.get().therapist)


def test_the_same_statements_for_one_and_for_ten(
    client: Client, ivan: User, homework: Assignment, count_statements: CountStatements
) -> None:
    did(homework, 3)
    client.force_login(ivan)
    with count_statements() as few:
        client.get("/progress/")
    for number in range(9):
        more = make_assignment(client=ivan, routine=make_routine(name=f"Routine {number}"))
        make_performed_session(assignment=more, pain=number)

    with count_statements() as many:
        client.get("/progress/")

    assert len(many) == len(few) <= 10


def test_breaks_and_reminders_have_cards_of_their_own(
    client: Client, ivan: User, homework: Assignment
) -> None:
    did(homework, 3)
    page = shown(client, ivan)
    assert "Desk breaks" not in page
    assert "reminder" not in page

    take(give_breaks(ivan), TODAY - DAY, exercised=3, stood=2)
    reminder = Reminder.objects.create(client=ivan, kind="desk", changed_at=NOW)
    for slot, spared in (("08:00", ""), ("09:00", "logged")):
        ReminderOccurrence.objects.create(
            reminder=reminder,
            local_day=TODAY,
            slot=slot,
            due_at=NOW,
            ends_at=NOW,
            state="spared" if spared else "sent",
            spared_because=spared,
        )

    page = shown(client, ivan)

    assert "5 of 8 on a usual day this week" in page
    assert "5 breaks this week: 3 with exercises, 2 just stood up." in page
    assert "1 reminder was sent, and you answered 0. 1 was not needed: it was done already." in page
