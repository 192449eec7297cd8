"""A body as outlines: every part is there, and keeps its commands through any movement."""

from __future__ import annotations

import pytest

from routines.figures.body import BODIES, SIDES
from routines.figures.keys import Arm, Bend, Key, Leg
from routines.figures.outline import View, grip, outline
from routines.figures.shapes import Camera
from routines.figures.solve import solve
from routines.figures.surface import hand
from routines.figures.vectors import distance

UPRIGHT = Key(at=(0, 90, 0))
FOLDED = Key(
    face="side-L",
    at=(0, 20, 0),
    spine=Bend(flex=40, side=10, twist=20),
    neck=Bend(flex=20),
    legs={"L": Leg(flex=120, knee=130), "R": Leg(flex=40, abd=30, rot=40, ankle=-40)},
    arms={"L": Arm(flex=150, elbow=100, curl=0.9), "R": Arm(abd=80, pron=180, curl=0.1)},
)


@pytest.mark.parametrize("build", BODIES)
@pytest.mark.parametrize("grips", [(), ("L",), ("L", "R")])
@pytest.mark.parametrize("camera", [(0, 8), (70, 25), (-160, 0)])
def test_every_part_keeps_its_commands_whatever_the_pose(
    build: str, grips: tuple[str, ...], camera: tuple[float, float]
) -> None:
    body = BODIES[build]
    view = View(Camera(*camera), body, grips=grips)
    upright, folded = (
        outline(each.bones, each.pose, view) for each in (solve(k, body) for k in (UPRIGHT, FOLDED))
    )

    assert upright.keys() == folded.keys()
    for part, path in upright.items():
        assert path.commands == folded[part].commands, part


def test_fingers_are_drawn_joint_by_joint_only_where_they_close() -> None:
    body = BODIES["regular"]
    solved = solve(UPRIGHT, body)

    flat, closed = (
        outline(solved.bones, solved.pose, View(Camera(), body, grips=grips))
        for grips in ((), ("R",))
    )

    assert closed.keys() - flat.keys() == {"fingers.R", "fingertips.R"}


def test_a_shoe_is_drawn_larger_than_a_bare_foot() -> None:
    body = BODIES["regular"]
    solved = solve(UPRIGHT, body)
    bare, shod = (
        outline(solved.bones, solved.pose, View(Camera(90, 0), body, shod=shod))["foot.L"]
        for shod in (False, True)
    )

    lengths = [
        max(x for x, _ in path.points()) - min(x for x, _ in path.points()) for path in (bare, shod)
    ]
    assert lengths[1] > lengths[0]


def test_a_closed_hand_holds_its_grip() -> None:
    body = BODIES["regular"]
    solved = solve(Key(at=(0, 90, 0), arms={s: Arm(curl=0.9) for s in SIDES}), body)

    for side in SIDES:
        held = grip(solved.bones, side)
        for blob in hand(solved.bones, solved.pose, side)["fingertips"]:
            assert distance(held, blob.centre) < 6


def test_the_eyes_are_where_the_head_looks() -> None:
    body = BODIES["regular"]
    solved = solve(UPRIGHT, body)
    shapes = outline(solved.bones, solved.pose, View(Camera(0, 0), body))

    left, right, mouth, hair = (
        next(shapes[part].points()) for part in ("eye.L", "eye.R", "mouth", "hair")
    )
    assert left[0] > 0 > right[0]
    assert left[1] == pytest.approx(right[1])
    assert mouth[1] > left[1] > hair[1] - 20
