"""The shapes of one body in one pose: each limb, hand, foot, trunk and head as an outline."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from routines.figures.body import (
    FOREARM,
    HEAD,
    NOSE,
    SHIN,
    SIDES,
    SKULL,
    THIGH,
    UPPER_ARM,
    Ball,
    Body,
    Limb,
    Station,
)
from routines.figures.rig import Frame, Frames, Pose, sign
from routines.figures.shapes import (
    Camera,
    Path,
    facing,
    heading,
    hull,
    mid,
    plus,
    quarter,
    ring,
    segment,
    sides,
    smooth,
)
from routines.figures.surface import Blob, Section, blobs, foot, hand, limb, trunk
from routines.figures.vectors import (
    IDENTITY,
    Mat,
    Vec,
    Vec2,
    X,
    add,
    along,
    apply,
    cross,
    distance,
    dot,
    length,
    looking,
    scale,
    sub,
    unit,
    within,
    without,
)

# Corners of each rounded part: enough to look round, few enough to stay small.
FOOT_CORNERS = 7
PALM_CORNERS = 6
FLAT_HAND_CORNERS = 7
FINGER_CORNERS = 5
HEAD_CORNERS = 8
_HAIRLINE: Vec = unit((0.0, 0.72, -0.69))
NO_AXIS = 3


@dataclass(slots=True)
class View:
    """How a figure is looked at, the same for all its frames.

    `anchors` names for each hull the axis (0 to 2, 3 for none) its first corner follows, `creases`
    the edge of each thigh that is drawn as a line, `face` which eyes (L, R) and mouth are seen,
    `grips` whose fingers close in any frame and so are drawn joint by joint.
    """

    camera: Camera
    body: Body
    shod: bool = False
    anchors: dict[str, int] = field(default_factory=dict)
    creases: dict[str, int] = field(default_factory=lambda: {"L": 0, "R": 0})
    face: tuple[str, ...] = ()
    grips: tuple[str, ...] = ()

    def anchor(self, name: str, axes: Mat, default: int) -> float:
        """Return the angle of a hull's first corner in the picture, radians."""
        axis = self.anchors.get(name, default)
        return 0.0 if axis == NO_AXIS else facing(axes, self.camera, axis)


def outline(bones: Frames, pose: Pose, view: View) -> dict[str, Path]:
    """Return the body's shapes by part, as `thigh.L`, `palm.R`, `trunk` or `hair`."""
    shapes: dict[str, Path] = {}
    for side in SIDES:
        shapes.update(_leg(bones, side, view))
        shapes.update(_arm(bones, pose, side, view))
    shapes.update(_trunk(bones, view))
    shapes.update(_head(bones, view))
    return shapes


def _leg(bones: Frames, side: str, view: View) -> dict[str, Path]:
    camera, body = view.camera, view.body
    thigh = segment(camera, limb(bones[f"hip.{side}"], THIGH, body.thigh))
    shin = limb(bones[f"knee.{side}"], SHIN, _part(body.shin, 0, 0.9))
    a, b, c, d = thigh.edges[view.creases[side]]
    return {
        f"thigh.{side}": thigh.outline,
        f"shin.{side}": segment(camera, shin, cuff=1.5).outline,
        f"crease.{side}": _tail(a, b, c, d, 0.34),
        f"foot.{side}": foot_shape(bones, side, view),
    }


def foot_shape(bones: Frames, side: str, view: View) -> Path:
    """Return the outline of a foot or shoe."""
    axes = bones[f"ankle.{side}"].axes
    group = foot(bones, side, shod=view.shod)
    return hull(view.camera, group, FOOT_CORNERS, view.anchor(f"foot.{side}", axes, 2))


def palm_shape(bones: Frames, pose: Pose, side: str, view: View) -> Path:
    """Return the outline of a palm, or of the whole hand where its fingers stay flat."""
    axes = bones[f"wrist.{side}"].axes
    start = view.anchor(f"palm.{side}", axes, 1)
    groups = hand(bones, pose, side)
    if side in view.grips:
        return hull(view.camera, groups["palm"], PALM_CORNERS, start)
    flat = [*groups["palm"], *groups["fingertips"]]
    return hull(view.camera, flat, FLAT_HAND_CORNERS, start)


def head_shape(bones: Frames, view: View) -> Path:
    """Return the outline of skull and jaw."""
    at = bones["head"]
    return hull(view.camera, blobs(at, HEAD), HEAD_CORNERS, view.anchor("head", at.axes, 1))


def _arm(bones: Frames, pose: Pose, side: str, view: View) -> dict[str, Path]:
    camera, body = view.camera, view.body
    shoulder, elbow = bones[f"shoulder.{side}"], bones[f"elbow.{side}"]
    groups = hand(bones, pose, side)
    start = view.anchor(f"palm.{side}", bones[f"wrist.{side}"].axes, 1)
    fore = _twisted(limb(elbow, FOREARM, body.forearm), elbow.axes, bones[f"wrist.{side}"].axes)
    chest = bones["s3"]
    patch = add(shoulder.at, apply(chest.axes, (-sign(side) * 3.2, -0.6, 0.0)))
    sleeve = limb(shoulder, UPPER_ARM, _part(body.upper_arm, 0, 0.5))
    shapes = {
        f"upperarm.{side}": segment(camera, limb(shoulder, UPPER_ARM, body.upper_arm)).outline,
        f"forearm.{side}": segment(camera, fore).outline,
        f"palm.{side}": palm_shape(bones, pose, side, view),
        f"sleeve.{side}": segment(camera, sleeve, grow=0.7, cuff=1.7).outline,
        f"seam.{side}": hull(camera, [Blob(patch, chest.axes, (5.2, 5.2, 5.2))], 5),
    }
    for part in ("fingers", "fingertips", "thumb") if side in view.grips else ("thumb",):
        shapes[f"{part}.{side}"] = hull(camera, groups[part], FINGER_CORNERS, start)
    return shapes


def _twisted(sections: list[Section], elbow: Mat, wrist: Mat) -> list[Section]:
    """Return a forearm whose flat end lies as the hand does: the two bones cross over."""
    turned = looking(elbow[1], wrist[2])
    twisted = []
    for place, each in enumerate(sections):
        u = place / (len(sections) - 1)
        front = unit(add(scale(elbow[2], 1 - u), scale(turned[2], u)))
        axes = looking(elbow[1], front) if length(front) > 0.5 else turned
        twisted.append(Section(each.centre, axes, each.wide, each.deep))
    return twisted


def _trunk(bones: Frames, view: View) -> dict[str, Path]:
    camera = view.camera
    rings = trunk(bones, view.body)[1:]
    chest, neck = bones["s3"], bones["c7"]
    yoke = [
        Blob(
            add(bones[f"shoulder.{side}"].at, apply(chest.axes, (-sign(side) * 0.3, -0.2, 0.0))),
            IDENTITY,
            (5, 5, 5),
        )
        for side in SIDES
    ]
    yoke += blobs(neck, [Ball((0, -1.2, -1), (7.2, 2.2, 5.2))])
    return {
        "pelvis": hull(camera, blobs(bones["pelvis"], view.body.pelvis), 9),
        "trunk": _tube(camera, rings).join(hull(camera, yoke, 7)),
    }


def _tube(camera: Camera, rings: list[Section]) -> Path:
    """Return the trunk as a tube whose two ends are rounded."""
    left, right = sides(camera, rings)
    first, last = rings[0], rings[-1]
    below, above = camera(first.centre), camera(last.centre)
    inwards = heading(below, camera(rings[1].centre))
    up = heading(camera(rings[-2].centre), above)
    room = camera.lift(inwards)
    end = (
        (first.wide * dot(first.axes[0], room)) ** 2 + (first.deep * dot(first.axes[2], room)) ** 2
    ) ** 0.5
    path = smooth(left)
    path.bend(plus(mid(left[-1], right[-1]), up, 1.5), right[-1])
    back = smooth(right[::-1])
    path.ops.extend(back.ops[1:])
    return path.bend(plus(mid(left[0], right[0]), inwards, -(2 * end + 1)), left[0]).close()


def _head(bones: Frames, view: View) -> dict[str, Path]:
    camera, at = view.camera, bones["head"]
    neck = bones["c7"]
    low = add(neck.at, apply(neck.axes, (0, -1.2, 0.6)))
    high = add(at.at, apply(at.axes, (0, 5, -1)))
    axes = looking(sub(high, low), bones["neck"].axes[2])
    throat = (
        Station(0, 5.2, 5.2, 0),
        Station(0.33, 4.9, 4.9, 0),
        Station(0.66, 5.1, 5.1, 0),
        Station(1, 5.5, 5.5, 0),
    )
    shapes = {
        "neck": segment(
            camera, limb(Frame(high, axes), distance(low, high), throat), cuff=1.35
        ).outline,
        "skull": head_shape(bones, view),
        "nose": hull(camera, blobs(at, [NOSE]), 4, facing(at.axes, camera, 1)),
        "hair": _hair(camera, at),
    }
    for side in SIDES:
        shapes[f"ear.{side}"] = ring(
            camera(add(at.at, apply(at.axes, (sign(side) * 8.0, 6.3, -1.0)))),
            camera(apply(at.axes, (0, 2.4, 0.4))),
            camera(apply(at.axes, (0, -0.2, 1.6))),
        )
        eye = camera(add(at.at, apply(at.axes, (sign(side) * 3.2, 7.6, 8.9))))
        shapes[f"eye.{side}"] = Path().move(eye).line(plus(eye, (0.01, 0.0)))
    corner, lip, other = (
        camera(add(at.at, apply(at.axes, point)))
        for point in ((-2.1, 2.5, 8.4), (0.0, 1.2, 9.5), (2.1, 2.5, 8.4))
    )
    shapes["mouth"] = Path().move(corner).bend(lip, other)
    return shapes


def _hair(camera: Camera, head: Frame) -> Path:
    """Return the seen part of the half of the skull that has hair."""
    radii = scale(SKULL.radii, 1.07)
    seen = within(head.axes, camera.towards)
    towards = unit((seen[0] / radii[0], seen[1] / radii[1], seen[2] / radii[2]))
    across = cross(_HAIRLINE, towards)
    across = unit(across) if length(across) > 1e-3 else unit(cross(_HAIRLINE, X))
    crown, rim = unit(without(_HAIRLINE, towards)), unit(without(towards, _HAIRLINE))

    def drawn(v: Vec) -> Vec2:
        return camera(apply(head.axes, (radii[0] * v[0], radii[1] * v[1], radii[2] * v[2])))

    centre = camera(add(head.at, apply(head.axes, SKULL.centre)))
    a, top, edge = drawn(across), drawn(crown), drawn(rim)
    path = Path().move(plus(centre, a))
    quarter(path, centre, a, top)
    quarter(path, centre, (-a[0], -a[1]), edge)
    return path.close()


def _part(stations: Limb, start: float, end: float) -> Limb:
    """Return the stations of a stretch of a limb, five of them from `start` to `end`."""
    spread = []
    for i in range(5):
        at = start + (end - start) * i / 4
        above, below = next(
            (pair for pair in pairwise(stations) if at <= pair[1].at),
            (stations[-2], stations[-1]),
        )
        u = (at - above.at) / (below.at - above.at)
        mixed = [a + (b - a) * u for a, b in zip(above[1:], below[1:], strict=True)]
        spread.append(Station(at, *mixed))
    return tuple(spread)


def _tail(a: Vec2, b: Vec2, c: Vec2, d: Vec2, start: float) -> Path:
    """Return the last part of a cubic curve, from the share `start` on."""

    def between(p: Vec2, q: Vec2) -> Vec2:
        return (p[0] + (q[0] - p[0]) * start, p[1] + (q[1] - p[1]) * start)

    ab, bc, cd = between(a, b), between(b, c), between(c, d)
    abc, bcd = between(ab, bc), between(bc, cd)
    return Path().move(between(abc, bcd)).curve(bcd, cd, d)


def grip(bones: Frames, side: str) -> Vec:
    """Return the middle of the closed hand, where a strap or a stick is held."""
    wrist = bones[f"wrist.{side}"]
    return add(along(wrist.at, wrist.axes[1], -8.6), scale(wrist.axes[2], 1.8))
