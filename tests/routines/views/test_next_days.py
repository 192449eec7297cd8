"""The question of the morning after, on Today: one tap, and what it means in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from routines.models import ExerciseSession
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.homework_factories import (
    TODAY,
    Homework,
    make_assignment,
    make_homework,
    make_performed_session,
    make_routine,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
QUESTION = "How is it this morning?"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def session(homework: Homework) -> ExerciseSession:
    """Return yesterday's session, begun with 3 and ended with 7."""
    done = make_performed_session(
        assignment=homework.assignment, day=TODAY - DAY, pain=7, now=NOW - DAY
    )
    ExerciseSession.objects.filter(pk=done.pk).update(pain_before=3)
    return done


def shown(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def answer(client: Client, pain: Any, *, day: Any = TODAY, **kwargs: Any) -> Any:
    return client.post("/next-days/", {"asked_on": day, "pain": pain}, **kwargs)


def card(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_today_asks_and_fills_in_nothing(
    client: Client, homework: Homework, session: ExerciseSession
) -> None:
    client.force_login(homework.ivan)

    page = shown(client)

    assert QUESTION in page
    assert 'aria-pressed="true"' not in page
    # Yesterday's number would lead the answer.
    assert "pain 7" not in page
    assert page.count("button--primary") == 1


def test_in_the_afternoon_it_asks_about_the_morning(
    client: Client, homework: Homework, session: ExerciseSession
) -> None:
    client.force_login(homework.ivan)

    with time_machine.travel(NOW + dt.timedelta(hours=6), tick=False):
        assert "How was it this morning?" in shown(client)


def test_without_homework_on_the_day_before_nothing_is_asked(
    client: Client, homework: Homework
) -> None:
    client.force_login(homework.ivan)
    make_performed_session(assignment=homework.assignment, day=TODAY - 2 * DAY, now=NOW - 2 * DAY)

    assert 'id="morning"' not in shown(client)


@pytest.mark.parametrize(
    ("pain", "said"),
    [
        (3, "It has settled. Go on as you are."),
        (4, "About the same as before. That is fine."),
        (5, "It has not settled yet. Take it gently today."),
    ],
)
def test_one_tap_is_saved_and_answered_in_a_line(
    client: Client, homework: Homework, session: ExerciseSession, pain: int, said: str
) -> None:
    client.force_login(homework.ivan)

    response = answer(client, pain, headers=HTMX)

    assert response.status_code == 200
    assert said in card(response)
    assert "<html" not in card(response)
    assert ("When to stop and get help" in card(response)) == (pain == 5)
    session.refresh_from_db()
    assert (session.pain_next_day, session.next_day_at) == (pain, NOW)
    page = shown(client)
    assert said in page
    assert QUESTION not in page


def test_without_javascript_it_leads_back_to_today(
    client: Client, homework: Homework, session: ExerciseSession
) -> None:
    client.force_login(homework.ivan)

    response = answer(client, 0, follow=True)

    assert response.redirect_chain == [("/", 302)]
    assert "It has settled." in card(response)


def test_it_can_be_changed_on_the_same_day_and_is_gone_after_it(
    client: Client, homework: Homework, session: ExerciseSession
) -> None:
    client.force_login(homework.ivan)
    answer(client, 2)

    answer(client, 6)

    session.refresh_from_db()
    assert session.pain_next_day == 6
    page = shown(client)
    assert "not settled yet" in page
    assert 'value="6" aria-pressed="true"' in page
    with time_machine.travel(NOW + DAY, tick=False):
        assert 'id="morning"' not in shown(client)


def test_where_the_pain_before_is_not_known_it_is_only_saved(
    client: Client, homework: Homework, session: ExerciseSession
) -> None:
    ExerciseSession.objects.update(pain_before=None)
    client.force_login(homework.ivan)

    text = card(answer(client, 8, headers=HTMX))

    assert "Saved." in text
    assert "settled" not in text


@pytest.mark.parametrize("pain", ["", "11", "-1", "much"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_number_off_the_scale_is_refused_in_words(
    client: Client,
    homework: Homework,
    session: ExerciseSession,
    pain: str,
    headers: dict[str, str],
) -> None:
    client.force_login(homework.ivan)

    response = answer(client, pain, headers=headers)

    assert response.status_code == 422
    assert "Choose a number from 0 to 10." in card(response)
    assert QUESTION in card(response)
    assert ("<html" in card(response)) == (not headers)
    session.refresh_from_db()
    assert session.pain_next_day is None


@pytest.mark.parametrize("day", ["", "soon"])
def test_a_day_that_is_none_is_refused_in_words(
    client: Client, homework: Homework, session: ExerciseSession, day: str
) -> None:
    client.force_login(homework.ivan)

    response = answer(client, 3, day=day)

    assert response.status_code == 422
    assert "Open Today again and answer there." in card(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_page_that_lay_open_overnight_answers_for_no_other_day(
    client: Client, homework: Homework, session: ExerciseSession, headers: dict[str, str]
) -> None:
    client.force_login(homework.ivan)

    with time_machine.travel(NOW + DAY, tick=False):
        response = answer(client, 3, headers=headers, follow=True)

    assert response.status_code == (409 if headers else 200)
    assert "This question was for another day." in card(response)
    session.refresh_from_db()
    assert session.pain_next_day is None


def test_nobody_answers_for_somebody_else(
    client: Client, homework: Homework, session: ExerciseSession
) -> None:
    assert answer(client, 3).headers["Location"].startswith("/sign-in/")
    client.force_login(homework.maya)

    assert answer(client, 3, headers=HTMX).status_code == 409
    session.refresh_from_db()
    assert session.pain_next_day is None


def test_today_still_takes_six_statements_at_most(
    client: Client, homework: Homework, session: ExerciseSession, count_statements: CountStatements
) -> None:
    client.force_login(homework.ivan)
    with count_statements() as few:
        assert QUESTION in shown(client)
    for number in range(9):
        more = make_assignment(
            client=homework.ivan, routine=make_routine(name=f"More {number}"), at=NOW - 3 * DAY
        )
        make_performed_session(assignment=more, day=TODAY - DAY, now=NOW - DAY)

    with count_statements() as many:
        assert QUESTION in shown(client)

    assert len(many) == len(few) <= 6
