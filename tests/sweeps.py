"""What is looked for on page after page: rules of accessibility that are broken, and widths."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

# `best-practice` as well: headings in order, one main, nothing outside a landmark.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLORS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


def go(page: Any, path: str, press: str = "") -> None:
    """Open a page with everything on it unfolded; `press` is pressed first where it is given."""
    page.goto(path, wait_until="domcontentloaded")
    if press:
        page.locator(press).first.click()
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")


def violations(axe: Axe, page: Any, path: str, press: str = "") -> list[tuple[str, str, str]]:
    """Return what axe finds on a page, in light and in dark: the path, the rule, the first element."""
    page.emulate_media(color_scheme="light")
    go(page, path, press)
    page.wait_for_load_state()
    found = axe.run(page, options=RULES).response["violations"]
    # Only the colors are others in the dark.
    page.emulate_media(color_scheme="dark")
    found += page.evaluate("asked => axe.run(asked)", COLORS)["violations"]
    return [(path, one["id"], one["nodes"][0]["html"]) for one in found]


def is_too_wide(page: Any, path: str, press: str = "") -> bool:
    """Return whether a page scrolls sideways."""
    go(page, path, press)
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide
