"""The skin over the skeleton: cross-sections, rounded parts, lowest points and points by name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from routines.figures.body import (
    FINGER,
    FINGER_DEEP,
    FINGER_WIDE,
    FINGERTIP,
    FOOT,
    FOOT_BALL,
    HEAD,
    KNUCKLES,
    PALM,
    SHOE,
    SIDES,
    THIGH,
    THUMB_ROOT,
    THUMB_TIP,
    Ball,
    Body,
    Limb,
)
from routines.figures.rig import Frame, Frames, Pose, sign
from routines.figures.vectors import (
    Mat,
    Vec,
    X,
    Y,
    Z,
    add,
    along,
    apply,
    compose,
    rot_x,
    scale,
    slerp,
    sub,
    unit,
    within,
)


class Section(NamedTuple):
    """A cross-section in the room: centre, axes, half width along x and half depth along z."""

    centre: Vec
    axes: Mat
    wide: float
    deep: float


class Blob(NamedTuple):
    """An ellipsoid in the room."""

    centre: Vec
    axes: Mat
    radii: Vec


DIRECTIONS: dict[str, Vec] = {
    "up": Y,
    "down": (0.0, -1.0, 0.0),
    "right": X,
    "left": (-1.0, 0.0, 0.0),
    "near": Z,
    "far": (0.0, 0.0, -1.0),
}
_BELLY = ("s0", "s1", "s2")
_SOFT = 4.5  # how deep a thigh can press into a belly, cm


def trunk(bones: Frames, body: Body) -> list[Section]:
    """Return the trunk's cross-sections from the hips up, the belly pressed in by raised thighs."""
    above = {"s0": "pelvis", "s1": "s0", "s2": "s1"}
    sections = []
    for ring in body.trunk:
        at, axes = bones[ring.frame]
        if ring.frame in above:
            # A ring at a joint stands half-way between the two bones that meet there.
            axes = slerp(bones[above[ring.frame]].axes, axes, 0.5)
        deep, forward = ring.deep, ring.forward
        if ring.frame in _BELLY:
            pressed = _pressed(bones, body, Frame(at, axes), ring.wide, forward + deep)
            risen = (bones.breath - pressed) / 2
            deep, forward = deep + risen, forward + risen
        centre = add(at, apply(axes, (0.0, ring.y, forward)))
        sections.append(Section(centre, axes, ring.wide, deep))
    return sections


def _pressed(bones: Frames, body: Body, ring: Frame, wide: float, front: float) -> float:
    """Return how far a raised thigh presses the front of a belly ring in, 0 where none touches."""
    deepest = 0.0
    for side in SIDES:
        at, axes = bones[f"hip.{side}"]
        if axes[1][0] * ring.axes[1][0] + axes[1][1] * ring.axes[1][1] > 0.9:
            continue
        for station in body.thigh[1:4]:
            spot = within(ring.axes, sub(along(at, axes[1], -THIGH * station.at), ring.at))
            if abs(spot[0]) < wide + 4 and abs(spot[1]) < station.deep:
                reach = math.sqrt(station.deep**2 - spot[1] ** 2)
                deepest = max(deepest, front - (spot[2] - reach))
    return max(0.0, min(_SOFT, deepest))


def limb(frame: Frame, bone: float, stations: Limb) -> list[Section]:
    """Return a limb's cross-sections from its upper joint down."""
    return [
        Section(
            add(frame.at, apply(frame.axes, (0.0, -bone * each.at, each.forward))),
            frame.axes,
            each.wide,
            each.deep,
        )
        for each in stations
    ]


def limb_of(bones: Frames, body: Body, part: str, side: str) -> list[Section]:
    """Return the cross-sections of `thigh`, `shin`, `upperarm` or `forearm`."""
    joint, bone, stations = body.limbs[part]
    return limb(bones[f"{joint}.{side}"], bone, stations)


def blobs(frame: Frame, balls: Iterable[Ball]) -> list[Blob]:
    """Return rounded parts, given in a frame, in the room."""
    return [Blob(add(frame.at, apply(frame.axes, c)), frame.axes, r) for c, r in balls]


def foot(bones: Frames, side: str, *, shod: bool = False) -> list[Blob]:
    """Return one foot, in a shoe where `shod`; its toes stay flat where the heel comes up."""
    frame = bones[f"ankle.{side}"]
    *back, tip = SHOE if shod else FOOT
    bend = rot_x(-bones.toes[side])
    toes = Frame(add(frame.at, apply(frame.axes, FOOT_BALL)), compose(frame.axes, bend))
    tip = Ball(sub(tip.centre, FOOT_BALL), tip.radii)
    return [*blobs(frame, back), *blobs(toes, [tip])]


def hand(bones: Frames, pose: Pose, side: str) -> dict[str, list[Blob]]:
    """Return palm, the two rows of finger bones and thumb, closed as far as the pose says."""
    frame = bones[f"wrist.{side}"]
    curl = pose.curl[side]
    first = _phalanx(frame, KNUCKLES, -82 * curl)
    second = _phalanx(first, FINGER, -96 * curl)
    joints = (first.at, second.at, along(second.at, second.axes[1], -FINGERTIP))
    axes = (first.axes, second.axes, second.axes)
    fingers = [
        Blob(at, turned, (wide, deep, deep))
        for at, turned, wide, deep in zip(joints, axes, FINGER_WIDE, FINGER_DEEP, strict=True)
    ]
    out, closing = sign(side), curl * 1.6
    root, tip = THUMB_ROOT, THUMB_TIP
    thumb = (
        Ball((root.centre[0] * out, root.centre[1], root.centre[2]), root.radii),
        Ball(((tip.centre[0] - closing) * out, tip.centre[1], tip.centre[2] + closing), tip.radii),
    )
    return {
        "palm": blobs(frame, PALM),
        "fingers": fingers[:2],
        "fingertips": fingers[1:],
        "thumb": blobs(frame, thumb),
    }


def _phalanx(frame: Frame, bone: float, bend: float) -> Frame:
    """Return the frame of the next finger bone, `bone` cm on and bent towards the palm."""
    return Frame(along(frame.at, frame.axes[1], -bone), compose(frame.axes, rot_x(bend)))


def lowest(part: str, bones: Frames, body: Body, pose: Pose) -> float:
    """Return how high above the floor the lowest spot of a part is, in cm.

    Parts are pelvis, belly, chest, trunk and head, or with a side as in `knee.L`: knee, elbow,
    shoulder, foot, hand, thigh, shin, forearm and upperarm. Raises KeyError for any other.
    """
    name, _, side = part.partition(".")
    if name in _TRUNK_PARTS:
        return min(_low(section) for section in trunk(bones, body)[_TRUNK_PARTS[name]])
    if name == "head":
        return _lowest_blob(blobs(bones["head"], HEAD))
    if name in _JOINT_PARTS:
        joint, radius = _JOINT_PARTS[name]
        return bones[f"{joint}.{side}"].at[1] - radius
    if name == "foot":
        return _lowest_blob(foot(bones, side))
    if name == "hand":
        return min(_lowest_blob(group) for group in hand(bones, pose, side).values())
    return min(_low(section) for section in limb_of(bones, body, name, side))


_TRUNK_PARTS = {
    "pelvis": slice(0, 3),
    "belly": slice(1, 5),
    "chest": slice(4, 8),
    "trunk": slice(None),
}
_JOINT_PARTS = {"knee": ("knee", 5.3), "elbow": ("elbow", 3.5), "shoulder": ("shoulder", 5.5)}
WHOLE_PARTS = (*_TRUNK_PARTS, "head")
PARTS = (
    *_TRUNK_PARTS,
    "head",
    *_JOINT_PARTS,
    "foot",
    "hand",
    "thigh",
    "shin",
    "forearm",
    "upperarm",
)


def _low(section: Section) -> float:
    across, _, front = section.axes
    return section.centre[1] - math.hypot(section.wide * across[1], section.deep * front[1])


def _lowest_blob(group: Sequence[Blob]) -> float:
    return min(
        blob.centre[1]
        - math.sqrt(sum((r * axis[1]) ** 2 for r, axis in zip(blob.radii, blob.axes, strict=True)))
        for blob in group
    )


_FOOT_POINTS = {"heel": 0, "forefoot": 2, "toes": 3}
_LANDMARKS = {
    # name: (joint, radius in cm); the frame that gives front and out is that of the joint above
    "knee": ("knee", 5.4),
    "ankle": ("ankle", 3.4),
    "elbow": ("elbow", 3.5),
    "hip": ("hip", 9.0),
    "shoulder": ("shoulder", 5.5),
}
_ABOVE = {"knee": "hip.{}", "hip": "pelvis", "shoulder": "s3"}
_TRUNK_POINTS = {
    "seat": 0,
    "pelvis": 1,
    "lowback": 2,
    "belly": 3,
    "waist": 3,
    "ribs": 4,
    "chest": 6,
}
POINTS = (
    "thigh", "shin", "upperarm", "forearm", *_LANDMARKS, "hand", *_FOOT_POINTS, "head", "neck",
    *_TRUNK_POINTS,
)  # fmt: skip
FACES = ("front", "back", "out", "in", *DIRECTIONS)


def spot(text: str, bones: Frames, body: Body, pad: float = 0.0) -> Vec:
    """Return a named point such as `knee.L front`, `thigh.R@.6 out` or `chest`.

    The number after @ is the share of the bone from its upper joint; a face puts the point on the
    skin there, `pad` cm off it. Without a face it lies inside, on the bone.
    Raises KeyError where no such point exists.
    """
    where, _, face = text.partition(" ")
    name, _, share = where.partition("@")
    name, _, side = name.partition(".")
    if name in body.limbs:
        joint, bone, stations = body.limbs[name]
        frame = bones[f"{joint}.{side}"]
        at = float(share or 0.5)
        wide, deep = _thickness(stations, at)
        centre = along(frame.at, frame.axes[1], -bone * at)
        return add(centre, _off(face, frame.axes, wide + pad, deep + pad, side))
    if name in _LANDMARKS:
        joint, radius = _LANDMARKS[name]
        frame = bones[f"{joint}.{side}"]
        axes = bones[_ABOVE.get(name, joint + ".{}").format(side)].axes
        return add(frame.at, _off(face, axes, radius + pad, radius + pad, side))
    if name in _FOOT_POINTS:
        ball = FOOT[_FOOT_POINTS[name]]
        frame = bones[f"ankle.{side}"]
        point = add(frame.at, apply(frame.axes, ball.centre))
        return add(point, _off(face, frame.axes, ball.radii[0] + pad, ball.radii[2] + pad, side))
    if name == "hand":
        frame = bones[f"wrist.{side}"]
        return add(
            along(frame.at, frame.axes[1], -8.0), _off(face, frame.axes, 3.7 + pad, 1.6 + pad, side)
        )
    if name in ("head", "neck"):
        frame = bones[name]
        radius = 9.2 if name == "head" else 5.4
        centre = along(frame.at, frame.axes[1], 8.0 if name == "head" else 4.0)
        return add(centre, _off(face, frame.axes, radius + pad, radius + pad, side))
    section = trunk(bones, body)[_TRUNK_POINTS[name]]
    point = add(
        section.centre, _off(face, section.axes, section.wide + pad, section.deep + pad, side)
    )
    if side and face in ("front", "back"):
        point = along(point, section.axes[0], sign(side) * section.wide * 0.5)
    return point


def _thickness(stations: Limb, at: float) -> tuple[float, float]:
    """Return half width and half depth of a limb at a share of its bone."""
    for above, below in pairwise(stations):
        if at <= below.at:
            u = (at - above.at) / (below.at - above.at)
            return (
                above.wide + (below.wide - above.wide) * u,
                above.deep + (below.deep - above.deep) * u,
            )
    return stations[-1].wide, stations[-1].deep


def _off(face: str, axes: Mat, wide: float, deep: float, side: str) -> Vec:
    """Return the way from the middle of a part to its skin."""
    if not face:
        return (0.0, 0.0, 0.0)
    if face in DIRECTIONS:
        return scale(DIRECTIONS[face], (wide + deep) / 2)
    if face in ("front", "back"):
        return scale(axes[2], deep if face == "front" else -deep)
    if face in ("out", "in"):
        outward = sign(side) if side else 1
        return scale(axes[0], wide * (outward if face == "out" else -outward))
    raise KeyError(face)


def direction(value: str | Sequence[float]) -> Vec:
    """Return a unit vector from words, as in `near+up*.3`, or from three numbers."""
    if not isinstance(value, str):
        return unit((float(value[0]), float(value[1]), float(value[2])))
    total: Vec = (0.0, 0.0, 0.0)
    for word in value.split("+"):
        name, _, weight = word.strip().partition("*")
        total = along(total, DIRECTIONS[name.strip()], float(weight or 1))
    return unit(total)
