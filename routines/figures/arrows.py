"""Arrows that show which way a part moves, taken from the way it really takes."""

from __future__ import annotations

from itertools import pairwise

from routines.figures.blend import blend
from routines.figures.exercise import Arrow
from routines.figures.scene import Scene
from routines.figures.shapes import Path, gap, heading, plus, smooth, square
from routines.figures.surface import spot
from routines.figures.vectors import Vec2

_STEPS = 8
_SHORTEST = 16.0  # cm
_HEAD = 6.5


def draw_arrows(scene: Scene) -> list[Path]:
    """Return the arrows of an exercise, from its start pose to its end pose."""
    return [_draw(scene, arrow) for arrow in scene.exercise.arrows]


def _draw(scene: Scene, arrow: Arrow) -> Path:
    way, middle = _way(scene, arrow)
    if arrow.shift is not None:
        moved = [plus(point, (arrow.shift[0], -arrow.shift[1])) for point in way]
    else:
        moved = [plus(point, heading(middle, point), arrow.gap) for point in way]
    first, last = int(len(moved) * 0.18), int(len(moved) * 0.86)
    points = [moved[first + (last - first) * step // 3] for step in range(4)]
    if sum(gap(a, b) for a, b in pairwise(points)) < _SHORTEST:
        ahead = heading(moved[0], moved[-1])
        points = [plus(points[1], ahead, step) for step in (-4, 2, 8, 14)]
    path = smooth(points)
    ahead = heading(points[-2], points[-1])
    tip, aside = points[-1], square(ahead)
    back = plus(tip, ahead, -_HEAD * 0.8)
    path.move(plus(back, aside, _HEAD * 0.7)).line(plus(tip, ahead)).line(
        plus(back, aside, -_HEAD * 0.7)
    )
    return path


def _way(scene: Scene, arrow: Arrow) -> tuple[list[Vec2], Vec2]:
    """Return the way of the point through the key poses up to the end still, and the body's middle."""
    camera = scene.view.camera
    points, waists = [], []
    count = len(scene.keys)
    begin, end = scene.exercise.start % count, scene.exercise.end % count
    keys = scene.keys[begin : end + 1] if begin < end else [scene.keys[begin], scene.keys[end]]
    for a, b in pairwise(keys):
        for step in range(_STEPS + 1):
            bones = blend(a, b, step / _STEPS, scene.body).bones
            points.append(camera(spot(arrow.point, bones, scene.body)))
            waists.append(camera(bones["s1"].at))
    middle = (sum(x for x, _ in waists) / len(waists), sum(y for _, y in waists) / len(waists))
    return points, middle
