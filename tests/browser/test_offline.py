"""Without a signal: what was fetched ahead opens, what was not says so, and nobody sees another's."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.engine import Engine
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import expect

from accounts import import_map
from accounts.http import render_page
from accounts.models import User
from config import worker
from routines.models import Assignment, ExerciseSession
from routines.queries.today import today as read_today
from routines.templatetags import figures
from tests.browser.worker_pages import kept, kept_pages, visit, wait_until_kept
from tests.factories import PASSWORD, make_client
from tests.guided_page import player, sign_in
from tests.hashed_files import collect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Any]
OFFLINE = "This page isn't on your phone yet"


@pytest.fixture
def page(open_app: Open, ivan: User, live_server: Any) -> Any:
    page = open_app()
    sign_in(page, ivan, live_server)
    return page


def title(page: Any) -> Any:
    return page.get_by_role("heading", level=1)


def pictures_are_there(page: Any) -> bool:
    shown: bool = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("img")].filter((one) => one.checkVisibility());
          for (const one of all) one.loading = "eager";
          return Promise.all(all.map((one) => one.decode().then(() => true, () => false)))
            .then((shown) => shown.length > 0 && shown.every(Boolean));
        }"""
    )
    return shown


def test_a_day_of_homework_opens_after_one_visit(
    page: Any, homework: Assignment, session: ExerciseSession
) -> None:
    visit(page)
    page.context.set_offline(True)

    page.goto("/")
    expect(title(page)).to_have_text("Piriformis release")
    assert pictures_are_there(page)
    page.goto(f"/assignments/{homework.pk}/")
    expect(title(page)).to_have_text("Piriformis release")
    assert pictures_are_there(page)
    exercises = page.locator("ol a.item").evaluate_all("(all) => all.map((one) => one.href)")
    assert len(exercises) == 3
    for address in exercises:
        page.goto(address)
        expect(page.get_by_role("link", name="When to stop")).to_be_visible()
        assert pictures_are_there(page)
    page.goto("/check-ins/new/")
    expect(page.locator("co-check-in")).to_be_visible()
    page.goto(f"/sessions/{session.pk}/")
    expect(title(page)).to_have_text("Piriformis release")
    page.goto("/help/?session=" + str(session.pk))
    expect(title(page)).to_have_text("When to stop and get help")
    expect(page.get_by_text("+1 503 555 0142").first).to_be_visible()


@pytest.fixture
def hashed(tmp_path: Path) -> Iterator[None]:
    """Serve files as an installation does: each address with the hash of what it says."""
    # Where the live server looks.
    places = [tmp_path, *settings.STATICFILES_DIRS]
    with override_settings(**collect(tmp_path), STATICFILES_DIRS=places):
        _forget_addresses()
        yield
    # Only now: a request that is still on its way would draw pages with these addresses again.
    _forget_addresses()


def _forget_addresses() -> None:
    for memory in (
        import_map.import_map,
        import_map.import_map_source,
        figures._still,
        figures._moving,
        worker._lasting_source,
    ):
        memory.cache_clear()
    for loader in Engine.get_default().template_loaders:
        loader.reset()


def test_with_hashed_files_nothing_is_fetched_twice(
    hashed: None, page: Any, homework: Assignment, session: ExerciseSession
) -> None:
    visit(page)
    files = [one["path"] for one in kept(page) if one["path"].startswith("/static/")]
    assert len(files) > 30
    assert [one for one in files if not re.search(r"\.[0-9a-f]{12}\.\w+$", one)] == []
    page.context.set_offline(True)

    page.goto(f"/assignments/{homework.pk}/")
    expect(title(page)).to_have_text("Piriformis release")
    assert pictures_are_there(page)
    page.goto(f"/sessions/{session.pk}/play/")

    # Modules are found by the page's own map, and their figures move.
    expect(page.locator("[data-number]")).not_to_be_empty()
    assert pictures_are_there(page)
    page.locator("[data-do=toggle]").click()
    expect(player(page)).not_to_have_attribute("data-mode", "rest")
    page.context.set_offline(False)
    asked: list[str] = []

    def note(response: Any) -> None:
        if not response.from_service_worker:
            asked.append(response.url)

    page.on("response", note)
    page.goto(f"/assignments/{homework.pk}/", wait_until="networkidle")
    assert [url for url in asked if "/static/" in url] == []


def test_the_player_moves_without_a_signal(page: Any, session: ExerciseSession) -> None:
    visit(page)
    page.context.set_offline(True)

    page.goto(f"/sessions/{session.pk}/play/")

    # Its module came, and so did the figure it leads.
    expect(page.locator("[data-number]")).not_to_be_empty()
    expect(player(page).locator("co-figure").first).to_be_visible()
    assert pictures_are_there(page)
    page.locator("[data-do=toggle]").click()
    expect(player(page)).not_to_have_attribute("data-mode", "rest")


def test_a_page_that_was_never_fetched_says_so_and_is_kept_nowhere(
    page: Any, homework: Assignment
) -> None:
    visit(page)
    page.context.set_offline(True)

    answer = page.goto("/library/")

    assert answer.status == 503
    expect(title(page)).to_have_text(OFFLINE)
    expect(page.get_by_text("What you logged is safe.")).to_be_visible()
    assert pictures_are_there(page)
    assert "/library/" not in {one["path"] for one in kept(page)}
    assert {one["status"] for one in kept(page)} == {200}
    page.get_by_role("link", name="When to stop and get help").click()
    expect(title(page)).to_have_text("When to stop and get help")
    page.go_back()
    page.get_by_role("link", name="Open Today").click()
    expect(title(page)).to_have_text("Piriformis release")
    page.goto("/library/")
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(title(page)).to_have_text("Library")
    assert page.url.endswith("/library/")


def test_help_opens_for_somebody_who_never_signed_in(open_app: Open) -> None:
    page = open_app()
    page.goto("/sign-in/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)

    page.goto("/help/")

    expect(title(page)).to_have_text("When to stop and get help")
    assert page.goto("/").status == 503


def test_nothing_forbidden_is_in_any_cache(
    page: Any, homework: Assignment, session: ExerciseSession
) -> None:
    visit(page)
    for path in (
        "/settings/",
        "/settings/passkeys/",
        "/progress/",
        "/library/",
        "/join/",
        "/sign-out/",
        "/api/",
        f"/sessions/{session.pk}/",
        "/home/",
    ):
        page.goto(path)
    # What htmx fetches, and a program's page.
    page.evaluate(
        """async () => {
          await fetch("/", { headers: { "HX-Request": "true" } });
          await fetch("/api/v1/today");
          await fetch("/kept-pages/");
        }"""
    )

    found = kept(page)

    pages = [one for one in found if one["cache"].startswith("carryover pages")]
    assert len(pages) > 10
    assert {one["status"] for one in found} == {200}
    assert not any(one["redirected"] for one in found)
    own = re.compile(
        r"/($|offline/|waiting/|help/|desk/|check-ins/|assignments/|exercises/|sessions/)"
    )
    assert [one["path"] for one in pages if not own.match(one["path"])] == []
    assert {one["headers"]["carryover-keep"] for one in pages} == {"1"}
    assert all("set-cookie" not in one["headers"] for one in found)
    # A fragment would have no head.
    assert all("<!doctype html>" in one["text"] for one in pages)
    others = {one["path"] for one in found if one not in pages}
    assert {path for path in others if not path.startswith("/static/")} == {
        "/offline/",
        "/help/",
        "/owner",
        "/kept",
    }


@pytest.fixture
def let_today_go(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Hold Today back while this event is not set; it is set to begin with."""
    is_let_go = threading.Event()
    is_let_go.set()

    def slow(**arguments: Any) -> Any:
        is_let_go.wait(20)
        return read_today(**arguments)

    monkeypatch.setattr("routines.views.today.today", slow)
    yield is_let_go
    is_let_go.set()


def test_a_late_answer_gives_way_to_the_page_that_is_kept(
    page: Any, homework: Assignment, let_today_go: threading.Event
) -> None:
    visit(page)
    before = {
        one["path"]: one["headers"]["kept-at"] for one in kept(page) if "kept-at" in one["headers"]
    }
    let_today_go.clear()

    seconds = _seconds(page, "/")

    assert 2.5 < seconds < 6
    expect(title(page)).to_have_text("Piriformis release")
    # The late answer replaces what was kept.
    let_today_go.set()
    for _ in range(100):
        after = {one["path"]: one["headers"].get("kept-at") for one in kept(page)}
        if after["/"] != before["/"]:
            break
        page.wait_for_timeout(100)
    assert after["/"] > before["/"]


def _seconds(page: Any, path: str) -> float:
    before = time.monotonic()
    page.goto(path, wait_until="commit")
    return time.monotonic() - before


@pytest.fixture
def seen_headers(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Write down what Today was asked for with."""
    seen: list[str | None] = []

    def listen(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        seen.append(request.headers.get("Service-Worker-Navigation-Preload"))
        return render_page(request, *arguments, **named)

    monkeypatch.setattr("routines.views.today.render_page", listen)
    return seen


def test_a_page_is_asked_for_while_the_worker_still_wakes_up(
    page: Any, homework: Assignment, seen_headers: list[str | None]
) -> None:
    visit(page)
    seen_headers.clear()

    page.goto("/")

    assert seen_headers == ["true"]


def test_signing_out_empties_what_was_kept_and_nobody_else_sees_it(
    page: Any, homework: Assignment, maya: User
) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel")
    visit(page)
    assert "Piriformis" in str([one["text"] for one in kept(page)])

    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()
    expect(title(page)).to_have_text("Sign in")

    assert kept_pages(page) == set()
    assert not any("Piriformis" in one["text"] for one in kept(page))
    page.context.set_offline(True)
    assert page.goto("/").status == 503
    page.context.set_offline(False)
    page.goto("/sign-in/")
    page.get_by_label("Email").fill(str(lena.email))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r":\d+/$"))
    wait_until_kept(page)
    page.context.set_offline(True)
    page.goto("/")
    assert "Piriformis" not in page.content()
    assert page.goto(f"/assignments/{homework.pk}/").status == 503


def test_pages_go_when_another_person_is_signed_in_without_a_sign_out(
    page: Any, homework: Assignment, maya: User, live_server: Any
) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel")
    visit(page)
    sign_in(page, lena, live_server)

    page.goto("/settings/")

    assert not any("Piriformis" in one["text"] for one in kept(page))
    page.context.set_offline(True)
    assert page.goto(f"/assignments/{homework.pk}/").status == 503


def test_pages_go_when_the_server_ended_the_session(page: Any, homework: Assignment) -> None:
    visit(page)
    page.context.clear_cookies()

    page.goto("/")

    expect(title(page)).to_have_text("Sign in")
    assert kept_pages(page) == set()


def test_a_therapists_pages_have_no_worker(open_app: Open, maya: User, live_server: Any) -> None:
    page = open_app()
    sign_in(page, maya, live_server)

    for path in ("/admin/", "/", "/help/"):
        page.goto(path, wait_until="networkidle")
        assert (
            page.evaluate(
                "() => navigator.serviceWorker.getRegistrations().then((all) => all.length)"
            )
            == 0
        )
