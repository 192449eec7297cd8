"""The shadow of a body on the floor: under each part that comes near it."""

from __future__ import annotations

from collections.abc import Sequence

from routines.figures.body import FOOT, SIDES, SKULL
from routines.figures.rig import Frames
from routines.figures.scene import Scene
from routines.figures.shapes import Path, floor_hull
from routines.figures.solve import Solved
from routines.figures.surface import foot, limb_of, trunk
from routines.figures.vectors import Vec, add, apply, lerp

_FADES = 26.0  # cm above the floor at which a shadow is gone
_SPECK = 5.0  # a shadow that is never wider than this many cm is left out
_SPREADS = 2.5
_CORNERS = 5

_Discs = list[tuple[Vec, float]]


def draw_shadows(scene: Scene, solved: Sequence[Solved]) -> list[Path]:
    """Return one path per frame, empty where nothing comes near the floor."""
    if not scene.exercise.shadow:
        return []
    parts = [[_on_floor(part) for part in _parts(each.bones, scene)] for each in solved]
    lasting = [
        number
        for number in range(len(parts[0]))
        if max(radius for frame in parts for _, radius in frame[number]) > _SPECK
    ]
    paths = []
    for frame in parts:
        path = Path()
        for number in lasting:
            path.join(floor_hull(scene.view.camera, frame[number], _CORNERS))
        paths.append(path)
    return paths


def _parts(bones: Frames, scene: Scene) -> list[_Discs]:
    """Return the balls each part is made of."""
    skull = bones["head"]
    parts = [
        [(each.centre, each.deep * 0.92) for each in trunk(bones, scene.body)]
        + [(add(skull.at, apply(skull.axes, SKULL.centre)), 8.0)]
    ]
    for side in SIDES:
        for part in ("thigh", "shin"):
            parts.append(
                [(each.centre, each.wide) for each in limb_of(bones, scene.body, part, side)]
            )
        heel = bones[f"ankle.{side}"]
        parts.append([(blob.centre, blob.radii[1]) for blob in foot(bones, side)])
        parts[-1].append((add(heel.at, apply(heel.axes, FOOT[0].centre)), 3.0))
    return parts


def _on_floor(balls: _Discs) -> _Discs:
    """Return the shadow's discs: the higher a ball, the smaller, drawn to the part's lowest."""
    lowest = min(balls, key=lambda ball: ball[0][1] - ball[1])[0]
    discs = []
    for centre, radius in balls:
        nearness = max(0.0, 1 - max(0.0, centre[1] - radius) / _FADES)
        x, _, z = lerp(lowest, centre, nearness**0.5)
        discs.append(((x, 0.0, z), (radius + _SPREADS) * max(0.0, 1.5 * nearness - 0.5)))
    return discs
