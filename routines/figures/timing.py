"""When each frame of a movement is shown: holds, easing, there and back or round in a circle."""

from __future__ import annotations

import math
from dataclasses import dataclass

from routines.figures.blend import blend
from routines.figures.body import SIDES
from routines.figures.rig import Frames
from routines.figures.scene import Scene
from routines.figures.shapes import gap, mid
from routines.figures.solve import Solved
from routines.figures.vectors import Vec2, add, along, apply

# A straight line between two frames may be off by so much before another frame is put between.
_TOLERANCE = 2.0  # cm
_MOST_STEPS = 5


@dataclass(frozen=True, slots=True)
class Timeline:
    """Frames in the order they are first shown, and when each is shown.

    `shown` holds (frame number, seconds) and ends where the movement begins again; `stops` are the
    spans (begin, end, key pose) in seconds during which a key pose is held.
    """

    frames: list[Solved]
    shown: list[tuple[int, float]]
    stops: list[tuple[float, float, int]]

    @property
    def seconds(self) -> float:
        """Return how long one round takes."""
        return self.shown[-1][1]


def lay_out(scene: Scene) -> Timeline:
    """Return the timeline of a scene: to the last key pose and the same way back, or round."""
    frames, shown, stops = [scene.keys[0]], [(0, 0.0)], []
    now = scene.keys[0].key.hold
    shown.append((0, now))
    stops.append((0.0, now, 0))
    ways: list[list[int]] = []
    pairs = scene.pairs()
    for number, (a, b) in enumerate(pairs):
        steps = _steps(scene, a, b)
        back_at_start = scene.exercise.cycle and number == len(pairs) - 1
        way = [ways[-1][-1] if ways else 0]
        for step in range(1, steps + 1):
            if step == steps and back_at_start:
                way.append(0)
                continue
            frames.append(blend(a, b, step / steps, scene.body))
            way.append(len(frames) - 1)
        ways.append(way)
        now = _travel(shown, way, now, b.key.move)
        if back_at_start:
            return Timeline(frames, shown, stops)
        now = _stay(shown, stops, way[-1], now, b.key.hold, number + 1)
    for number in range(len(ways) - 1, -1, -1):
        now = _travel(shown, ways[number][::-1], now, pairs[number][1].key.move)
        if number:
            now = _stay(shown, stops, ways[number][0], now, pairs[number][0].key.hold, number)
    return Timeline(frames, shown, stops)


def _travel(shown: list[tuple[int, float]], way: list[int], now: float, seconds: float) -> float:
    """Show the frames of one way, slowly at both ends; returns when it is over."""
    for step, frame in enumerate(way[1:], 1):
        eased = math.acos(1 - 2 * step / (len(way) - 1)) / math.pi
        shown.append((frame, now + eased * seconds))
    return now + seconds


def _stay(
    shown: list[tuple[int, float]],
    stops: list[tuple[float, float, int]],
    frame: int,
    now: float,
    seconds: float,
    key: int,
) -> float:
    shown.append((frame, now + seconds))
    stops.append((now, now + seconds, key))
    return now + seconds


def _steps(scene: Scene, a: Solved, b: Solved) -> int:
    """Return into how many straight pieces a way is cut, so that joints do not cut corners."""
    for steps in range(2, _MOST_STEPS):
        marks = [
            _marks(scene, blend(a, b, part / (2 * steps), scene.body).bones)
            for part in range(2 * steps + 1)
        ]
        if max(_off_line(marks[i : i + 3]) for i in range(0, 2 * steps, 2)) < _TOLERANCE:
            return steps
    return _MOST_STEPS


def _off_line(three: list[list[Vec2]]) -> float:
    return max(
        gap(mid(first, last), middle)
        for first, middle, last in zip(three[0], three[1], three[2], strict=True)
    )


def _marks(scene: Scene, bones: Frames) -> list[Vec2]:
    """Return where joints, fingertips, toes and crown are seen."""
    points = [bone.at for bone in bones.values()]
    for side in SIDES:
        wrist, ankle = bones[f"wrist.{side}"], bones[f"ankle.{side}"]
        points.append(along(wrist.at, wrist.axes[1], -14))
        points.append(add(ankle.at, apply(ankle.axes, (0, -5, 15))))
    points.append(add(bones["head"].at, apply(bones["head"].axes, (0, 18, 0))))
    return [scene.view.camera(point) for point in points]
