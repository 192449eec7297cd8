"""Between two key poses: what is planted does not slide, what is bent turns evenly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routines.figures.angles import joint_angles
from routines.figures.blend import blend
from routines.figures.body import SIDES, Body
from routines.figures.keys import Arm, Key, Leg
from routines.figures.solve import Solved, solve
from routines.figures.surface import lowest, spot
from routines.figures.vectors import Y, distance

SHARES = (0.02, 0.25, 0.5, 0.75, 0.98)
FEET = {"L": Leg(foot=(46, 0, -11)), "R": Leg(foot=(46, 0, 11))}
HANDS = {
    "L": Arm(hand=(6, 0, -27), fingers=(1, 0, 0)),
    "R": Arm(hand=(6, 0, 27), fingers=(1, 0, 0)),
}
DOWN = Key(face="supine", rest=("pelvis", "chest"), legs=FEET, arms=HANDS)
UP = replace(DOWN, pitch=-25, rest=("chest",), pin="chest")


@pytest.fixture
def bridge(body: Body) -> tuple[Solved, Solved]:
    first = solve(DOWN, body)
    return first, solve(UP, body, first.bones)


def test_at_both_ends_are_the_key_poses_themselves(
    bridge: tuple[Solved, Solved], body: Body
) -> None:
    assert blend(*bridge, 0, body) is bridge[0]
    assert blend(*bridge, 1, body) is bridge[1]


def test_close_to_the_ends_nothing_jumps(bridge: tuple[Solved, Solved], body: Body) -> None:
    for u, key in ((0.001, bridge[0]), (0.999, bridge[1])):
        near = blend(*bridge, u, body)
        for bone in near.bones:
            assert distance(near.bones[bone].at, key.bones[bone].at) < 0.3, bone


@pytest.mark.parametrize("u", SHARES)
def test_planted_feet_do_not_slide(u: float, bridge: tuple[Solved, Solved], body: Body) -> None:
    between = blend(*bridge, u, body)

    for side in SIDES:
        ankle = between.bones[f"ankle.{side}"]
        assert distance(ankle.at, bridge[0].bones[f"ankle.{side}"].at) < 0.01
        assert ankle.axes[1] == pytest.approx(Y)


@pytest.mark.parametrize("u", SHARES)
def test_hands_on_the_floor_do_not_slide(
    u: float, bridge: tuple[Solved, Solved], body: Body
) -> None:
    between = blend(*bridge, u, body)

    for side in SIDES:
        wrist = between.bones[f"wrist.{side}"].at
        assert distance(wrist, bridge[0].bones[f"wrist.{side}"].at) < 0.3
        assert between.short[f"arm.{side}"] < 0.3


@pytest.mark.parametrize("u", SHARES)
def test_a_pinned_point_stays_over_its_spot(
    u: float, bridge: tuple[Solved, Solved], body: Body
) -> None:
    there = spot("chest", bridge[0].bones, body)
    here = spot("chest", blend(*bridge, u, body).bones, body)

    assert (here[0], here[2]) == pytest.approx((there[0], there[2]), abs=0.01)


@pytest.mark.parametrize("u", SHARES)
def test_what_rests_in_both_key_poses_rests_in_between(u: float, body: Body) -> None:
    curled = replace(DOWN, spine=replace(DOWN.spine, flex=25))
    between = blend(solve(DOWN, body), solve(curled, body), u, body)

    heights = [lowest(part, between.bones, body, between.pose) for part in DOWN.rest]
    assert min(heights) == pytest.approx(0)


def test_half_way_between_two_angles_is_half_the_angle(body: Body) -> None:
    legs = [{"L": Leg(flex=flex, knee=knee), "R": Leg()} for flex, knee in ((0, 0), (60, 90))]
    a, b = (solve(Key(at=(0, 100, 0), legs=each), body) for each in legs)

    angles = joint_angles(blend(a, b, 0.5, body).pose)

    assert angles["hip.L flex"][1] == pytest.approx(30)
    assert angles["knee.L"][1] == pytest.approx(45)


def test_a_foot_that_is_set_elsewhere_goes_there_in_a_straight_line(body: Body) -> None:
    keys = [
        Key(at=(0, 84, 0), legs={"L": Leg(foot=foot), "R": Leg()})
        for foot in ((9.0, 0.0, 0.0), (19.0, 8.0, 12.0))
    ]
    a, b = (solve(key, body) for key in keys)

    x, y, z = a.bones["ankle.L"].at
    assert blend(a, b, 0.5, body).bones["ankle.L"].at == pytest.approx((x + 5, y + 4, z + 6))


def test_a_hand_with_unlike_targets_is_led_from_one_to_the_other(body: Body) -> None:
    keys = [
        Key(arms={"L": arm, "R": Arm()})
        for arm in (Arm(hand="belly front"), Arm(wrist_at=(40, 130, 20), fingers=(1, 0, 0)))
    ]
    a, b = (solve(key, body) for key in keys)
    start, end = a.bones["wrist.L"].at, b.bones["wrist.L"].at

    half = blend(a, b, 0.5, body).bones["wrist.L"].at

    assert half == pytest.approx([(p + q) / 2 for p, q in zip(start, end, strict=True)], abs=0.3)


def test_fingers_and_breath_go_evenly(body: Body) -> None:
    a = solve(Key(arms={"L": Arm(curl=0.1), "R": Arm(curl=0.1)}), body)
    b = solve(Key(breath=4, arms={"L": Arm(curl=0.9), "R": Arm(curl=0.1)}), body)

    quarter = blend(a, b, 0.25, body)

    assert quarter.pose.curl == pytest.approx({"L": 0.3, "R": 0.1})
    assert quarter.bones.breath == pytest.approx(1)


@pytest.mark.parametrize("u", SHARES)
def test_toes_stay_flat_while_the_heels_rise(u: float, body: Body) -> None:
    low = Key(at=(0, 86, 0), legs={side: Leg(foot=(x, 0, 0)) for side, x in (("L", 9), ("R", -9))})
    high = replace(
        low, at=(0, 92, 0), legs={side: replace(leg, heelup=30) for side, leg in low.legs.items()}
    )

    between = blend(solve(low, body), solve(high, body), u, body)

    assert between.bones.toes == pytest.approx({"L": 30 * u, "R": 30 * u})
    assert lowest("foot.L", between.bones, body, between.pose) == pytest.approx(0, abs=0.4)


def test_a_blend_changes_neither_of_its_keys(bridge: tuple[Solved, Solved], body: Body) -> None:
    before = [dict(key.bones) for key in bridge]

    blend(*bridge, 0.5, body)

    assert [dict(key.bones) for key in bridge] == before
