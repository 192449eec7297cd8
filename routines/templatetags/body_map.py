"""The template tag that draws the body map from one side, with what is marked on it.

Alone it is a picture; with `is_live` its places are buttons for `co-body-map`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from routines.domain.body import MapPlace
from routines.figures.body_map import HIGH, LEFT, TOP, WIDE, views

register = template.Library()

_BADGE = 22  # units from one number to the next where a place has several


@register.inclusion_tag("check_ins/body_map_view.html")
def body_map_view(
    view: str, places: Iterable[MapPlace], *, name: str = "map", is_live: bool = False
) -> dict[str, Any]:
    """Return what the drawing needs: each zone of `view` with its place and its numbers.

    `name` keeps the ids of two maps on one page apart.
    """
    drawn = views()[view]
    by_key = {place.key: place for place in places}
    return {
        "view": view,
        "name": f"{name}-{view}",
        "is_live": is_live,
        "box": f"{LEFT} {TOP} {WIDE} {HIGH}",
        "still": drawn.still,
        "zones": [
            {"zone": zone, "place": by_key[key], "numbers": _numbers(by_key[key], zone.y)}
            for zone in drawn.zones
            if (key := f"{zone.region}-{zone.side}") in by_key
        ],
    }


def _numbers(place: MapPlace, y: int) -> list[dict[str, Any]]:
    """Return the badge of each layer; those that show stand below one another around `y`."""
    shown = [field for field in place.fields if field.now]
    start = y - _BADGE * (len(shown) - 1) / 2
    lines = {field.layer: start + _BADGE * line for line, field in enumerate(shown)}
    return [
        {"layer": field.layer, "value": field.now or "", "y": lines.get(field.layer, y)}
        for field in place.fields
    ]
