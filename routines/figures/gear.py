"""What is worn or held and moves along: band, strap, stick, ball under a muscle, heel lift."""

from __future__ import annotations

from dataclasses import dataclass

from routines.figures.body import SOLE, Body
from routines.figures.outline import grip
from routines.figures.props import Piece, polygon
from routines.figures.rig import Frames
from routines.figures.shapes import Camera, Path, hull, mid, plus
from routines.figures.surface import Blob, spot
from routines.figures.vectors import (
    IDENTITY,
    Vec,
    add,
    apply,
    cross,
    distance,
    dot,
    length,
    scale,
    sub,
    unit,
)


@dataclass(frozen=True, slots=True)
class Gear:
    """One thing that goes with the body.

    `points` are places on the body or in the room; `grip.L` means the closed hand. `radius` is in
    cm. `layer` is the body part after which it is drawn, `front` for the last.
    """

    kind: str
    points: tuple[Vec | str, ...]
    radius: float = 0.0
    slack: float = 0.0
    layer: str = "front"


# Each kind: how many points it needs at least, and whether they must be on the body.
POINTS = {
    "band": (2, True),
    "strap": (2, False),
    "stick": (2, False),
    "ball-on": (1, False),
    "heel-lift": (1, True),
    "pillow-on": (1, False),
}
KINDS = tuple(POINTS)


def draw_gear(
    camera: Camera, gear: Gear, bones: Frames, body: Body
) -> tuple[list[Piece], list[Piece]]:
    """Return what of the thing lies behind the body and what before it."""
    if gear.kind == "band":
        return _band(camera, gear, bones, body)
    if gear.kind == "strap":
        return [], [_strap(camera, gear, bones, body)]
    if gear.kind == "stick":
        return [], [_stick(camera, gear, bones, body)]
    if gear.kind == "heel-lift":
        return [], [_heel_lift(camera, gear, bones)]
    r = gear.radius or 3.5
    centres = [place(point, bones, body, r) for point in gear.points]
    if gear.kind == "pillow-on":
        blobs = [Blob(centre, IDENTITY, (r, r, r)) for centre in centres]
        return [], [Piece("pillow", hull(camera, blobs, 10))]
    return [], [
        Piece("ball", hull(camera, [Blob(centre, IDENTITY, (r, r, r))], 8)) for centre in centres
    ]


def place(point: Vec | str, bones: Frames, body: Body, pad: float = 0.0) -> Vec:
    """Return a place in the room, or on the body by its name."""
    if not isinstance(point, str):
        return point
    if point.startswith("grip."):
        return grip(bones, point[-1])
    return spot(point, bones, body, pad)


def _band(camera: Camera, gear: Gear, bones: Frames, body: Body) -> tuple[list[Piece], list[Piece]]:
    """Return the far and the near half of a loop round two limbs.

    It is straight between them where it is taut, and sags by `slack` cm where the limbs are close.
    """
    first, second = (place(point, bones, body) for point in gear.points[:2])
    across = unit(sub(second, first))
    bone = _bone_of(str(gear.points[0]), bones)
    front = unit(cross(bone, across))
    if length(front) < 0.5:
        front = camera.towards
    if dot(front, camera.towards) < 0:
        front = scale(front, -1)
    r = gear.radius or 7.0
    halves = []
    for way in (-1, 1):
        normal = scale(front, way * r)
        outer = scale(across, r)
        path = Path().move(camera(sub(first, outer)))
        _corner(path, camera, first, scale(outer, -1), normal)
        middle = mid(camera(add(first, normal)), camera(add(second, normal)))
        loose = max(0.0, gear.slack - max(0.0, distance(first, second) - 2 * r) * 0.5)
        path.bend(plus(middle, (0, 2 * loose)), camera(add(second, normal)))
        _corner(path, camera, second, normal, outer)
        halves.append(path)
    return [Piece("band", halves[0])], [Piece("band", halves[1])]


def _corner(path: Path, camera: Camera, centre: Vec, start: Vec, end: Vec) -> None:
    """Draw a quarter round a limb from centre + start to centre + end."""
    k = 0.5523
    path.curve(
        camera(add(add(centre, start), scale(end, k))),
        camera(add(add(centre, end), scale(start, k))),
        camera(add(centre, end)),
    )


def _bone_of(point: str, bones: Frames) -> Vec:
    name, _, side = point.partition(" ")[0].partition("@")[0].partition(".")
    joint = {"thigh": "hip", "shin": "knee", "knee": "hip", "ankle": "knee"}.get(name, "ankle")
    return bones[f"{joint}.{side}"].axes[1]


def _strap(camera: Camera, gear: Gear, bones: Frames, body: Body) -> Piece:
    """Return a strap through all points; between the first two it sags by `slack` cm."""
    seen = [camera(place(point, bones, body, 0.4)) for point in gear.points]
    path = Path().move(seen[0])
    path.bend(plus(mid(seen[0], seen[1]), (0, 2 * gear.slack)), seen[1])
    for point in seen[2:]:
        path.line(point)
    return Piece("strap", path)


def _stick(camera: Camera, gear: Gear, bones: Frames, body: Body) -> Piece:
    """Return a straight stick through two points, `radius` cm longer than them at both ends."""
    start, end = (place(point, bones, body, 1.2) for point in gear.points[:2])
    beyond = scale(unit(sub(end, start)), gear.radius)
    return Piece("stick", Path().move(camera(sub(start, beyond))).line(camera(add(end, beyond))))


def _heel_lift(camera: Camera, gear: Gear, bones: Frames) -> Piece:
    """Return the wedge under a heel, `radius` cm high at the back and flat at the ball of the foot."""
    high = gear.radius or 1.2
    ankle = bones[f"ankle.{str(gear.points[0])[-1]}"]
    back, front = -6.2, 9.0
    seen = [
        camera(add(ankle.at, apply(ankle.axes, (0.0, -SOLE - drop, z))))
        for drop, z in ((0.0, back), (high, back), (0.0, front))
    ]
    return Piece("lift", polygon(seen))
