"""Half-way between two written limbs: places move, names stay, unlike targets have no between."""

from __future__ import annotations

from routines.figures.keys import Arm, Leg, between_arms, between_legs


def test_half_way_between_two_planted_feet_is_a_planted_foot() -> None:
    a, b = Leg(foot=(0, 0, 0), heelup=0, toeout=0), Leg(foot=(10, 4, 0), heelup=30, toeout=10)

    leg = between_legs(a, b, 0.5)

    assert leg is not None
    assert leg.foot == (5.0, 2.0, 0.0)
    assert (leg.heelup, leg.toeout) == (15, 5)
    assert leg.target == ("foot", (5, 2, 0))


def test_half_way_between_two_hands_everything_about_them_is_half_way() -> None:
    a = Arm(hand=(0, 0, 0), curl=0.2, reach=4, fingers=(1, 0, 0), nudge=(0, 2, 0))
    b = Arm(hand=(0, 0, 8), curl=0.6, reach=8, fingers=(0, 1, 0))

    arm = between_arms(a, b, 0.5)

    assert arm is not None
    assert arm.hand == (0.0, 0.0, 4.0)
    assert (arm.curl, arm.reach, arm.nudge) == (0.4, 6, (0, 1, 0))
    assert arm.fingers == (0.5, 0.5, 0)


def test_what_only_one_of_the_two_says_holds_all_the_way() -> None:
    leg = between_legs(Leg(foot=(0, 0, 0), aim=(1, 0, 0)), Leg(foot=(2, 0, 0)), 0.75)

    assert leg is not None
    assert leg.aim == (1, 0, 0)


def test_the_same_point_of_the_body_stays_the_target() -> None:
    arm = between_arms(Arm(hand="knee.L front"), Arm(hand="knee.L front"), 0.3)

    assert arm is not None
    assert arm.hand == "knee.L front"


def test_unlike_targets_have_nothing_in_between() -> None:
    assert between_arms(Arm(hand="knee.L"), Arm(hand="knee.R"), 0.5) is None
    assert between_arms(Arm(hand="knee.L"), Arm(hand=(0, 0, 0)), 0.5) is None
    assert between_arms(Arm(wrist_at=(0, 0, 0)), Arm(hand=(0, 0, 0)), 0.5) is None
    assert between_legs(Leg(ankle_at="knee.L"), Leg(foot=(0, 0, 0)), 0.5) is None
    assert between_legs(Leg(), Leg(foot=(0, 0, 0)), 0.5) is None


def test_a_limb_of_angles_has_no_target() -> None:
    assert Leg(flex=30).target is None
    assert Arm(flex=30).target is None
    assert Arm(elbow_at=(1, 2, 3)).target == ("elbow_at", (1, 2, 3))
