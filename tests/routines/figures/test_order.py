"""What is drawn over what: the nearer part later, the same for a whole movement."""

from __future__ import annotations

import pytest

from routines.figures.body import Body
from routines.figures.keys import Arm, Key, Leg
from routines.figures.order import GROUPS, conflicts, depth_votes, find_order
from routines.figures.rig import Frames
from routines.figures.shapes import Camera
from routines.figures.solve import solve

FROM_THE_SIDE = Camera(0, 8)
WALKING_RIGHT = Key(face="stand-right", at=(0, 90, 0))


def bones_of(key: Key, body: Body) -> Frames:
    return solve(key, body).bones


def order_of(
    key: Key,
    body: Body,
    camera: Camera = FROM_THE_SIDE,
    wishes: tuple[str, ...] = (),
    near: str = "",
) -> list[str]:
    return find_order([bones_of(key, body)], camera, body, wishes, near)[0]


def test_the_nearer_arm_is_drawn_later_and_the_farther_one_behind_the_trunk(body: Body) -> None:
    order = order_of(WALKING_RIGHT, body)

    # Whoever walks to the right has the right side near.
    assert order.index("arm.L") < order.index("top") < order.index("arm.R")
    assert order.index("leg.L") < order.index("leg.R")


def test_seen_from_the_other_side_the_other_arm_is_nearer(body: Body) -> None:
    order = order_of(WALKING_RIGHT, body, Camera(180, 8))

    assert order.index("arm.R") < order.index("top") < order.index("arm.L")
    assert order.index("leg.R") < order.index("leg.L")


def test_an_arm_before_the_belly_is_drawn_over_it_and_one_behind_the_back_under_it(
    body: Body,
) -> None:
    key = Key(
        at=(0, 90, 0),
        arms={"L": Arm(hand="belly front"), "R": Arm(hand="lowback back", aim=(-1, 0, -0.4))},
    )

    order = order_of(key, body)

    assert order.index("arm.R") < order.index("top") < order.index("arm.L")


def test_a_hand_before_the_face_is_drawn_over_it(body: Body) -> None:
    key = Key(at=(0, 90, 0), arms={"L": Arm(wrist_at=(2, 150, 25)), "R": Arm()})

    order = order_of(key, body)

    assert order.index("head") < order.index("arm.L")


def test_all_groups_are_drawn_once(body: Body) -> None:
    for yaw in range(0, 360, 40):
        assert sorted(order_of(WALKING_RIGHT, body, Camera(yaw, 8))) == sorted(GROUPS)


@pytest.mark.parametrize("part", ["arm.L", "leg.R", "head"])
def test_what_an_author_wants_in_front_or_behind_is_drawn_there(part: str, body: Body) -> None:
    other = "arm.R" if part != "arm.R" else "top"
    behind = order_of(WALKING_RIGHT, body, wishes=(f"{part} < {other}",))
    before = order_of(WALKING_RIGHT, body, wishes=(f"{part} > {other}",))

    assert behind.index(part) == behind.index(other) - 1
    assert before.index(part) == before.index(other) + 1


def test_the_leg_that_an_author_calls_near_is_drawn_over_the_other(body: Body) -> None:
    for near, far in (("L", "R"), ("R", "L")):
        order = order_of(WALKING_RIGHT, body, near=near)
        assert order.index(f"leg.{far}") < order.index(f"leg.{near}")


def test_one_order_is_found_for_all_frames_by_how_much_they_overlap(body: Body) -> None:
    briefly = bones_of(Key(at=(0, 90, 0), arms={"L": Arm(hand="lowback back"), "R": Arm()}), body)
    mostly = bones_of(Key(at=(0, 90, 0), arms={"L": Arm(hand="belly front"), "R": Arm()}), body)

    order, votes = find_order([mostly, mostly, mostly, briefly], FROM_THE_SIDE, body, (), "")

    assert order.index("top") < order.index("arm.L")
    for_each = [depth_votes([bones], FROM_THE_SIDE, body) for bones in (mostly, briefly)]
    for pair, weight in votes.items():
        assert weight == pytest.approx((for_each[0][pair] * 3 + for_each[1][pair]) / 4)


def test_votes_of_two_parts_are_equal_and_opposite(body: Body) -> None:
    votes = depth_votes([bones_of(WALKING_RIGHT, body)], FROM_THE_SIDE, body)

    assert votes["arm.R", "top"] > 1
    for (a, b), weight in votes.items():
        assert weight == pytest.approx(-votes[b, a])


def test_a_wrong_order_is_told_with_what_is_covered_and_by_what(body: Body) -> None:
    bones = bones_of(
        Key(face="stand-right", at=(0, 90, 0), legs={"L": Leg(flex=10), "R": Leg(flex=10)}), body
    )
    right, _ = find_order([bones], FROM_THE_SIDE, body, (), "")
    wrong = right[::-1]

    assert conflicts(right, bones, FROM_THE_SIDE, body) == []
    told = {(back, front) for back, front, _ in conflicts(wrong, bones, FROM_THE_SIDE, body)}
    assert ("leg.R", "leg.L") in told
    assert ("arm.R", "top") in told
