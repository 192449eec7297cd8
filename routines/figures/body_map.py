"""The drawing of the body map: one calm body from behind and from the front, waist to toes.

One half is drawn and mirrored, so that left and right are exact. What is felt where, and what the
places are called, is not known here: `routines.domain.body` has that. Units are CSS pixels on a
phone; every target is at least 44 of them wide and high.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Edge = Callable[[float], float]  # how far from the middle the body's edge is at a height

LEFT, TOP, WIDE, HIGH = -124, 0, 248, 540  # the view box
TARGET = 44

_STEP = 7.0  # units between two points of an edge: fine enough to look smooth

# Half the body seen from behind: (height, distance from the middle). It stands with its feet apart.
_OUTER: tuple[Point, ...] = (
    (-20, 66), (10, 61), (36, 60), (62, 66), (95, 77), (130, 83), (160, 84), (195, 81), (240, 76),
    (285, 69), (318, 66), (345, 67), (375, 74), (395, 74), (425, 67), (452, 59), (470, 57),
)  # fmt: skip
_INNER: tuple[Point, ...] = (
    (188, 1.5), (200, 4), (240, 11), (285, 19), (318, 24), (345, 24), (375, 19), (395, 19),
    (425, 26), (452, 34), (470, 36),
)  # fmt: skip
_HEEL_OUTER: tuple[Point, ...] = ((488, 60), (502, 65), (514, 66))
_HEEL_INNER: tuple[Point, ...] = ((488, 36), (502, 33), (514, 34))
_FOOT_OUTER: tuple[Point, ...] = ((484, 63), (500, 72), (514, 77))
_FOOT_INNER: tuple[Point, ...] = ((484, 36), (500, 33), (514, 32))

_ARM: tuple[Point, ...] = (
    (80, -20), (84, 40), (91, 110), (97, 165), (96, 196), (100, 212), (108, 214), (115, 196),
    (116, 150), (111, 90), (107, 30), (105, -20),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """One place of a view: its outline, its target, and where its number stands."""

    region: str
    side: str
    path: str
    target: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """The body from one side: still parts nobody marks, and the zones in the order of painting."""

    name: str
    still: tuple[str, ...]
    zones: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class _Half:
    """A place on the half that is drawn."""

    region: str
    outline: Sequence[Point]
    box: Box
    at: Point


@cache
def views() -> Mapping[str, MapView]:
    """Return both views by name: "back" and "front"."""
    return MappingProxyType({name: _view(name) for name in ("back", "front")})


def _view(name: str) -> MapView:
    is_back = name == "back"
    outer = _edge((*_OUTER, *(_HEEL_OUTER if is_back else _FOOT_OUTER)))
    inner = _edge((*_INNER, *(_HEEL_INNER if is_back else _FOOT_INNER)))
    trunk, halves = _back(outer) if is_back else _front(outer)
    halves += _legs(outer, inner, is_back=is_back)
    # Seen from behind, the person's right is on the right; seen from the front, on the left.
    sides = ("right", "left") if is_back else ("left", "right")
    zones = [
        _zone(half, side, sign)
        for half in halves
        for side, sign in zip(sides, (1, -1), strict=True)
    ]
    middle = [_half_of_low_back(), _half_of_saddle()] if is_back else [_half_of_saddle()]
    zones += [_zone(half, "middle", 1) for half in middle]
    arm = _round(_ARM)
    still = (arm, _mirrored(arm), trunk)
    return MapView(name=name, still=tuple(map(_path, still)), zones=tuple(zones))


def _back(outer: Edge) -> tuple[Sequence[Point], list[_Half]]:
    rim = _along(outer, 24, 72)
    low_back = [(22.0, 24.0), *rim, *_round([(outer(72), 72), (44, 83), (22, 94)], is_closed=False)]
    # Buttock and hip share a line, and so do groin and hip in front.
    shared = _round([(52, 82), (63, 108), (66, 142), (61, 174), (50, 194)], is_closed=False)
    fold = _round([(50, 194), (26, 202), (8, 198), (1.5, 188)], is_closed=False)
    cheek = [(1.5, 104), (24, 94), (44, 85), *shared, *fold]
    hip = [*_along(outer, 74, 200), (50, 202), *reversed(shared)]
    return _trunk(outer, 22), [
        _Half("low-back-side", low_back, (22, 24, 92, 82), (42, 54)),
        _Half("hip-side", hip, (62, 82, 120, 199), (75, 140)),
        _Half("buttock", cheek, (0, 82, 62, 199), (34, 142)),
    ]


def _front(outer: Edge) -> tuple[Sequence[Point], list[_Half]]:
    shared = _round([(48, 98), (55, 128), (51, 164), (38, 200)], is_closed=False)
    fold = _round([(38, 200), (20, 205), (5, 201), (1.5, 188)], is_closed=False)
    groin = [*_round([(0, 112), (26, 108), (48, 98)], is_closed=False), *shared, *fold]
    hip = [*_along(outer, 92, 200), (38, 202), *reversed(shared)]
    return _trunk(outer, 94, dip=18), [
        _Half("groin", groin, (0, 98, 52, 199), (31, 146)),
        _Half("hip-side", hip, (52, 92, 120, 199), (68, 146)),
    ]


def _trunk(outer: Edge, bottom: float, *, dip: float = 0) -> Sequence[Point]:
    rim = _along(outer, -20, bottom)
    hem = _round(
        [(outer(bottom), bottom), (0, bottom + dip), (-outer(bottom), bottom)], is_closed=False
    )
    return [*rim, *hem, *reversed(_mirrored(rim))]


def _legs(outer: Edge, inner: Edge, *, is_back: bool) -> list[_Half]:
    def strip(top: float, bottom: float, start: float = 0, end: float = 1) -> Sequence[Point]:
        """Return the leg between two heights and two shares of its width, 0 inside to 1."""

        def at(share: float) -> Edge:
            return lambda y: inner(y) + (outer(y) - inner(y)) * share

        def cut(y: float) -> list[Point]:
            shares = [start + (end - start) * step / 6 for step in range(7)]
            return [(at(share)(y), y + 16 * share * (1 - share)) for share in shares]

        inside, outside = (_along(at(share), top, bottom)[1:-1] for share in (start, end))
        return [*cut(top), *outside, *reversed(cut(bottom)), *reversed(inside)]

    thigh, calf = ("thigh-back", "calf") if is_back else ("thigh-front", "shin")
    legs = [
        _Half(thigh, strip(199, 290, 0, 0.62), (0, 199, 52, 292), (30, 246)),
        _Half("thigh-outer", strip(199, 290, 0.62, 1), (52, 199, 116, 292), (64, 246)),
        _Half("knee", strip(290, 346), (0, 292, 116, 348), (45, 322)),
        _Half(calf, strip(346, 448, 0, 0.5), (0, 348, 46, 450), (33, 394)),
        _Half("leg-outer", strip(346, 448, 0.5, 1), (46, 348, 116, 450), (60, 394)),
    ]
    if is_back:
        heel = [*strip(448, 510)]
        return [*legs, _Half("foot", heel, (0, 450, 116, 532), (49, 486))]
    return [
        *legs,
        _Half("foot", strip(448, 494), (0, 450, 116, 496), (50, 476)),
        _Half("toes", _toes(strip(494, 506), outer, inner), (0, 496, 116, 540), (53, 512)),
    ]


def _toes(ball: Sequence[Point], outer: Edge, inner: Edge) -> Sequence[Point]:
    """Return five toes below the upper edge of `ball`, the big one inside."""
    start, end = inner(504), outer(504)
    ends = (0.0, 0.3, 0.5, 0.68, 0.85, 1.0)
    toes: list[Point] = []
    for place in range(5):
        left, right = (start + (end - start) * ends[place + step] for step in (0, 1))
        base = 523 - 3 * place
        tip = base + (9 if place == 0 else 7)
        toes += [
            *_round(
                [(left, base), (left, tip - 3), (left + (right - left) / 2, tip)], is_closed=False
            ),
            *_round(
                [(left + (right - left) / 2, tip), (right, tip - 3), (right, base)], is_closed=False
            ),
        ]
    return [*ball[:7], (end, 504), *reversed(toes), (start, 504)]


def _half_of_low_back() -> _Half:
    outline = [(-22, 24), (22, 24), (22, 94), (0, 104), (-22, 94)]
    return _Half("low-back-centre", outline, (-22, 24, 22, 82), (0, 54))


def _half_of_saddle() -> _Half:
    # A patch on both thighs: nothing hangs between the legs, the body is nobody's in particular.
    half = _round(
        [(0, 172), (16, 174), (28, 180), (24, 193), (14, 205), (4.5, 207)], is_closed=False
    )
    outline = [*half, (2, 192), (-2, 192), *reversed(_mirrored(half))]
    return _Half("saddle", outline, (-22, 168, 22, 212), (0, 190))


def _zone(half: _Half, side: str, sign: int) -> Zone:
    left, top, right, bottom = half.box
    corners: Sequence[Point] = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return Zone(
        region=half.region,
        side=side,
        path=_path(half.outline if sign > 0 else _mirrored(half.outline)),
        target=_path(corners if sign > 0 else _mirrored(corners)),
        x=round(half.at[0] * sign),
        y=round(half.at[1]),
    )


def _edge(points: Sequence[Point]) -> Edge:
    """Return the smooth line through (height, distance) points as a function of the height."""
    heights = [height for height, _ in points]

    def slope(place: int) -> float:
        before, after = points[max(place - 1, 0)], points[min(place + 1, len(points) - 1)]
        return (after[1] - before[1]) / (after[0] - before[0])

    def distance(y: float) -> float:
        place = min(max(bisect_right(heights, y) - 1, 0), len(points) - 2)
        (top, start), (bottom, end) = points[place], points[place + 1]
        length = bottom - top
        t = (y - top) / length
        return (
            start * (1 + 2 * t) * (1 - t) ** 2
            + length * slope(place) * t * (1 - t) ** 2
            + end * t * t * (3 - 2 * t)
            - length * slope(place + 1) * t * t * (1 - t)
        )

    return distance


def _along(edge: Edge, top: float, bottom: float) -> list[Point]:
    count = max(round((bottom - top) / _STEP), 1)
    heights = (top + (bottom - top) * step / count for step in range(count + 1))
    return [(edge(y), y) for y in heights]


def _round(points: Sequence[Point], *, is_closed: bool = True) -> list[Point]:
    """Return the smooth (Catmull-Rom) line through the points, as more points."""
    count = len(points)
    found: list[Point] = []
    for place in range(count if is_closed else count - 1):
        around = [
            points[(place + step) % count if is_closed else min(max(place + step, 0), count - 1)]
            for step in (-1, 0, 1, 2)
        ]
        found += [_between(around, step / 5) for step in range(5)]
    return found if is_closed else [*found, points[-1]]


def _between(around: Sequence[Point], t: float) -> Point:
    weights = (
        -t * (1 - t) ** 2 / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        -(t**2) * (1 - t) / 2,
    )
    x, y = (
        sum(weight * point[axis] for weight, point in zip(weights, around, strict=True))
        for axis in (0, 1)
    )
    return x, y


def _mirrored(points: Iterable[Point]) -> list[Point]:
    return [(-x, y) for x, y in points]


def _path(points: Iterable[Point]) -> str:
    return "M" + " ".join(f"{x:.1f},{y:.1f}".replace(".0", "") for x, y in points) + "Z"
