"""The skeleton: where the bones of a person are, standing straight and with bent joints."""

from __future__ import annotations

import pytest

from routines.figures.body import (
    ANKLE_HEIGHT,
    FOREARM,
    HEAD,
    HIP_OUT,
    SHIN,
    SHOULDER_OUT,
    SIDES,
    THIGH,
    UPPER_ARM,
)
from routines.figures.rig import JOINTS, Frames, Pose, frames, sign
from routines.figures.surface import blobs
from routines.figures.vectors import X, Y, Z, distance, dot, rot_x, rot_y, rot_z

HIPS = THIGH + SHIN + ANKLE_HEIGHT


def bend(**joints: float) -> Frames:
    """Return a person who stands, with some joints turned about x; `knee_L` is the left knee."""
    turned = {name.replace("_", "."): rot_x(angle) for name, angle in joints.items()}
    return frames(Pose(at=(0, HIPS, 0), joints=turned))


def test_a_person_who_stands_straight_is_about_170_cm_tall() -> None:
    skull = blobs(bend()["head"], HEAD)[0]

    assert 166 < skull.centre[1] + skull.radii[1] < 172


def test_the_eyes_look_where_the_feet_point() -> None:
    bones = bend()

    for bone in ("head", "pelvis", "ankle.L", "ankle.R"):
        assert dot(bones[bone].axes[2], Z) > 0.98


def test_the_left_side_is_at_positive_x_when_one_faces_the_viewer() -> None:
    bones = bend()

    assert sign("L") == 1
    assert sign("R") == -1
    for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
        assert bones[f"{joint}.L"].at[0] > 0 > bones[f"{joint}.R"].at[0]


def test_arms_hang_at_the_sides_with_the_wrists_below_the_hips() -> None:
    bones = bend()

    for side in SIDES:
        x, y, z = bones[f"wrist.{side}"].at
        assert abs(x) == pytest.approx(SHOULDER_OUT)
        assert HIPS - 15 < y < HIPS
        assert abs(z) < 8


def test_legs_stand_straight_under_the_hips() -> None:
    bones = bend()

    for side in SIDES:
        assert bones[f"hip.{side}"].at == pytest.approx((sign(side) * HIP_OUT, HIPS, 0))
        assert bones[f"ankle.{side}"].at == pytest.approx((sign(side) * HIP_OUT, ANKLE_HEIGHT, 0))


def test_a_knee_bent_by_90_degrees_points_the_shin_backwards() -> None:
    bones = bend(knee_L=90)
    knee, ankle = bones["knee.L"].at, bones["ankle.L"].at

    assert ankle == pytest.approx((knee[0], knee[1], knee[2] - SHIN))
    assert bones["ankle.R"].at == bend()["ankle.R"].at


def test_a_hip_flexed_by_90_degrees_lifts_the_knee_forwards() -> None:
    bones = bend(hip_R=-90)
    hip, knee = bones["hip.R"].at, bones["knee.R"].at

    assert knee == pytest.approx((hip[0], hip[1], hip[2] + THIGH))


def test_a_bend_of_the_low_back_takes_chest_and_head_along_but_not_the_legs() -> None:
    straight, bent = bend(), bend(s0=30)

    assert bent["head"].at[2] > straight["head"].at[2] + 20
    assert bent["shoulder.L"].at[2] > straight["shoulder.L"].at[2] + 10
    assert bent["knee.L"].at == straight["knee.L"].at


@pytest.mark.parametrize("joint", JOINTS)
def test_bones_keep_their_lengths_however_a_joint_is_turned(joint: str) -> None:
    for turn in (rot_x(70), rot_y(70), rot_z(70)):
        bones = frames(Pose(joints={joint: turn}))
        for side in SIDES:
            for upper, lower, bone in (
                ("hip", "knee", THIGH),
                ("knee", "ankle", SHIN),
                ("shoulder", "elbow", UPPER_ARM),
                ("elbow", "wrist", FOREARM),
            ):
                there, here = bones[f"{upper}.{side}"].at, bones[f"{lower}.{side}"].at
                assert distance(there, here) == pytest.approx(bone)


def test_the_shoulder_rises_and_comes_in_when_the_arm_goes_up() -> None:
    hanging = bend()["shoulder.L"].at
    raised = bend(**{"shoulder_L": -170})["shoulder.L"].at

    assert raised[1] > hanging[1] + 4
    assert raised[0] < hanging[0] - 2


def test_turning_the_hips_turns_the_whole_body() -> None:
    bones = frames(Pose(turn=rot_y(90)))

    assert dot(bones["head"].axes[2], X) > 0.98
    assert dot(bones["ankle.L"].axes[2], X) > 0.98
    assert dot(bones["head"].axes[1], Y) > 0.98
