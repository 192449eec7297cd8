"""Where a limb would pass through a thing in the room or through the body itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from routines.figures.body import SIDES
from routines.figures.props import SEAT, Prop, chair_back, door_posts, size_of
from routines.figures.scene import Scene
from routines.figures.solve import Solved
from routines.figures.surface import Section, foot, hand, limb_of, spot, trunk
from routines.figures.vectors import Vec, along, distance, lerp, sub, within

SUNK = 1.5  # cm that anything may lie inside a thing, or under the floor
_SOFT = {"bed": 6.0, "pillow": 9.0, "roll": 9.0}  # cm a body sinks into what gives way
# How many cm flesh gives way where two parts of a body press on each other, by build.
_FLESH = {"slim": 3.0, "regular": 3.4, "broad": 5.0}

_Sphere = tuple[Vec, float]


def inside_props(scene: Scene, solved: Solved) -> Iterator[tuple[str, str, float]]:
    """Yield part, thing and depth (cm) for each part that is deeper in a thing than it gives way."""
    spheres = _spheres(scene, solved)
    # From the waist up: on a seat the hips are flat, which balls are not.
    rings = trunk(solved.bones, scene.body)[2:]
    spheres["trunk"] = [(each.centre, min(each.wide, each.deep)) for each in _doubled(rings)]
    spheres["head"] = [(spot("head", solved.bones, scene.body), 8.5)]
    for prop in scene.exercise.props:
        for middle, size in _solids(prop):
            for part, group in spheres.items():
                depth = max(_depth_in_box(at, radius, middle, size) for at, radius in group)
                if depth > _SOFT.get(prop.kind, SUNK):
                    yield part, prop.kind, depth


def _solids(prop: Prop) -> list[tuple[Vec, Vec]]:
    """Return the boxes (middle, size) of a thing that nobody can be inside of."""
    x, z = prop.at
    if prop.kind == "chair":
        seat = prop.height or SEAT
        wide, deep = size_of(prop)
        back = [] if prop.back == "none" else [chair_back(prop)]
        return [((x, seat - 2, z), (wide, 4.0, deep)), *back]
    if prop.kind == "doorframe":
        return door_posts(prop)
    if prop.kind in ("table", "counter"):
        wide, deep, high = size_of(prop)
        return [((x, high - 2, z), (wide, 4.0, deep))]
    if prop.kind == "bed":
        wide, deep, high = size_of(prop)
        return [((x, high / 2, z), (wide, high, deep))]
    if prop.kind == "step":
        wide, high, deep = size_of(prop)
        return [(prop.centre, (wide, high, deep))]
    if prop.kind == "wall":
        long, high = size_of(prop)
        size = (long, high, 5.0) if prop.along == "x" else (5.0, high, long)
        return [((x, high / 2, z), size)]
    return []


def _depth_in_box(at: Vec, radius: float, middle: Vec, size: Vec) -> float:
    """Return how deep a ball is in a box, negative where it is outside."""
    out = [abs(at[i] - middle[i]) - size[i] / 2 for i in range(3)]
    apart = math.sqrt(sum(max(0.0, each) ** 2 for each in out))
    return radius - apart if apart > 0 else radius - max(out)


def through_body(scene: Scene, solved: Solved) -> Iterator[tuple[str, str, float]]:
    """Yield two parts of the body and how deep (cm) the one is in the other, beyond what gives."""
    spheres, flesh = _spheres(scene, solved), _FLESH[scene.body.name]
    for side in SIDES:
        arm = [f"forearm.{side}", f"hand.{side}"]
        pairs = [
            (part, f"{leg}.{each}") for part in arm for leg in ("thigh", "shin") for each in SIDES
        ]
        if side == "L":
            pairs += [
                (f"{a}.L", f"{b}.R") for a in ("forearm", "hand") for b in ("forearm", "hand")
            ]
            pairs += [
                (f"{a}.L", f"{b}.R")
                for a in ("thigh", "shin", "foot")
                for b in ("thigh", "shin", "foot")
            ]
        for part, against in pairs:
            depth = max(
                radius + wide - distance(at, centre)
                for at, radius in spheres[part]
                for centre, wide in spheres[against]
            )
            if depth > flesh:
                yield part, against, depth
        rings = trunk(solved.bones, scene.body)
        for part in (f"forearm.{side}", f"hand.{side}", f"shin.{side}", f"foot.{side}"):
            depth = max(_depth_in_trunk(at, radius, rings) for at, radius in spheres[part])
            if depth > flesh:
                yield part, "trunk", depth
        skull = solved.bones["head"]
        middle = along(skull.at, skull.axes[1], 8)
        for part in (f"forearm.{side}", f"hand.{side}", f"upperarm.{side}"):
            depth = max(radius + 8.5 - distance(at, middle) for at, radius in spheres[part])
            if depth > flesh:
                yield part, "head", depth


def _depth_in_trunk(at: Vec, radius: float, rings: Sequence[Section]) -> float:
    ring = min(rings, key=lambda each: distance(each.centre, at))
    x, y, z = within(ring.axes, sub(at, ring.centre))
    if abs(y) > 7:
        return -radius
    share = math.hypot(x / (ring.wide + radius), z / (ring.deep + radius))
    return (1 - share) * (min(ring.wide, ring.deep) + radius)


def _spheres(scene: Scene, solved: Solved) -> dict[str, list[_Sphere]]:
    """Return balls along each limb, close enough together to leave no gap."""
    spheres: dict[str, list[_Sphere]] = {}
    for side in SIDES:
        for part in ("thigh", "shin", "upperarm", "forearm"):
            sections = limb_of(solved.bones, scene.body, part, side)
            # The upper end of a limb lies inside the part it hangs on.
            inner = sections[1:] if part in ("thigh", "upperarm") else sections
            spheres[f"{part}.{side}"] = [
                (each.centre, min(each.wide, each.deep)) for each in _doubled(inner)
            ]
        groups = hand(solved.bones, solved.pose, side)
        spheres[f"hand.{side}"] = [
            (blob.centre, min(blob.radii))
            for group in ("palm", "fingers", "fingertips")
            for blob in groups[group]
        ]
        spheres[f"foot.{side}"] = [
            (blob.centre, min(blob.radii)) for blob in foot(solved.bones, side)
        ]
    return spheres


def _doubled(sections: Sequence[Section]) -> list[Section]:
    """Return cross-sections with one more between each two."""
    more = [sections[0]]
    for each in sections[1:]:
        before = more[-1]
        centre = lerp(before.centre, each.centre, 0.5)
        more.append(
            Section(centre, each.axes, (before.wide + each.wide) / 2, (before.deep + each.deep) / 2)
        )
        more.append(each)
    return more
