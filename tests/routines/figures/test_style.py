"""Colors: a still and its moving twin look alike, and paper needs no cleverness."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from routines.figures.style import (
    CLASSES,
    DEFAULT_TONE,
    LIGHT,
    TONES,
    gradient,
    print_attributes,
    still_style,
)

STATIC = Path(__file__).resolve().parents[3] / "static"
SHEET = (STATIC / "css" / "features" / "figure.css").read_text(encoding="utf-8")
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
PAIR = re.compile(r"light-dark\((#\w+), ?(#\w+)\)")
# Whose line is the color of the ground they stand on, in a page and in a still.
LINES_BY_THEIR_GROUND = {"o", "i"}

Pair = tuple[str, str]


def rules_of(sheet: str) -> dict[str, str]:
    """Return for each class of the moving figure what the page's style says."""
    rules: dict[str, str] = {}
    for selector, says in re.findall(r"^\.fx ([^{}]+?) \{ ([^{}]*) \}$", sheet, re.MULTILINE):
        for css in re.findall(r"\.([\w-]+)", selector):
            rules[css] = rules.get(css, "") + says
    return rules


RULES = rules_of(SHEET)


def said(rule: str, name: str) -> str:
    """Return the value of one property, "" where there is none."""
    found = re.search(rf"(?:^|[;\s]){name}:\s*([^;]+)", rule)
    return found.group(1).strip() if found else ""


def page_color(value: str) -> Pair | None:
    """Return a color of the page by day and by night, None for one that is mixed on the spot."""
    value = value.replace("var(--fx-work)", "var(--work)")
    token = re.fullmatch(r"var\(--([\w-]+)\)", value)
    if token and (line := re.search(rf"--{token.group(1)}: ([^;]+);", TOKENS)):
        value = line.group(1)
    pair = PAIR.search(value)
    return (pair.group(1).lower(), pair.group(2).lower()) if pair else None


def still_rule(css: str) -> str:
    found = re.search(rf"\.{css}\{{([^}}]*)\}}", still_style({css}))
    assert found, css
    return found.group(1)


def still_color(value: str) -> Pair | None:
    pair = PAIR.search(value)
    return (pair.group(1), pair.group(2)) if pair else None


# --- the page ------------------------------------------------------------------------------


def test_every_class_of_a_moving_figure_has_a_rule_in_the_page() -> None:
    # Arrows are for stills; what glows has its gradient as an attribute.
    assert set(CLASSES) - set(RULES) == {"arrow", "hot"}


def test_the_page_has_no_rules_for_classes_that_are_never_drawn() -> None:
    assert set(RULES) - set(CLASSES) == set()


@pytest.mark.parametrize("css", sorted(set(CLASSES) - {"arrow"}))
def test_a_class_has_the_same_colors_in_the_page_as_in_a_still(css: str) -> None:
    for name in ("fill", "stroke"):
        still = still_color(said(still_rule(css), name))
        page = page_color(said(RULES.get(css, ""), name))
        if page is not None:
            assert still == page, name
        if still is not None and name == "fill":
            assert page == still, name


@pytest.mark.parametrize("css", ["legs", "top", "band", "strap", "stick", "nerve", "mat-a"])
def test_colors_of_the_page_are_found_to_compare(css: str) -> None:
    rule = RULES[css]

    assert page_color(said(rule, "fill")) or page_color(said(rule, "stroke"))


def test_skins_and_hair_are_the_same_in_page_and_stills() -> None:
    for tone, (skin, hair) in TONES.items():
        start = r"\.fx" if tone == DEFAULT_TONE else rf"\.figure--t{tone} \.fx"
        found = re.search(
            rf"^{start} {{ --fx-skin: (#\w+); --fx-hair: (#\w+);", SHEET, re.MULTILINE
        )
        assert found, tone
        assert (found.group(1), found.group(2)) == (skin, hair)


@pytest.mark.parametrize(("css", "share"), [("skin-far", "84%"), ("skin", "62%")])
def test_the_far_skin_and_the_line_round_it_are_as_dark_in_page_and_stills(
    css: str, share: str
) -> None:
    mixed = rf"color-mix\(in srgb, ?var\(--[\w-]+\) {share}, ?#000\)"

    assert re.search(mixed, SHEET)
    assert re.search(mixed, still_style({css}))


def test_what_glows_is_as_strong_in_page_and_stills() -> None:
    for css in ("hot-through", "hot-band"):
        page, still = (float(said(rule, "fill-opacity")) for rule in (RULES[css], still_rule(css)))
        assert page == still


# --- stills --------------------------------------------------------------------------------


def test_a_still_says_only_how_what_it_shows_looks() -> None:
    style = still_style({"skin", "mat-a"})

    assert ".skin{" in style
    assert ".mat-a{" in style
    assert ".hair" not in style


def test_a_still_takes_its_theme_and_skin_from_the_end_of_its_address() -> None:
    style = still_style({"skin"})

    for tone in TONES:
        for theme in ("", "l", "d"):
            assert f'<g id="t{tone}{theme}"/>' in style
    assert "[id$=d]:target~g{color-scheme:dark}" in style
    for tone, (skin, _) in TONES.items():
        assert skin in style
        assert (f"[id^=t{tone}]:target~g" in style) == (tone != DEFAULT_TONE)


def test_a_gradient_fades_out() -> None:
    assert gradient("bridge-h", "red").startswith('<radialGradient id="bridge-h">')
    assert gradient("h", "red").count('stop-color="red"') == 2
    assert 'stop-opacity="0"' in gradient("h")


# --- paper ---------------------------------------------------------------------------------


@pytest.mark.parametrize("css", CLASSES)
def test_paper_has_literal_colors_of_the_day(css: str) -> None:
    drawn = print_attributes(css)

    assert 1 <= len(drawn) <= 2
    for attributes in drawn:
        assert "var(" not in attributes
        assert "light-dark" not in attributes
        assert "paint-order" not in attributes
        for color in re.findall(r'(?:fill|stroke)="(#\w*)"', attributes):
            assert re.fullmatch(r"#[0-9a-f]{6}", color), color


def test_on_paper_the_line_is_drawn_before_the_fill() -> None:
    line, fill = print_attributes("legs")

    assert line.startswith('fill="none" stroke="#ffffff" stroke-opacity="0.69"')
    assert fill == f'fill="{LIGHT["l"]}"'
