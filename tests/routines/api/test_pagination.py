"""Pages: each row once, in one order, while others are added; strict about what is asked."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

from accounts.identifiers import uuid7
from routines.models import ExerciseSession
from routines.services import sessions
from tests.factories import NOW
from tests.homework_factories import make_exercise, make_session
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

DAYS = [NOW.date() - dt.timedelta(days=back) for back in (0, 1, 1, 1, 2)]


def walk(client: Any, path: str) -> list[list[str]]:
    """Return the ids of each page."""
    pages = []
    while path:
        answer = client.get(path).json()
        pages.append([one["id"] for one in answer["results"]])
        path = answer["next"]
    return pages


def make_finished(people: People, day: dt.date) -> ExerciseSession:
    session = make_session(assignment=people.assignment, day=day)
    return sessions.finish(session=session, by=people.ivan, now=NOW)


def test_each_row_is_on_one_page(people: People, sign_in: SignIn) -> None:
    rows = [make_finished(people, day) for day in DAYS]
    rows.sort(key=lambda one: (one.local_day, one.pk), reverse=True)

    pages = walk(sign_in(people.ivan), "/api/v1/sessions?page_size=2")

    assert [len(page) for page in pages] == [2, 2, 1]
    assert sum(pages, []) == [str(one.pk) for one in rows]  # noqa: RUF017


def test_a_row_added_meanwhile_moves_no_other(people: People, sign_in: SignIn) -> None:
    old = {str(make_finished(people, day).pk) for day in DAYS}
    client = sign_in(people.ivan)
    first = client.get("/api/v1/sessions?page_size=2").json()
    # One before the cursor, one on the very day of the cursor.
    make_finished(people, DAYS[0])
    make_finished(people, DAYS[1])

    rest = walk(client, first["next"])

    seen = [one["id"] for one in first["results"]] + sum(rest, [])  # noqa: RUF017
    assert len(seen) == len(set(seen))
    assert old <= set(seen)


def test_the_next_page_keeps_the_filter(people: People, sign_in: SignIn) -> None:
    for day in DAYS:
        make_finished(people, day)

    pages = walk(sign_in(people.ivan), f"/api/v1/sessions?page_size=1&since={DAYS[1]}")

    assert len(pages) == 4


def test_the_last_page_has_no_next(people: People, sign_in: SignIn) -> None:
    make_exercise()

    assert sign_in(people.maya).get("/api/v1/exercises?page_size=100").json()["next"] is None


def test_a_page_size_off_the_scale_is_refused(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for size in ("0", "101", "-1", "x", "", "1.5", "٣", "1" * 5000):
        answer = client.get("/api/v1/exercises", {"page_size": size})

        problem = check(answer, status=422, code="invalid")
        assert problem["errors"][0]["field"] == "page_size"


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


CURSORS = [
    "",
    "x",
    "é",
    "x" * 5000,
    encoded([]),
    encoded({}),
    encoded(["2026-03-10"]),
    encoded(["2026-03-10", "7"]),
    encoded(["2026-02-31", str(uuid7())]),
    encoded([1, 2]),
    encoded(["2026-03-10", str(uuid7()), "x"]),
]


def test_a_cursor_of_somebodys_making_is_refused(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for cursor in CURSORS:
        answer = client.get("/api/v1/sessions", {"cursor": cursor})

        problem = check(answer, status=422, code="invalid")
        assert problem["errors"][0]["field"] == "cursor"


def test_a_cursor_shows_nothing_that_is_not_visible(people: People, sign_in: SignIn) -> None:
    make_finished(people, DAYS[0])
    foreign = encoded(["9999-12-31", "ffffffff-ffff-7fff-bfff-ffffffffffff"])

    answer = sign_in(people.noor).get("/api/v1/sessions", {"cursor": foreign})

    assert answer.json()["results"] == []


def test_a_misspelled_parameter_is_refused(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for path in ("today", "progress", "exercises", "routines", "assignments", "sessions"):
        answer = client.get(f"/api/v1/{path}?clinet=1")

        problem = check(answer, status=422, code="invalid")
        assert problem["errors"][0]["field"] == "clinet"
