"""The skeleton: which bone hangs on which, and where all of them are when the joints are bent.

A `Pose` holds one rotation for each joint, inside the bone above it. `frames` turns it into the
place and the axes of every bone in the room (x right, y up from the floor, z to the viewer).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from routines.figures.body import (
    AT_EASE,
    FOREARM,
    HIP_OUT,
    NECK,
    SHIN,
    SHOULDER_OUT,
    SHOULDER_UP,
    SIDES,
    SPINE,
    THIGH,
    UPPER_ARM,
)
from routines.figures.vectors import (
    IDENTITY,
    Mat,
    Vec,
    add,
    along,
    apply,
    compose,
    rot_x,
    within,
)

SPINE_JOINTS = ("s0", "s1", "s2", "s3", "neck", "head")
LIMB_JOINTS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
JOINTS = SPINE_JOINTS + tuple(f"{joint}.{side}" for joint in LIMB_JOINTS for side in SIDES)

_EASE = {joint: rot_x(angle) for joint, angle in AT_EASE.items()}


class Frame(NamedTuple):
    """Where a bone begins (cm) and where its axes look."""

    at: Vec
    axes: Mat


class Frames(dict[str, Frame]):
    """Every bone by name, how far the belly rises in `breath` (cm), how far `toes` bend up."""

    def __init__(self, bones: dict[str, Frame], breath: float, toes: dict[str, float]) -> None:
        super().__init__(bones)
        self.breath = breath
        self.toes = toes


@dataclass(slots=True)
class Pose:
    """A bent skeleton: the hips' place and turn, each joint's rotation, how far fingers close.

    `curl` goes from 0 (flat hand) to 1 (fist), by side; `breath` lifts the belly, in cm.
    `toes` bend up so many degrees where a foot rolls over them.
    """

    at: Vec = (0.0, 95.0, 0.0)
    turn: Mat = IDENTITY
    joints: dict[str, Mat] = field(default_factory=dict)
    curl: dict[str, float] = field(default_factory=lambda: {"L": 0.15, "R": 0.15})
    breath: float = 0.0
    toes: dict[str, float] = field(default_factory=lambda: {"L": 0.0, "R": 0.0})

    def joint(self, name: str) -> Mat:
        """Return the rotation of a joint; one that nobody bent is straight."""
        return self.joints.get(name, IDENTITY)


def sign(side: str) -> int:
    """Return 1 for the left side and -1 for the right, as x runs."""
    return 1 if side == "L" else -1


def frames(pose: Pose) -> Frames:
    """Return every bone of the bent skeleton."""
    bones = trunk_frames(pose)
    for side in SIDES:
        bones.update(arm_frames(pose, bones["s3"], side))
        bones.update(leg_frames(pose, side))
    return bones


def trunk_frames(pose: Pose) -> Frames:
    """Return hips, spine, neck and head."""
    bones = Frames({"pelvis": Frame(pose.at, pose.turn)}, pose.breath, pose.toes)
    axes, at = pose.turn, along(pose.at, pose.turn[1], SPINE[0])
    for joint, bone in zip(SPINE_JOINTS[:4], SPINE[1:], strict=True):
        axes = compose(axes, compose(_EASE[joint], pose.joint(joint)))
        bones[joint] = Frame(at, axes)
        at = along(at, axes[1], bone)
    bones["c7"] = Frame(at, axes)
    axes = compose(axes, compose(_EASE["neck"], pose.joint("neck")))
    bones["neck"] = Frame(at, axes)
    at = along(along(at, axes[1], NECK), axes[2], 1.2)
    bones["head"] = Frame(at, compose(axes, compose(_EASE["head"], pose.joint("head"))))
    return bones


def arm_frames(pose: Pose, chest: Frame, side: str) -> dict[str, Frame]:
    """Return shoulder, elbow and wrist of one side, hung on the chest bone `s3`."""
    upper = compose(chest.axes, pose.joint(f"shoulder.{side}"))
    shoulder = shoulder_at(chest, upper, side)
    elbow = along(shoulder, upper[1], -UPPER_ARM)
    fore = compose(upper, pose.joint(f"elbow.{side}"))
    wrist = along(elbow, fore[1], -FOREARM)
    return {
        f"shoulder.{side}": Frame(shoulder, upper),
        f"elbow.{side}": Frame(elbow, fore),
        f"wrist.{side}": Frame(wrist, compose(fore, pose.joint(f"wrist.{side}"))),
    }


def shoulder_at(chest: Frame, upper: Mat, side: str) -> Vec:
    """Return where the shoulder joint is: the blade lifts and turns it as the arm goes up."""
    down = within(chest.axes, (-upper[1][0], -upper[1][1], -upper[1][2]))
    raised = math.degrees(math.acos(max(-1.0, min(1.0, -down[1]))))
    lift = max(0.0, min(1.0, (raised - 40) / 130))
    lift = lift * lift * (3 - 2 * lift)
    socket = (
        sign(side) * (SHOULDER_OUT - 3.0 * lift),
        SHOULDER_UP + 5.5 * lift,
        2.5 * max(0.0, down[2]) - 1.0,
    )
    return add(chest.at, apply(chest.axes, socket))


def leg_frames(pose: Pose, side: str) -> dict[str, Frame]:
    """Return hip, knee and ankle of one side, hung on the hips."""
    hip = along(pose.at, pose.turn[0], sign(side) * HIP_OUT)
    thigh = compose(pose.turn, pose.joint(f"hip.{side}"))
    knee = along(hip, thigh[1], -THIGH)
    shin = compose(thigh, pose.joint(f"knee.{side}"))
    ankle = along(knee, shin[1], -SHIN)
    return {
        f"hip.{side}": Frame(hip, thigh),
        f"knee.{side}": Frame(knee, shin),
        f"ankle.{side}": Frame(ankle, compose(shin, pose.joint(f"ankle.{side}"))),
    }
