"""Homework read by its client and their therapist, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.services.care import end_care
from routines.services import assignments
from tests.factories import NOW, make_client, make_manager, make_superuser
from tests.homework_factories import (
    make_assignment,
    make_frequency,
    make_revision,
    make_routine,
    make_self_start,
    prescriptions_of,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

HOMEWORK = "/api/v1/assignments"


def ids(client: Any, query: str = "") -> set[str]:
    return {one["id"] for one in client.get(f"{HOMEWORK}{query}").json()["results"]}


def test_each_sees_their_own(people: People, sign_in: SignIn) -> None:
    mine, foreign = str(people.assignment.pk), str(people.foreign_assignment.pk)
    manager = make_manager(clinic=people.maya.memberships.get().clinic)

    assert ids(sign_in(people.ivan)) == {mine}
    assert ids(sign_in(people.maya)) == {mine}
    assert ids(sign_in(people.tom)) == {foreign}
    assert ids(sign_in(people.sam)) == set()
    assert ids(sign_in(manager)) == set()
    assert ids(sign_in(make_superuser())) == {mine, foreign}


@pytest.mark.parametrize("who", ["sam", "tom", "noor"])
def test_a_stranger_gets_404(people: People, sign_in: SignIn, who: str) -> None:
    answer = sign_in(getattr(people, who)).get(f"{HOMEWORK}/{people.assignment.pk}")

    check(answer, status=404, code="not-found")


def test_ended_care_counts_with_the_next_request(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.maya)
    assert ids(client)

    end_care(relationship=people.maya.care_given.get(), by=people.ivan, at=timezone.now())

    assert ids(client) == set()
    assert client.get(f"{HOMEWORK}/{people.assignment.pk}").status_code == 404


def test_homework_started_alone_is_seen_by_its_client_alone(
    people: People, sign_in: SignIn
) -> None:
    lena = make_client(display_name="Lena Vogt")
    own = make_self_start(client=lena)

    row = sign_in(lena).get(f"{HOMEWORK}/{own.pk}").json()

    assert row["assigned_by"] is None
    assert str(own.pk) not in ids(sign_in(people.maya))


def test_it_tells_the_current_version(people: People, sign_in: SignIn) -> None:
    make_revision(
        people.assignment,
        frequency=make_frequency(times_per_day=2, weekdays=frozenset({0, 2, 4})),
        note="Slowly.",
    )

    row = sign_in(people.ivan).get(f"{HOMEWORK}/{people.assignment.pk}").json()

    assert row["version"] == 2
    assert row["note"] == "Slowly."
    assert row["frequency"] == {
        "said": "twice a day, Mon, Wed and Fri",
        "times_per_day": 2,
        "weekdays": ["mon", "wed", "fri"],
        "starts_on": "2026-03-10",
        "ends_on": None,
    }
    assert "Twice a day, it was once a day." in row["changes"]
    assert row["client"] == {"id": str(people.ivan.pk), "name": "Ivan Petrov"}
    assert row["assigned_by"] == "Maya Ortiz"
    wanted = prescriptions_of(people.assignment)
    assert [one["id"] for one in row["prescriptions"]] == [str(one.pk) for one in wanted]
    assert row["prescriptions"][1]["dosage"]["said"] == "3 × 30 s each side"


def test_it_is_narrowed_to_a_client_or_a_state(people: People, sign_in: SignIn) -> None:
    olga = make_client(therapist=people.maya, display_name="Olga Hahn")
    hers = make_assignment(client=olga)
    assignments.end(assignment=hers, by=people.maya, at=NOW)
    client = sign_in(people.maya)

    assert ids(client, f"?client={olga.pk}") == {str(hers.pk)}
    assert ids(client, "?status=active") == {str(people.assignment.pk)}
    assert ids(client, f"?client={people.noor.pk}") == set()
    check(client.get(f"{HOMEWORK}?client=7"), status=422, code="invalid")
    check(client.get(f"{HOMEWORK}?status=lost"), status=422, code="invalid")


def test_nobody_writes_homework_here(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.maya)

    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"{HOMEWORK}/{people.assignment.pk}", {})
        check(answer, status=405, code="wrong-method")


def test_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, count_statements: Any
) -> None:
    client = sign_in(people.maya)
    with count_statements() as few:
        client.get(HOMEWORK)
    for number in range(9):
        make_assignment(
            client=make_client(therapist=people.maya, display_name=f"Client {number}"),
            routine=make_routine(name=f"Routine {number}"),
        )

    with count_statements() as many:
        rows = client.get(HOMEWORK).json()["results"]

    assert len(rows) == 10
    assert len(many) == len(few) <= 4
