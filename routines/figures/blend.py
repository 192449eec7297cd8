"""The poses between two key poses: what is planted stays planted, the rest turns evenly."""

from __future__ import annotations

from routines.figures.body import SIDES, Body
from routines.figures.keys import Arm, Leg, between_arms, between_legs
from routines.figures.reach import bring_ankle, bring_wrist
from routines.figures.rig import JOINTS, Pose, frames
from routines.figures.solve import Solved, bring_limbs, ground, pin
from routines.figures.surface import spot
from routines.figures.vectors import add, lerp, scale, slerp, sub


def blend(a: Solved, b: Solved, u: float, body: Body) -> Solved:
    """Return the pose a share `u` (0 to 1) of the way from key pose a to key pose b.

    A limb with the same kind of target in both goes to the place in between, so planted hands and
    feet do not slide; one with different targets is led there by its wrist or ankle; one that has
    angles in either pose turns in its joints.
    """
    if u <= 0:
        return a
    if u >= 1:
        return b
    pose = Pose(
        at=lerp(a.pose.at, b.pose.at, u),
        turn=slerp(a.pose.turn, b.pose.turn, u),
        joints={joint: slerp(a.pose.joint(joint), b.pose.joint(joint), u) for joint in JOINTS},
        curl={side: a.pose.curl[side] * (1 - u) + b.pose.curl[side] * u for side in SIDES},
    )
    pose.breath = a.pose.breath * (1 - u) + b.pose.breath * u
    if a.key.rest and a.key.rest == b.key.rest and a.key.height == b.key.height:
        ground(pose, a.key, body)
    if b.key.pin:
        point = b.key.pin
        pin(pose, lerp(spot(point, a.bones, body), spot(point, b.bones, body), u), point, body)
    legs, arms = _led_limbs(a, b, u, pose)
    short = bring_limbs(pose, legs, arms, body)
    for side in SIDES:
        pose.curl[side] = a.pose.curl[side] * (1 - u) + b.pose.curl[side] * u
    return Solved(a.key, pose, frames(pose), short)


def _led_limbs(a: Solved, b: Solved, u: float, pose: Pose) -> tuple[dict[str, Leg], dict[str, Arm]]:
    """Return the limbs to bring to a place in between; lead those with unlike targets there."""
    legs: dict[str, Leg] = {}
    arms: dict[str, Arm] = {}
    for side in SIDES:
        leg_a, leg_b = a.key.legs[side], b.key.legs[side]
        leg = between_legs(leg_a, leg_b, u)
        if leg is not None:
            legs[side] = leg
        elif leg_a.target and leg_b.target:
            _lead(a, b, u, pose, f"hip.{side}", f"knee.{side}", f"ankle.{side}")
        arm_a, arm_b = a.key.arms[side], b.key.arms[side]
        arm = between_arms(arm_a, arm_b, u)
        if arm is not None:
            arms[side] = arm
        elif arm_a.target and arm_b.target:
            _lead(a, b, u, pose, f"shoulder.{side}", f"elbow.{side}", f"wrist.{side}")
    return legs, arms


def _lead(a: Solved, b: Solved, u: float, pose: Pose, top: str, middle: str, end: str) -> None:
    bones = frames(pose)
    target = lerp(a.bones[end].at, b.bones[end].at, u)
    pole = sub(bones[middle].at, scale(add(bones[top].at, target), 0.5))
    turned = slerp(a.bones[end].axes, b.bones[end].axes, u)
    side = end[-1]
    if end.startswith("ankle"):
        bring_ankle(pose, side, target, pole, turned)
    else:
        bring_wrist(pose, bones["s3"], side, target, pole, turned)
