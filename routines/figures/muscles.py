"""Where the worked muscle glows: each muscle from its origin to its insertion, in bone frames.

Named as in content/muscles.yaml. A muscle stretches with the joint it crosses, since its two ends
hang on two bones. Positions are centimetres for the left side (x outwards, y to the head, z to the
front), after the attachments in any atlas of anatomy; they are places to look at, not to measure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from routines.figures.body import Body
from routines.figures.rig import Frame, Frames, sign
from routines.figures.shapes import Camera, Path, hull, mid, sides, smooth
from routines.figures.surface import Blob, trunk
from routines.figures.vectors import (
    IDENTITY,
    Vec,
    Vec2,
    add,
    along,
    apply,
    dot,
    lerp,
    sub,
    unit,
)

Anchor = tuple[str, Vec]


class Belly(NamedTuple):
    """A muscle: both ends, half its width, the way it faces, and the part it is drawn on."""

    origin: Anchor
    insertion: Anchor
    width: float
    faces: Vec
    host: str


MUSCLES = {
    "piriformis": Belly(
        ("pelvis", (2, 4.5, -9.5)), ("hip", (6, 1.5, -3.5)), 4.0, (0.45, 0, -1), "hip"
    ),
    "gluteus-maximus": Belly(
        ("pelvis", (4.5, 5.5, -9.5)), ("hip", (4.6, -7.5, -5.5)), 5.6, (0.35, 0, -1), "hip"
    ),
    "gluteus-medius": Belly(
        ("pelvis", (12, 8.5, -2.5)), ("hip", (7.6, -1, -0.5)), 4.4, (1, 0, -0.25), "hip"
    ),
    "gluteus-minimus": Belly(
        ("pelvis", (13, 7.5, 1.5)), ("hip", (7.8, -1, 1)), 3.4, (1, 0, 0.1), "hip"
    ),
    "hip-flexors": Belly(
        ("pelvis", (6, 6, 8.5)), ("hip", (1.5, -11, 7.2)), 3.6, (0.2, 0, 1), "hip"
    ),
    "quadratus-lumborum": Belly(
        ("pelvis", (6.5, 9.5, -8)), ("s2", (7, 2, -7.5)), 3.2, (0.45, 0, -1), "top"
    ),
    "erector-spinae": Belly(
        ("pelvis", (3.6, 6, -9.8)), ("s3", (3.6, 2, -9.2)), 2.6, (0.1, 0, -1), "top"
    ),
    "multifidus": Belly(
        ("pelvis", (2.4, 5, -9.8)), ("s1", (2.4, 2, -8.8)), 2.6, (0.1, 0, -1), "top"
    ),
    "rectus-abdominis": Belly(
        ("pelvis", (0, 2, 9.6)), ("s3", (0, -5, 10.2)), 4.6, (0, 0, 1), "top"
    ),
    "obliques": Belly(("pelvis", (12, 7, 3.5)), ("s2", (11.8, 6, 3.5)), 4.4, (1, 0, 0.35), "top"),
    "adductors": Belly(("hip", (-5.5, -6, 1)), ("hip", (-4.2, -34, 0.6)), 3.4, (-1, 0, 0.1), "leg"),
    "hamstrings": Belly(
        ("hip", (0.5, -5, -7.6)), ("hip", (0.5, -37, -4.8)), 3.4, (0.1, 0, -1), "leg"
    ),
    "quadriceps": Belly(("hip", (0.8, -8, 8)), ("hip", (0.4, -36, 5.4)), 4.0, (0.2, 0, 1), "leg"),
    "calves": Belly(("knee", (0, -3, -5.8)), ("knee", (0, -25, -5)), 3.6, (0, 0, -1), "leg"),
    "tibialis-anterior": Belly(
        ("knee", (1.4, -5, 3.6)), ("knee", (0.4, -31, 2)), 2.2, (0.3, 0, 1), "leg"
    ),
    "peroneus-longus": Belly(
        ("knee", (5, -4.5, -0.6)), ("knee", (3.4, -30, -1)), 2.3, (1, 0, -0.1), "leg"
    ),
    "peroneus-brevis": Belly(
        ("knee", (4, -18, -1)), ("knee", (3, -37, -1.4)), 2.0, (1, 0, -0.1), "leg"
    ),
}
# Muscles that go round the trunk: from which ring to which, as places on the list of rings.
BANDS = {"transversus-abdominis": (0.7, 3.45), "diaphragm": (2.6, 4.4)}
NERVES = {
    "sciatic-nerve": (
        ("pelvis", (4.5, 2, -8.5)),
        ("hip", (1, -8, -7.4)),
        ("hip", (0.6, -24, -6.4)),
        ("knee", (0, -1, -4.6)),
        ("knee", (0.4, -20, -5.4)),
        ("ankle", (0.5, 0, -3.4)),
    ),
    "fibular-nerve": (
        ("hip", (1, -32, -5.2)),
        ("knee", (3.4, -1, -3.4)),
        ("knee", (5.2, -5, -0.4)),
        ("knee", (3.6, -20, 2.4)),
        ("ankle", (1.6, -1.5, 3.6)),
    ),
}
WHOLE = "whole-body"
NAMES = (*MUSCLES, *BANDS, *NERVES, WHOLE)
_TWO_SIDED = {"whole-body", *BANDS, "rectus-abdominis"}


@dataclass(frozen=True, slots=True)
class Glow:
    """One glowing muscle: its shape, how far it faces the viewer (-1 to 1), where it is drawn."""

    shape: Path
    seen: float
    host: str
    kind: str


def needs_side(name: str) -> bool:
    """Return whether a muscle is named with its side, as in `piriformis.R`."""
    return name not in _TWO_SIDED


def glow(camera: Camera, bones: Frames, body: Body, name: str, side: str) -> Glow:
    """Return where a muscle glows; raises KeyError for a name that is not in `NAMES`."""
    if name in BANDS:
        return Glow(_band(camera, bones, body, *BANDS[name]), 1.0, "top", "band")
    if name in NERVES:
        course = [camera(_anchored(bones, anchor, side)) for anchor in NERVES[name]]
        return Glow(smooth(course), 1.0, f"leg.{side}", "nerve")
    muscle = MUSCLES[name]
    outward = sign(side)
    start, end = (_anchored(bones, anchor, side) for anchor in (muscle.origin, muscle.insertion))
    way = (muscle.faces[0] * outward, muscle.faces[1], muscle.faces[2])
    faces = unit(
        add(
            *(apply(_frame(bones, a[0], side).axes, way) for a in (muscle.origin, muscle.insertion))
        )
    )
    width = muscle.width * 1.25
    # Sunk in, so that only its top stands out of the skin and its edge is never a flat disc.
    start, end = along(start, faces, -width * 0.75), along(end, faces, -width * 0.75)
    spindle = [
        Blob(lerp(start, end, share), IDENTITY, (width * size, width * size, width * size))
        for share, size in ((0, 0.42), (0.4, 0.95), (0.5, 1), (0.6, 0.95), (1, 0.42))
    ]
    x, y = camera(sub(end, start))
    host = f"leg.{side}" if muscle.host == "leg" else muscle.host
    shape = hull(camera, spindle, 7, math.atan2(y, x))
    return Glow(shape, dot(faces, camera.towards), host, "spot")


def _frame(bones: Frames, name: str, side: str) -> Frame:
    return bones[name] if name in bones else bones[f"{name}.{side}"]


def _anchored(bones: Frames, anchor: Anchor, side: str) -> Vec:
    name, (x, y, z) = anchor
    frame = _frame(bones, name, side)
    return add(frame.at, apply(frame.axes, (x * sign(side), y, z)))


def _band(camera: Camera, bones: Frames, body: Body, start: float, end: float) -> Path:
    """Return a band round the trunk, a little inside its edges."""
    left, right = sides(camera, trunk(bones, body)[1:])

    def edge(own: list[Vec2], other: list[Vec2]) -> list[Vec2]:
        places = [start, *range(math.ceil(start), math.floor(end) + 1), end]
        points = []
        for place in places:
            i = min(int(place), len(own) - 2)
            here, across = (mid(line[i], line[i + 1], place - i) for line in (own, other))
            points.append(mid(here, across, 0.06))
        return points

    return smooth([*edge(left, right), *edge(right, left)[::-1]], closed=True)
