"""Today: one's own day, by one's own midnight."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine

from tests.factories import NOW, make_client
from tests.homework_factories import (
    make_assignment,
    make_performed_session,
    make_routine,
    make_session,
)
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_check_ins import CHECK_INS, new_check_in

TODAY = "/api/v1/today"


def test_it_tells_what_is_due_and_what_is_next(people: People, sign_in: SignIn) -> None:
    row = sign_in(people.ivan).get(TODAY).json()

    assert (row["day"], row["done"], row["due"]) == ("2026-03-10", 0, 1)
    assert row["check_due"] is None
    assert row["next"] == str(people.assignment.pk)
    assert row["homework"] == [
        {
            "assignment": str(people.assignment.pk),
            "name": "Core 1",
            "field": "core",
            "status": "active",
            "state": "due",
            "due": 1,
            "performed": 0,
            "minutes": row["homework"][0]["minutes"],
            "frequency": "once a day",
            "open_session": None,
            "last_session": None,
        }
    ]
    assert [one["day"] for one in row["week"]][-1] == "2026-03-10"
    assert len(row["week"]) == 7


def test_what_was_begun_and_what_was_done_show(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    open_session = make_session(assignment=people.assignment)
    key = str(open_session.pk)
    begun = client.get(TODAY).json()
    open_session.delete()
    done = make_performed_session(assignment=people.assignment)

    row = client.get(TODAY).json()

    assert begun["homework"][0]["open_session"] == key
    assert begun["homework"][0]["state"] == "begun"
    assert (row["done"], row["next"], row["days_performed"]) == (1, None, 1)
    assert row["homework"][0]["last_session"] == str(done.pk)
    assert row["week"][-1] == {"day": "2026-03-10", "due": 1, "performed": 1, "state": "performed"}


def test_it_tells_which_check_comes_before_the_next_session(
    people: People, sign_in: SignIn
) -> None:
    client = sign_in(make_client(display_name="Lena Vogt", is_checked=False))

    first = client.get(TODAY).json()["check_due"]
    client.post(CHECK_INS, new_check_in(kind="joining", answers={"fever": "no"}))
    now = client.get(TODAY).json()["check_due"]
    with time_machine.travel(NOW + dt.timedelta(hours=4), tick=False):
        later = client.get(TODAY).json()["check_due"]
    with time_machine.travel(NOW + dt.timedelta(days=7), tick=False):
        next_week = client.get(TODAY).json()["check_due"]

    assert (first, now, later, next_week) == ("joining", None, "before", "weekly")


def test_the_day_ends_at_ones_own_midnight(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)

    with time_machine.travel(dt.datetime(2026, 3, 10, 22, 59, tzinfo=dt.UTC), tick=False):
        before = client.get(TODAY).json()["day"]
    with time_machine.travel(dt.datetime(2026, 3, 10, 23, 1, tzinfo=dt.UTC), tick=False):
        after = client.get(TODAY).json()["day"]

    assert (before, after) == ("2026-03-10", "2026-03-11")


def test_without_homework_it_is_empty(people: People, sign_in: SignIn) -> None:
    row = sign_in(make_client(display_name="Lena Vogt")).get(TODAY).json()

    assert (row["homework"], row["next"], row["due"]) == ([], None, 0)


def test_a_therapist_sees_their_own_day_not_a_clients(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.maya)

    assert client.get(TODAY).json()["homework"] == []
    assert client.get(TODAY, {"client": str(people.ivan.pk)}).status_code == 422


def test_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, count_statements: Any
) -> None:
    client = sign_in(people.ivan)
    with count_statements() as few:
        client.get(TODAY)
    for number in range(9):
        make_assignment(client=people.ivan, routine=make_routine(name=f"Routine {number}"))

    with count_statements() as many:
        row = client.get(TODAY).json()

    assert len(row["homework"]) == 10
    assert len(many) == len(few) <= 6
