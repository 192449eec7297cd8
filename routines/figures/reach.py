"""Inverse kinematics: bend hip and knee, or shoulder and elbow, so that foot or hand gets there."""

from __future__ import annotations

import math

from routines.figures.body import FOREARM, SHIN, THIGH, UPPER_ARM
from routines.figures.rig import Frame, Pose, leg_frames, shoulder_at
from routines.figures.vectors import (
    Mat,
    Vec,
    add,
    along,
    compose,
    cross,
    distance,
    dot,
    length,
    looking,
    relative,
    scale,
    sub,
    unit,
    without,
)

# The middle joint stays above the floor: knee and elbow by their own radius.
KNEE_CLEARS = 5.2
ELBOW_CLEARS = 3.4


def bring_ankle(pose: Pose, side: str, target: Vec, pole: Vec, foot: Mat | None) -> float:
    """Bend a leg so that the ankle is at `target`, the knee on the side of `pole`.

    `foot` turns the foot in the room; None leaves it as it was against the shin. Returns the
    distance in cm by which the leg is too short, 0 where it gets there.
    """
    hip = leg_frames(pose, side)[f"hip.{side}"].at
    knee, ankle, bulge = _two_bones(hip, target, THIGH, SHIN, pole, KNEE_CLEARS)
    thigh = _hinged(sub(hip, knee), bulge)
    shin = _hung_on(thigh, sub(knee, ankle))
    pose.joints[f"hip.{side}"] = relative(pose.turn, thigh)
    pose.joints[f"knee.{side}"] = relative(thigh, shin)
    if foot is not None:
        pose.joints[f"ankle.{side}"] = relative(shin, foot)
    return distance(ankle, target)


def bring_wrist(
    pose: Pose,
    chest: Frame,
    side: str,
    target: Vec,
    pole: Vec,
    hand: Mat | None,
    clear: float = ELBOW_CLEARS,
) -> float:
    """Bend an arm so that the wrist is at `target`, the elbow on the side of `pole`.

    `hand` turns the hand in the room; None leaves it as it was against the forearm. The elbow stays
    `clear` cm above the floor. Returns the distance in cm by which the arm is too short.
    """
    upper = compose(chest.axes, pose.joint(f"shoulder.{side}"))
    elbow = wrist = target
    for _ in range(4):
        # The shoulder blade follows the arm, so the shoulder is somewhere else each time.
        shoulder = shoulder_at(chest, upper, side)
        elbow, wrist, bulge = _two_bones(shoulder, target, UPPER_ARM, FOREARM, pole, clear)
        upper = _hinged(sub(shoulder, elbow), scale(bulge, -1))
    moved = sub(shoulder_at(chest, upper, side), shoulder)
    elbow, wrist = add(elbow, moved), add(wrist, moved)
    fore = _hung_on(upper, sub(elbow, wrist))
    pose.joints[f"shoulder.{side}"] = relative(chest.axes, upper)
    pose.joints[f"elbow.{side}"] = relative(upper, fore)
    if hand is not None:
        pose.joints[f"wrist.{side}"] = relative(fore, hand)
    return distance(wrist, target)


def _two_bones(
    start: Vec, target: Vec, first: float, second: float, pole: Vec, clear: float
) -> tuple[Vec, Vec, Vec]:
    """Return middle joint, end, and the direction in which the middle joint bulges.

    A target out of reach gives the nearest end that the bones can reach.
    """
    way = sub(target, start)
    span = min(max(length(way), abs(first - second) + 1.0), (first + second) * 0.999)
    ahead = unit(way)
    foot_of_bulge = (first * first - second * second + span * span) / (2 * span)
    height = math.sqrt(max(0.0, first * first - foot_of_bulge * foot_of_bulge))
    base = along(start, ahead, foot_of_bulge)
    bulge = _cleared(base, height, ahead, _square_to(ahead, pole), clear)
    return along(base, bulge, height), along(start, ahead, span), bulge


def _square_to(ahead: Vec, pole: Vec) -> Vec:
    side = unit(without(pole, ahead))
    if length(side) > 0.5:
        return side
    return unit(without((0.0, 1.0, 0.0) if abs(ahead[1]) < 0.9 else (0.0, 0.0, 1.0), ahead))


def _cleared(base: Vec, height: float, ahead: Vec, bulge: Vec, clear: float) -> Vec:
    """Return the bulge swung round the limb just far enough that the middle joint clears the floor."""
    if height < 0.5 or base[1] + bulge[1] * height >= clear:
        return bulge
    across = cross(ahead, bulge)
    best = bulge
    for step in range(4, 181, 4):
        c, s = math.cos(math.radians(step)), math.sin(math.radians(step))
        swung = [add(scale(bulge, c), scale(across, s * way)) for way in (1, -1)]
        best = max(swung, key=lambda way: way[1])
        if base[1] + best[1] * height >= clear:
            return best
    return best


def _hinged(up: Vec, front: Vec) -> Mat:
    """Return the frame of a bone: y up along it, z to where its hinge bulges."""
    y = unit(up)
    z = unit(without(front, y))
    return (cross(y, z), y, z) if abs(dot(y, z)) < 0.5 and length(z) > 0.5 else looking(up, front)


def _hung_on(above: Mat, up: Vec) -> Mat:
    """Return the frame of the lower bone: it keeps the hinge's axis, however far the hinge bends."""
    y = unit(up)
    x = unit(without(above[0], y))
    return (x, y, cross(x, y))
