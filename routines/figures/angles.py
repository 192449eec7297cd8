"""The angles of a bent skeleton as a clinician names them, in degrees."""

from __future__ import annotations

import math

from routines.figures.body import SIDES
from routines.figures.rig import Pose, sign
from routines.figures.vectors import Mat, compose, rot_x, rot_z


def joint_angles(pose: Pose) -> dict[str, tuple[str, float]]:
    """Return for each angle its range's name and its size, as `hip.L flex`: (`hip flex`, 95.0)."""
    angles: dict[str, tuple[str, float]] = {}
    for name, joints in (
        ("lumbar", ("s0", "s1")),
        ("chest", ("s2", "s3")),
        ("neck", ("neck", "head")),
    ):
        lower, upper = (pose.joint(joint) for joint in joints)
        for way, size in zip(
            ("flex", "side", "twist"), bend_of(compose(lower, upper)), strict=True
        ):
            angles[f"{name} {way}"] = (f"{name} {way}", size)
    for side in SIDES:
        for way, size in zip(
            ("flex", "abd", "rot"), swing_of(pose.joint(f"hip.{side}"), side), strict=True
        ):
            angles[f"hip.{side} {way}"] = (f"hip {way}", size)
        angles[f"knee.{side}"] = ("knee", hinge_of(pose.joint(f"knee.{side}")))
        angles[f"elbow.{side}"] = ("elbow", -hinge_of(pose.joint(f"elbow.{side}")))
        foot = pose.joint(f"ankle.{side}")
        angles[f"ankle.{side}"] = (
            "ankle",
            math.degrees(math.atan2(foot[2][1], math.hypot(foot[2][0], foot[2][2]))),
        )
        flex, tilt, twist = bend_of(pose.joint(f"wrist.{side}"))
        angles[f"wrist.{side} flex"] = ("wrist flex", flex)
        angles[f"wrist.{side} side"] = ("wrist side", tilt)
        # The thumb turns inwards from the palm-forward position: 0 to 180, whatever the side.
        turned = -sign(side) * twist
        angles[f"wrist.{side} twist"] = ("wrist twist", turned + 360 if turned < -100 else turned)
        back, aside, _ = swing_of(pose.joint(f"shoulder.{side}"), side)
        if abs(aside) < 55:
            # An arm far out to the side has no forward and back.
            angles[f"arm.{side} back"] = ("arm back", back + 360 if back < -100 else back)
    return angles


def hinge_of(turn: Mat) -> float:
    """Return the bend of a hinge about x."""
    return math.degrees(math.atan2(turn[1][2], turn[1][1]))


def bend_of(turn: Mat) -> tuple[float, float, float]:
    """Return flexion, bend to the left and twist to the left of spine, neck or wrist."""
    flex = math.degrees(math.atan2(turn[1][2], turn[1][1]))
    side = math.degrees(math.asin(max(-1.0, min(1.0, turn[1][0]))))
    left = compose(rot_z(side), compose(rot_x(-flex), turn))
    return flex, side, math.degrees(math.atan2(-left[0][2], left[0][0]))


def swing_of(turn: Mat, side: str) -> tuple[float, float, float]:
    """Return flexion, abduction and outward rotation of a hip or shoulder."""
    out = sign(side)
    flex = math.degrees(math.atan2(-turn[1][2], turn[1][1]))
    abd = math.degrees(math.asin(max(-1.0, min(1.0, -turn[1][0])))) * out
    left = compose(rot_z(-out * abd), compose(rot_x(flex), turn))
    return flex, abd, out * math.degrees(math.atan2(-left[0][2], left[0][0]))
