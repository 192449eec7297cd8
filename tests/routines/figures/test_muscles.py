"""Muscles that glow: each where it lies, on its side, and stretching with the joint it crosses."""

from __future__ import annotations

import pytest
import yaml

from routines.domain.library import CONTENT_FOLDER
from routines.figures.body import BODIES, SIDES, Body
from routines.figures.keys import Key, Leg
from routines.figures.muscles import BANDS, MUSCLES, NAMES, NERVES, WHOLE, glow, needs_side
from routines.figures.rig import Pose, frames
from routines.figures.shapes import Camera
from routines.figures.solve import solve
from routines.figures.vectors import Vec2

FRONT, BACK, SIDE = Camera(0, 0), Camera(180, 0), Camera(90, 0)
STANDING = frames(Pose(at=(0, 90, 0)))


def middle(points: list[Vec2]) -> Vec2:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def test_the_muscles_are_those_of_the_library() -> None:
    written = yaml.safe_load((CONTENT_FOLDER / "muscles.yaml").read_text(encoding="utf-8"))

    assert set(NAMES) == set(written)


@pytest.mark.parametrize("name", [name for name in NAMES if name != WHOLE])
def test_every_muscle_keeps_its_commands_whatever_the_pose(name: str, body: Body) -> None:
    folded = solve(Key(face="side-L", legs={s: Leg(flex=110, knee=120) for s in SIDES}), body).bones

    for side in SIDES:
        upright, bent = (glow(FRONT, bones, body, name, side) for bones in (STANDING, folded))
        assert upright.shape.commands == bent.shape.commands
        assert upright.host == bent.host


@pytest.mark.parametrize("name", [*MUSCLES, *NERVES])
def test_a_muscle_glows_on_its_own_side(name: str, body: Body) -> None:
    left, right = (
        middle(list(glow(FRONT, STANDING, body, name, side).shape.points())) for side in SIDES
    )

    assert left[0] == pytest.approx(-right[0], abs=1.2)
    if needs_side(name):
        assert left[0] > 1 > -1 > right[0]


@pytest.mark.parametrize(
    ("name", "seen_from"),
    [
        ("quadriceps", FRONT),
        ("tibialis-anterior", FRONT),
        ("rectus-abdominis", FRONT),
        ("hip-flexors", FRONT),
        ("hamstrings", BACK),
        ("gluteus-maximus", BACK),
        ("calves", BACK),
        ("erector-spinae", BACK),
        ("piriformis", BACK),
    ],
)
def test_a_muscle_faces_the_side_of_the_body_it_lies_on(
    name: str, seen_from: Camera, body: Body
) -> None:
    away = BACK if seen_from is FRONT else FRONT

    assert glow(seen_from, STANDING, body, name, "L").seen > 0.5
    assert glow(away, STANDING, body, name, "L").seen < -0.5
    # With the front on the left, as this camera has it, what is in front lies there.
    aside, _ = middle(list(glow(SIDE, STANDING, body, name, "L").shape.points()))
    assert (aside < 0) == (seen_from is FRONT)
    assert abs(aside) > 0.5


@pytest.mark.parametrize(
    ("name", "high", "low"),
    [
        ("quadriceps", 90, 48),
        ("hamstrings", 90, 48),
        ("calves", 48, 7),
        ("obliques", 130, 90),
        ("diaphragm", 140, 100),
    ],
)
def test_a_muscle_lies_between_the_joints_it_is_known_for(
    name: str, high: float, low: float, body: Body
) -> None:
    _, down = middle(list(glow(FRONT, STANDING, body, name, "L").shape.points()))

    assert low < -down < high


def test_the_gluteus_maximus_gets_longer_when_the_hip_flexes(body: Body) -> None:
    camera = Camera(90, 0)
    lengths = []
    for flex in (0, 90):
        bones = solve(Key(at=(0, 90, 0), legs={s: Leg(flex=flex) for s in SIDES}), body).bones
        points = list(glow(camera, bones, body, "gluteus-maximus", "L").shape.points())
        xs, ys = zip(*points, strict=True)
        lengths.append(max(xs) - min(xs) + max(ys) - min(ys))

    assert lengths[1] > lengths[0]


def test_bands_go_round_the_trunk_and_nerves_down_the_leg(body: Body) -> None:
    for name in BANDS:
        band = glow(FRONT, STANDING, body, name, "L")
        assert (band.host, band.kind) == ("top", "band")
        assert min(x for x, _ in band.shape.points()) < -8
        assert max(x for x, _ in band.shape.points()) > 8
    nerve = glow(FRONT, STANDING, body, "sciatic-nerve", "R")
    assert (nerve.host, nerve.kind) == ("leg.R", "nerve")
    ys = [y for _, y in nerve.shape.points()]
    assert max(ys) - min(ys) > 60


def test_only_what_lies_in_the_middle_has_no_side() -> None:
    assert {name for name in NAMES if not needs_side(name)} == {
        "whole-body",
        "transversus-abdominis",
        "diaphragm",
        "rectus-abdominis",
    }


def test_an_unknown_muscle_is_refused() -> None:
    with pytest.raises(KeyError):
        glow(FRONT, STANDING, BODIES["slim"], "biceps", "L")
