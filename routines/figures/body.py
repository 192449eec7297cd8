"""The measures of the person who is drawn: bones, flesh, and how far each joint can go.

A person of 170 cm and seven and a half heads. Lengths are centimetres, angles degrees. Every frame
of a body part has x to the body's left, y to the head and z to the front; limbs hang along -y.
The builds differ in flesh only, so a pose fits all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from routines.figures.vectors import Vec

SIDES = ("L", "R")

HIP_OUT = 9.0
THIGH = 41.5
SHIN = 41.0
ANKLE_HEIGHT = 6.8
UPPER_ARM = 29.5
FOREARM = 25.0
SHOULDER_OUT = 16.2
SHOULDER_UP = 5.6
SPINE = (9.0, 9.0, 10.0, 12.0, 13.0)  # hips to s0, then joint by joint to the seventh neck bone
NECK = 8.0

# How a bend of the whole spine is shared out from the lowest joint to the highest.
SPINE_SHARE = {
    "flex": (0.26, 0.30, 0.24, 0.20),
    "side": (0.28, 0.30, 0.24, 0.18),
    "twist": (0.10, 0.15, 0.35, 0.40),
}
# The curve of a spine at ease, so that an angle of 0 looks like a person and not like a post.
AT_EASE = {"s0": -7.0, "s1": -4.0, "s2": 6.0, "s3": 6.0, "neck": 6.0, "head": -7.0}


class Ring(NamedTuple):
    """One cross-section of the trunk: in which frame, how high, half as wide, half as deep."""

    frame: str
    y: float
    wide: float
    deep: float
    forward: float


class Station(NamedTuple):
    """One cross-section of a limb: at which share of the bone, half as wide, half as deep."""

    at: float
    wide: float
    deep: float
    forward: float


class Ball(NamedTuple):
    """One ellipsoid of a rounded part: its centre in the part's frame, and its three radii."""

    centre: Vec
    radii: Vec


Limb = tuple[Station, ...]


def _limb(*stations: tuple[float, float, float], girth: float = 1.0) -> Limb:
    return tuple(Station(at, r * girth, r * girth, forward) for at, r, forward in stations)


def _forearm(girth: float) -> Limb:
    # A forearm is round at the elbow and flat at the wrist, which is what shows that it twists.
    return (
        Station(0, 3.35 * girth, 3.35 * girth, 0),
        Station(0.25, 3.75 * girth, 3.75 * girth, 0),
        Station(0.5, 3.4 * girth, 3.2 * girth, 0),
        Station(0.75, 2.95 * girth, 2.45 * girth, 0),
        Station(1, 2.75 * girth, 1.95 * girth, 0),
    )


@dataclass(frozen=True, slots=True)
class Body:
    """A build: everything that is flesh. `name` is what is chosen; lengths in centimetres."""

    name: str
    trunk: tuple[Ring, ...]
    thigh: Limb
    shin: Limb
    upper_arm: Limb
    forearm: Limb
    pelvis: tuple[Ball, ...]
    limbs: dict[str, tuple[str, float, Limb]] = field(init=False)

    def __post_init__(self) -> None:
        limbs = {
            "thigh": ("hip", THIGH, self.thigh),
            "shin": ("knee", SHIN, self.shin),
            "upperarm": ("shoulder", UPPER_ARM, self.upper_arm),
            "forearm": ("elbow", FOREARM, self.forearm),
        }
        object.__setattr__(self, "limbs", limbs)


def _build(
    name: str,
    *,
    wide: float,
    waist: tuple[float, float, float],
    chest: float,
    hips: float,
    leg: float,
    arm: float,
) -> Body:
    """Return a build from how much wider each part is; `waist` is (width, depth, forward)."""
    across, depth, forward = waist
    return Body(
        name=name,
        trunk=(
            Ring("pelvis", -3, 15.8 * hips, 10.8 * hips, -0.9),
            Ring("pelvis", 5.5, 14.6 * hips, 10.1 * hips, -0.5 + forward * 0.3),
            Ring("s0", 1, 13.7 * wide * across, 9.7 * depth, 0.1 + forward * 0.8),
            Ring("s1", 0, 12.7 * wide * across, 9.1 * depth, 0.5 + forward),
            Ring("s2", 0, 13.2 * wide * across, 9.7 * depth, 0.5 + forward * 0.7),
            Ring("s3", -3, 14.2 * wide, 10.6 * chest, 0.6 + forward * 0.2),
            Ring("s3", 3.5, 15.4 * wide, 10.1 * chest, 0.2),
            Ring("s3", 10.6, 12.6 * wide, 7.6 * chest, -1.0),
            Ring("c7", 0.9, 7.6, 6.4, -1.4),
        ),
        thigh=_limb(
            (0, 8.8, -0.2),
            (0.25, 8.5, 0.4),
            (0.5, 7.5, 0.7),
            (0.75, 6.2, 0.4),
            (1, 5.2, 0),
            girth=leg,
        ),
        shin=_limb(
            (0, 5.2, 0),
            (0.25, 5.6, -1),
            (0.5, 4.8, -1.2),
            (0.75, 3.6, -0.7),
            (1, 3.1, -0.2),
            girth=leg,
        ),
        upper_arm=_limb(
            (0, 5.2, 0), (0.25, 4.9, 0.1), (0.5, 4.3, 0.2), (0.75, 3.8, 0), (1, 3.35, 0), girth=arm
        ),
        forearm=_forearm(arm),
        pelvis=(
            Ball((0, 8.6, -0.1 + forward * 0.5), (14 * hips, 1, 9.9 * hips)),
            Ball((0, 0.5, -0.5), (15.7 * hips, 7.2, 10.6 * hips)),
            Ball((6.6, -3, -3), (9 * hips, 8.2, 8.3 * hips)),
            Ball((-6.6, -3, -3), (9 * hips, 8.2, 8.3 * hips)),
            Ball((0, -4, 1.5), (10 * hips, 6, 8 * hips)),
        ),
    )


BODIES = {
    body.name: body
    for body in (
        _build("regular", wide=1, waist=(1, 1, 0), chest=1, hips=1, leg=1, arm=1),
        _build(
            "slim", wide=0.94, waist=(0.93, 0.9, -0.3), chest=0.92, hips=0.93, leg=0.89, arm=0.88
        ),
        _build(
            "broad", wide=1.08, waist=(1.15, 1.3, 2.2), chest=1.12, hips=1.12, leg=1.13, arm=1.18
        ),
    )
}

SKULL = Ball((0, 9.6, 0.2), (8.2, 9.2, 9.6))
JAW = Ball((0, 1.9, 4.6), (5.4, 4.6, 4.6))
HEAD = (SKULL, JAW)
NOSE = Ball((0, 5.4, 9.2), (1.3, 1.9, 1.5))
FOOT = (
    Ball((0, -3.1, -4.0), (2.9, 3.5, 3.3)),
    Ball((0, -0.4, -0.2), (3.1, 3.0, 3.3)),
    Ball((0.6, -4.3, 9.8), (4.2, 2.3, 3.0)),
    Ball((0.2, -5.2, 15.0), (3.5, 1.4, 2.2)),
)
SHOE = (
    Ball((0, -2.9, -4.6), (3.7, 3.7, 3.9)),
    Ball((0, 0.2, -0.4), (4.0, 3.2, 4.0)),
    Ball((0.6, -4.0, 9.8), (4.9, 2.6, 3.6)),
    Ball((0.2, -4.8, 15.6), (4.1, 1.8, 2.6)),
)
SOLE = 6.6  # ankle to the sole
FOOT_BALL: Vec = (0.0, -SOLE, 10.6)  # where a foot rolls over its toes

# A hand: the palm, then two rows of finger bones that bend towards the palm (z is the palm's side).
PALM = (Ball((0, -0.2, 0), (2.4, 2.4, 1.9)), Ball((0, -7.4, 0.1), (3.9, 2.3, 1.5)))
KNUCKLES = 8.2
FINGER = 4.6
FINGERTIP = 3.8
FINGER_WIDE = (3.7, 3.3, 2.5)  # half the width of four fingers: knuckles, middle joint, tips
FINGER_DEEP = (1.4, 1.15, 0.9)
THUMB_ROOT = Ball((2.3, -2.6, 0.7), (1.6, 1.7, 1.5))
THUMB_TIP = Ball((5.0, -8.0, 2.2), (1.15, 1.3, 1.15))

# Least and greatest angle a person without trouble can take, by joint and direction. Clinical
# norms with a margin for passive stretches: American Academy of Orthopaedic Surgeons, joint motion.
RANGES = {
    "hip flex": (-35, 150),
    "hip abd": (-50, 70),
    "hip rot": (-65, 95),
    "knee": (-6, 158),
    "ankle": (-68, 42),
    "elbow": (-8, 155),
    "wrist flex": (-92, 92),
    "wrist twist": (-40, 195),
    "wrist side": (-48, 48),
    "arm back": (-75, 215),
    "lumbar flex": (-62, 72),
    "lumbar side": (-42, 42),
    "lumbar twist": (-22, 22),
    "chest flex": (-42, 58),
    "chest side": (-42, 42),
    "chest twist": (-62, 62),
    "neck flex": (-78, 72),
    "neck side": (-48, 48),
    "neck twist": (-85, 85),
}
