"""After a session on the phone: what it means, what comes next, what was changed at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from routines.models import ExerciseSession, Feeling
from routines.services.proposals import consider
from tests.homework_factories import make_performed_session, make_report, make_ruled_homework
from tests.pages import shown

pytestmark = pytest.mark.django_db


def after_page(client: Client, session: ExerciseSession) -> str:
    return shown(client.get(f"/sessions/{session.pk}/after/").content.decode())


def ruled_session(client: Client, *, pain: int | None = None, days: int = 0) -> ExerciseSession:
    """Sign in who does homework with rules, and let them do it once."""
    homework = make_ruled_homework()
    client.force_login(homework.ivan)
    now = timezone.now() - dt.timedelta(days=days)
    return make_performed_session(assignment=homework.assignment, pain=pain, now=now)


def test_a_calm_session_says_so_and_what_comes_next(client: Client) -> None:
    page = after_page(client, ruled_session(client, pain=1))

    assert "A calm session. You can put the phone down." in page
    assert "Next time: the same again." in page
    assert "Tomorrow morning there is one question" in page
    assert "Changed for next time" not in page


def test_after_red_the_change_is_told_with_its_reason_and_nothing_is_praised(
    client: Client,
) -> None:
    session = ruled_session(client)

    answer = client.post(
        f"/sessions/{session.pk}/rating/", {"pain": 7}, headers={"HX-Request": "true"}
    )

    page = answer.content.decode()
    assert "That was too much today." in page
    assert "Changed for next time" in page
    assert "Bridge: 2 × 6 instead of 2 × 10." in page
    assert "Pain reached 7." in page
    assert "Maya sees it too." in page
    assert "When to stop and get help" in page
    assert "phone down" not in page


def test_what_moved_down_the_leg_rests_and_says_until_when(client: Client) -> None:
    session = ruled_session(client)
    make_report(session=session, feeling=Feeling.SPREADING)
    consider(session=session, now=timezone.now())

    page = after_page(client, session)

    assert "It moved further down the leg." in page
    assert "This rests until Maya has looked" in page


def test_a_day_filled_in_later_has_no_question_tomorrow(client: Client) -> None:
    page = after_page(client, ruled_session(client, pain=1, days=2))

    assert "A calm session." in page
    assert "Tomorrow morning" not in page


def test_the_part_with_the_answer_is_there_to_be_read_again(client: Client) -> None:
    session = ruled_session(client, pain=7)
    consider(session=session, now=timezone.now())

    answer = client.get(f"/sessions/{session.pk}/after/", headers={"HX-Request": "true"})

    part = answer.content.decode()
    assert "<html" not in part
    assert "That was too much today." in part
    assert "Changed for next time" in part
