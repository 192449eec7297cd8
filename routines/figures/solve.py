"""From what an author wrote to a bent skeleton: ground the body, then bring hands and feet along.

The order matters: hips and spine, then resting on the floor or a seat, then pinned points, then
the head, then feet on the floor, feet on the body, and the hands last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from routines.figures.body import FOOT_BALL, SIDES, SOLE, SPINE_SHARE, UPPER_ARM, Body
from routines.figures.keys import Arm, Bend, Key, Leg
from routines.figures.reach import bring_ankle, bring_wrist
from routines.figures.rig import Frames, Pose, frames, sign, trunk_frames
from routines.figures.surface import direction, lowest, spot
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
    looking,
    rot_x,
    rot_y,
    rot_z,
    scale,
    sub,
    unit,
    without,
)

_FAR: Vec = (0.0, 0.0, -1.0)
_LEFT: Vec = (-1.0, 0.0, 0.0)
_DOWN: Vec = (0.0, -1.0, 0.0)

# Which way the body's left, head and front look in the room.
FACING: dict[str, Mat] = {
    "stand": (X, Y, Z),
    "stand-right": (_FAR, Y, X),
    "stand-left": (Z, Y, _LEFT),
    "stand-back": (_LEFT, Y, _FAR),
    "supine": (_FAR, _LEFT, Y),
    "prone": (Z, _LEFT, _DOWN),
    "side-R": (Y, _LEFT, Z),
    "side-R-back": (Y, X, _FAR),
    "side-L": (_DOWN, X, Z),
    "side-L-back": (_DOWN, _LEFT, _FAR),
}


@dataclass(slots=True)
class Solved:
    """A key pose bent into shape.

    `short` tells by limb (as `arm.L`) how many cm it stays away from where it was sent.
    """

    key: Key
    pose: Pose
    bones: Frames
    short: dict[str, float] = field(default_factory=dict)


def solve(key: Key, body: Body, first: Frames | None = None) -> Solved:
    """Return the skeleton that takes a key pose; `first` is the first key pose's, for `pin`."""
    pose = Pose(
        turn=_turned(key), at=(key.at[0], 100.0 if key.at[1] is None else key.at[1], key.at[2])
    )
    pose.breath = key.breath
    _bend_trunk(pose, key)
    for side in SIDES:
        _bend_leg(pose, side, key.legs[side])
        _bend_arm(pose, side, key.arms[side])
    ground(pose, key, body)
    if key.pin and first is not None:
        pin(pose, spot(key.pin, first, body), key.pin, body)
    if key.headrest is not None:
        _rest_head(pose, body, key.headrest)
    for side in SIDES:
        drop = key.legs[side].drop
        if drop is not None:
            _drop_leg(pose, body, side, drop)
    short = bring_limbs(pose, key.legs, key.arms, body)
    return Solved(key, pose, frames(pose), short)


def _turned(key: Key) -> Mat:
    turn = compose(rot_y(key.turn), FACING[key.face])
    turn = compose(turn, rot_x(key.pitch))
    return compose(compose(turn, rot_z(-key.lean)), rot_y(key.roll))


def _bend_trunk(pose: Pose, key: Key) -> None:
    joints = ("s0", "s1", "s2", "s3")
    for first, last, bend in ((0, 2, key.lumbar), (2, 4, key.thorax), (0, 4, key.spine)):
        for place in range(first, last):
            share = {
                way: weights[place] / sum(weights[first:last])
                for way, weights in SPINE_SHARE.items()
            }
            turn = _bent(
                Bend(
                    bend.flex * share["flex"],
                    bend.side * share["side"],
                    bend.twist * share["twist"],
                )
            )
            pose.joints[joints[place]] = compose(pose.joint(joints[place]), turn)
    half = Bend(key.neck.flex / 2, key.neck.side / 2, key.neck.twist / 2)
    pose.joints["neck"] = pose.joints["head"] = _bent(half)


def _bent(bend: Bend) -> Mat:
    return compose(compose(rot_x(bend.flex), rot_z(-bend.side)), rot_y(bend.twist))


def _bend_leg(pose: Pose, side: str, leg: Leg) -> None:
    out = sign(side)
    pose.joints[f"hip.{side}"] = _swung(side, leg.flex, leg.abd, leg.rot)
    pose.joints[f"knee.{side}"] = rot_x(leg.knee)
    # A foot turned outwards lifts its outer edge: z turns against x on the left.
    ankle = compose(rot_x(-leg.ankle), rot_y(out * min(leg.toeout, 20)))
    pose.joints[f"ankle.{side}"] = compose(ankle, rot_z(out * leg.evert))


def _bend_arm(pose: Pose, side: str, arm: Arm) -> None:
    pose.joints[f"shoulder.{side}"] = _swung(side, arm.flex, arm.abd, arm.rot)
    pose.joints[f"elbow.{side}"] = rot_x(-arm.elbow)
    pose.joints[f"wrist.{side}"] = compose(rot_x(-arm.wrist), rot_y(-sign(side) * arm.pron))
    pose.curl[side] = arm.curl


def _swung(side: str, flex: float, abd: float, rot: float) -> Mat:
    out = sign(side)
    return compose(compose(rot_x(-flex), rot_z(out * abd)), rot_y(out * rot))


def ground(pose: Pose, key: Key, body: Body) -> None:
    """Lower or raise the body until the lowest of the parts it rests on touches."""
    if not key.rest:
        return
    bones = frames(pose)
    # The part that needs to rise most is the one that touches.
    pose.at = along(pose.at, Y, max(_rise(part, key, pose, bones, body) for part in key.rest))


def _rise(part: str, key: Key, pose: Pose, bones: Frames, body: Body) -> float:
    """Return by how much the body must rise for this part to touch what it rests on."""
    name, _, side = part.partition(".")
    elbow_at = key.arms[side].elbow_at if name == "elbow" and side else None
    if elbow_at is None:
        return key.height - lowest(part, bones, body, pose)
    # The elbow stays where it was put: the shoulder goes as high above it as the arm is long.
    shoulder = bones[f"shoulder.{side}"].at
    aside = math.hypot(shoulder[0] - elbow_at[0], shoulder[2] - elbow_at[2])
    return elbow_at[1] + math.sqrt(max(0.0, UPPER_ARM**2 - aside**2)) - shoulder[1]


def pin(pose: Pose, to: Vec, point: str, body: Body) -> None:
    """Move the body over the floor until the named point stands over `to` again."""
    way = sub(to, spot(point, frames(pose), body))
    pose.at = add(pose.at, (way[0], 0.0, way[2]))


def _rest_head(pose: Pose, body: Body, height: float) -> None:
    """Bend the neck as little as needed for the head to lie at `height` cm."""
    lying_on_a_side = abs(pose.turn[0][1]) > 0.7
    was_neck, was_head = pose.joint("neck"), pose.joint("head")

    def off(angle: float) -> float:
        neck, head = (
            rot_z(-angle * share) if lying_on_a_side else rot_x(angle * share)
            for share in (0.6, 0.4)
        )
        pose.joints["neck"], pose.joints["head"] = compose(was_neck, neck), compose(was_head, head)
        return lowest("head", trunk_frames(pose), body, pose) - height

    coarse = min(range(-45, 61, 5), key=lambda angle: (round(abs(off(angle)), 2), abs(angle)))
    best = min(
        (coarse + step * 0.5 for step in range(-10, 11)),
        key=lambda angle: (abs(off(angle)), abs(angle)),
    )
    off(best)


def _drop_leg(pose: Pose, body: Body, side: str, height: float) -> None:
    """Lower the leg in its hip until thigh, shin or foot lies at `height` cm."""
    joint = f"hip.{side}"
    was = pose.joint(joint)

    def off(angle: float) -> float:
        pose.joints[joint] = compose(rot_x(-angle), was)
        bones = frames(pose)
        return (
            min(lowest(f"{part}.{side}", bones, body, pose) for part in ("thigh", "shin", "foot"))
            - height
        )

    low, high = -22.0, 22.0
    rising = off(high) > off(low)
    for _ in range(14):
        middle = (low + high) / 2
        if (off(middle) > 0) == rising:
            high = middle
        else:
            low = middle
    off((low + high) / 2)


def bring_limbs(
    pose: Pose, legs: dict[str, Leg], arms: dict[str, Arm], body: Body
) -> dict[str, float]:
    """Bend every limb that has a target until it gets there; returns by how many cm each misses."""
    short: dict[str, float] = {}
    for onto_body in (False, True):
        for side, leg in sorted(legs.items()):
            if leg.target is not None and isinstance(leg.target[1], str) == onto_body:
                short[f"leg.{side}"] = _bring_leg(pose, side, leg, body)
    for side, arm in sorted(arms.items()):
        pose.curl[side] = arm.curl
        if arm.target is not None:
            short[f"arm.{side}"] = _bring_arm(pose, side, arm, body)
    return short


def _bring_leg(pose: Pose, side: str, leg: Leg, body: Body) -> float:
    hips, out = pose.turn, sign(side)
    lying = abs(hips[2][1]) > 0.8
    pole = leg.aim
    if pole is None:
        pole = add(add(hips[2], scale(hips[0], out * 0.08)), (0.0, 0.5 if lying else 0.0, 0.0))
    if leg.foot is None:
        target = leg.ankle_at or pose.at
        if isinstance(target, str):
            target = spot(target, frames(pose), body, leg.gap)
        return bring_ankle(pose, side, add(target, leg.nudge), pole, _free_foot(leg))
    ahead = hips[2] if not lying else scale(hips[1], -1 if hips[2][1] > 0 else 1)
    planted = _planted_foot(leg, ahead, out)
    lifted = compose(planted, rot_x(leg.heelup))
    # The foot rolls over its toes as the heel comes up.
    pose.toes[side] = max(0.0, leg.heelup)
    ankle = add(leg.foot, scale(planted[1], SOLE))
    if leg.heelup:
        ankle = sub(add(ankle, apply(planted, FOOT_BALL)), apply(lifted, FOOT_BALL))
    return bring_ankle(pose, side, add(ankle, leg.nudge), pole, lifted)


def _planted_foot(leg: Leg, ahead: Vec, out: int) -> Mat:
    """Return the frame of a foot whose sole lies on the floor, or faces where `sole` says."""
    up = scale(leg.sole, -1) if leg.sole is not None else Y
    front = unit(without(leg.toe or ahead, up))
    turned = compose(looking(up, front), rot_y(out * leg.toeout))
    return compose(turned, rot_z(out * leg.evert))


def _free_foot(leg: Leg) -> Mat | None:
    return None if leg.sole is None else looking(scale(leg.sole, -1), leg.toe or Z)


def _bring_arm(pose: Pose, side: str, arm: Arm, body: Body) -> float:
    bones = frames(pose)
    chest = bones["s3"]
    out = sign(side)
    pole = arm.aim
    if pole is None:
        back, aside, down = (
            scale(chest.axes[2], -0.8),
            scale(chest.axes[0], out * 0.6),
            scale(chest.axes[1], -0.5),
        )
        pole = unit(add(add(back, aside), down))
    if arm.elbow_at is not None:
        return _bring_elbow(pose, side, arm, arm.elbow_at, bones)
    if arm.wrist_at is not None:
        target = arm.wrist_at
        if isinstance(target, str):
            target = spot(target, bones, body, arm.gap)
        hand = looking(scale(arm.fingers, -1), arm.palm or _DOWN) if arm.fingers else None
        return bring_wrist(pose, chest, side, add(target, arm.nudge), pole, hand)
    place = arm.hand or chest.at
    if isinstance(place, str):
        return _bring_palm(pose, side, arm, place, bones, body, pole)
    ahead = chest.axes[1] if abs(chest.axes[1][1]) < 0.7 else chest.axes[2]
    palm = arm.palm or _DOWN
    fingers = unit(without(arm.fingers or ahead, palm))
    wrist = along(add(place, arm.nudge), palm, -2.4)
    return bring_wrist(pose, chest, side, wrist, pole, looking(scale(fingers, -1), palm))


def _bring_palm(
    pose: Pose, side: str, arm: Arm, place: str, bones: Frames, body: Body, pole: Vec
) -> float:
    """Lay the palm on a named point of the body, fingers along `fingers`."""
    chest = bones["s3"]
    skin = add(spot(place, bones, body, arm.gap), arm.nudge)
    inside = spot(place.partition(" ")[0], bones, body)
    fingers = arm.fingers or unit(sub(skin, bones[f"shoulder.{side}"].at))
    palm = arm.palm or unit(sub(inside, skin))
    hand = looking(scale(fingers, -1), palm)
    wrist = along(skin, fingers, -arm.reach)
    return bring_wrist(pose, chest, side, wrist, pole, hand)


def _bring_elbow(pose: Pose, side: str, arm: Arm, wanted: Vec, bones: Frames) -> float:
    """Prop the arm on its elbow, the forearm along `forearm`; returns how far the elbow is off."""
    chest, shoulder = bones["s3"], bones[f"shoulder.{side}"].at
    short = 0.0
    for _ in range(3):
        upper = unit(sub(wanted, shoulder))
        elbow = along(shoulder, upper, UPPER_ARM)
        fore = unit(arm.forearm or direction("left"))
        palm = arm.palm or (_DOWN if abs(fore[1]) < 0.8 else Z)
        hand = looking(scale(fore, -1), palm)
        pole = unit(sub(upper, scale(fore, 0.6)))
        # It lies on the floor, so there is nothing to clear.
        bring_wrist(pose, chest, side, along(elbow, fore, 24.9), pole, hand, clear=0.0)
        now = frames(pose)
        shoulder, short = now[f"shoulder.{side}"].at, math.dist(now[f"elbow.{side}"].at, wanted)
    return short
