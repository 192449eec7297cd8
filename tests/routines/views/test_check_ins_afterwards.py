"""What a kept check-in says, the way out of closed exercises, and a start that waits behind a check."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.warning_rules import warning_rules
from routines.models import CheckIn, ExerciseSession, Status
from tests.check_in_factories import SADDLE, all_no, at, make_check_in, make_flag
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_routine

GATES = "pee-poo-feeling numb-weak-both fever-chest-leg"

pytestmark = pytest.mark.django_db

NEW = "/check-ins/new/"
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan(client: Client) -> User:
    """Return Ivan, signed in, who has never answered a check."""
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()), is_checked=False)
    client.force_login(ivan)
    return ivan


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def send(client: Client, **fields: Any) -> Any:
    return client.post(NEW, {"id": str(uuid7()), "kind": "change", **fields})


def denied() -> dict[str, str]:
    """Return a "no" to every question there is, as a browser sends it."""
    return {f"sign-{slug}": "no" for slug in warning_rules().signs}


# --- what it says --------------------------------------------------------------------------


def test_an_emergency_says_what_to_do_first(client: Client, ivan: User) -> None:
    ivan.time_zone = "Europe/London"
    ivan.save(update_fields=["time_zone"])

    response = send(client, **{f"sign-{slug}": "yes" for slug in SADDLE}, **{"pain": "4"})

    page = text(client.get(response["Location"]))
    assert "Please get checked now" in page
    assert 'href="tel:999"' in page
    assert "Maya can see it" in page
    assert "safe" not in page.partition("<main")[2].replace("to be safe", "").lower()


def test_said_again_it_does_not_say_that_nobody_is_told(client: Client, ivan: User) -> None:
    make_check_in(client=ivan, answers=SADDLE, now=NOW - HOUR)
    again = make_check_in(client=ivan, answers=SADDLE)

    page = text(client.get(f"/check-ins/{again.pk}/"))

    assert "Maya can see it" in page
    assert "nobody is told" not in page
    assert "I was seen by a professional" in page


def test_without_a_therapist_it_says_that_nobody_is_told(client: Client) -> None:
    lena = make_client(display_name="Lena Vogel", is_checked=False)
    client.force_login(lena)
    row = make_check_in(client=lena, answers=SADDLE)

    page = text(client.get(f"/check-ins/{row.pk}/"))

    assert "nobody is told. Please call somebody yourself." in page


def test_a_page_of_a_calm_check_in_offers_to_change_it(client: Client, ivan: User) -> None:
    row = make_check_in(client=ivan, marks=[at("calf")])
    page = text(client.get(f"/check-ins/{row.pk}/"))
    assert f"?corrects={row.pk}&amp;kind=change" in page
    assert client.get(f"{NEW}?corrects={row.pk}&kind=change").status_code == 200

    send(client, corrects=str(row.pk), **{"pain-knee-left": "3"})

    row.refresh_from_db()
    assert row.correction.furthest == 4


# --- the way out ---------------------------------------------------------------------------


def test_seen_twice_is_once_and_keeps_exercises_closed(client: Client, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan)

    for _ in range(2):
        response = client.post(f"/flags/{flag.pk}/seen/")
        assert response["Location"] == f"/check-ins/{flag.check_in_id}/"

    flag.refresh_from_db()
    assignment.refresh_from_db()
    assert flag.seen_at == NOW
    assert assignment.status == Status.PAUSED
    assert client.get(f"/flags/{flag.pk}/seen/").status_code == 405


def test_the_questions_of_a_flag_are_asked_again_without_a_health_word_in_the_address(
    client: Client, ivan: User
) -> None:
    flag = make_flag(client=ivan, answers={"chest-breath": "yes"})
    page = text(client.get(f"/check-ins/{flag.check_in_id}/"))
    again = f"{NEW}?kind=weekly&flag={flag.pk}"
    assert again.replace("&", "&amp;") in page

    asked = text(client.get(again)).partition("<template")[0]

    # No weekly check asks this one.
    assert 'name="sign-chest-breath" value="no"' in asked


def test_a_day_later_the_exercises_open_by_themselves(client: Client, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan, now=NOW - DAY)
    client.post(f"/flags/{flag.pk}/seen/")

    send(client, kind="weekly", **{f"sign-{slug}": "no" for slug in all_no()})

    assignment.refresh_from_db()
    assert assignment.status == Status.ACTIVE


def test_seen_last_it_opens_at_once_and_says_so(client: Client, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan, now=NOW - DAY)
    send(client, kind="weekly", **{f"sign-{slug}": "no" for slug in all_no()})

    response = client.post(f"/flags/{flag.pk}/seen/", follow=True)

    assignment.refresh_from_db()
    assert assignment.status == Status.ACTIVE
    assert "Your exercises are open again." in text(response)


# --- a start that waits --------------------------------------------------------------------


def start(client: Client, assignment: Any, key: uuid.UUID | None = None) -> Any:
    fields = {"id": str(key or uuid7()), "dose": "short"}
    return client.post(f"/assignments/{assignment.pk}/sessions/", fields)


def test_a_start_waits_behind_the_first_check_and_goes_on_afterwards(
    client: Client, ivan: User
) -> None:
    assignment = make_assignment(client=ivan)

    waiting = start(client, assignment)
    assert waiting["Location"] == f"{NEW}?kind=joining&assignment={assignment.pk}&dose=short"
    assert not ExerciseSession.objects.exists()
    page = text(client.get(waiting["Location"]))
    assert f'name="assignment" value="{assignment.pk}"' in page

    key = uuid7()
    sent = send(
        client,
        kind="joining",
        assignment=str(assignment.pk),
        start=str(key),
        dose="short",
        pain="2",
        **denied(),
    )

    session = ExerciseSession.objects.get()
    assert (session.pk, session.dose, session.local_day) == (key, "short", NOW.date())
    assert sent["Location"] == f"/sessions/{key}/play/"
    # Nothing is due for four hours.
    assert start(client, assignment)["Location"] == f"/sessions/{key}/play/"


def test_a_desk_break_begins_without_the_questions_before_a_session(
    client: Client, ivan: User
) -> None:
    core = make_assignment(client=ivan)
    stand_up = make_assignment(client=ivan, routine=make_routine(field="desk"))
    assert "kind=joining" in start(client, stand_up)["Location"]
    send(client, kind="joining", pain="2", **denied())

    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        assert "kind=before" in start(client, core)["Location"]
        assert "/play/" in start(client, stand_up)["Location"]
        page = text(client.get("/desk/"))
        assert "&quot;before&quot;" not in page
        assert '"kind": "before"' not in page


@pytest.mark.parametrize("gate", sorted(warning_rules().gates))
def test_after_an_alarm_the_start_does_not_go_on(client: Client, ivan: User, gate: str) -> None:
    assignment = make_assignment(client=ivan)
    asked = " ".join(warning_rules().gates[gate].opens)

    response = send(
        client,
        kind="before",
        assignment=str(assignment.pk),
        start=str(uuid7()),
        asked=asked,
        **{f"gate-{gate}": "yes"},
    )

    assert response["Location"] == f"/check-ins/{CheckIn.objects.get().pk}/"
    assert not ExerciseSession.objects.exists()


def test_none_of_these_starts_in_one_tap(client: Client, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    gates = " ".join(warning_rules().gates)

    response = send(
        client, kind="before", assignment=str(assignment.pk), start=str(uuid7()), none=gates
    )

    assert response["Location"].endswith("/play/")
    assert set(CheckIn.objects.get().answers.values()) == {"no"}


def test_homework_that_rests_meanwhile_is_not_begun_and_says_why(
    client: Client, ivan: User
) -> None:
    assignment = make_assignment(client=ivan)
    assignment.status = Status.PAUSED
    assignment.save(update_fields=["status"])

    response = send(client, kind="before", assignment=str(assignment.pk), pain="1", none=GATES)

    assert response["Location"] == f"/assignments/{assignment.pk}/"
    assert not ExerciseSession.objects.exists()


def test_yesterday_is_filled_in_without_a_check(client: Client, ivan: User) -> None:
    assignment = make_assignment(client=ivan, at=NOW - DAY)
    fields = {"id": str(uuid7()), "day": (NOW - DAY).date().isoformat()}

    response = client.post(f"/assignments/{assignment.pk}/sessions/", fields)

    assert response["Location"].startswith("/sessions/")
