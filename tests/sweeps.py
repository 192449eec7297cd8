"""What is looked for on page after page: rules of accessibility that are broken, and widths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from axe_playwright_python.sync_playwright import Axe

# `best-practice` as well: headings in order, one main, nothing outside a landmark.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLORS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
# All else that axe tells is far more than this, and nobody reads it.
VIOLATIONS = "asked => axe.run(asked).then(told => told.violations)"


# A page without scripts, such as an error, is ready before its style sheet is there.
IS_STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every(one => one.sheet)"
SCROLLS_SIDEWAYS = """size => {
  const root = document.documentElement;
  root.dataset.textSize = size;
  return root.scrollWidth > root.clientWidth;
}"""

# What is pressed: not what lies in a sentence, nor what a label or a whole row around it makes larger.
TOO_SMALL = """least => {
  const found = [];
  for (const each of document.querySelectorAll("a[href], button, select, summary, input, textarea")) {
    if (!each.checkVisibility({ visibilityProperty: true }) || each.type === "hidden") continue;
    if (each.closest(".visually-hidden, .skip, svg")) continue;
    const whole = each.closest("label") ?? (each.matches(".item__link") ? each.closest(".item") : each);
    const isInText = getComputedStyle(each).display === "inline"
      && each.parentElement.textContent.trim() !== each.textContent.trim();
    const box = whole.getBoundingClientRect();
    const around = getComputedStyle(each, "::after");
    const more = around.position === "absolute" ? -2 * (parseFloat(around.top) || 0) : 0;
    const size = [box.width, box.height + (whole === each ? more : 0)];
    if (!isInText && Math.min(...size) < least - .5) found.push(`${each.outerHTML.slice(0, 90)} ${size}`);
  }
  return found;
}"""
FILLED = """() => [...document.querySelectorAll(".button")].filter(each => {
  const { backgroundColor } = getComputedStyle(each);
  return each.checkVisibility({ visibilityProperty: true }) && backgroundColor === "rgb(11, 90, 76)";
}).map(each => each.textContent.trim())"""


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
    page.evaluate(axe.axe_script)
    found = page.evaluate(VIOLATIONS, RULES)
    # Only the colors are others in the dark.
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(VIOLATIONS, COLORS)
    return [(path, one["id"], one["nodes"][0]["html"]) for one in found]


def too_wide(
    page: Any, path: str, screens: Sequence[tuple[int, int]], press: str = ""
) -> list[tuple[str, int, int]]:
    """Return at which of the screens a page scrolls sideways: the path, a width, a text size.

    It is opened once, and the text size is set as the server sets it.
    """
    go(page, path, press)
    page.wait_for_function(IS_STYLED)
    found = []
    for width, size in screens:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate(SCROLLS_SIDEWAYS, str(size)):
            found.append((path, width, size))
    return found


def too_small(page: Any, path: str, least: int = 44) -> list[tuple[str, str]]:
    """Return what is too small for a thumb on a page: the path, the element and its size."""
    go(page, path)
    page.wait_for_function(IS_STYLED)
    return [(path, each) for each in page.evaluate(TOO_SMALL, least)]


def filled(page: Any, path: str) -> list[str]:
    """Return the words of the filled buttons on a page as it opens."""
    page.goto(path)
    words: list[str] = page.evaluate(FILLED)
    return words


def is_too_wide(page: Any, path: str) -> bool:
    """Return whether a page scrolls sideways on the screen that it is opened on."""
    go(page, path)
    wide: bool = page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
    return wide
