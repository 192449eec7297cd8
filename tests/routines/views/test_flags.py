"""A client says that somebody has looked; Today says what to do while exercises are closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.domain.findings import questions_again
from routines.domain.warning_rules import warning_rules
from routines.models import Assignment, Flag, FlagAction, Status
from routines.services.flags import acknowledge
from tests.check_in_factories import LOW, NEW_NUMBNESS, SADDLE, make_check_in, make_flag
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW + dt.timedelta(hours=26), tick=False):
        yield


@pytest.fixture
def ivan() -> User:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    make_assignment(client=ivan)
    return ivan


@pytest.fixture
def flag(ivan: User) -> Flag:
    return make_flag(client=ivan)


def test_today_says_what_to_do_while_exercises_are_closed(
    client: Client, ivan: User, flag: Flag
) -> None:
    client.force_login(ivan)

    text = client.get("/").content.decode()

    assert "Please get checked first" in text
    assert f"/check-ins/{flag.check_in_id}/" in text
    assert "waits until somebody has looked" in text


@pytest.mark.parametrize(
    ("answers", "words"),
    [(SADDLE, "Please get checked first"), (NEW_NUMBNESS, "Please call somebody today")],
)
@pytest.mark.parametrize("had_homework", [True, False])
def test_a_warning_sign_is_spoken_of_where_there_is_no_homework_to_rest(
    client: Client, ivan: User, answers: dict[str, str], words: str, had_homework: bool
) -> None:
    if had_homework:
        Assignment.objects.update(status=Status.ENDED, ended_on=(NOW - dt.timedelta(days=9)).date())
    else:
        Assignment.objects.all().delete()
    flag = make_flag(client=ivan, answers=answers)
    client.force_login(ivan)

    text = client.get("/").content.decode()

    assert words in text
    assert f'href="/check-ins/{flag.check_in_id}/"' in text


def test_today_does_not_wait_for_a_look_once_the_therapist_has_looked(
    client: Client, ivan: User, flag: Flag
) -> None:
    maya = ivan.care_received.get().therapist
    acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW + dt.timedelta(hours=1))
    client.force_login(ivan)

    text = client.get("/").content.decode()

    assert "Your therapist has looked at what you marked." in text
    assert "waits until somebody has looked" not in text
    # What was sent and seen days ago is not taken for today's.
    page = client.get(f"/check-ins/{flag.check_in_id}/").content.decode()
    assert "Sent 10 Mar, 09:30" in page
    assert "Looked at 10 Mar, 10:30" in page


@pytest.mark.parametrize("has_homework", [True, False])
def test_today_says_whom_to_call_above_homework_that_stays_open(
    client: Client, ivan: User, has_homework: bool
) -> None:
    if not has_homework:
        Assignment.objects.all().delete()
    flag = make_flag(client=ivan, answers=LOW)
    client.force_login(ivan)

    text = client.get("/").content.decode()

    assert "You matter" in text
    assert f'href="/check-ins/{flag.check_in_id}/"' in text
    assert "Your homework is resting" not in text


def test_whom_to_call_hides_nothing_of_what_rests(client: Client, ivan: User, flag: Flag) -> None:
    low = make_flag(client=ivan, answers=LOW)
    client.force_login(ivan)

    text = client.get("/").content.decode()

    assert f'href="/check-ins/{low.check_in_id}/"' in text.partition("You matter")[2]
    assert f'href="/check-ins/{flag.check_in_id}/"' in text.partition("get checked first")[2]
    assert "Your homework is resting" in text


def test_today_is_silent_once_it_is_put_away(client: Client, ivan: User) -> None:
    make_flag(client=ivan, answers=LOW, cleared_at=NOW)
    client.force_login(ivan)

    assert "You matter" not in client.get("/").content.decode()


def test_open_homework_says_nothing_of_what_rests_elsewhere(
    client: Client, ivan: User, flag: Flag
) -> None:
    Assignment.objects.update(status=Status.ACTIVE)
    client.force_login(ivan)

    assert "Please get checked first" not in client.get("/").content.decode()


def test_being_seen_is_kept_and_opens_nothing_by_itself(
    client: Client, ivan: User, flag: Flag
) -> None:
    client.force_login(ivan)

    answer = client.post(f"/flags/{flag.pk}/seen/", follow=True)

    flag.refresh_from_db()
    assert flag.seen_at is not None
    assert flag.cleared_at is None
    assert "Your therapist will see it." in answer.content.decode()


def test_seen_and_a_clear_no_to_every_question_opens_the_exercises(
    client: Client, ivan: User, flag: Flag
) -> None:
    client.force_login(ivan)
    asked = questions_again(flag.signs, rules=warning_rules())
    make_check_in(
        client=ivan,
        answers=dict.fromkeys(asked, "no"),
        now=NOW + dt.timedelta(hours=25),
    )

    client.post(f"/flags/{flag.pk}/seen/")

    flag.refresh_from_db()
    assert flag.cleared_by == ivan
    assert flag.acknowledged_at is None
    assert Assignment.objects.get().status == Status.ACTIVE


def test_somebody_elses_flag_does_not_exist(client: Client, flag: Flag) -> None:
    client.force_login(make_client(display_name="Lena Vogel"))

    assert client.post(f"/flags/{flag.pk}/seen/").status_code == 404
    assert client.get(f"/flags/{flag.pk}/seen/").status_code == 405


def test_nobody_who_is_not_signed_in_gets_there(client: Client, flag: Flag) -> None:
    assert client.post(f"/flags/{flag.pk}/seen/").status_code == 302
