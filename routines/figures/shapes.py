"""Seen from one side: a camera, and smooth outlines of limbs, rounded parts and the trunk.

An outline has the same commands in the same order whatever the pose, so that one can turn into
the next by moving points. Every closed outline winds the same way, so that parts drawn as one
path have no holes where they overlap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from routines.figures.surface import Blob, Section
from routines.figures.vectors import Mat, Vec, Vec2, add, cross, dot, scale, sub, within


class Camera:
    """An orthographic view: `yaw` degrees to the right round the room, `pitch` from above."""

    def __init__(self, yaw: float = 0.0, pitch: float = 8.0) -> None:
        around, above = math.radians(yaw), math.radians(pitch)
        self.towards: Vec = (
            math.sin(around) * math.cos(above),
            math.sin(above),
            math.cos(around) * math.cos(above),
        )
        self.right: Vec = (math.cos(around), 0.0, -math.sin(around))
        self.up: Vec = cross(self.towards, self.right)

    def __call__(self, point: Vec) -> Vec2:
        """Return where a point is seen: cm to the right, cm down."""
        return (dot(point, self.right), -dot(point, self.up))

    def depth(self, point: Vec) -> float:
        """Return how near a point is to the viewer, in cm; greater is nearer."""
        return dot(point, self.towards)

    def lift(self, seen: Vec2) -> Vec:
        """Return the direction in the room that lies in the picture plane along `seen`."""
        return sub(scale(self.right, seen[0]), scale(self.up, seen[1]))


@dataclass(slots=True)
class Path:
    """Drawing commands: letter, numbers that are no points (an arc's radius and sweep), points."""

    ops: list[tuple[str, tuple[float, ...], tuple[Vec2, ...]]] = field(default_factory=list)

    def move(self, to: Vec2) -> Path:
        """Begin a new outline."""
        self.ops.append(("M", (), (to,)))
        return self

    def line(self, to: Vec2) -> Path:
        """Draw straight on."""
        self.ops.append(("L", (), (to,)))
        return self

    def curve(self, first: Vec2, second: Vec2, to: Vec2) -> Path:
        """Draw a cubic curve."""
        self.ops.append(("C", (), (first, second, to)))
        return self

    def bend(self, control: Vec2, to: Vec2) -> Path:
        """Draw a quadratic curve."""
        self.ops.append(("Q", (), (control, to)))
        return self

    def on(self, second: Vec2, to: Vec2) -> Path:
        """Draw a cubic curve that goes on smoothly from the one before."""
        self.ops.append(("S", (), (second, to)))
        return self

    def arc(self, radius: float, to: Vec2) -> Path:
        """Draw part of a circle."""
        self.ops.append(("A", (radius,), (to,)))
        return self

    def close(self) -> Path:
        """End the outline where it began."""
        self.ops.append(("Z", (), ()))
        return self

    def join(self, other: Path) -> Path:
        """Add the outlines of another path."""
        self.ops.extend(other.ops)
        return self

    def points(self) -> Iterator[Vec2]:
        """Yield every point, control points too."""
        for _, _, points in self.ops:
            yield from points

    @property
    def commands(self) -> str:
        """Return the command letters, which are the same in every frame of a part."""
        return "".join(letter for letter, _, _ in self.ops)


def plus(a: Vec2, b: Vec2, k: float = 1.0) -> Vec2:
    """Return a + k times b."""
    return (a[0] + b[0] * k, a[1] + b[1] * k)


def mid(a: Vec2, b: Vec2, u: float = 0.5) -> Vec2:
    """Return the point a share `u` of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u)


def gap(a: Vec2, b: Vec2) -> float:
    """Return how far a is from b."""
    return math.hypot(b[0] - a[0], b[1] - a[1])


def heading(a: Vec2, b: Vec2) -> Vec2:
    """Return the direction from a to b; straight down where they are one."""
    size = gap(a, b)
    return ((b[0] - a[0]) / size, (b[1] - a[1]) / size) if size > 1e-6 else (0.0, 1.0)


def square(direction: Vec2) -> Vec2:
    """Return the direction turned a quarter."""
    return (-direction[1], direction[0])


@dataclass(frozen=True, slots=True)
class Segment:
    """A limb segment: its closed outline, and its two long edges from upper to lower joint."""

    outline: Path
    edges: tuple[tuple[Vec2, Vec2, Vec2, Vec2], tuple[Vec2, Vec2, Vec2, Vec2]]


def segment(
    camera: Camera, sections: Sequence[Section], *, grow: float = 0.0, cuff: float = 1.0
) -> Segment:
    """Return a tapered limb with round ends; `grow` widens it (cm), `cuff` flattens its far end."""
    start, end = camera(sections[0].centre), camera(sections[-1].centre)
    ahead = heading(start, end)
    aside = square(ahead)
    seen = gap(start, end)
    room = camera.lift(aside)
    spots: list[float] = []
    left: list[float] = []
    right: list[float] = []
    for each in sections:
        at = camera(each.centre)
        off = (at[0] - start[0]) * aside[0] + (at[1] - start[1]) * aside[1]
        half = grow + math.hypot(
            each.wide * dot(each.axes[0], room), each.deep * dot(each.axes[2], room)
        )
        spots.append(len(spots) / (len(sections) - 1))
        left.append(off + half)
        right.append(off - half)
    edges = tuple(_edge(start, ahead, aside, seen, spots, side) for side in (left, right))
    (l0, l1, l2, l3), (r0, r1, r2, r3) = edges
    outline = Path().move(l0).curve(l1, l2, l3).arc(gap(l3, r3) / 2 * cuff, r3)
    outline.curve(r2, r1, r0).arc(gap(l0, r0) / 2, l0).close()
    return Segment(outline, (edges[0], edges[1]))


def _edge(
    start: Vec2, ahead: Vec2, aside: Vec2, seen: float, spots: list[float], offs: list[float]
) -> tuple[Vec2, Vec2, Vec2, Vec2]:
    """Return the cubic through both ends of an edge that lies nearest to the stations between."""
    first, second = _fit(spots, offs)
    shares = (0.0, 1 / 3, 2 / 3, 1.0)
    points = [
        (
            start[0] + ahead[0] * seen * share + aside[0] * off,
            start[1] + ahead[1] * seen * share + aside[1] * off,
        )
        for share, off in zip(shares, (offs[0], first, second, offs[-1]), strict=True)
    ]
    return (points[0], points[1], points[2], points[3])


def _fit(spots: list[float], values: list[float]) -> tuple[float, float]:
    """Return the two inner ordinates of a cubic by least squares; its ends are the end values."""
    aa = ab = bb = ar = br = 0.0
    for t, value in zip(spots[1:-1], values[1:-1], strict=True):
        a, b = 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t)
        rest = value - (1 - t) ** 3 * values[0] - t**3 * values[-1]
        aa, ab, bb, ar, br = aa + a * a, ab + a * b, bb + b * b, ar + a * rest, br + b * rest
    size = aa * bb - ab * ab
    return ((ar * bb - br * ab) / size, (aa * br - ab * ar) / size)


def hull(camera: Camera, group: Sequence[Blob], corners: int, start: float = 0.0) -> Path:
    """Return the smooth outline round a group of ellipsoids.

    It is made of `corners` quadratics that touch the group in as many directions, the first at
    the angle `start` (radians), so it always has the same commands; for one ball it is a circle.
    """
    seen = [camera(blob.centre) for blob in group]
    points: list[Vec2] = []
    tangents: list[tuple[Vec2, float]] = []
    for corner in range(corners):
        angle = start - 2 * math.pi * corner / corners
        way = (math.cos(angle), math.sin(angle))
        room = camera.lift(way)
        best, touch = -math.inf, (0.0, 0.0)
        for blob, centre in zip(group, seen, strict=True):
            turned = within(blob.axes, room)
            stretched = (
                turned[0] * blob.radii[0],
                turned[1] * blob.radii[1],
                turned[2] * blob.radii[2],
            )
            size = math.sqrt(sum(part * part for part in stretched))
            reach = centre[0] * way[0] + centre[1] * way[1] + size
            if reach > best:
                best = reach
                touch = plus(centre, _touching(camera, blob, stretched, size))
        points.append(touch)
        tangents.append((way, best))
    return _round(points, tangents)


def _touching(camera: Camera, blob: Blob, stretched: Vec, size: float) -> Vec2:
    local = (
        blob.radii[0] * stretched[0] / size,
        blob.radii[1] * stretched[1] / size,
        blob.radii[2] * stretched[2] / size,
    )
    x, y, z = blob.axes
    return camera(add(add(scale(x, local[0]), scale(y, local[1])), scale(z, local[2])))


def _round(points: list[Vec2], tangents: list[tuple[Vec2, float]]) -> Path:
    """Return the outline that touches each tangent (direction, distance) at its point."""
    path = Path().move(points[0])
    for i, (a, reach_a) in enumerate(tangents):
        b, reach_b = tangents[(i + 1) % len(tangents)]
        size = a[0] * b[1] - a[1] * b[0]
        corner = (
            (reach_a * b[1] - reach_b * a[1]) / size,
            (a[0] * reach_b - b[0] * reach_a) / size,
        )
        path.bend(corner, points[(i + 1) % len(points)])
    return path.close()


def floor_hull(camera: Camera, discs: Sequence[tuple[Vec, float]], corners: int = 7) -> Path:
    """Return the outline round discs (centre, radius) that lie flat on the floor."""
    points: list[Vec2] = []
    tangents: list[tuple[Vec2, float]] = []
    for corner in range(corners):
        angle = 2 * math.pi * corner / corners
        way = (math.cos(angle), math.sin(angle))
        reach, centre, radius = max((c[0] * way[0] + c[2] * way[1] + r, c, r) for c, r in discs)
        points.append((centre[0] + way[0] * radius, centre[2] + way[1] * radius))
        tangents.append((way, reach))
    flat = _round(points, tangents)
    on_floor = Path()
    for letter, numbers, spots in flat.ops:
        on_floor.ops.append((letter, numbers, tuple(camera((x, 0.0, z)) for x, z in spots)))
    return on_floor


def sides(camera: Camera, sections: Sequence[Section]) -> tuple[list[Vec2], list[Vec2]]:
    """Return the left and the right edge of a tube, from its first section to its last."""
    seen = [camera(each.centre) for each in sections]
    left, right = [], []
    for i, each in enumerate(sections):
        aside = square(heading(seen[max(0, i - 1)], seen[min(len(seen) - 1, i + 1)]))
        room = camera.lift(aside)
        half = math.hypot(each.wide * dot(each.axes[0], room), each.deep * dot(each.axes[2], room))
        left.append(plus(seen[i], aside, half))
        right.append(plus(seen[i], aside, -half))
    return left, right


def smooth(points: Sequence[Vec2], *, closed: bool = False) -> Path:
    """Return a curve through all points."""
    count = len(points)

    def at(i: int) -> Vec2:
        return points[i % count] if closed else points[max(0, min(count - 1, i))]

    path = Path().move(points[0])
    for i in range(count if closed else count - 1):
        first = plus(at(i), plus(at(i + 1), at(i - 1), -1), 1 / 6)
        second = plus(at(i + 1), plus(at(i + 2), at(i), -1), -1 / 6)
        if i == 0:
            path.curve(first, second, at(i + 1))
        else:
            path.on(second, at(i + 1))
    return path.close() if closed else path


def ring(centre: Vec2, a: Vec2, b: Vec2) -> Path:
    """Return an ellipse from two half axes that are conjugate, as a circle seen aslant has them."""
    path = Path().move(plus(centre, a))
    for first, second in ((a, b), ((-a[0], -a[1]), (-b[0], -b[1]))):
        quarter(path, centre, first, second)
    return path.close()


def quarter(path: Path, centre: Vec2, a: Vec2, b: Vec2) -> None:
    """Draw the half of an ellipse from centre + a by way of centre + b to centre - a."""
    k = 0.5523
    path.curve(plus(plus(centre, a), b, k), plus(plus(centre, b), a, k), plus(centre, b))
    path.curve(plus(plus(centre, b), a, -k), plus(plus(centre, a, -1), b, k), plus(centre, a, -1))


def facing(axes: Mat, camera: Camera, axis: int) -> float:
    """Return the angle (radians) at which an axis is seen in the picture."""
    x, y = camera(axes[axis])
    return math.atan2(y, x)
