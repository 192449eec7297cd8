"""Every refusal is a problem that a program can tell apart and a person can read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from rest_framework.test import APIClient

from routines.api import library
from routines.api.problems import KINDS
from tests.routines.api.conftest import People, SignIn


def check(answer: Any, *, status: int, code: str) -> dict[str, Any]:
    """Check that the answer is this problem, and return its body."""
    body: dict[str, Any] = answer.json()
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in answer.headers["Cache-Control"]
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"].endswith(f"/api/#problem-{code}")
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options", "head"])
@pytest.mark.parametrize(
    "path", ["/api/v1", "/api/v1/", "/api/v1/today/", "/api/v1/exercises/7", "/api/v1/a%0Ab"]
)
def test_an_address_that_is_none_is_a_problem_for_everybody(method: str, path: str) -> None:
    answer = getattr(APIClient(), method)(path)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["put", "delete", "options", "trace"])
def test_a_method_that_is_none_is_a_problem(people: People, sign_in: SignIn, method: str) -> None:
    answer = getattr(sign_in(people.ivan), method)("/api/v1/sessions")

    check(answer, status=405, code="wrong-method")
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_a_form_is_not_understood(people: People, sign_in: SignIn) -> None:
    answer = sign_in(people.ivan).post("/api/v1/sessions", {"id": "1"}, format="multipart")

    check(answer, status=415, code="not-json")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/problem+json"])
def test_the_answer_is_json_whatever_is_accepted(
    people: People, sign_in: SignIn, accept: str
) -> None:
    answer = sign_in(people.ivan).get("/api/v1/today", HTTP_ACCEPT=accept)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


def test_invalid_fields_are_named_one_by_one(people: People, sign_in: SignIn) -> None:
    answer = sign_in(people.ivan).post("/api/v1/sessions", {"day": "tomorrow"}, format="json")

    body = check(answer, status=422, code="invalid")
    assert {"field": "day", "message": "Send a day such as 2026-11-20."} in body["errors"]
    assert {one["field"] for one in body["errors"]} == {"id", "assignment", "day", "started_at"}


def test_a_fault_of_ours_is_a_problem_too(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(people.ivan)
    client.raise_request_exception = False

    def broken(*args: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(library.ExerciseList, "page", broken)
    answer = client.get("/api/v1/exercises")

    check(answer, status=500, code="our-fault")
    assert "secret" not in answer.content.decode()


def test_a_suspicious_request_is_a_problem_too(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def suspicious(*args: object) -> None:
        raise SuspiciousOperation("too many fields")

    client = sign_in(people.ivan)
    client.raise_request_exception = False
    monkeypatch.setattr(library.ExerciseList, "page", suspicious)

    check(client.get("/api/v1/exercises"), status=400, code="unreadable")


@pytest.mark.django_db
def test_elsewhere_errors_stay_pages(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["only.example.org"]

    answer = client.get("/healthz", headers={"host": "other.example.org"})

    assert answer.status_code == 400
    assert "text/html" in answer.headers["Content-Type"]


def test_each_kind_says_what_to_do() -> None:
    for kind in KINDS.values():
        assert 400 <= kind.status <= 599
        assert kind.advice.endswith(".")
