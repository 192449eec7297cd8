"""The drawing of the body map: every place is there, left is right mirrored, and a thumb can hit it."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from routines.domain.body import regions
from routines.figures.body_map import HIGH, LEFT, TARGET, TOP, WIDE, MapView, Zone, views

BOTH = list(views().values())
by_name = pytest.mark.parametrize("view", BOTH, ids=lambda view: view.name)


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path)]


def box(path: str) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom."""
    across, down = zip(*points(path), strict=True)
    return min(across), min(down), max(across), max(down)


def mirrored(path: str) -> list[tuple[float, float]]:
    return [(-x if x else x, y) for x, y in points(path)]


@by_name
def test_each_view_shows_the_places_that_the_map_says(view: MapView) -> None:
    drawn = sorted((zone.region, zone.side) for zone in view.zones)

    assert drawn == sorted(
        (region.slug, side.value)
        for region in regions().values()
        if view.name in region.views
        for side in region.sides
    )


@by_name
def test_left_and_right_are_exact_mirrors(view: MapView) -> None:
    found = {(zone.region, zone.side): zone for zone in view.zones}

    for zone in view.zones:
        if zone.side == "left":
            other = found[zone.region, "right"]
            assert points(other.path) == mirrored(zone.path)
            assert points(other.target) == mirrored(zone.target)
            assert (other.x, other.y) == (-zone.x, zone.y)


@pytest.mark.parametrize(("name", "sign"), [("back", -1), ("front", 1)])
def test_the_left_is_where_the_person_has_it(name: str, sign: int) -> None:
    left = [zone for zone in views()[name].zones if zone.side == "left"]

    assert left
    assert all(zone.x * sign > 0 for zone in left)


@by_name
def test_each_target_is_as_large_as_a_thumb(view: MapView) -> None:
    small = [
        (zone.region, zone.side)
        for zone in view.zones
        for left, top, right, bottom in [box(zone.target)]
        if right - left < TARGET or bottom - top < TARGET
    ]

    assert small == []


@by_name
def test_no_target_takes_a_tap_from_its_neighbor(view: MapView) -> None:
    def overlap(one: Zone, other: Zone) -> bool:
        first, second = box(one.target), box(other.target)
        across = min(first[2], second[2]) - max(first[0], second[0])
        down = min(first[3], second[3]) - max(first[1], second[1])
        return across > 0 and down > 0

    found = {
        frozenset((one.region, other.region))
        for one, other in combinations(view.zones, 2)
        if overlap(one, other)
    }

    # Between the legs lies over its neighbors, so that it can be hit at all.
    assert [pair for pair in found if "saddle" not in pair] == []


@by_name
def test_a_number_stands_in_its_own_place(view: MapView) -> None:
    for zone in view.zones:
        for left, top, right, bottom in (box(zone.path), box(zone.target)):
            assert left < zone.x < right or zone.x == 0
            assert top < zone.y < bottom


@by_name
def test_nothing_is_cut_off_at_the_foot_or_beside(view: MapView) -> None:
    for zone in view.zones:
        left, top, right, bottom = box(zone.path)
        assert LEFT <= left < right <= LEFT + WIDE
        assert TOP <= top < bottom <= TOP + HIGH


def test_a_view_is_drawn_once() -> None:
    assert views() is views()
