"""Which part of the body is drawn over which: found from depth, the same for a whole movement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, permutations

from routines.figures.body import FOOT, FOREARM, SHIN, SIDES, THIGH, UPPER_ARM, Body, Limb
from routines.figures.rig import Frame, Frames
from routines.figures.shapes import Camera, gap
from routines.figures.surface import trunk
from routines.figures.vectors import Vec2, add, along, apply

GROUPS = ("arm.L", "arm.R", "leg.L", "leg.R", "top", "head")

# group a, group b -> how strongly a lies in front of b (cm of overlap, weighed by depth)
Votes = dict[tuple[str, str], float]
_Disc = tuple[Vec2, float, float]  # where it is seen, depth, radius


def depth_votes(everybody: Sequence[Frames], camera: Camera, body: Body) -> Votes:
    """Return for each pair of groups how strongly the first lies in front, over all frames.

    Discs along limbs and trunk vote where they overlap in the picture.
    """
    votes: Votes = dict.fromkeys(permutations(GROUPS, 2), 0.0)
    for bones in everybody:
        discs = _discs(bones, camera, body)
        for a, b in combinations(GROUPS, 2):
            weight = _weigh(discs[a], discs[b]) / len(everybody)
            votes[a, b] += weight
            votes[b, a] -= weight
    return votes


def _weigh(first: list[_Disc], second: list[_Disc]) -> float:
    weight = 0.0
    for seen, depth, radius in first:
        for other, other_depth, other_radius in second:
            overlap = (radius + other_radius) * 0.9 - gap(seen, other)
            if overlap > 0:
                nearer = max(-1.0, min(1.0, (depth - other_depth) / 5))
                weight += min(overlap, 2 * min(radius, other_radius)) * nearer
    return weight


def _discs(bones: Frames, camera: Camera, body: Body) -> dict[str, list[_Disc]]:
    """Return discs along each group; the ends next to the trunk are left out."""
    discs: dict[str, list[_Disc]] = {}
    for side in SIDES:
        wrist, ankle = bones[f"wrist.{side}"], bones[f"ankle.{side}"]
        tip = along(wrist.at, wrist.axes[1], -11)
        discs[f"arm.{side}"] = [
            *_along(camera, bones[f"shoulder.{side}"], UPPER_ARM, body.upper_arm, (0.4, 0.7, 0.95)),
            *_along(camera, bones[f"elbow.{side}"], FOREARM, body.forearm, (0.25, 0.5, 0.75, 1)),
            (camera(tip), camera.depth(tip), 3.0),
        ]
        toes = add(ankle.at, apply(ankle.axes, FOOT[2].centre))
        discs[f"leg.{side}"] = [
            *_along(camera, bones[f"hip.{side}"], THIGH, body.thigh, (0.4, 0.6, 0.8, 1)),
            *_along(camera, bones[f"knee.{side}"], SHIN, body.shin, (0.25, 0.5, 0.75, 1)),
            (camera(toes), camera.depth(toes), 3.5),
        ]
    discs["top"] = [
        (camera(ring.centre), camera.depth(ring.centre), (ring.wide + ring.deep) / 2)
        for ring in trunk(bones, body)[1:]
    ]
    head = bones["head"]
    skull = add(head.at, apply(head.axes, (0, 8, 1)))
    discs["head"] = [(camera(skull), camera.depth(skull), 9.0)]
    return discs


def _along(
    camera: Camera, bone: Frame, size: float, stations: Limb, shares: Sequence[float]
) -> list[_Disc]:
    discs = []
    for share in shares:
        point = along(bone.at, bone.axes[1], -size * share)
        radius = min(stations, key=lambda each: abs(each.at - share)).wide
        discs.append((camera(point), camera.depth(point), radius))
    return discs


def find_order(
    everybody: Sequence[Frames], camera: Camera, body: Body, wishes: Sequence[str], near: str
) -> tuple[list[str], Votes]:
    """Return the groups from back to front, and the votes that led to it.

    `wishes` are an author's corrections, as `arm.R < leg.R` (behind) or `arm.R > top` (before);
    `near` names the leg that is drawn over the other, "" to let depth decide.
    """
    votes = depth_votes(everybody, camera, body)
    leaning = dict(votes)
    _lean(leaning, everybody, camera)
    best = max(
        permutations(GROUPS),
        key=lambda order: sum(leaning[front, back] for back, front in combinations(order, 2)),
    )
    order = list(best)
    for wish in wishes:
        part, relation, other = wish.split()
        order.remove(part)
        order.insert(order.index(other) + (relation == ">"), part)
    if near and order.index(f"leg.{near}") < order.index(f"leg.{'R' if near == 'L' else 'L'}"):
        i, j = order.index("leg.L"), order.index("leg.R")
        order[i], order[j] = order[j], order[i]
    return order, votes


def _lean(votes: Votes, everybody: Sequence[Frames], camera: Camera) -> None:
    """Let shoulders and hips decide where parts do not overlap at all."""

    def depth(bone: str) -> float:
        return sum(camera.depth(bones[bone].at) for bones in everybody) / len(everybody)

    for side in SIDES:
        arm = 0.8 * math.copysign(1, depth(f"shoulder.{side}") - depth("s3") + 6)
        leg = 0.05 * math.copysign(1, depth(f"hip.{side}") - depth("pelvis"))
        for group, weight in ((f"arm.{side}", arm), (f"leg.{side}", leg)):
            votes[group, "top"] += weight
            votes["top", group] -= weight
    votes["head", "top"] += 0.2
    hips = 0.02 * (depth("hip.L") - depth("hip.R"))
    votes["leg.L", "leg.R"] += hips
    votes["leg.R", "leg.L"] -= hips


def conflicts(
    order: Sequence[str], bones: Frames, camera: Camera, body: Body, limit: float = 6.0
) -> list[tuple[str, str, float]]:
    """Return pairs drawn in the wrong order in one frame: the covered one, the covering, how much."""
    votes = depth_votes([bones], camera, body)
    return [
        (back, front, votes[back, front])
        for back, front in combinations(order, 2)
        if votes[back, front] > limit
    ]
