"""The angles that a clinician would measure are the ones that an author wrote."""

from __future__ import annotations

import pytest

from routines.figures.angles import bend_of, hinge_of, joint_angles, swing_of
from routines.figures.body import RANGES, Body
from routines.figures.keys import Arm, Bend, Key, Leg
from routines.figures.solve import solve
from routines.figures.vectors import IDENTITY, compose, rot_x, rot_y, rot_z


def angles_of(key: Key, body: Body) -> dict[str, float]:
    return {name: size for name, (_, size) in joint_angles(solve(key, body).pose).items()}


@pytest.mark.parametrize("side", ["L", "R"])
def test_a_leg_bent_by_angles_measures_these_angles_on_both_sides(side: str, body: Body) -> None:
    leg = Leg(flex=70, abd=20, rot=15, knee=95, ankle=12, toeout=0)

    angles = angles_of(Key(legs={"L": leg, "R": leg}), body)

    assert angles[f"hip.{side} flex"] == pytest.approx(70)
    assert angles[f"hip.{side} abd"] == pytest.approx(20)
    assert angles[f"hip.{side} rot"] == pytest.approx(15)
    assert angles[f"knee.{side}"] == pytest.approx(95)
    assert angles[f"ankle.{side}"] == pytest.approx(12)


@pytest.mark.parametrize("side", ["L", "R"])
def test_an_arm_bent_by_angles_measures_these_angles_on_both_sides(side: str, body: Body) -> None:
    arm = Arm(flex=60, abd=10, elbow=80, wrist=20, pron=90)

    angles = angles_of(Key(arms={"L": arm, "R": arm}), body)

    assert angles[f"elbow.{side}"] == pytest.approx(80)
    assert angles[f"wrist.{side} flex"] == pytest.approx(-20)
    assert angles[f"wrist.{side} twist"] == pytest.approx(90)
    assert angles[f"arm.{side} back"] == pytest.approx(60)


def test_the_spine_measures_what_lumbar_thorax_and_neck_were_bent(body: Body) -> None:
    key = Key(lumbar=Bend(flex=30), thorax=Bend(twist=25), neck=Bend(side=15))

    angles = angles_of(key, body)

    assert angles["lumbar flex"] == pytest.approx(30)
    assert angles["chest twist"] == pytest.approx(25)
    assert angles["neck side"] == pytest.approx(15)
    assert angles["chest flex"] == pytest.approx(0)


def test_a_bend_of_the_whole_spine_is_shared_between_low_back_and_chest(body: Body) -> None:
    angles = angles_of(Key(spine=Bend(flex=40)), body)

    assert angles["lumbar flex"] + angles["chest flex"] == pytest.approx(40)
    assert angles["lumbar flex"] > angles["chest flex"] > 10


def test_an_arm_far_out_to_the_side_has_no_forward_and_back(body: Body) -> None:
    out = Arm(abd=90)

    assert "arm.L back" not in angles_of(Key(arms={"L": out, "R": Arm()}), body)
    assert "arm.R back" in angles_of(Key(arms={"L": out, "R": Arm()}), body)


def test_an_arm_over_the_head_counts_on_past_180_degrees(body: Body) -> None:
    over = Arm(flex=200, abd=0)

    assert angles_of(Key(arms={"L": over, "R": over}), body)["arm.L back"] == pytest.approx(200)


def test_each_angle_has_a_range_that_a_person_at_ease_is_within(body: Body) -> None:
    for kind, size in joint_angles(solve(Key(), body).pose).values():
        least, most = RANGES[kind]
        assert least < size < most


def test_three_turns_are_told_apart() -> None:
    assert hinge_of(rot_x(35)) == pytest.approx(35)
    assert bend_of(compose(compose(rot_x(30), rot_z(-20)), rot_y(10))) == pytest.approx(
        (30, 20, 10)
    )
    assert swing_of(compose(rot_x(-30), rot_z(20)), "L") == pytest.approx((30, 20, 0))
    assert swing_of(compose(rot_x(-30), rot_z(-20)), "R") == pytest.approx((30, 20, 0))
    assert swing_of(IDENTITY, "L") == pytest.approx((0, 0, 0))
