"""Inverse kinematics: the limb gets there, says by how much it is short, and bends like a joint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.figures.angles import joint_angles
from routines.figures.body import FOREARM, RANGES, SHIN, SIDES, THIGH, UPPER_ARM
from routines.figures.reach import ELBOW_CLEARS, KNEE_CLEARS, bring_ankle, bring_wrist
from routines.figures.rig import Pose, frames
from routines.figures.vectors import (
    IDENTITY,
    Vec,
    Z,
    add,
    angle_between,
    distance,
    dot,
    looking,
    rot_y,
    scale,
    unit,
)

directions = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda way: sum(map(abs, way)) > 0.1)
BACKWARDS: Vec = (0, 0, -1)
DOWN: Vec = (0, -1, 0)


@given(directions, st.floats(8, 82), st.sampled_from(SIDES))
def test_an_ankle_gets_exactly_where_it_is_sent(way: Vec, far: float, side: str) -> None:
    pose = Pose(at=(0, 150, 0))
    target = add(frames(pose)[f"hip.{side}"].at, scale(unit(way), far))

    short = bring_ankle(pose, side, target, Z, None)

    assert short == pytest.approx(0, abs=1e-6)
    assert distance(frames(pose)[f"ankle.{side}"].at, target) < 1e-6


@given(directions, st.floats(15, 44), st.sampled_from(SIDES))
def test_a_wrist_gets_where_it_is_sent_although_the_shoulder_follows(
    way: Vec, far: float, side: str
) -> None:
    pose = Pose(at=(0, 150, 0))
    bones = frames(pose)
    ahead = unit(way)
    target = add(bones[f"shoulder.{side}"].at, scale(ahead, far))
    # Away from the target there is no telling which way an elbow shall bulge.
    pole = looking(ahead, BACKWARDS if abs(ahead[2]) < 0.9 else DOWN)[2]

    short = bring_wrist(pose, bones["s3"], side, target, pole, None)

    assert distance(frames(pose)[f"wrist.{side}"].at, target) == pytest.approx(short, abs=1e-6)
    assert short < 0.2


def test_a_leg_that_is_too_short_says_how_many_centimetres_are_missing() -> None:
    pose = Pose(at=(0, 100, 0))
    x, y, z = frames(pose)["hip.L"].at

    short = bring_ankle(pose, "L", (x, y - THIGH - SHIN - 10, z), Z, None)

    assert short == pytest.approx(10, abs=0.1)
    assert frames(pose)["ankle.L"].at == pytest.approx((x, y - THIGH - SHIN, z), abs=0.1)


def test_an_arm_that_is_too_short_says_how_many_centimetres_are_missing() -> None:
    pose = Pose(at=(0, 100, 0))
    bones = frames(pose)
    x, y, z = bones["shoulder.L"].at

    short = bring_wrist(
        pose, bones["s3"], "L", (x, y - UPPER_ARM - FOREARM - 10, z), BACKWARDS, None
    )

    assert short == pytest.approx(10, abs=0.2)


def test_the_knee_points_where_it_is_aimed() -> None:
    for pole, axis, way in ((Z, 2, 1), ((1, 0, 0), 0, 1), ((-1, 0, 0), 0, -1)):
        pose = Pose(at=(0, 100, 0))
        hip = frames(pose)["hip.L"].at
        bring_ankle(pose, "L", (hip[0], 40, hip[2]), pole, None)
        knee = frames(pose)["knee.L"].at
        assert (knee[axis] - hip[axis]) * way > 20


@pytest.mark.parametrize("span", [80, 65, 50, 35, 20])
def test_a_knee_keeps_its_hinge_however_far_it_bends(span: float) -> None:
    pose = Pose(at=(0, 100, 0))
    hip = frames(pose)["hip.R"].at
    bring_ankle(pose, "R", (hip[0], hip[1] - span, hip[2]), Z, None)
    bones = frames(pose)
    thigh, shin = bones["hip.R"].axes, bones["knee.R"].axes

    assert dot(thigh[0], shin[0]) == pytest.approx(1)
    # A knee bends backwards: what is behind the thigh lies under it.
    assert joint_angles(pose)["knee.R"][1] == pytest.approx(angle_between(thigh, shin))
    assert dot(thigh[2], Z) > 0


@pytest.mark.parametrize("span", [52, 40, 30, 20, 12])
def test_an_elbow_keeps_its_hinge_however_far_it_bends(span: float) -> None:
    pose = Pose(at=(0, 100, 0))
    bones = frames(pose)
    x, y, z = bones["shoulder.L"].at
    bring_wrist(pose, bones["s3"], "L", (x, y, z + span), DOWN, None)
    angles = joint_angles(pose)
    bones = frames(pose)

    assert dot(bones["shoulder.L"].axes[0], bones["elbow.L"].axes[0]) == pytest.approx(1)
    assert angles["elbow.L"][1] > 0
    least, most = RANGES["wrist twist"]
    assert least <= angles["wrist.L twist"][1] <= most


def test_a_knee_swings_aside_rather_than_into_the_floor() -> None:
    pose = Pose(at=(0, 12, 0))
    hip = frames(pose)["hip.L"].at
    target = (hip[0], 8.0, hip[2] + 60)

    short = bring_ankle(pose, "L", target, DOWN, None)
    bones = frames(pose)

    assert bones["knee.L"].at[1] >= KNEE_CLEARS - 1e-6
    assert short == pytest.approx(0, abs=1e-6)
    assert distance(bones["ankle.L"].at, target) < 1e-6


def test_an_elbow_swings_aside_rather_than_into_the_floor() -> None:
    pose = Pose(at=(0, -30, 0))
    bones = frames(pose)
    shoulder = bones["shoulder.R"].at
    assert 0 < shoulder[1] < UPPER_ARM

    bring_wrist(pose, bones["s3"], "R", (shoulder[0], 8.0, shoulder[2] + 30), DOWN, None)

    assert frames(pose)["elbow.R"].at[1] >= ELBOW_CLEARS - 0.6


def test_foot_and_hand_turn_in_the_room_as_they_are_told() -> None:
    pose = Pose(at=(0, 100, 0))
    bones = frames(pose)
    foot = rot_y(30)
    bring_ankle(pose, "L", (9, 40, 20), Z, foot)
    bring_wrist(pose, bones["s3"], "L", (20, 110, 30), BACKWARDS, IDENTITY)
    bones = frames(pose)

    assert angle_between(bones["ankle.L"].axes, foot) < 0.01
    assert angle_between(bones["wrist.L"].axes, IDENTITY) < 0.01


def test_a_foot_that_is_told_nothing_stays_as_it_was_against_the_shin() -> None:
    pose = Pose(at=(0, 100, 0), joints={"ankle.L": rot_y(15)})
    bring_ankle(pose, "L", (9, 40, 20), Z, None)

    assert pose.joint("ankle.L") == rot_y(15)


def test_a_target_nearer_than_bones_can_fold_leaves_them_whole() -> None:
    pose = Pose(at=(0, 100, 0))
    x, y, z = frames(pose)["hip.L"].at

    short = bring_ankle(pose, "L", (x, y, z + 0.2), Z, None)
    bones = frames(pose)

    assert 0 < short < 2
    assert distance(bones["ankle.L"].at, (x, y, z + 0.2)) == pytest.approx(short)
    assert distance(bones["knee.L"].at, (x, y, z)) == pytest.approx(THIGH)
