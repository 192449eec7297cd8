"""What holds for everything at once: headers of every kind of answer, and silent logs."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase
from django.test import Client

from accounts.identifiers import uuid7
from accounts.logs import HideSecrets
from accounts.models import User
from accounts.services.tokens import create_token
from config.logs import JsonFormatter, configuration
from routines.models import Assignment
from tests.factories import (
    NOW,
    PASSWORD,
    make_client,
    make_clinic,
    make_invitation,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_log, make_session

pytestmark = pytest.mark.django_db

CANARY = "Xanthippe"


@pytest.fixture
def maya() -> User:
    return make_therapist(
        clinic=make_clinic(name=f"{CANARY} Clinic"), display_name=f"{CANARY} Ortiz"
    )


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(
        therapist=maya, display_name=f"{CANARY} Petrov", email=f"{CANARY.lower()}@example.org"
    )


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan, note=f"{CANARY} note")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages of Today and of the API fail in our own code."""

    def fail(**found: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("routines.views.today.today", fail)
    monkeypatch.setattr("routines.api.today.today", fail)


# --- headers -------------------------------------------------------------------------------

Ask = Callable[[Client, Assignment], HttpResponseBase]
HTMX = {"HX-Request": "true"}
ANSWERS: dict[str, tuple[int, Ask]] = {
    "a page": (200, lambda c, h: c.get("/progress/")),
    "a part": (200, lambda c, h: c.get("/library/?q=x", headers=HTMX)),
    "a redirect": (302, lambda c, h: c.get("/home/")),
    "another slash": (301, lambda c, h: c.get("/settings")),
    "no address": (400, lambda c, h: c.get("/?x=%00")),
    "no token": (403, lambda c, h: Client(enforce_csrf_checks=True).post("/sign-in/")),
    "a stranger's": (404, lambda c, h: c.get(f"/assignments/{uuid7()}/")),
    "nothing": (404, lambda c, h: c.get("/no/such/page/")),
    "another method": (405, lambda c, h: c.put("/")),
    "a mistake": (422, lambda c, h: c.post("/settings/preferences/name/", {"display_name": ""})),
    "our fault": (500, lambda c, h: c.get("/")),
    "sign-in by htmx": (401, lambda c, h: Client().get("/", headers=HTMX)),
    "the admin, to a client": (404, lambda c, h: c.get("/admin/")),
    "the API": (200, lambda c, h: c.get(f"/api/v1/assignments/{h.pk}")),
    "the API, signed out": (401, lambda c, h: Client().get("/api/v1/today")),
    "the API, nothing": (404, lambda c, h: c.get("/api/v1/nothing")),
    "the API, text": (415, lambda c, h: c.post("/api/v1/sessions", "x", content_type="text/plain")),
    "the API, our fault": (500, lambda c, h: c.get("/api/v1/today")),
    "health": (200, lambda c, h: c.get("/healthz")),
}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.usefixtures("broken")
def test_every_kind_of_answer_is_strict_and_kept_by_nobody(
    ivan: User, homework: Assignment, kind: str
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ivan)
    status, ask = ANSWERS[kind]

    answer = ask(client, homework)

    headers = answer.headers
    assert answer.status_code == status
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in headers
    assert "X-Powered-By" not in headers


def test_an_answer_to_a_token_is_kept_by_its_program_alone(ivan: User) -> None:
    token = create_token(user=ivan, name="x", at=NOW, days=None).plain

    answer = Client().get("/api/v1/today", headers={"Authorization": f"Bearer {token}"})

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]


def test_forwarded_headers_of_a_stranger_are_not_believed(client: Client, maya: User) -> None:
    forged = {
        "X-Forwarded-Host": "evil.example.org",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": "1",
        "Forwarded": "host=evil.example.org",
        "X-Original-URL": "/admin/",
        "X-HTTP-Method-Override": "DELETE",
    }
    secret = make_invitation(therapist=maya).secret

    pages = [client.get(path, headers=forged) for path in ("/sign-in/", f"/join/{secret}/", "/")]
    client.post("/password/reset/", {"email": "nobody@example.org"}, headers=forged)

    assert [page.status_code for page in pages] == [200, 200, 302]
    for page in pages:
        assert "evil" not in page.text + str(page.headers)


# --- who sees rows -------------------------------------------------------------------------


def test_nobody_and_a_closed_account_see_no_row_of_any_model(
    maya: User, ivan: User, homework: Assignment
) -> None:
    make_log(session=make_session(assignment=homework))
    make_invitation(therapist=maya)
    create_token(user=ivan, name="x", at=NOW, days=None)
    closed = [maya, ivan, make_superuser()]
    for person in closed:
        person.is_active = False
    models = [
        model
        for label in ("accounts", "routines")
        for model in apps.get_app_config(label).get_models()
        if hasattr(model._default_manager, "visible_to")
    ]

    nobody: list[Any] = [AnonymousUser(), *closed]
    for model in models:
        rows: Any = model._default_manager
        for one in nobody:
            assert not rows.visible_to(one).exists(), model
    assert len(models) >= 12


# --- logs ----------------------------------------------------------------------------------


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that a live site would write to its log, down to the finest level."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(HideSecrets())
    loggers = {"": {"level": "DEBUG"}, **configuration(level="DEBUG", formatter="json")["loggers"]}
    before = {name: logging.getLogger(name).level for name in loggers}
    for name, wanted in loggers.items():
        logging.getLogger(name).setLevel(wanted["level"])
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_no_log_line_says_who_did_what(
    logged: io.StringIO, maya: User, ivan: User, homework: Assignment
) -> None:
    client = Client(raise_request_exception=False)
    secrets = [f"canary-{PASSWORD}", f"canary-{CANARY}-sentence"]
    invited = make_invitation(therapist=maya, display_name=f"{CANARY} Vogel")
    token = create_token(user=ivan, name=CANARY, at=NOW, days=None).plain

    client.post("/sign-in/", {"login": ivan.email, "password": secrets[0]})
    client.post("/sign-in/code/", {"email": ivan.email})
    client.get(f"/join/{invited.secret}/")
    client.post(f"/join/{invited.secret}/account/", {"email": ivan.email, "password": secrets[1]})
    client.post(f"/join/{invited.secret}x/account/", {"email": ivan.email})
    client.post("/join/", {"code": invited.code})
    client.force_login(ivan)
    session = make_session(assignment=homework)
    make_log(session=session)
    client.post(f"/sessions/{session.pk}/rating/", {"pain": 3, "note": f"{CANARY} slept badly"})
    client.post(f"/sessions/{session.pk}/rating/", {"pain": 99, "note": CANARY * 500})
    client.get("/library/", {"q": CANARY})
    bearer = {"Authorization": f"Bearer {token}"}
    client.get("/api/v1/nothing", headers=bearer)
    client.post("/api/v1/sessions", f'{{"{CANARY}": 1', content_type="application/json")
    client.force_login(maya)
    client.get("/admin/accounts/client/", {"q": CANARY})
    client.get(f"/admin/accounts/client/{uuid7()}/change/?name={CANARY}")
    client.force_login(make_superuser())
    client.get(f"/admin/accounts/user/{ivan.pk}/change/")

    text = logged.getvalue()
    assert "Not Found" in text
    for word in (CANARY, CANARY.lower(), "Petrov", invited.secret, invited.code, token, *secrets):
        assert word not in text


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_is_logged_without_the_person(
    logged: io.StringIO, ivan: User, homework: Assignment
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ivan)

    assert client.get("/").status_code == 500

    assert "RuntimeError: broken" in logged.getvalue()
    assert CANARY not in logged.getvalue()
