"""The pages of a session that has not arrived: kept ahead, and leading to the real ones once it has."""

from __future__ import annotations

import html
import json
import re
from uuid import UUID

import pytest
from django.test import Client

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.dosage import Dosage
from routines.domain.doses import Dose
from routines.models import Assignment, ExerciseSession
from routines.queries.kept_pages import kept_pages
from routines.queries.plans import session_plan
from routines.queries.session_links import NO_KEY
from routines.services import assignments, sessions
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    TODAY,
    make_assignment,
    make_exercise,
    make_log,
    make_revision,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db

PAGES = ["", "play/", "after/"]


@pytest.fixture
def ivan(client: Client) -> User:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    client.force_login(ivan)
    return ivan


@pytest.fixture
def homework(ivan: User) -> Assignment:
    exercises = [make_exercise(dosage=Dosage(sets=3, repetitions=10)) for _ in range(8)]
    return make_assignment(client=ivan, routine=make_routine(exercises=exercises))


def address(
    homework: Assignment, page: str = "", *, key: UUID | None = None, dose: str = "full"
) -> str:
    session = f"&session={key}" if key else ""
    return f"/assignments/{homework.pk}/sessions/new/{page}?version=1&dose={dose}{session}"


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


# --- as it will be -------------------------------------------------------------------------


@pytest.mark.parametrize("dose", list(Dose))
def test_it_is_guided_exactly_as_it_will_be(
    client: Client, homework: Assignment, dose: Dose
) -> None:
    key = uuid7()
    prepared = client.get(address(homework, "play/", key=key, dose=dose.value)).content.decode()
    real = sessions.start(
        key=key,
        assignment=homework,
        client=homework.client,
        day=TODAY,
        at=NOW,
        now=NOW,
        dose=dose,
    ).row

    found = re.search(r'<script id="plan"[^>]*>(.*?)</script>', prepared)
    assert found is not None
    assert json.loads(found[1]) == json.loads(json.dumps(session_plan(real).as_json()))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_stored_by_looking(client: Client, homework: Assignment, page: str) -> None:
    text(client, address(homework, page, key=uuid7()))

    assert not ExerciseSession.objects.exists()


@pytest.mark.parametrize("page", PAGES)
def test_its_pages_lead_to_each_other_and_never_to_one_that_is_not_there(
    client: Client, homework: Assignment, page: str
) -> None:
    key = uuid7()

    shown = text(client, address(homework, page, key=key))

    links = re.findall(r'href="(/[^"]*)"', shown)
    assert any(str(key) in link for link in links)
    for link in {one for one in links if not one.startswith("/static/") and "0000" not in one}:
        assert client.get(link).status_code == 200, link
    assert f'href="/sessions/{key}/' not in shown


def test_the_player_leads_to_the_list_and_to_how_it_felt(
    client: Client, homework: Assignment
) -> None:
    key = uuid7()

    shown = text(client, address(homework, "play/", key=key, dose="gentle"))

    assert f'data-after="{address(homework, "after/", key=key, dose="gentle")}"' in shown
    assert f'data-list="{address(homework, key=key, dose="gentle")}"' in shown
    assert f"&session={key}&guided=1&dose=gentle" in shown


def test_it_goes_by_itself_only_after_a_tap_which_the_phone_knows(
    client: Client, homework: Assignment
) -> None:
    assert "data-fresh" not in text(client, address(homework, "play/", key=uuid7()))


@pytest.mark.parametrize("page", PAGES)
def test_as_it_is_kept_ahead_it_holds_a_place_for_the_key(
    client: Client, homework: Assignment, page: str
) -> None:
    shown = text(client, address(homework, page))

    assert f"session={NO_KEY}" in shown
    assert client.get(address(homework, page))["Carryover-Keep"] == "1"


def test_how_it_felt_promises_nothing_of_what_the_server_does_not_know(
    client: Client, homework: Assignment
) -> None:
    shown = text(client, address(homework, "after/", key=uuid7()))

    assert "How did that feel?" in shown
    assert "0 of 8 done" not in shown
    assert ">Done ·" not in shown


@pytest.mark.parametrize(("dose", "said"), [("full", "3 × 10"), ("gentle", "3 × 6")])
def test_how_an_exercise_is_done_is_told_in_the_dose_of_the_session(
    client: Client, homework: Assignment, dose: str, said: str
) -> None:
    shown = text(client, address(homework, "", key=uuid7(), dose=dose))
    link = re.findall(r'href="(/exercises/[^"]*)"', shown)[0]

    assert said in text(client, link)


# --- once it has arrived -------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_once_it_has_arrived_it_leads_to_the_real_page(
    client: Client, homework: Assignment, page: str
) -> None:
    session = make_session(assignment=homework)

    answer = client.get(address(homework, page, key=session.pk))

    assert answer["Location"] == f"/sessions/{session.pk}/{page}"


def test_one_that_has_only_just_arrived_goes_by_itself(client: Client, ivan: User) -> None:
    homework = make_assignment(client=ivan)
    key = uuid7()
    client.post(f"/assignments/{homework.pk}/sessions/", {"id": key})
    if not ExerciseSession.objects.exists():
        # A check came before it.
        make_session(assignment=homework, key=key)

    answer = client.get(address(homework, "play/", key=key), follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == f"/sessions/{key}/play/"


def test_somebody_elses_session_is_one_that_has_not_arrived(
    client: Client, homework: Assignment
) -> None:
    theirs = make_session(
        assignment=make_assignment(
            client=make_client(
                therapist=make_therapist(clinic=make_clinic()), display_name="Lena Vogel"
            )
        )
    )
    make_log(session=theirs)

    shown = text(client, address(homework, key=theirs.pk))

    assert 'data-logged="true"' not in shown
    assert "Lena" not in shown


# --- what cannot be begun ------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_strangers_homework_and_an_unknown_version_or_dose_are_not_there(
    client: Client, homework: Assignment, page: str
) -> None:
    theirs = make_assignment(
        client=make_client(
            therapist=make_therapist(clinic=make_clinic()), display_name="Lena Vogel"
        )
    )
    base = f"/assignments/{homework.pk}/sessions/new/{page}"

    assert client.get(address(theirs, page)).status_code == 404
    for query in (
        "",
        "?version=1",
        "?dose=full",
        "?version=2&dose=full",
        "?version=1&dose=much",
        "?version=x&dose=full",
        "?version=99999999999999999999&dose=full",
        "?version=²&dose=full",
    ):
        assert client.get(f"{base}{query}").status_code == 404, query


def test_an_earlier_version_can_still_be_shown_as_the_phone_had_it(
    client: Client, homework: Assignment
) -> None:
    make_revision(homework, note="Slowly.")

    assert client.get(address(homework)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", ["paused", "ended"])
def test_homework_that_rests_says_so_on_its_own_page_as_start_does(
    client: Client, homework: Assignment, page: str, state: str
) -> None:
    assert homework.assigned_by is not None
    change = assignments.pause if state == "paused" else assignments.end
    change(assignment=homework, by=homework.assigned_by, at=NOW)

    answer = client.get(address(homework, page, key=uuid7()), follow=True)

    assert answer.redirect_chain[0][0] == f"/assignments/{homework.pk}/"
    said = "rests for now" if state == "paused" else "This homework ended"
    assert said in answer.content.decode()


def test_homework_that_rests_begins_no_session_that_came_in_just_before(
    client: Client, homework: Assignment
) -> None:
    session = make_session(assignment=homework)
    assert homework.assigned_by is not None
    assignments.pause(assignment=homework, by=homework.assigned_by, at=NOW)

    answer = client.get(address(homework, "play/", key=session.pk))

    assert answer["Location"] == f"/assignments/{homework.pk}/"
    # What was done of it stays, and is looked at.
    make_log(session=session)
    answer = client.get(address(homework, key=session.pk))
    assert answer["Location"] == f"/sessions/{session.pk}/"


def test_a_page_that_is_fetched_ahead_leaves_no_sentence_for_the_next_one(
    client: Client, homework: Assignment
) -> None:
    assert homework.assigned_by is not None
    assignments.pause(assignment=homework, by=homework.assigned_by, at=NOW)

    client.get(address(homework, "play/"))

    assert "rests for now" not in client.get("/").content.decode()


def test_a_check_is_kept_once_for_all_homework_and_knows_what_it_may_begin(
    client: Client, ivan: User, homework: Assignment
) -> None:
    other = make_assignment(client=ivan)
    paused = make_assignment(client=ivan)
    assert paused.assigned_by is not None
    assignments.pause(assignment=paused, by=paused.assigned_by, at=NOW)

    shown = text(client, f"/check-ins/new/?kind=before&assignment={NO_KEY}")

    found = re.search(r'<script id="startable"[^>]*>(.*?)</script>', shown)
    assert found is not None
    assert json.loads(found[1]) == [
        {"assignment": str(homework.pk), "version": 1, "name": homework.name, "count": 8},
        {"assignment": str(other.pk), "version": 1, "name": other.name, "count": 2},
    ]
    assert f'name="assignment" value="{NO_KEY}"' in shown
    sent = client.post("/check-ins/new/", {"kind": "before", "assignment": NO_KEY, "pain": "2"})
    assert sent.status_code == 404


# --- costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_no_more_than_ten_statements_for_one_exercise_and_for_ten(
    client: Client, ivan: User, count_statements: CountStatements, page: str
) -> None:
    counts = []
    for number in (1, 10):
        exercises = [make_exercise(easier=["bridge"]) for _ in range(number)]
        homework = make_assignment(client=ivan, routine=make_routine(exercises=exercises))
        with count_statements() as statements:
            client.get(address(homework, page, key=uuid7(), dose="gentle"))
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 10


def test_all_that_is_kept_ahead_is_far_below_what_a_phone_holds(
    client: Client, ivan: User, homework: Assignment
) -> None:
    kept = kept_pages(ivan, day=TODAY, now=NOW)

    size = sum(len(client.get(page).content) for page in (*kept.pages, *kept.steady))

    assert size < 1_500_000
