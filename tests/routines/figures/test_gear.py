"""What is worn or held goes along with the body."""

from __future__ import annotations

import pytest

from routines.figures.body import Body
from routines.figures.gear import KINDS, Gear, draw_gear, place
from routines.figures.keys import Key, Leg
from routines.figures.outline import grip
from routines.figures.rig import Pose, frames
from routines.figures.shapes import Camera, Path, gap
from routines.figures.solve import solve
from routines.figures.style import CLASSES
from routines.figures.surface import spot
from routines.figures.vectors import Vec2

CAMERA = Camera(0, 0)
STANDING = frames(Pose(at=(0, 90, 0)))
BAND = ("thigh.L@.8", "thigh.R@.8")


def ends(path: Path) -> list[Vec2]:
    """Return the points a path goes through."""
    return [spots[-1] for _, _, spots in path.ops if spots]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_keeps_its_commands_while_the_body_moves(kind: str, body: Body) -> None:
    points = ("heel.R",) if kind == "heel-lift" else BAND
    bent = solve(Key(legs={"L": Leg(flex=80, knee=90), "R": Leg()}), body).bones

    drawn = [
        [piece for half in draw_gear(CAMERA, Gear(kind, points), bones, body) for piece in half]
        for bones in (STANDING, bent)
    ]

    assert [(p.css, p.shape.commands) for p in drawn[0]] == [
        (p.css, p.shape.commands) for p in drawn[1]
    ]
    assert {piece.css for piece in drawn[0]} <= set(CLASSES)


def test_a_band_goes_round_both_limbs_half_behind_and_half_before(body: Body) -> None:
    behind, before = draw_gear(CAMERA, Gear("band", BAND, radius=7), STANDING, body)

    assert [piece.css for piece in behind + before] == ["band", "band"]
    for piece in behind + before:
        xs = [x for x, _ in piece.shape.points()]
        assert max(xs) == pytest.approx(spot("thigh.L@.8", STANDING, body)[0] + 7, abs=0.5)
        assert min(xs) == pytest.approx(spot("thigh.R@.8", STANDING, body)[0] - 7, abs=0.5)


def test_a_loose_band_sags_until_the_limbs_part(body: Body) -> None:
    def sag(abd: float, slack: float) -> float:
        bones = solve(Key(at=(0, 90, 0), legs={s: Leg(abd=abd) for s in "LR"}), body).bones
        _, before = draw_gear(CAMERA, Gear("band", BAND, slack=slack), bones, body)
        path = before[0].shape
        return max(y for _, y in path.points()) - max(y for _, y in ends(path))

    assert sag(0, 6) > sag(0, 0) + 4
    assert sag(25, 6) == sag(25, 0)


def test_a_strap_runs_from_the_hand_through_its_points(body: Body) -> None:
    (strap,) = draw_gear(CAMERA, Gear("strap", ("grip.L", "toes.L down")), STANDING, body)[1]
    begin, *_, end = strap.shape.points()

    assert begin == pytest.approx(CAMERA(grip(STANDING, "L")))
    assert gap(end, CAMERA(spot("toes.L down", STANDING, body))) < 1


def test_a_stick_is_longer_than_its_points_by_its_radius_at_both_ends(body: Body) -> None:
    def long(radius: float) -> float:
        stick = Gear("stick", ((-20, 100, 0), (20, 100, 0)), radius=radius)
        begin, end = draw_gear(CAMERA, stick, STANDING, body)[1][0].shape.points()
        return gap(begin, end)

    assert long(0) == pytest.approx(40)
    assert long(12) == pytest.approx(64)


def test_a_ball_lies_against_the_skin(body: Body) -> None:
    side = Camera(90, 0)
    (ball,) = draw_gear(side, Gear("ball-on", ("seat back",), radius=4), STANDING, body)[1]
    skin = side(spot("seat back", STANDING, body))[0]
    xs = [x for x, _ in ends(ball.shape)]

    assert min(abs(x - skin) for x in xs) < 1
    assert max(xs) - min(xs) == pytest.approx(8, abs=1)


def test_a_heel_lift_is_a_wedge_that_is_high_at_the_back(body: Body) -> None:
    side = Camera(90, 0)
    (lift,) = draw_gear(side, Gear("heel-lift", ("heel.R",), radius=2), STANDING, body)[1]
    back, under, front = lift.shape.points()

    assert under[1] - back[1] == pytest.approx(2)
    assert front[1] == pytest.approx(back[1])


def test_a_place_in_the_room_stays_where_it_is(body: Body) -> None:
    assert place((1, 2, 3), STANDING, body) == (1, 2, 3)
    assert place("grip.R", STANDING, body) == grip(STANDING, "R")
    assert place("knee.L front", STANDING, body) == spot("knee.L front", STANDING, body)
