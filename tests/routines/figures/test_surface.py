"""The skin: points by name, lowest spots, directions in words, and flesh that gives way."""

from __future__ import annotations

import pytest

from routines.figures.body import BODIES, FOOT_BALL, SOLE, Body
from routines.figures.keys import Arm, Key, Leg
from routines.figures.rig import Pose, frames
from routines.figures.solve import solve
from routines.figures.surface import (
    FACES,
    PARTS,
    POINTS,
    direction,
    foot,
    hand,
    lowest,
    spot,
    trunk,
)
from routines.figures.vectors import X, Y, Z, distance, dot, rot_x, sub

STANDING = Pose(at=(0, 89.1, 0))
BONES = frames(STANDING)


@pytest.mark.parametrize("face", ["", *FACES])
def test_every_point_has_a_place_on_every_face(face: str, body: Body) -> None:
    for point in POINTS:
        for side in ("L", "R"):
            x, y, z = spot(f"{point}.{side} {face}".strip(), BONES, body)
            assert abs(x) < 40, point
            assert -2 < y < 175, point
            assert abs(z) < 30, point


def test_left_points_are_on_the_left_and_out_is_away_from_the_middle(body: Body) -> None:
    for side, sign in (("L", 1), ("R", -1)):
        inner, middle, outer = (
            spot(f"thigh.{side}{face}", BONES, body)[0] * sign for face in (" in", "", " out")
        )
        assert 0 < inner < middle < outer


def test_the_share_of_a_bone_runs_from_its_upper_end(body: Body) -> None:
    heights = [spot(f"thigh.L@{share}", BONES, body)[1] for share in (0, 0.3, 0.6, 1)]

    assert heights == sorted(heights, reverse=True)
    assert spot("thigh.L@0", BONES, body) == pytest.approx(BONES["hip.L"].at)
    assert spot("thigh.L@1", BONES, body) == pytest.approx(BONES["knee.L"].at)
    assert spot("thigh.L", BONES, body) == spot("thigh.L@.5", BONES, body)


def test_faces_are_those_of_the_body_and_words_those_of_the_room(body: Body) -> None:
    lying = solve(Key(face="supine", at=(0, 20, 0)), body).bones
    middle = spot("chest", lying, body)

    front, up = (sub(spot(f"chest {face}", lying, body), middle) for face in ("front", "up"))
    assert dot(front, Y) > 8
    assert dot(up, Y) > 8
    assert dot(sub(spot("chest right", lying, body), middle), X) > 8


def test_a_pad_moves_a_point_off_the_skin(body: Body) -> None:
    skin, off = spot("knee.L front", BONES, body), spot("knee.L front", BONES, body, 3)

    assert distance(skin, off) == pytest.approx(3)
    assert off[2] > skin[2]


def test_a_front_with_a_side_lies_half_way_to_that_side(body: Body) -> None:
    left, middle, right = (
        spot(f"{point} front", BONES, body)[0] for point in ("chest.L", "chest", "chest.R")
    )

    assert right < middle < left
    assert middle == pytest.approx(0)


@pytest.mark.parametrize("text", ["tail", "knee.L sideways", "thigh.M"])
def test_a_point_that_nobody_has_is_refused(text: str, body: Body) -> None:
    with pytest.raises(KeyError):
        spot(text, BONES, body)


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_a_lowest_spot(name: str, body: Body) -> None:
    for part in (
        (name,)
        if name in ("pelvis", "belly", "chest", "trunk", "head")
        else (
            f"{name}.L",
            f"{name}.R",
        )
    ):
        assert -0.5 < lowest(part, BONES, body, STANDING) < 160


def test_the_soles_of_someone_who_stands_touch_the_floor(body: Body) -> None:
    bones = solve(Key(at=(0, 84, 0), legs={s: Leg(foot=(0, 0, 0)) for s in "LR"}), body)

    assert lowest("foot.L", bones.bones, body, bones.pose) == pytest.approx(0)


def test_an_unknown_part_is_refused(body: Body) -> None:
    with pytest.raises(KeyError):
        lowest("tail", BONES, body, STANDING)


def test_a_broader_build_has_more_flesh_on_the_same_bones() -> None:
    girths = [
        spot("belly front", BONES, BODIES[build])[2] for build in ("slim", "regular", "broad")
    ]
    lows = [lowest("thigh.L", BONES, BODIES[build], STANDING) for build in BODIES]

    assert girths == sorted(girths)
    assert len(set(girths)) == 3
    assert len(set(lows)) == 1


def test_a_raised_thigh_presses_the_belly_in(body: Body) -> None:
    flexed = {side: Leg(flex=135, knee=140) for side in "LR"}
    folded = solve(Key(at=(0, 60, 0), legs=flexed), body).bones
    straight = solve(Key(at=(0, 60, 0)), body).bones

    depths = [[ring.deep for ring in trunk(bones, body)] for bones in (straight, folded)]
    assert sum(depths[1]) < sum(depths[0]) - 2
    assert all(now <= was for was, now in zip(*depths, strict=True))


def test_toes_bend_about_the_ball_of_the_foot() -> None:
    flat, bent = STANDING, Pose(at=STANDING.at, toes={"L": 40, "R": 0})

    was, now = (foot(frames(pose), "L") for pose in (flat, bent))

    assert now[:-1] == was[:-1]
    assert now[-1].centre[1] > was[-1].centre[1] + 1
    hinge = (BONES["ankle.L"].at[0], BONES["ankle.L"].at[1] - SOLE, FOOT_BALL[2])
    assert distance(now[-1].centre, hinge) == pytest.approx(distance(was[-1].centre, hinge))


def test_a_shoe_is_larger_than_the_foot_in_it() -> None:
    bare, shod = foot(BONES, "R"), foot(BONES, "R", shod=True)

    assert all(sum(b.radii) > sum(a.radii) for a, b in zip(bare, shod, strict=True))


def test_fingers_close_towards_the_palm(body: Body) -> None:
    tips = {}
    for curl in (0.0, 0.5, 1.0):
        solved = solve(Key(arms={side: Arm(curl=curl) for side in "LR"}), body)
        wrist = solved.bones["wrist.L"]
        tip = hand(solved.bones, solved.pose, "L")["fingertips"][-1].centre
        tips[curl] = dot(sub(tip, wrist.at), wrist.axes[2]), distance(tip, wrist.at)

    assert tips[0.5][0] > tips[0.0][0] + 4
    assert tips[1.0][1] < tips[0.5][1] < tips[0.0][1]


def test_the_thumbs_of_both_hands_are_mirror_images() -> None:
    left, right = (hand(BONES, STANDING, side)["thumb"][1].centre for side in "LR")

    assert left == pytest.approx((-right[0], right[1], right[2]))
    assert abs(left[0]) > abs(BONES["wrist.L"].at[0])  # palms forward, thumbs out


@pytest.mark.parametrize(
    ("words", "towards"),
    [
        ("up", Y),
        ("right", X),
        ("near", Z),
        ("near+up", (0, 0.5**0.5, 0.5**0.5)),
        ("right*3 + up*4", (0.6, 0.8, 0)),
        ([0, 0, 7], Z),
    ],
)
def test_directions_are_mixed_from_words(
    words: str | list[float], towards: tuple[float, ...]
) -> None:
    assert direction(words) == pytest.approx(towards)


@pytest.mark.parametrize("words", ["sideways", "near+", "up*much"])
def test_a_direction_that_is_none_is_refused(words: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        direction(words)


def test_a_bent_knee_carries_its_front_with_the_thigh(body: Body) -> None:
    bones = frames(Pose(joints={"knee.L": rot_x(90)}))

    forwards = sub(spot("knee.L front", bones, body), bones["knee.L"].at)
    assert dot(forwards, Z) > 5
