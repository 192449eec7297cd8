"""The custom elements, each in a real browser around plain markup under the strict policy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.scripts import served

HOST = "http://phone.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"

pytestmark = pytest.mark.browser


@pytest.fixture
def show(browser: Any) -> Iterator[Callable[[str], Any]]:
    """Return a function that opens a page with this markup and our scripts."""
    pages: list[Any] = []
    problems: list[str] = []

    def serve(route: Any, markup: str) -> None:
        path = route.request.url.removeprefix(HOST).split("?")[0]
        if path.startswith("/static/"):
            route.fulfill(body=served(path), content_type="text/javascript")
        else:
            script = '<script type="module" src="/static/js/app.js"></script>'
            route.fulfill(
                body=f"<!doctype html>{script}<link rel=icon href=data:,>{markup}",
                content_type="text/html",
                headers={"Content-Security-Policy": POLICY},
            )

    def open_page(markup: str) -> Any:
        page = browser.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route(f"{HOST}/**", lambda route: serve(route, markup))
        page.goto(f"{HOST}/", wait_until="networkidle")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


def test_a_key_is_a_uuid7_of_this_moment(show: Callable[[str], Any]) -> None:
    page = show("")

    keys = page.evaluate(
        'import("/static/js/lib/uuid7.js").then(({ uuid7 }) => [uuid7(), uuid7(), uuid7(0)])'
    )

    first, second, oldest = (UUID(key) for key in keys)
    assert first.version == second.version == 7
    assert first.variant == "specified in RFC 4122"
    assert abs((first.int >> 80) / 1000 - time.time()) < 60
    assert oldest.int >> 80 == 0
    assert first != second


def test_a_module_is_fetched_only_where_its_element_stands(show: Callable[[str], Any]) -> None:
    asked = "performance.getEntriesByType('resource').map((each) => each.name.split('/').pop())"

    assert show("<p>Nothing here</p>").evaluate(asked) == ["app.js"]
    assert "co-undo.js" in show("<co-undo></co-undo>").evaluate(asked)


def test_a_form_is_sent_once_with_one_key(show: Callable[[str], Any]) -> None:
    page = show(
        '<co-once><form action="/next" method="get">'
        '<input type="hidden" name="id" value="server"><button>Log</button></form></co-once>'
    )
    page.evaluate(
        """() => {
          window.sent = [];
          document.querySelector("form").addEventListener("submit", (event) => {
            event.preventDefault();
            window.sent.push(new FormData(event.target).get("id"));
          });
        }"""
    )

    page.click("button")
    page.click("button")

    assert [UUID(key).version for key in page.evaluate("window.sent")] == [7]
    assert page.get_attribute("button", "aria-busy") == "true"


def test_a_form_that_failed_keeps_its_key_and_one_that_got_through_does_not(
    show: Callable[[str], Any],
) -> None:
    page = show(
        '<co-once><form action="/next" hx-post="/next">'
        '<input type="hidden" name="id" value="server"><button>Log</button></form></co-once>'
    )
    page.evaluate(
        """() => {
          window.htmx = {};
          window.sent = [];
          const form = document.querySelector("form");
          const tell = (name, detail) =>
            form.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
          form.addEventListener("submit", (event) => {
            event.preventDefault();
            window.sent.push(new FormData(form).get("id"));
            tell("htmx:beforeRequest", {});
            window.busy = form.parentElement.getAttribute("aria-busy");
            tell("htmx:afterRequest", { successful: window.sent.length === 2 });
          });
        }"""
    )

    for _ in range(3):
        page.click("button")

    first, again, other = page.evaluate("window.sent")
    assert first == again != other
    assert page.evaluate("window.busy") == "true"
    assert page.get_attribute("co-once", "aria-busy") is None


def test_a_stepper_counts_within_its_limits_and_says_so(show: Callable[[str], Any]) -> None:
    page = show(
        '<co-stepper by="5"><button type="button" data-step="-1" hidden>less</button>'
        '<input type="number" min="0" max="12" value="10">'
        '<button type="button" data-step="1" hidden>more</button></co-stepper>'
    )
    page.evaluate(
        """() => {
          window.changes = 0;
          document.addEventListener("change", () => { window.changes += 1; });
        }"""
    )

    page.click("text=more")

    assert page.input_value("input") == "12"
    assert page.get_attribute("text=more", "aria-disabled") == "true"
    page.click("text=less")
    assert page.input_value("input") == "7"
    assert page.evaluate("window.changes") == 2


def test_an_undo_goes_away_after_its_time(show: Callable[[str], Any]) -> None:
    page = show('<co-undo seconds="1"><button>Undo</button></co-undo>')

    page.wait_for_selector("co-undo", state="hidden", timeout=5_000)


def test_nobody_on_the_undo_button_is_rushed(show: Callable[[str], Any]) -> None:
    page = show('<co-undo seconds="1"><button>Undo</button></co-undo>')
    page.focus("button")

    page.wait_for_timeout(1_500)

    assert page.is_visible("button")


def test_an_answer_is_sent_when_it_changes(show: Callable[[str], Any]) -> None:
    page = show(
        '<co-save-on-change><form><input type="radio" name="effort" value="easy">'
        "<button data-fallback>Save</button></form></co-save-on-change>"
    )
    page.evaluate(
        """() => {
          window.sent = 0;
          document.addEventListener("submit", (event) => {
            event.preventDefault();
            window.sent += 1;
          });
        }"""
    )

    page.click("input")

    page.wait_for_function("window.sent === 1")
    assert page.is_hidden("button")


def test_an_element_that_cannot_be_fetched_says_so_to_the_style(show: Callable[[str], Any]) -> None:
    page = show("<p>Nothing yet</p>")
    page.route(f"{HOST}/static/js/elements/co-undo.js", lambda route: route.abort())

    page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<co-undo><button>Undo</button></co-undo>");
            const elt = document.querySelector("co-undo");
            elt.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt } }));
        }"""
    )

    page.locator("co-undo[data-absent]").wait_for(state="attached")
