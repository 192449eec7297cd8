"""Check-ins by the API: kept once, judged at once, read by the client and who treats them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models import Activity, CheckIn, Flag, FunctionRating
from tests.factories import NOW, make_care_relationship, make_superuser
from tests.homework_factories import make_assignment, make_exercise, make_routine, make_session
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

CHECK_INS = "/api/v1/check-ins"
CALF = {"region": "calf", "side": "left", "pain": 4, "numbness": 0, "tingling": 2}


@pytest.fixture(autouse=True)
def _nothing_reported_yet(people: People) -> None:
    CheckIn.objects.all().delete()


def new_check_in(**changes: Any) -> dict[str, Any]:
    """Return a body that says pain 2 and nothing else."""
    return {"id": str(uuid7()), "kind": "after", "pain": 2, **changes}


def make_activity(client: User) -> Activity:
    return Activity.objects.create(client=client, name="Stairs", position=1, created_at=NOW)


# --- reporting -----------------------------------------------------------------------------


def test_it_is_kept_as_it_was_given(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.assignment)
    stairs = make_activity(people.ivan)
    body = new_check_in(
        kind="weekly",
        at="2026-03-10T10:20:00+01:00",
        map=[CALF, {"region": "toes", "side": "right"}],
        pain=4,
        answers={"fever": "no", "risk-over-70": "no", "weaker": "no", "pee-poo-feeling": "no"},
        words="  Better in the evening. ",
        global_change=-1,
        ratings={str(stairs.pk): 6},
        session=str(session.pk),
    )

    answer = sign_in(people.ivan).post(CHECK_INS, body)

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{CHECK_INS}/{body['id']}"
    assert answer.json() == {
        "id": body["id"],
        "client": str(people.ivan.pk),
        "kind": "weekly",
        "session": str(session.pk),
        "corrects": None,
        "corrected_by": None,
        "at": "2026-03-10T09:20:00Z",
        "received_at": "2026-03-10T09:30:00Z",
        "day": "2026-03-10",
        "time_zone": "Europe/Berlin",
        "map": [CALF],
        "pain": 4,
        "answers": body["answers"],
        "wording": answer.json()["wording"],
        "words": "Better in the evening.",
        "global_change": -1,
        "ratings": {str(stairs.pk): 6},
        "urgency": "",
        "findings": [],
        "messages": [],
        "say": [],
        "keeps_walking": True,
        "rests": [],
    }


def test_nowhere_is_an_answer_and_not_asked_is_none(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)

    nowhere = client.post(CHECK_INS, new_check_in(map=[])).json()
    unasked = client.post(
        CHECK_INS,
        new_check_in(map=None, answers=None, words=None, ratings=None, global_change=None),
    ).json()

    assert (nowhere["map"], unasked["map"]) == ([], None)
    assert (unasked["answers"], unasked["words"], unasked["ratings"]) == ({}, "", {})


def test_it_is_kept_once_however_late(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    body = new_check_in(at="2026-03-10T09:00:00Z", answers={"saddle-numbness": "yes"})

    first = client.post(CHECK_INS, body)
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        again = sign_in(people.ivan).post(CHECK_INS, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (CheckIn.objects.count(), Flag.objects.count()) == (1, 1)


def test_another_body_under_the_same_id_is_refused_and_shows_what_stands(
    people: People, sign_in: SignIn
) -> None:
    client = sign_in(people.ivan)
    body = new_check_in(answers={"saddle-numbness": "yes"})
    client.post(CHECK_INS, body)

    answer = client.post(CHECK_INS, {**body, "answers": {"saddle-numbness": "no"}})

    problem = check(answer, status=409, code="sent-before")
    assert problem["stands"]["id"] == body["id"]
    assert problem["stands"]["urgency"] == "now"
    assert problem["stands"]["messages"]
    assert CheckIn.objects.get().answers == {"saddle-numbness": "yes"}


def test_the_id_of_somebody_else_is_refused_without_a_word_about_theirs(
    people: People, sign_in: SignIn
) -> None:
    body = new_check_in(words="noor's words")
    sign_in(people.noor).post(CHECK_INS, body)

    answer = sign_in(people.ivan).post(CHECK_INS, body)

    assert check(answer, status=409, code="sent-before")["stands"] is None
    assert "noor's" not in answer.content.decode()


def test_a_clock_that_runs_ahead_is_believed_only_so_far(people: People, sign_in: SignIn) -> None:
    answer = sign_in(people.ivan).post(CHECK_INS, new_check_in(at="2031-01-01T00:00:00Z"))

    assert answer.status_code == 201
    assert (answer.json()["at"], answer.json()["day"]) == ("2026-03-10T09:40:00Z", "2026-03-10")


# --- judging -------------------------------------------------------------------------------


def test_an_emergency_says_whom_to_call_and_what_rests(people: People, sign_in: SignIn) -> None:
    second = make_assignment(client=people.ivan, routine=make_routine(name="Second"))
    answers = {"fever": "yes", "saddle-numbness": "yes"}
    body = new_check_in(kind="before", pain=0, answers=answers)

    row = sign_in(people.ivan).post(CHECK_INS, body).json()

    assert row["urgency"] == "now"
    assert [one["urgency"] for one in row["findings"]] == ["now", "today"]
    assert row["findings"][0] == {
        "sign": "saddle-numbness",
        "urgency": "now",
        "because": "you marked numbness between your legs",
    }
    assert "Call 112" in row["messages"][0]
    assert "{" not in "".join(row["messages"])
    assert row["say"][0].startswith("I have back or leg pain.")
    assert row["keeps_walking"] is False
    wanted = {(str(one.pk), one.name) for one in (people.assignment, second)}
    assert {(one["assignment"], one["name"]) for one in row["rests"]} == wanted


def test_a_mark_between_the_legs_is_an_emergency_by_itself(people: People, sign_in: SignIn) -> None:
    saddle = {"region": "saddle", "side": "middle", "numbness": 1}

    row = sign_in(people.ivan).post(CHECK_INS, new_check_in(map=[saddle])).json()

    assert row["urgency"] == "now"


def test_a_number_of_the_clinic_comes_first(people: People, sign_in: SignIn) -> None:
    clinic = people.ivan.care_received.get().clinic
    clinic.emergency_number = '1"9\\9'
    clinic.save()

    row = sign_in(people.ivan).post(CHECK_INS, new_check_in(answers={"saddle-numbness": "yes"}))

    assert 'Call 1"9\\9' in row.json()["messages"][0]


def test_said_again_it_still_says_what_rests(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    client.post(CHECK_INS, new_check_in(answers={"saddle-numbness": "yes"}))

    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        again = client.post(CHECK_INS, new_check_in(answers={"saddle-numbness": "yes"})).json()

    assert Flag.objects.count() == 1
    assert [one["assignment"] for one in again["rests"]] == [str(people.assignment.pk)]


def test_what_rests_for_something_said_later_is_not_said_here(
    people: People, sign_in: SignIn
) -> None:
    routine = make_routine(name="Stretches", exercises=[make_exercise(kind="stretch")])
    stretches = make_assignment(client=people.ivan, routine=routine)
    client = sign_in(people.ivan)
    first = client.post(CHECK_INS, new_check_in(pain=0, answers={"new-numbness": "yes"})).json()
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        client.post(CHECK_INS, new_check_in(answers={"saddle-numbness": "yes"}))

    row = client.get(f"{CHECK_INS}/{first['id']}").json()

    assert people.ivan.assignments.filter(status="paused").count() == 2
    assert [one["assignment"] for one in row["rests"]] == [str(stretches.pk)]


def test_another_clinics_therapist_is_not_told_the_names_of_homework_here(
    people: People, sign_in: SignIn
) -> None:
    make_care_relationship(therapist=people.tom, client=people.ivan)
    body = new_check_in(answers={"saddle-numbness": "yes"})
    sign_in(people.ivan).post(CHECK_INS, body)

    row = sign_in(people.tom).get(f"{CHECK_INS}/{body['id']}").json()

    assert (row["urgency"], row["rests"]) == ("now", [])
    assert sign_in(people.maya).get(f"{CHECK_INS}/{body['id']}").json()["rests"]


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"map": [{"region": "elbow", "side": "left", "pain": 1}]}, "map", '"elbow"'),
        ({"map": [{**CALF, "pain": 11}]}, "map.0.pain", "10"),
        ({"map": [{**CALF, "side": "middle"}]}, "map", "left or right"),
        ({"map": [CALF, {**CALF, "pain": 1}]}, "map", "marked twice"),
        ({"map": [{"region": "saddle", "side": "middle", "pain": 3}]}, "map", "no pain"),
        ({"map": [{**CALF, "itch": 3}]}, "map.0.itch", "know this name"),
        ({"map": [None]}, "map", "region"),
        ({"map": {"calf": 3}}, "map", ""),
        ({"pain": 11}, "pain", "10"),
        ({"pain": "3"}, "pain", "whole number"),
        ({"answers": {"sadle-numbness": "yes"}}, "answers.sadle-numbness", "do not ask"),
        ({"answers": {"risk-fever": "yes"}}, "answers.risk-fever", "do not ask"),
        ({"answers": {"fever": "maybe"}}, "answers.fever", "yes, no, not-sure"),
        ({"answers": {"fever": True}}, "answers.fever", "yes, no, not-sure"),
        ({"answers": ["fever"]}, "answers", "JSON object"),
        ({"words": "x" * 501}, "words", "500"),
        ({"global_change": 6}, "global_change", "5"),
        ({"ratings": {"stairs": 3}}, "ratings.stairs", "id"),
        ({"ratings": {str(uuid7()): 11}}, "ratings.", "10"),
        ({"ratings": {str(uuid7()): 3}}, "", "not on your list"),
        ({"kind": "later"}, "kind", "Send one of"),
        ({"at": "2026-03-10"}, "at", "offset"),
        ({"id": "7"}, "id", "id"),
        ({"pain": None}, "", "Nothing was marked"),
        ({"urgency": ""}, "urgency", "know this name"),
        ({"session": str(uuid7())}, "session", "do not know this session"),
        ({"corrects": str(uuid7())}, "corrects", "do not know this check-in"),
    ],
)
def test_what_nobody_can_have_meant_is_refused_with_a_sentence(
    people: People, sign_in: SignIn, change: dict[str, Any], field: str, said: str
) -> None:
    answer = sign_in(people.ivan).post(CHECK_INS, new_check_in(**change))

    problem = check(answer, status=422, code="invalid")
    assert len(problem["errors"]) == 1
    assert problem["errors"][0]["field"].startswith(field)
    assert said in problem["errors"][0]["message"]
    assert not CheckIn.objects.exists()
    assert not FunctionRating.objects.exists()


def test_a_session_of_somebody_else_is_not_known(people: People, sign_in: SignIn) -> None:
    theirs = make_session(assignment=people.foreign_assignment)

    answer = sign_in(people.ivan).post(CHECK_INS, new_check_in(session=str(theirs.pk)))

    problem = check(answer, status=422, code="invalid")
    assert problem["errors"][0]["field"] == "session"
    assert not CheckIn.objects.exists()


def test_nobody_reports_for_a_client(people: People, sign_in: SignIn) -> None:
    session = make_session(assignment=people.assignment)
    own = new_check_in()
    sign_in(people.ivan).post(CHECK_INS, own)

    for person in (people.maya, make_superuser()):
        client = sign_in(person)
        for change in ({"session": str(session.pk)}, {"corrects": own["id"]}):
            check(client.post(CHECK_INS, new_check_in(**change)), status=403, code="not-allowed")
    assert CheckIn.objects.count() == 1


def test_a_correction_names_what_it_corrects_once(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    first = client.post(CHECK_INS, new_check_in()).json()
    second = client.post(CHECK_INS, new_check_in(pain=3, corrects=first["id"])).json()

    third = client.post(CHECK_INS, new_check_in(pain=4, corrects=first["id"]))

    assert second["corrects"] == first["id"]
    assert client.get(f"{CHECK_INS}/{first['id']}").json()["corrected_by"] == second["id"]
    assert "newer one" in check(third, status=422, code="invalid")["errors"][0]["message"]
