"""Markup and templates in every text people can write: shown as written, run nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from accounts.services.tokens import create_token
from routines.models import Assignment, ExerciseSession
from tests.factories import (
    make_client,
    make_clinic,
    make_invitation,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_log,
    make_revision,
    make_routine,
    make_session,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]

# Without a space, so that it stands whole where only a first name is shown.
NAME = "\"'><img/src='/xss'><svg/onload=alert(1)>{{7*7}}"
TEXT = (
    NAME
    + "</textarea></title></script><script>alert(1)</script>"
    + '<div hx-get="/xss" hx-trigger="load" data-hx-on:load="alert(1)"></div>'
    + '<svg onload=alert(1)><a href="javascript:alert(1)">x</a>{% debug %}${7*7}'
)
# What would run if it stood in a page as it was written.
RUNS = re.compile(
    r"<(img/src|svg/?\s?onload|script>alert|div hx-get=\"/xss)|href=\"javascript:", re.I
)
LINKS = re.compile(r"href=\"(/[^\"#]*)")
MOST_PAGES = 120


def write_everywhere() -> tuple[User, User, Assignment, ExerciseSession, str]:
    """Store the story of Maya and Ivan with markup in every text; return who, what and a link."""
    now = timezone.now()
    maya = make_therapist(
        clinic=make_clinic(name=NAME, phone='"><b onclick=alert(1)>'),
        display_name=NAME,
        email="maya@example.org",
    )
    clinic = maya.memberships.get().clinic
    ivan = make_client(therapist=maya, display_name=NAME, email="ivan@example.org")
    texts: dict[str, Any] = {"steps": [TEXT], "cues": [TEXT], "mistakes": [TEXT], "not_for": [TEXT]}
    exercises = [
        make_exercise(name=NAME + "1", clinic=clinic, feel=TEXT, breathing=TEXT, **texts),
        make_exercise(name=NAME + "2", clinic=clinic, dosage=STRETCH, stop_rules=[TEXT], **texts),
    ]
    routine = make_routine(
        name=NAME,
        clinic=clinic,
        exercises=exercises,
        purpose=TEXT,
        for_whom=[TEXT],
        not_for=[TEXT],
        cautions=[TEXT],
        evidence_note=TEXT,
    )
    homework = make_assignment(client=ivan, routine=routine, note=TEXT, at=now)
    make_revision(homework, note=TEXT + "!", at=now)
    homework.refresh_from_db()
    session = make_session(assignment=homework, now=now)
    make_log(session=session, now=now)
    page = Browser()
    page.force_login(ivan)
    page.post(f"/sessions/{session.pk}/rating/", {"pain": 7, "note": TEXT})
    create_token(user=ivan, name=NAME, at=now, days=1)
    secret = make_invitation(therapist=maya, display_name=NAME, email="a'b@example.org").secret
    return maya, ivan, homework, session, secret


def watched(open_phone: Open) -> tuple[Any, list[str]]:
    """Open a page whose dialogs, foreign requests and requests for /xss are remembered."""
    page = open_phone()
    seen: list[str] = []

    def look(request: Any) -> None:
        address = urlsplit(request.url)
        if address.path.startswith("/xss") or address.hostname not in ("localhost", "127.0.0.1"):
            seen.append(request.url)

    def dismiss(dialog: Any) -> None:
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("request", look)
    page.on("dialog", dismiss)
    return page, seen


def crawl(person: User, start: list[str]) -> int:
    """Follow all links from `start` as this person, without a browser; return how many pages."""
    browser = Browser()
    browser.force_login(person)
    waiting, been = list(start), set[str]()
    while waiting and len(been) < MOST_PAGES:
        path = waiting.pop(0)
        if path in been or path.startswith(("/sign-out/", "/static/", "/api/", "/library/?")):
            continue
        been.add(path)
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            assert not RUNS.search(answer.text), path
            waiting += [unescape(one) for one in LINKS.findall(answer.text)]
    return len(been)


def test_no_page_holds_it_unescaped() -> None:
    maya, ivan, homework, session, _secret = write_everywhere()
    root = make_superuser(display_name=NAME, email="root@example.org")

    assert crawl(ivan, [*pages_of_a_client(homework, session), "/library/"]) > 20
    assert crawl(maya, ["/admin/", "/admin/accounts/client/", "/admin/routines/assignment/"]) > 20
    assert crawl(root, ["/admin/?show=records", "/admin/accounts/user/"]) > 20


def test_nothing_that_a_person_wrote_runs(open_phone: Open) -> None:
    maya, ivan, homework, session, secret = write_everywhere()

    page, seen = watched(open_phone)
    for path in (f"/join/{secret}/", f"/join/{secret}/account/"):
        assert page.goto(path).status == 200
        assert NAME in page.inner_text("body")
    for person, paths in (
        (ivan, pages_of_a_client(homework, session)),
        (maya, pages_of_a_therapist(homework)),
    ):
        browser = Browser()
        browser.force_login(person)
        key = browser.cookies["sessionid"].value
        home = f"http://{urlsplit(page.url).netloc}/"
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": home}])
        for path in paths:
            assert page.goto(path).status == 200, path
            assert "{{7*7}}" in page.content(), path
    assert seen == []


def pages_of_a_client(homework: Assignment, session: ExerciseSession) -> list[str]:
    log = session.logs.select_related("prescription").get()
    exercise, routine = log.prescription.exercise_id, homework.routine_id
    return [
        "/",
        f"/assignments/{homework.pk}/",
        f"/sessions/{session.pk}/",
        f"/sessions/{session.pk}/after/",
        f"/logs/{log.pk}/",
        f"/exercises/{exercise}/?prescription={log.prescription_id}",
        f"/library/{routine}/",
        "/library/?q=%22%3E%3Cimg%20src%3D/xss%20onerror%3Dalert(1)%3E%7B%7B7*7%7D%7D",
        "/progress/",
        "/settings/",
        "/settings/tokens/",
        "/help/",
    ]


def pages_of_a_therapist(homework: Assignment) -> list[str]:
    item = homework.version.prescriptions.first() if homework.version else None
    assert item is not None
    return [
        "/admin/?show=everyone",
        f"/admin/accounts/client/{homework.client_id}/change/",
        f"/admin/routines/assignment/{homework.pk}/change/",
        f"/admin/routines/assignment/add/?client={homework.client_id}&routine={homework.routine_id}",
        f"/admin/routines/routine/{homework.routine_id}/change/",
        f"/admin/routines/exercise/{item.exercise_id}/change/",
        "/admin/accounts/membership/",
    ]
