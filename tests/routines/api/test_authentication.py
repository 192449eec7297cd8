"""Who calls: tokens and sessions, and what each refusal says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.tokens import create_token, revoke_token
from tests.factories import NOW
from tests.routines.api.conftest import People, SignIn

TODAY = "/api/v1/today"


def with_token(user: User, *, days: int | None = None) -> tuple[APIClient, Any]:
    new = create_token(user=user, name="Watch", at=NOW, days=days)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {new.plain}")
    return client, new.token


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_a_stranger_is_asked_to_sign_in_and_is_not_redirected(method: str) -> None:
    answer = getattr(APIClient(), method)("/api/v1/sessions")

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Carryover"'
    assert answer.json()["code"] == "sign-in"


def test_a_token_opens_the_api_in_its_persons_name(people: People) -> None:
    client, token = with_token(people.ivan)

    answer = client.get("/api/v1/assignments")

    assert [one["id"] for one in answer.json()["results"]] == [str(people.assignment.pk)]
    token.refresh_from_db()
    assert token.last_used_at == NOW


def test_a_token_used_again_soon_is_not_written_again(
    people: People, count_statements: Any
) -> None:
    client, _ = with_token(people.ivan)
    client.get(TODAY)

    with count_statements() as statements:
        client.get(TODAY)

    assert [one for one in statements if not one.startswith("SELECT")] == []


def test_a_write_with_a_token_needs_no_csrf_token(people: People) -> None:
    new = create_token(user=people.ivan, name="Watch", at=NOW, days=None)
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {new.plain}")

    assert client.post("/api/v1/sessions", {}).status_code == 422


def test_a_write_with_a_session_needs_the_csrf_token(people: People) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(people.ivan)

    answer = client.post("/api/v1/sessions", {})

    assert answer.status_code == 403
    assert answer.json()["code"] == "not-allowed"
    assert "X-CSRFToken" in answer.json()["detail"]


@pytest.mark.parametrize("wrong", ["revoked", "expired", "inactive", "unknown"])
def test_a_token_that_ended_is_refused_with_the_next_request(people: People, wrong: str) -> None:
    client, token = with_token(people.ivan, days=1)
    assert client.get(TODAY).status_code == 200
    later = NOW

    if wrong == "revoked":
        revoke_token(token=token, at=NOW)
    elif wrong == "expired":
        later += dt.timedelta(days=1)
    elif wrong == "inactive":
        User.objects.filter(pk=people.ivan.pk).update(is_active=False)
    else:
        client.credentials(HTTP_AUTHORIZATION="Bearer carryover_nothing")
    with time_machine.travel(later, tick=False):
        answer = client.get(TODAY)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].endswith('error="invalid_token"')


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "bearer \xff", "Bearer carryover_x"])
def test_a_malformed_token_is_refused(people: People, header: str) -> None:
    client = APIClient()

    answer = client.get(TODAY, HTTP_AUTHORIZATION=header)

    assert answer.status_code == 401


def test_a_wrong_token_does_not_fall_back_on_the_session(people: People, sign_in: SignIn) -> None:
    answer = sign_in(people.ivan).get(TODAY, HTTP_AUTHORIZATION="Bearer carryover_x")

    assert answer.status_code == 401


def test_the_session_of_a_closed_account_is_refused(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    User.objects.filter(pk=people.ivan.pk).update(is_active=False)

    assert client.get(TODAY).status_code == 401


def test_the_token_itself_is_nowhere_in_the_answer(people: People) -> None:
    new = create_token(user=people.ivan, name="Watch", at=NOW, days=None)

    answer = APIClient().get(TODAY, HTTP_AUTHORIZATION=f"Bearer {new.plain}")

    assert new.plain not in answer.content.decode() + str(answer.headers)
    assert reverse("api:today-show") == TODAY
