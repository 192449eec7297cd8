"""The body map on a page: what is marked is drawn and said, and the form works as a list alone."""

from __future__ import annotations

import re

from django.template import engines
from django.template.loader import render_to_string

from routines.domain.body import BodyMap, map_places, read_map

NOW = read_map(
    [
        {"region": "calf", "side": "left", "pain": 5, "tingling": 2},
        {"region": "saddle", "side": "middle", "numbness": 1},
    ]
)
LAST = read_map([{"region": "shin", "side": "right", "pain": 4}])


def drawn(view: str, now: BodyMap = NOW, *, more: str = "") -> str:
    source = "{% load body_map %}{% body_map_view view places " + more + " %}"
    places = map_places(now, LAST)
    return engines["django"].from_string(source).render({"view": view, "places": places})


def zone(html: str, key: str) -> str:
    """Return the opening tag of a place's ground."""
    found = re.search(rf'<g class="zone[^>]*data-zone="{key}"[^>]*>', html)
    assert found
    return found[0]


def test_a_mark_is_drawn_by_kind_and_strength() -> None:
    html = drawn("back")

    assert 'class="zone pain-5"' in zone(html, "calf-left")
    assert "data-pain data-tingling" in zone(html, "calf-left")
    assert "data-numbness" in zone(html, "saddle-middle")
    assert "data-pain" not in zone(html, "calf-right")


def test_last_time_is_outlined() -> None:
    html = drawn("front")

    assert "data-was" in zone(html, "shin-right")
    assert "data-was" not in zone(html, "shin-left")


def test_two_numbers_of_one_place_stand_apart() -> None:
    html = drawn("back")
    left = html[html.index('<g class="zone zone--over" data-zone="calf-left"') :]
    heights = re.findall(r'data-badge="(\w+)" transform="translate\(-33 ([\d.]+)\)', left)[:3]

    assert heights == [("pain", "383.0"), ("numbness", "394"), ("tingling", "405.0")]


def test_a_picture_has_no_buttons_and_a_live_map_has_one_for_each_place() -> None:
    assert 'role="button"' not in drawn("back")
    live = drawn("back", more="is_live=True")

    assert len(re.findall('role="button" tabindex="0"', live)) == 20
    assert 'aria-label="Left inner calf" data-target="calf-left"' in live


def test_two_maps_on_one_page_share_no_id() -> None:
    first, second = drawn("back", more="name='one'"), drawn("back", more="name='two'")

    ids = [re.findall(r'\bid="([^"]+)"', html) for html in (first, second)]
    assert set(ids[0]).isdisjoint(ids[1])
    assert len(set(ids[0])) == len(ids[0])


def test_the_list_is_a_whole_form_by_itself() -> None:
    places = map_places(NOW, LAST)
    html = render_to_string("check_ins/body_map.html", {"regions": places, "last_day": "Friday"})

    names = re.findall(r'<select name="([^"]+)"', html)
    assert names == [field.name for place in places for field in place.fields]
    assert "pain-saddle-middle" not in names
    calf = html[html.index('name="pain-calf-left"') :]
    assert calf.index('<option value="5" selected>') < calf.index("</select>")
    assert "Friday: 4" in html
    assert "Same as Friday" in html


def test_without_a_last_time_nothing_is_offered_from_it() -> None:
    html = render_to_string("check_ins/body_map.html", {"regions": map_places(BodyMap())})

    assert "Same as" not in html
    assert "Nowhere" in html
