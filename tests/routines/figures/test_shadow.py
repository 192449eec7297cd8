"""Shadows: under what is near the floor, smaller the higher it is, the same commands throughout."""

from __future__ import annotations

from routines.figures.exercise import Exercise
from routines.figures.keys import Key
from routines.figures.scene import stage
from routines.figures.shadow import draw_shadows
from routines.figures.shapes import Path


def shadows(*keys: Key, shadow: bool = True) -> list[Path]:
    scene = stage(Exercise("lift", keys, pitch=30, shadow=shadow))
    return draw_shadows(scene, scene.keys)


def wide(path: Path) -> float:
    xs = [x for x, _ in path.points()]
    return max(xs) - min(xs)


LYING = Key(face="supine", rest=("pelvis",))
STANDING = Key(rest=("foot.L",))


def test_who_lies_has_a_shadow_as_long_as_the_body() -> None:
    lying, standing = (wide(shadows(key, key)[0]) for key in (LYING, STANDING))

    assert lying > 120
    assert 20 < standing < 70


def test_each_frame_has_a_shadow_with_the_same_commands() -> None:
    raised = Key(face="supine", rest=("pelvis",), height=10)

    low, high = shadows(LYING, raised)

    assert low.commands == high.commands
    assert wide(high) < wide(low)


def test_what_never_comes_near_the_floor_has_no_shadow() -> None:
    flying = Key(at=(0, 200, 0))

    assert not any(path.ops for path in shadows(flying, flying))


def test_a_figure_can_do_without_a_shadow() -> None:
    assert shadows(LYING, LYING, shadow=False) == []


def test_a_shadow_lies_on_the_floor_below_the_body() -> None:
    scene = stage(Exercise("lift", (STANDING, STANDING), pitch=0))

    (path, _) = draw_shadows(scene, scene.keys)

    assert all(abs(y) < 1e-6 for _, y in path.points())
