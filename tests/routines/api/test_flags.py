"""Flags by the API: read by the client, looked at by who treats them, cleared only after that."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.models import User
from routines.models import Flag, FlagAction, Status
from routines.services import flags
from tests.conftest import CountStatements
from tests.factories import NOW, make_care_relationship, make_manager, make_therapist
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_check_ins import CHECK_INS, new_check_in
from tests.routines.api.test_problems import check

FLAGS = "/api/v1/flags"
CALLED = {"action": "called", "note": "Goes to the hospital now."}


@pytest.fixture
def flag(people: People, sign_in: SignIn) -> Flag:
    return report(sign_in(people.ivan))


def report(client: APIClient, *signs: str) -> Flag:
    """Report an emergency, or these signs, and return the flag that was raised."""
    body = new_check_in(pain=0, answers=dict.fromkeys(signs or ("saddle-numbness",), "yes"))
    client.post(CHECK_INS, body)
    return Flag.objects.filter(check_in=body["id"]).latest("pk")


def look_at(flag: Flag) -> str:
    return f"{FLAGS}/{flag.pk}/acknowledgement"


def clear(flag: Flag) -> str:
    return f"{FLAGS}/{flag.pk}/clearance"


def ids(signed_in: APIClient, **filters: Any) -> list[str]:
    return [one["id"] for one in signed_in.get(FLAGS, filters).json()["results"]]


# --- reading -------------------------------------------------------------------------------


def test_a_client_and_their_therapist_read_it(people: People, sign_in: SignIn, flag: Flag) -> None:
    own = sign_in(people.ivan).get(FLAGS).json()["results"]
    theirs = sign_in(people.maya).get(FLAGS).json()["results"]

    assert own == theirs
    assert own == [
        {
            "id": str(flag.pk),
            "client": str(people.ivan.pk),
            "clinic": "Riverside Clinic",
            "check_in": str(flag.check_in_id),
            "report": None,
            "urgency": "now",
            "signs": ["saddle-numbness"],
            "because": ["you marked numbness between your legs"],
            "wording": flag.wording,
            "raised_at": "2026-03-10T09:30:00Z",
            "received_at": "2026-03-10T09:30:00Z",
            "due_at": own[0]["due_at"],
            "told_at": None,
            "seen_at": None,
            "acknowledged_at": None,
            "acknowledged_by": None,
            "action": "",
            "note": "",
            "cleared_at": None,
            "cleared_by": None,
        }
    ]
    assert own[0]["due_at"] > own[0]["received_at"]


def test_the_latest_comes_first_and_a_client_can_be_picked(
    people: People, sign_in: SignIn, flag: Flag
) -> None:
    make_care_relationship(therapist=people.maya, client=people.noor)
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        later = report(sign_in(people.ivan), "fever")
        report(sign_in(people.noor))
    maya = sign_in(people.maya)

    assert ids(maya, client=str(people.ivan.pk)) == [str(later.pk), str(flag.pk)]
    assert len(ids(maya, client=str(people.noor.pk))) == 1
    assert len(ids(maya)) == 3
    assert set(ids(sign_in(people.ivan))) == {str(later.pk), str(flag.pk)}


def test_a_flag_belongs_to_a_clinic(people: People, sign_in: SignIn) -> None:
    make_care_relationship(therapist=people.tom, client=people.ivan)
    report(sign_in(people.ivan))

    by_clinic = {
        name: [one["clinic"] for one in sign_in(person).get(FLAGS).json()["results"]]
        for name, person in (("maya", people.maya), ("tom", people.tom))
    }

    assert by_clinic == {"maya": ["Riverside Clinic"], "tom": ["Hilltop Clinic"]}
    assert len(ids(sign_in(people.ivan))) == 2


def test_who_runs_the_clinic_sees_it_only_once_nobody_looked_in_time(
    people: People, sign_in: SignIn, flag: Flag
) -> None:
    assert flag.clinic is not None
    ana = sign_in(make_manager(clinic=flag.clinic))
    before = ids(ana)
    refused = ana.post(look_at(flag), CALLED)
    Flag.objects.update(escalated_at=NOW)

    after = ids(ana)

    assert (before, after) == ([], [str(flag.pk)])
    check(refused, status=404, code="not-found")
    assert ana.post(look_at(flag), CALLED).status_code == 201


@pytest.mark.parametrize("who", ["sam", "tom", "noor"])
def test_for_a_stranger_there_is_none(
    people: People, sign_in: SignIn, flag: Flag, who: str
) -> None:
    client = sign_in(getattr(people, who))

    assert ids(client) == []
    assert ids(client, client=str(people.ivan.pk)) == []
    check(client.post(look_at(flag), CALLED), status=404, code="not-found")
    check(client.post(clear(flag)), status=404, code="not-found")
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def test_who_is_not_signed_in_is_asked_to(people: People, flag: Flag) -> None:
    check(APIClient().get(FLAGS), status=401, code="sign-in")
    check(APIClient().post(look_at(flag), CALLED), status=401, code="sign-in")
    check(APIClient().post(clear(flag)), status=401, code="sign-in")


@pytest.mark.parametrize("who", ["ivan", "maya"])
def test_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, flag: Flag, count_statements: CountStatements, who: str
) -> None:
    client = sign_in(getattr(people, who))
    counts = []
    for number in (0, 9):
        for _ in range(number):
            Flag.objects.filter(cleared_at=None).update(
                acknowledged_at=NOW,
                acknowledged_by=people.maya,
                action="called",
                cleared_at=NOW,
                cleared_by=people.maya,
            )
            report(sign_in(people.ivan))
        with count_statements() as statements:
            rows = client.get(FLAGS).json()["results"]
        counts.append(len(statements))

    assert len(rows) == 10
    assert counts[0] == counts[1] <= 3


# --- looking at it -------------------------------------------------------------------------


def test_a_therapist_says_what_they_did(people: People, sign_in: SignIn, flag: Flag) -> None:
    answer = sign_in(people.maya).post(look_at(flag), CALLED)

    row = answer.json()
    assert answer.status_code == 201
    assert (row["action"], row["note"]) == ("called", CALLED["note"])
    assert row["acknowledged_at"] == "2026-03-10T09:30:00Z"
    assert row["acknowledged_by"] == people.maya.display_name
    assert row["cleared_at"] is None
    people.assignment.refresh_from_db()
    assert people.assignment.status == Status.PAUSED


def test_the_client_learns_that_somebody_looked_and_not_the_note(
    people: People, sign_in: SignIn, flag: Flag
) -> None:
    sign_in(people.maya).post(look_at(flag), CALLED)

    row = sign_in(people.ivan).get(FLAGS).json()["results"][0]

    assert (row["acknowledged_by"], row["action"]) == (people.maya.display_name, "called")
    assert row["note"] == ""


def test_said_twice_it_stands_once(people: People, sign_in: SignIn, flag: Flag) -> None:
    client = sign_in(people.maya)
    first = client.post(look_at(flag), CALLED)

    with time_machine.travel(NOW + dt.timedelta(minutes=5), tick=False):
        again = client.post(look_at(flag), CALLED)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


@pytest.mark.parametrize("change", [{"action": "wrote"}, {"note": "Other."}, {}])
def test_who_comes_second_is_shown_who_was_first(
    people: People, sign_in: SignIn, flag: Flag, change: dict[str, str]
) -> None:
    sign_in(people.maya).post(look_at(flag), CALLED)
    colleague = people.maya if change else second_therapist(people)

    answer = sign_in(colleague).post(look_at(flag), {**CALLED, **change})

    problem = check(answer, status=409, code="looked-at")
    assert problem["stands"]["acknowledged_by"] == people.maya.display_name
    assert problem["stands"]["note"] == CALLED["note"]
    flag.refresh_from_db()
    assert (flag.action, flag.acknowledged_by) == (FlagAction.CALLED, people.maya)


def second_therapist(people: People) -> User:
    clinic = people.ivan.care_received.get().clinic
    lea = make_therapist(clinic=clinic, display_name="Lea Wolf")
    make_care_relationship(therapist=lea, client=people.ivan)
    return lea


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": ""}, "action"),
        ({"action": "ignored"}, "action"),
        ({"action": "called", "note": "x" * 501}, "note"),
        ({"action": "called", "note": 7}, "note"),
        ({"action": "called", "cleared_at": None}, "cleared_at"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    people: People, sign_in: SignIn, flag: Flag, body: dict[str, Any], field: str
) -> None:
    answer = sign_in(people.maya).post(look_at(flag), body)

    problem = check(answer, status=422, code="invalid")
    assert [one["field"] for one in problem["errors"]] == [field]
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def test_a_client_does_not_look_at_their_own(people: People, sign_in: SignIn, flag: Flag) -> None:
    client = sign_in(people.ivan)
    refused = client.post(look_at(flag), CALLED)
    flags.acknowledge(flag=flag, by=people.maya, action=FlagAction.CALLED, at=NOW)

    also_refused = client.post(clear(flag))

    problem = check(refused, status=403, code="not-allowed")
    assert problem["detail"] == "Your therapist looks at this, not you."
    check(also_refused, status=403, code="not-allowed")
    people.assignment.refresh_from_db()
    assert people.assignment.status == Status.PAUSED


# --- clearing it ---------------------------------------------------------------------------


def test_it_is_cleared_only_after_somebody_looked(
    people: People, sign_in: SignIn, flag: Flag
) -> None:
    client = sign_in(people.maya)

    too_early = client.post(clear(flag))
    client.post(look_at(flag), CALLED)
    cleared = client.post(clear(flag))
    with time_machine.travel(NOW + dt.timedelta(minutes=5), tick=False):
        again = client.post(clear(flag))

    problem = check(too_early, status=422, code="invalid")
    assert "First say what you did" in problem["errors"][0]["message"]
    assert (cleared.status_code, again.status_code) == (201, 200)
    assert cleared.json() == again.json()
    assert cleared.json()["cleared_at"] == "2026-03-10T09:30:00Z"
    assert cleared.json()["cleared_by"] == people.maya.display_name
    people.assignment.refresh_from_db()
    assert people.assignment.status == Status.ACTIVE


def test_homework_goes_on_resting_for_another_one(
    people: People, sign_in: SignIn, flag: Flag
) -> None:
    other = report(sign_in(people.ivan), "bladder-change")
    client = sign_in(people.maya)
    client.post(look_at(flag), CALLED)
    client.post(clear(flag))
    people.assignment.refresh_from_db()
    still = people.assignment.status

    client.post(look_at(other), CALLED)
    client.post(clear(other))

    people.assignment.refresh_from_db()
    assert (still, people.assignment.status) == (Status.PAUSED, Status.ACTIVE)
