"""Exercises and routines: whole for therapists, for clients what they may do or were given."""

from __future__ import annotations

from typing import Any

import pytest

from routines.models import Availability
from tests.factories import make_clinic
from tests.homework_factories import STRETCH, make_exercise, make_routine
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check


def test_a_client_sees_what_they_were_given_and_may_start(people: People, sign_in: SignIn) -> None:
    open_to_all = make_routine(name="Desk break", availability=Availability.SELF_START)
    hidden = make_routine(name="Hidden")

    rows = sign_in(people.ivan).get("/api/v1/routines").json()["results"]

    assert {one["id"] for one in rows} == {str(open_to_all.pk), str(people.assignment.routine_id)}
    answer = sign_in(people.ivan).get(f"/api/v1/routines/{hidden.pk}")
    check(answer, status=404, code="not-found")


def test_a_clinics_own_library_is_not_seen_in_another(people: People, sign_in: SignIn) -> None:
    other = people.tom.memberships.get().clinic
    exercise = make_exercise(name="Canary", clinic=other)
    routine = make_routine(name="Canary", clinic=other, exercises=[exercise])

    for person in (people.maya, people.ivan, people.sam):
        client = sign_in(person)
        for noun, row in (("exercises", exercise), ("routines", routine)):
            assert client.get(f"/api/v1/{noun}/{row.pk}").status_code == 404
            assert "Canary" not in client.get(f"/api/v1/{noun}?page_size=100").content.decode()
    row = sign_in(people.tom).get(f"/api/v1/exercises/{exercise.pk}").json()
    assert row["built_in"] is False


def test_an_exercise_says_its_dosage(people: People, sign_in: SignIn) -> None:
    exercise = make_exercise(name="Figure four", dosage=STRETCH, cues=["Easy."], self_start=True)

    row = sign_in(people.ivan).get(f"/api/v1/exercises/{exercise.pk}").json()

    assert row["name"] == "Figure four"
    assert row["dosage"]["said"] == str(STRETCH)
    assert row["dosage"]["side"] == "both"
    assert row["cues"] == ["Easy."]
    assert row["built_in"] is True
    assert row["retired_at"] is None


def test_a_routine_lists_its_exercises_in_order(people: People, sign_in: SignIn) -> None:
    row = sign_in(people.maya).get(f"/api/v1/routines/{people.assignment.routine_id}").json()

    assert [one["position"] for one in row["items"]] == [1, 2]
    assert [one["exercise"]["name"] for one in row["items"]] == ["Bridge", "Figure four"]
    assert row["items"][1]["dosage"]["hold_seconds"] == 30


@pytest.mark.parametrize("noun", ["exercises", "routines"])
def test_a_list_takes_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, count_statements: Any, noun: str
) -> None:
    client = sign_in(people.maya)
    with count_statements() as few:
        client.get(f"/api/v1/{noun}")
    for _ in range(10):
        make_routine(exercises=[make_exercise()])

    with count_statements() as many:
        rows = client.get(f"/api/v1/{noun}").json()["results"]

    assert len(rows) >= 10
    assert len(many) == len(few) <= 4


def test_somebody_who_works_nowhere_sees_the_built_in_library(
    people: People, sign_in: SignIn
) -> None:
    own = make_exercise(clinic=make_clinic(name="Closed"))
    built_in = make_exercise()
    people.sam.memberships.update(ended_at=people.assignment.created_at)

    rows = sign_in(people.sam).get("/api/v1/exercises").json()["results"]

    ids = {one["id"] for one in rows}
    assert str(built_in.pk) in ids
    assert str(own.pk) not in ids
