"""The pages of a check-in: asked, kept, and what they say; a start may wait behind one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.identifiers import uuid7
from accounts.models import Clinic, User
from routines.domain.warning_rules import warning_rules
from routines.models import Activity, CheckIn, ExerciseSession, Flag, PrecautionAnswer
from tests.check_in_factories import at, make_check_in, make_flag
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_session

pytestmark = pytest.mark.django_db

NEW = "/check-ins/new/"
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
MANY = "A few more questions first"


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
    data = {"id": str(uuid7()), "kind": "change", **fields}
    return client.post(NEW, data)


def denied() -> dict[str, str]:
    """Return a "no" to every question there is, as a browser sends it."""
    return {f"sign-{slug}": "no" for slug in warning_rules().signs}


# --- who -----------------------------------------------------------------------------------


def test_nobody_is_asked_without_signing_in(client: Client) -> None:
    for method in (client.get, client.post):
        assert method(NEW)["Location"].startswith("/sign-in/")
    assert client.get(f"/check-ins/{uuid7()}/")["Location"].startswith("/sign-in/")
    assert client.post(f"/flags/{uuid7()}/seen/")["Location"].startswith("/sign-in/")


def test_a_strangers_check_in_session_and_flag_are_not_there(client: Client, ivan: User) -> None:
    lena = make_client(
        therapist=make_therapist(clinic=make_clinic(name="Harbour")), display_name="Lena Vogel"
    )
    assignment = make_assignment(client=lena)
    session = make_session(assignment=assignment)
    flag = make_flag(client=lena)
    hers = CheckIn.objects.get(client=lena, kind="change")

    assert client.get(f"/check-ins/{hers.pk}/").status_code == 404
    assert client.post(f"/flags/{flag.pk}/seen/").status_code == 404
    for name, key in {
        "corrects": hers.pk,
        "session": session.pk,
        "assignment": assignment.pk,
        "flag": flag.pk,
    }.items():
        assert client.get(f"{NEW}?{name}={key}").status_code == 404
        if name != "flag":
            assert send(client, pain="2", **{name: str(key)}).status_code == 404
    assert not CheckIn.objects.filter(client=ivan).exists()


@pytest.mark.parametrize("query", ["kind=sometimes", "session=1", "corrects=x", "flag=1"])
def test_a_broken_address_is_not_there(client: Client, ivan: User, query: str) -> None:
    assert client.get(f"{NEW}?{query}").status_code == 404


def test_the_therapist_has_no_use_for_the_clients_page(client: Client, ivan: User) -> None:
    row = make_check_in(client=ivan, pain=2)
    client.force_login(ivan.care_received.get().therapist)

    assert client.get(f"/check-ins/{row.pk}/").status_code == 404


# --- asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    ["joining", "before", "during", "after", "morning", "weekly", "monthly", "week-6", "change"],
)
def test_each_check_opens_as_a_page(client: Client, ivan: User, kind: str) -> None:
    response = client.get(f"{NEW}?kind={kind}")

    page = text(response)
    assert response.status_code == 200
    assert page.count("<h1") >= 1
    assert f'name="kind" value="{kind}"' in page
    assert MANY not in page.partition("<template")[0]


def test_how_low_one_feels_may_be_said_every_four_weeks_and_need_not_be(
    client: Client, ivan: User
) -> None:
    Clinic.objects.update(crisis_line="116 123")
    page = text(client.get(f"{NEW}?kind=monthly"))
    assert "only if you want" in page
    assert 'name="sign-self-harm"' in page
    assert 'name="sign-self-harm"' not in text(client.get(f"{NEW}?kind=weekly"))

    send(client, kind="monthly", **denied() | {"sign-self-harm": ""}, where="nowhere")
    silent = CheckIn.objects.get()
    assert silent.urgency == ""
    send(client, kind="monthly", **denied() | {"sign-self-harm": "yes"}, where="nowhere")

    said = CheckIn.objects.exclude(pk=silent.pk).get()
    assert said.urgency == "now"
    page = text(client.get(f"/check-ins/{said.pk}/"))
    assert (
        '<a class="button button--flag button--large button--block" href="tel:116123" data-low>'
        in page
    )
    shown = re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", "", page)
    assert "You are not alone with this" in shown
    for words in ("Exercises are paused", "Please get checked now", "your legs feel weak"):
        assert words in page
        assert words not in shown


def test_who_says_so_before_a_session_reads_whom_to_call_first_and_may_begin_after(
    client: Client, ivan: User
) -> None:
    homework = make_assignment(client=ivan)
    yes = {"sign-self-harm": "yes", "asked": "self-harm"}

    answer = send(client, kind="before", assignment=str(homework.pk), **yes)

    assert answer["Location"] == f"/check-ins/{CheckIn.objects.get().pk}/"
    assert "You are not alone with this" in text(client.get(answer["Location"]))
    assert not ExerciseSession.objects.exists()
    homework.refresh_from_db()
    assert homework.status == "active"


@pytest.mark.parametrize("kind", ["during", "after"])
def test_who_says_so_in_a_session_reads_whom_to_call_at_once(
    client: Client, ivan: User, kind: str
) -> None:
    session = make_session(assignment=make_assignment(client=ivan))
    yes = {"sign-self-harm": "yes", "asked": "self-harm"}

    answer = send(client, kind=kind, session=str(session.pk), **yes)

    assert answer["Location"] == f"/check-ins/{CheckIn.objects.get().pk}/"
    session.refresh_from_db()
    assert session.finished_at is None


def test_who_is_low_and_has_a_sign_of_the_nerves_reads_both(client: Client, ivan: User) -> None:
    Clinic.objects.update(crisis_line="116 123")
    yes = {"sign-self-harm": "yes", "sign-saddle-numbness": "yes"}
    send(client, kind="monthly", **denied() | yes, where="nowhere")

    page = text(client.get(f"/check-ins/{CheckIn.objects.get().pk}/"))

    shown = re.sub(r"<(\w+)[^>]* hidden>.*?</\1>", "", page)
    assert "Please get checked now" in shown
    assert "Somebody to talk to: 116 123" in shown
    assert "You are not alone with this" not in shown


def test_without_scripts_nowhere_can_be_said(client: Client, ivan: User) -> None:
    page = text(client.get(f"{NEW}?kind=change"))
    fields = dict.fromkeys(re.findall(r'<select class="select" name="(\w[\w-]*)"', page), "0")
    assert 'name="where" value="nowhere"' in page

    response = send(client, where="nowhere", **fields)

    row = CheckIn.objects.get()
    assert response["Location"] == f"/check-ins/{row.pk}/"
    assert (row.has_map, row.marks) == (True, [])


# --- kept ----------------------------------------------------------------------------------


def test_plain_it_is_kept_and_says_where_it_went(client: Client, ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("calf")], now=NOW - DAY)

    response = send(client, **{"pain-buttock-left": "3"})

    row = CheckIn.objects.latest("received_at")
    assert response["Location"] == f"/check-ins/{row.pk}/"
    page = text(client.get(response["Location"]))
    assert "moved up" in page
    assert "not a diagnosis" in page


def test_sent_twice_it_is_one(client: Client, ivan: User) -> None:
    key = str(uuid7())

    sent = [send(client, id=key, pain="2") for _ in range(2)]

    assert [one.status_code for one in sent] == [302, 302]
    assert CheckIn.objects.count() == 1


def test_another_body_under_the_key_is_refused_and_the_first_stands(
    client: Client, ivan: User
) -> None:
    key = str(uuid7())
    send(client, id=key, pain="2")

    response = send(client, id=key, pain="8", **denied())

    assert response.status_code == 409
    assert "The first one stands" in text(response)
    assert CheckIn.objects.get().pain == 2


def test_precautions_are_kept_beside_the_first_check(client: Client, ivan: User) -> None:
    send(client, kind="joining", pain="2", none="precaution-osteoporosis risk-over-70", **denied())

    assert PrecautionAnswer.objects.get().answer == "no"
    assert CheckIn.objects.get().answers["risk-over-70"] == "no"


def test_the_first_check_is_answered_whole_and_nothing_is_lost(client: Client, ivan: User) -> None:
    response = send(client, kind="joining", pain="2", none="fever", **{"sign-weight-loss": "no"})

    text = response.content.decode()
    assert response.status_code == 422
    assert "Please answer each question." in text
    assert not CheckIn.objects.exclude(fingerprint="lasting").exists()
    assert 'name="sign-weight-loss" value="no" checked' in text


@pytest.mark.parametrize("kind", ["weekly", "monthly", "week-6"])
def test_a_longer_check_before_a_session_is_answered_whole_too(
    client: Client, ivan: User, kind: str
) -> None:
    """It stands in for the three questions: one answer of twelve is no check."""
    way = {"kind": kind, "assignment": str(make_assignment(client=ivan).pk), "where": "nowhere"}

    for said in ({}, {"sign-fever": "no"}):
        response = send(client, **way, **said)
        assert response.status_code == 422
        assert "Please answer each question." in text(response)
    assert not CheckIn.objects.filter(kind=kind).exists()
    assert not ExerciseSession.objects.exists()

    assert send(client, **way, **denied()).status_code == 302
    assert ExerciseSession.objects.filter(client=ivan).count() == 1


def test_whoever_needs_help_now_is_not_held_up_by_an_open_question(
    client: Client, ivan: User
) -> None:
    response = send(client, kind="joining", **{"sign-saddle-numbness": "yes"})

    assert response.status_code == 302
    assert Flag.objects.get().is_emergency


def test_words_ratings_and_the_change_are_kept(client: Client, ivan: User) -> None:
    walk = Activity.objects.create(client=ivan, name="Walk", position=1, created_at=NOW)

    send(
        client,
        kind="weekly",
        words="Since Monday.",
        global_change="2",
        **{f"activity-{walk.pk}": "7"},
    )

    row = CheckIn.objects.get()
    assert (row.words, row.global_change) == ("Since Monday.", 2)
    assert row.ratings.get().rating == 7


# --- refused -------------------------------------------------------------------------------


def test_what_was_typed_stays_on_the_page(client: Client, ivan: User) -> None:
    key = str(uuid7())
    stairs = Activity.objects.create(client=ivan, name="Stairs", position=1, created_at=NOW)
    response = send(
        client,
        id=key,
        kind="weekly",
        global_change="2",
        pain="11",
        words="Since Monday.",
        **{"pain-calf-left": "4", "sign-fever": "not-sure", f"activity-{stairs.pk}": "7"},
    )

    page = text(response)
    assert response.status_code == 422
    assert "Choose a number from 0 to 10." in page
    assert key in page
    assert "Since Monday." in page
    assert re.search(r'name="sign-fever" value="not-sure" checked', page)
    for name, value in (
        ("pain-calf-left", "4"),
        (f"activity-{stairs.pk}", "7"),
        ("global_change", "2"),
    ):
        select = page[page.index(f'name="{name}"') :]
        assert f'<option value="{value}" selected>' in select[: select.index("</select>")]
    assert not CheckIn.objects.exists()


def test_nothing_marked_is_refused_kindly(client: Client, ivan: User) -> None:
    response = send(client, **{"pain-calf-left": "0"})

    assert response.status_code == 422
    assert "Nothing was marked yet. Mark a place, or tap “Nowhere”." in text(response)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("kind", ["", "sometimes"])
def test_without_a_kind_nothing_is_kept(client: Client, ivan: User, kind: str) -> None:
    assert send(client, kind=kind, pain="2").status_code == 422
    assert not CheckIn.objects.exists()


# --- questions a mark opens ------------------------------------------------------------------


def test_a_mark_opens_questions_that_are_asked_once(client: Client, ivan: User) -> None:
    marked = {"numbness-foot-left": "3"}
    first = send(client, **marked)
    page = text(first).partition("<template")[0]

    assert first.status_code == 422
    assert MANY in page
    assert 'name="asked" value="foot-drop-sudden new-numbness"' in page
    assert page.count('name="sign-new-numbness" value="yes"') == 1
    assert not CheckIn.objects.exists()

    second = send(client, asked="foot-drop-sudden new-numbness", **marked)

    # Left out a second time they are not answered, and the map itself decides.
    assert second.status_code == 302
    assert CheckIn.objects.get().answers == {}


def test_answered_with_yes_they_raise_an_alarm(client: Client, ivan: User) -> None:
    asked = {"asked": "foot-drop-sudden new-numbness", "numbness-foot-left": "3"}

    response = send(client, **asked, **{"sign-new-numbness": "yes", "sign-foot-drop-sudden": "no"})

    page = text(client.get(response["Location"]))
    assert Flag.objects.get().urgency == "today"
    assert "Call Maya or your doctor today" in page
    # There is no homework that could be paused.
    assert "Please act today" in page.split("</header>")[-2]


def test_words_open_questions_too(client: Client, ivan: User) -> None:
    slug, phrases = next(iter(warning_rules().words.items()))

    response = send(client, pain="2", words=f"I have {phrases[0]} since today")

    assert response.status_code == 422
    assert f'name="sign-{slug}"' in text(response).partition("<template")[0]


def test_asking_costs_the_same_after_many_check_ins(
    client: Client, ivan: User, count_statements: CountStatements
) -> None:
    costs = []
    for count in (1, 20):
        for number in range(count):
            make_check_in(client=ivan, marks=[at("calf")], now=NOW - (number + 1) * HOUR)
        with count_statements() as statements:
            client.get(f"{NEW}?kind=weekly")
        costs.append(len(statements))

    assert costs[0] == costs[1]
