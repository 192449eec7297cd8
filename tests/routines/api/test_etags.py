"""Reads that are asked again, and edits of what changed meanwhile."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.services.tokens import create_token
from tests.factories import NOW
from tests.homework_factories import make_log, make_session
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check


def reads(people: People) -> list[str]:
    session = make_session(assignment=people.assignment)
    log = make_log(session=session)
    check_in = people.ivan.check_ins.get()
    return [
        "/api/v1/today",
        "/api/v1/progress",
        "/api/v1/exercises",
        f"/api/v1/exercises/{log.prescription.exercise_id}",
        "/api/v1/routines",
        f"/api/v1/routines/{people.assignment.routine_id}",
        "/api/v1/assignments",
        f"/api/v1/assignments/{people.assignment.pk}",
        "/api/v1/sessions",
        f"/api/v1/sessions/{session.pk}",
        f"/api/v1/logs/{log.pk}",
        "/api/v1/check-ins",
        "/api/v1/check-ins/rules",
        f"/api/v1/check-ins/{check_in.pk}",
        "/api/v1/flags",
    ]


def test_every_read_asked_again_is_304(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for path in reads(people):
        first = client.get(path)
        etag = first.headers["ETag"]

        again = client.get(path, headers={"If-None-Match": f'"other", {etag}'})
        head = client.head(path)

        assert first.status_code == 200, path
        assert etag.startswith('"'), "a strong one"
        assert again.status_code == 304, path
        assert again.content == b""
        assert again.headers["ETag"] == etag
        assert head.headers["ETag"] == etag
        assert head.content == b""


def test_other_conditions_do_not_hold_up_a_read(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for name, value in (
        ("If-Match", '"other"'),
        ("If-Unmodified-Since", "Mon, 01 Jan 2024 00:00:00 GMT"),
        ("If-None-Match", "nonsense"),
    ):
        answer = client.get("/api/v1/today", headers={name: value})

        assert answer.status_code == 200
        assert answer.json()["day"] == "2026-03-10"


def test_a_weak_copy_of_the_etag_counts(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    etag = client.get("/api/v1/today").headers["ETag"]

    answer = client.get("/api/v1/today", headers={"If-None-Match": f"W/{etag}"})

    assert answer.status_code == 304
    assert "Authorization" in answer.headers["Vary"]


def test_a_change_changes_the_etag(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    session = make_session(assignment=people.assignment)
    path = f"/api/v1/sessions/{session.pk}"
    etag = client.get(path).headers["ETag"]

    make_log(session=session)

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_stale_edit_is_refused_and_changes_nothing(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    log = make_log(session=make_session(assignment=people.assignment))
    path = f"/api/v1/logs/{log.pk}"
    etag = client.get(path).headers["ETag"]
    skipped = {"outcome": "skipped", "skip_reason": "pain"}
    first = client.patch(path, skipped, headers={"If-Match": etag})

    second = client.patch(path, {"outcome": "performed"}, headers={"If-Match": etag})

    assert first.status_code == 200
    check(second, status=412, code="changed-meanwhile")
    assert client.get(path).json()["outcome"] == "skipped"


def test_an_edit_with_the_etag_of_the_last_edit_goes_through(
    people: People, sign_in: SignIn
) -> None:
    client = sign_in(people.ivan)
    log = make_log(session=make_session(assignment=people.assignment))
    path = f"/api/v1/logs/{log.pk}"
    first = client.patch(path, {"outcome": "skipped", "skip_reason": "pain"})

    second = client.patch(
        path, {"outcome": "performed"}, headers={"If-Match": first.headers["ETag"]}
    )

    assert second.status_code == 200


@pytest.mark.parametrize("match", ["*", '"x", {}'])
def test_any_state_may_be_named(people: People, sign_in: SignIn, match: str) -> None:
    client = sign_in(people.ivan)
    path = f"/api/v1/sessions/{make_session(assignment=people.assignment).pk}"
    etag = client.get(path).headers["ETag"]

    answer = client.patch(path, {"finished": True}, headers={"If-Match": match.format(etag)})

    assert answer.status_code == 200


def test_a_browser_keeps_nothing_and_a_program_asks_again(people: People, sign_in: SignIn) -> None:
    token = create_token(user=people.ivan, name="Watch", at=NOW, days=None)

    by_session = sign_in(people.ivan).get("/api/v1/today")
    by_token = APIClient().get("/api/v1/today", HTTP_AUTHORIZATION=f"Bearer {token.plain}")

    assert by_session.headers["Cache-Control"] == "no-store, private"
    assert by_token.headers["Cache-Control"] == "private, no-cache"
    for answer in (by_session, by_token):
        assert {"Authorization", "Cookie"} <= set(answer.headers["Vary"].split(", "))
