"""Bodies: of a sensible size and depth, each name once; whatever comes, no fault of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from routines.models import ExerciseSession
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

SESSIONS = "/api/v1/sessions"


def send(client: Any, body: bytes | str) -> Any:
    return client.post(SESSIONS, body, content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"id": NaN}',
        b'{"id": -Infinity}',
        b'{"id": "a", "id": "b"}',
        b"[" * 60_000,
        b'{"id":' + b"[" * 20 + b"]" * 20 + b"}",
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "broken", "no-utf8", "nan", "infinity", "twice", "very-deep", "deep", "digits"],
)
def test_a_body_that_cannot_be_read_is_refused(
    people: People, sign_in: SignIn, body: bytes
) -> None:
    answer = send(sign_in(people.ivan), body)

    if body == b"":
        # Nothing at all counts as an empty object, as REST framework has it.
        check(answer, status=422, code="invalid")
    else:
        check(answer, status=400, code="unreadable")


def test_a_large_body_is_refused(people: People, sign_in: SignIn) -> None:
    answer = send(sign_in(people.ivan), json.dumps({"id": "x" * 65_536}))

    check(answer, status=413, code="too-large")


@pytest.mark.parametrize("body", ["[]", "null", "7", '"text"', "true", '[{"id": 1}]'])
def test_what_is_not_an_object_is_refused(people: People, sign_in: SignIn, body: str) -> None:
    answer = send(sign_in(people.ivan), body)

    problem = check(answer, status=422, code="invalid")
    assert problem["errors"] == [{"field": "", "message": "Send one JSON object."}]


NAMES = ["clinic", "is_staff", "client", "user", "received_at", "fingerprint", "\ud800", "x" * 999]
VALUES = [None, True, 7, 7.5, "", " ", "x", [], {}, [1], {"a": 1}, "\x00", "\ud800", "9" * 5000]


def test_a_name_that_we_do_not_know_is_refused_and_named(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for name in [*NAMES, ""]:
        answer = send(client, json.dumps({name: 1}))

        problem = check(answer, status=422, code="invalid")
        assert len(problem["errors"]) == 1
        assert len(problem["errors"][0]["field"]) <= 60
    assert not ExerciseSession.objects.exists()


def test_a_value_of_any_other_kind_is_refused(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for name in ("id", "assignment", "day", "started_at", "source"):
        for value in VALUES:
            answer = send(client, json.dumps({name: value}))

            problem = check(answer, status=422, code="invalid")
            assert name in {one["field"] for one in problem["errors"]}, value
