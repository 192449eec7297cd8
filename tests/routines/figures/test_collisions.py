"""What passes through a thing or through the body itself is found, with how deep."""

from __future__ import annotations

import pytest

from routines.figures.body import BODIES
from routines.figures.collisions import inside_props, through_body
from routines.figures.exercise import Exercise
from routines.figures.keys import Arm, Key, Leg
from routines.figures.props import Prop
from routines.figures.scene import stage

UPRIGHT = Key(at=(0, 89.1, 0))


def found_inside(key: Key, *props: Prop, build: str = "regular") -> dict[tuple[str, str], float]:
    scene = stage(Exercise("lift", (key, key), props=props), BODIES[build])
    return {(part, thing): depth for part, thing, depth in inside_props(scene, scene.keys[0])}


def found_through(key: Key, build: str = "regular") -> dict[tuple[str, str], float]:
    scene = stage(Exercise("lift", (key, key)), BODIES[build])
    return {(part, other): depth for part, other, depth in through_body(scene, scene.keys[0])}


@pytest.mark.parametrize("build", BODIES)
def test_whoever_stands_at_ease_passes_through_nothing(build: str) -> None:
    assert found_through(UPRIGHT, build) == {}
    assert found_inside(UPRIGHT, Prop("wall", at=(0, -40), along="x"), build=build) == {}


@pytest.mark.parametrize(
    ("prop", "part"),
    [
        (Prop("wall", at=(9, 0)), "thigh.L"),
        (Prop("table", at=(0, 0), size=(60, 60, 70)), "thigh.R"),
        (Prop("counter", at=(0, 0), size=(60, 60, 75)), "thigh.R"),
        (Prop("chair", at=(0, 0), height=45), "shin.L"),
        (Prop("bed", at=(0, 0)), "shin.L"),
        (Prop("step", centre=(0, 10, 0), size=(60, 20, 60)), "foot.R"),
    ],
)
def test_a_limb_inside_a_thing_is_found(prop: Prop, part: str) -> None:
    found = found_inside(UPRIGHT, prop)

    assert found[part, prop.kind] > 1.5


def test_a_hand_that_lies_on_a_table_is_not_in_it_but_one_lower_down_is() -> None:
    def resting(y: float) -> dict[tuple[str, str], float]:
        arm = Arm(hand=(20, y, 25))
        return found_inside(
            Key(at=(0, 89.1, 0), arms={"L": arm, "R": Arm()}),
            Prop("table", at=(20, 45), size=(60, 60, 100)),
        )

    assert ("hand.L", "table") not in resting(100)
    assert resting(97.5)["hand.L", "table"] == pytest.approx(2.5, abs=1)


def test_a_bed_gives_way_further_than_a_step() -> None:
    lying = Key(face="supine", rest=("pelvis",), height=20, legs={s: Leg(drop=15) for s in "LR"})
    bed = Prop("bed", size=(220, 90, 20))
    board = Prop("step", centre=(0, 10, 0), size=(220, 20, 90))

    assert found_inside(lying, bed) == {}
    assert found_inside(lying, board) != {}


def test_a_hand_in_the_belly_or_thigh_or_head_is_found() -> None:
    def reaching(at: tuple[float, float, float]) -> set[tuple[str, str]]:
        arm = Arm(wrist_at=at, fingers=(-1, 0, 0))
        return set(found_through(Key(at=(0, 89.1, 0), arms={"L": arm, "R": Arm()})))

    assert ("hand.L", "trunk") in reaching((8, 110, 3))
    assert ("hand.L", "head") in reaching((8, 157, 0))


def test_legs_that_cross_through_each_other_are_found() -> None:
    crossed = {s: Leg(abd=-14) for s in "LR"}

    found = found_through(Key(at=(0, 89.1, 0), legs=crossed))

    assert ("shin.L", "shin.R") in found
    assert found["shin.L", "shin.R"] > 3.4


def test_a_hand_laid_on_the_thigh_is_no_collision() -> None:
    arms = {"L": Arm(hand="thigh.L@.6 front", fingers=(0, 0, 1)), "R": Arm()}
    seated = Key(at=(0, 54, 0), legs={s: Leg(flex=90, knee=90) for s in "LR"}, arms=arms)

    assert ("hand.L", "thigh.L") not in found_through(seated)


def test_flesh_gives_way_further_in_a_broader_build() -> None:
    close = {s: Leg(abd=-1.5) for s in "LR"}
    depths = {
        build: found_through(Key(at=(0, 89.1, 0), legs=close), build) for build in ("slim", "broad")
    }

    assert depths == {"slim": {}, "broad": {}}


def test_the_back_of_a_chair_and_the_posts_of_a_door_are_solid() -> None:
    def chair(x: float, back: str) -> Prop:
        return Prop("chair", at=(x, 0), size=(44, 42), height=30, back=back)

    def door(opening: float) -> Prop:
        return Prop("doorframe", size=(opening, 205), along="x")

    # So low a seat is nowhere near a thigh.
    assert ("thigh.L", "chair") in found_inside(UPRIGHT, chair(-12, "right"))
    assert ("thigh.L", "chair") not in found_inside(UPRIGHT, chair(-12, "none"))
    assert found_inside(UPRIGHT, chair(-60, "right")) == {}
    assert ("shin.L", "doorframe") in found_inside(UPRIGHT, door(20))
    assert found_inside(UPRIGHT, door(120)) == {}
