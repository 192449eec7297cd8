"""The body map: its places, and what somebody marked on them at one moment.

The places come from `content/body.yaml`. Comparing two maps is in `centralization`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from routines.domain.content_files import (
    CONTENT_FOLDER,
    ContentError,
    Problems,
    Section,
    read_mapping,
)

FILE = "body.yaml"
VIEWS = ("back", "front")
HIGHEST_LEVEL = 7
MOST = 10
THIGH = 3  # from here on down it is the leg

_LANES = ("back", "back", "buttock", "thigh", "thigh", "calf", "foot", "foot")


class Side(StrEnum):
    """The person's own left and right; the middle only where a place has no sides."""

    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


class Layer(StrEnum):
    """What is felt at a place. Recorded apart and never mixed into one number."""

    PAIN = "pain"
    NUMBNESS = "numbness"
    TINGLING = "tingling"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One place on the body map; `level` 0 (spine) to 7 (toes), None between the legs.

    `place` says one side of it, with {side} where it has two; `word` says it within a sentence.
    `views` are "back" and "front".
    """

    slug: str
    label: str
    place: str
    word: str
    level: int | None
    sides: tuple[Side, ...]
    views: tuple[str, ...]
    layers: tuple[Layer, ...]

    @property
    def lane(self) -> str:
        """Its lane of five: back, buttock, thigh, calf or foot; "" where it has no level."""
        return "" if self.level is None else lane_of(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is felt at one region on one side: each layer 0 (nothing) to 10."""

    region: str
    side: Side
    pain: int = 0
    numbness: int = 0
    tingling: int = 0

    @property
    def level(self) -> int | None:
        """How far the place is from the spine, 0 to 7; None between the legs."""
        return regions()[self.region].level

    @property
    def is_numb(self) -> bool:
        """Whether anything but pain is marked: numbness or tingling."""
        return self.numbness > 0 or self.tingling > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MapField:
    """One layer of one place in a form: its name there, its value now and last time, 0 to 10."""

    name: str
    layer: Layer
    now: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPlace:
    """One region on one side, ready to be asked about: its name and its layers."""

    region: str
    side: Side
    label: str
    lane: str
    fields: tuple[MapField, ...]

    @property
    def key(self) -> str:
        """Region and side in one word, such as "calf-left"."""
        return f"{self.region}-{self.side}"

    @property
    def was_marked(self) -> bool:
        """Whether anything was marked here last time."""
        return any(field.last for field in self.fields)


class MapError(ValueError):
    """A body map nobody can have meant; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class BodyMap:
    """What somebody marked at one moment; each place at most once."""

    marks: tuple[Mark, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked: "nowhere", which is an answer."""
        return not self.marks

    @property
    def has_saddle(self) -> bool:
        """Whether anything is marked between the legs."""
        return any(mark.level is None for mark in self.marks)

    def furthest(self, side: Side | None = None) -> int | None:
        """Return the highest level with pain, 0 to 7; None where there is no pain.

        The middle counts for both sides.
        """
        return _highest(mark for mark in self._on(side) if mark.pain > 0)

    def numb_level(self, side: Side | None = None) -> int | None:
        """Return the highest level with numbness or tingling; between the legs has none."""
        return _highest(mark for mark in self._on(side) if mark.is_numb)

    def both_legs_at(self, level: int) -> bool:
        """Whether anything is marked at `level` or further down on the left and on the right."""
        felt = {mark.side for mark in self.marks if mark.level is not None and mark.level >= level}
        return {Side.LEFT, Side.RIGHT} <= felt

    def pain(self, region: str, side: Side) -> int:
        """Return the pain at a place, 0 to 10."""
        return self._at(region, side).pain

    def numbness(self, region: str, side: Side) -> int:
        """Return the numbness at a place, 0 to 10."""
        return self._at(region, side).numbness

    def tingling(self, region: str, side: Side) -> int:
        """Return the tingling at a place, 0 to 10."""
        return self._at(region, side).tingling

    def value(self, region: str, side: Side, layer: Layer) -> int:
        """Return one layer at a place, 0 to 10."""
        return int(getattr(self._at(region, side), layer))

    def _at(self, region: str, side: Side) -> Mark:
        for mark in self.marks:
            if (mark.region, mark.side) == (region, side):
                return mark
        return Mark(region=region, side=side)

    def _on(self, side: Side | None) -> Iterable[Mark]:
        return (mark for mark in self.marks if side in {None, mark.side} or _is_middle(mark))


def lane_of(level: int) -> str:
    """Return the lane of a level: back (0, 1), buttock (2), thigh (3, 4), calf (5), foot (6, 7)."""
    return _LANES[level]


@cache
def regions() -> Mapping[str, Region]:
    """Return the places that come with Carryover by slug, from the spine down, read once."""
    return read_regions(CONTENT_FOLDER)


def read_regions(folder: Path) -> Mapping[str, Region]:
    """Return the places in `folder`, in the order of the file.

    Raises `ContentError` with every mistake in the file, by line, when there is at least one.
    """
    problems = Problems()
    file = read_mapping(folder / FILE, FILE, problems)
    section = file.section("regions", required=True) if file else None
    found = [_region(slug, inner) for slug, inner in section.named_sections()] if section else []
    if file:
        file.finish()
    if problems.found:
        raise ContentError(problems.found)
    return MappingProxyType({region.slug: region for region in found})


def read_map(rows: Iterable[object]) -> BodyMap:
    """Return the map of `rows`, each {"region", "side", "pain", "numbness", "tingling"}.

    A layer that is missing is 0; a place without any is left out. The marks come from the spine
    down, left before right. Raises `MapError` for a place that does not exist or is there twice,
    a value out of 0 to 10, pain between the legs, and a key that is none of these.
    """
    marks: dict[tuple[str, Side], Mark] = {}
    for row in rows:
        mark = _read_mark(row)
        place = (mark.region, mark.side)
        if place in marks:
            raise MapError(f"{say_place(*place)} is marked twice. Keep one of the two.")
        marks[place] = mark
    order = list(regions())
    return BodyMap(
        tuple(
            mark
            for mark in sorted(
                marks.values(), key=lambda mark: (order.index(mark.region), mark.side)
            )
            if mark.pain or mark.is_numb
        )
    )


def map_places(now: BodyMap, last: BodyMap | None = None) -> tuple[MapPlace, ...]:
    """Return every place from the spine down, left before right, with its values now and last time.

    A field is called layer, region and side: "pain-calf-left".
    """
    earlier = last or BodyMap()
    return tuple(
        MapPlace(
            region=region.slug,
            side=side,
            label=say_place(region.slug, side),
            lane=region.lane,
            fields=tuple(
                MapField(
                    name=f"{layer}-{region.slug}-{side}",
                    layer=layer,
                    now=now.value(region.slug, side, layer),
                    last=earlier.value(region.slug, side, layer),
                )
                for layer in region.layers
            ),
        )
        for region in regions().values()
        for side in region.sides
    )


def as_rows(body_map: BodyMap) -> list[dict[str, str | int]]:
    """Return the map for JSON; `read_map` gives the same map back."""
    return [
        {"region": mark.region, "side": mark.side.value}
        | {layer.value: int(getattr(mark, layer)) for layer in Layer}
        for mark in body_map.marks
    ]


def say_place(region: str, side: Side) -> str:
    """Return a place in words, such as "Left inner calf" or "Low back, middle"."""
    said = regions()[region].place.replace("{side}", side)
    return said[0].upper() + said[1:]


def say_mark(mark: Mark) -> str:
    """Return a mark in words, such as "Left inner calf: tingling, 3 of 10"."""
    felt = [(layer, int(getattr(mark, layer))) for layer in Layer]
    said = "; ".join(f"{layer}, {value} of {MOST}" for layer, value in felt if value)
    return f"{say_place(mark.region, mark.side)}: {said or 'nothing marked'}"


def _highest(marks: Iterable[Mark]) -> int | None:
    return max((mark.level for mark in marks if mark.level is not None), default=None)


def _is_middle(mark: Mark) -> bool:
    return mark.side is Side.MIDDLE


def _read_mark(row: object) -> Mark:
    if not isinstance(row, Mapping):
        raise MapError("Each mark has a region, a side and what is felt there.")
    for key in row:
        if key not in {"region", "side", *Layer}:
            raise MapError(f'"{key}" is nothing that can be marked.')
    region = regions().get(str(row.get("region", "")))
    if region is None:
        raise MapError(f'There is no place "{row.get("region", "")}" on the body map.')
    if row.get("side") not in region.sides:
        sides = " or ".join(region.sides)
        raise MapError(f'"{region.label}" is marked as {sides}.')
    values = {layer: _value(row.get(layer, 0), layer) for layer in Layer}
    for layer, value in values.items():
        if value and layer not in region.layers:
            raise MapError(f'"{region.label}" takes no {layer}.')
    return Mark(
        region=region.slug,
        side=Side(row["side"]),
        pain=values[Layer.PAIN],
        numbness=values[Layer.NUMBNESS],
        tingling=values[Layer.TINGLING],
    )


def _value(value: object, layer: Layer) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise MapError(f"{layer.capitalize()} is a whole number from 0 to {MOST}.")
    return value


def _region(slug: str, section: Section) -> Region:
    region = Region(
        slug=slug,
        label=section.text("label", required=True),
        place=section.text("place", required=True),
        word=section.text("word", required=True),
        level=section.integer("level", 0, HIGHEST_LEVEL),
        sides=tuple(map(Side, section.slugs("sides", tuple(Side), noun="side", required=True))),
        views=section.slugs("views", VIEWS, noun="view", required=True),
        layers=tuple(
            map(Layer, section.slugs("layers", tuple(Layer), noun="layer", required=True))
        ),
    )
    has_two = region.sides == (Side.LEFT, Side.RIGHT)
    if region.sides and not has_two and region.sides != (Side.MIDDLE,):
        section.note("sides", "A place has a left and a right, or only a middle.")
    if has_two != ("{side}" in region.place):
        section.note(
            "place", "Write {side} where a place has a left and a right, else leave it out."
        )
    if (region.level is not None) != (Layer.PAIN in region.layers):
        section.note("level", "A place that takes pain has a level, and only such a place.")
    section.finish()
    return region


def clearest_view(body_map: BodyMap | None) -> str:
    """Return from where a map is shown: most of what this is about is felt behind.

    The front shows where only the front was marked.
    """
    marked = [regions()[mark.region].views for mark in body_map.marks] if body_map else []
    only_front = marked and all("back" not in views for views in marked)
    return "front" if only_front else "back"
