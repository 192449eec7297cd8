"""An exercise as a picture: keys solved, one order of layers, the same paths in every frame."""

from __future__ import annotations

import pytest

from routines.figures.body import BODIES, SIDES
from routines.figures.exercise import Exercise
from routines.figures.gear import Gear
from routines.figures.keys import Arm, Key, Leg
from routines.figures.props import Prop
from routines.figures.scene import Scene, draw, stage, surroundings
from routines.figures.style import CLASSES

STANDING = Key(at=(0, 88, 0), legs={"L": Leg(foot=(12, 0, 0)), "R": Leg(foot=(-12, 0, 0))})
SIDEWAYS = Key(face="stand-right", at=(0, 90, 0))


def parts_of(scene: Scene) -> list[str]:
    return [part for layer in scene.layers for part in layer.parts]


def styles_of(scene: Scene) -> dict[str, str]:
    return {part: layer.css for layer in scene.layers for part in layer.parts}


@pytest.mark.parametrize("key", [STANDING, SIDEWAYS], ids=["front", "side"])
@pytest.mark.parametrize("yaw", [-120, 0, 25])
def test_every_part_of_the_body_is_drawn_exactly_once(key: Key, yaw: float) -> None:
    scene = stage(Exercise("lift", (key, key), yaw=yaw))
    parts = parts_of(scene)

    assert len(parts) == len(set(parts))
    assert {"trunk", "pelvis", "neck", "skull", "hair"} <= set(parts)
    for side in SIDES:
        for part in ("thigh", "shin", "foot", "upperarm", "forearm", "palm", "sleeve"):
            assert f"{part}.{side}" in parts
    assert {layer.css for layer in scene.layers} <= set(CLASSES)


def test_each_layer_has_one_path_with_the_same_commands_in_every_frame() -> None:
    bent = Key(at=(0, 70, 0), legs=STANDING.legs, arms={s: Arm(flex=90, curl=0.9) for s in SIDES})
    scene = stage(
        Exercise(
            "lift",
            (STANDING, bent),
            yaw=30,
            gear=(Gear("band", ("thigh.L@.8", "thigh.R@.8")),),
            muscles=(("quadriceps", "L"), ("diaphragm", "L")),
        )
    )

    frames = [[path.commands for path in draw(scene, each)] for each in scene.between]

    assert len(frames[0]) == len(scene.layers)
    assert all(frame == frames[0] for frame in frames)


def test_between_two_keys_are_five_frames_and_a_circle_goes_back_to_the_first() -> None:
    one_way = stage(Exercise("lift", (STANDING, SIDEWAYS, STANDING)))
    round_trip = stage(Exercise("walk", (STANDING, SIDEWAYS, STANDING), cycle=True))

    assert len(one_way.between) == 1 + 2 * 6
    assert len(round_trip.between) == 1 + 3 * 6
    assert len(one_way.pairs()) == 2
    assert round_trip.pairs()[-1] == (round_trip.keys[-1], round_trip.keys[0])


def test_from_the_side_the_far_limbs_are_darker() -> None:
    styles = styles_of(stage(Exercise("lift", (SIDEWAYS, SIDEWAYS))))

    assert styles["thigh.L"] == "legs-far"
    assert styles["thigh.R"] == "legs"
    assert styles["upperarm.L"] == "skin-far"
    assert styles["upperarm.R"] == "skin"
    assert styles["foot.L"] == "skin-far"


def test_from_the_front_no_limb_is_darker_and_both_legs_are_one_outline() -> None:
    scene = stage(Exercise("lift", (STANDING, STANDING)))

    assert not [css for css in styles_of(scene).values() if css.endswith("-far")]
    legs = next(layer for layer in scene.layers if layer.css == "legs")
    assert {"pelvis", "thigh.L", "shin.L", "thigh.R", "shin.R"} <= set(legs.parts)


def test_the_near_arm_is_drawn_over_the_shirt_and_the_far_one_under_it() -> None:
    parts = parts_of(stage(Exercise("lift", (SIDEWAYS, SIDEWAYS))))

    assert parts.index("upperarm.L") < parts.index("trunk") < parts.index("upperarm.R")


def test_who_turns_away_shows_no_face() -> None:
    def features(face: str) -> set[str]:
        key = Key(face=face, at=(0, 90, 0))
        parts = parts_of(stage(Exercise("lift", (key, key))))
        return {part for part in parts if part.startswith(("eye", "mouth", "ear"))}

    assert features("stand") == {"eye.L", "eye.R", "mouth"}
    assert features("stand-right") == {"eye.R", "ear.R"}
    assert features("stand-back") == set()


def test_closing_fingers_are_drawn_joint_by_joint_for_the_whole_movement() -> None:
    closing = Key(at=(0, 88, 0), arms={"L": Arm(curl=0.9), "R": Arm()})

    parts = parts_of(stage(Exercise("lift", (STANDING, closing))))

    assert "fingers.L" in parts
    assert "fingers.R" not in parts


def test_grasping_fingers_are_drawn_over_what_they_hold() -> None:
    # From the front both legs are one outline, from the side they are two.
    for key in (STANDING, SIDEWAYS):
        for leg in SIDES:
            grasp = {"L": f"leg.{leg}"}
            parts = parts_of(stage(Exercise("lift", (key, key), grasp=grasp)))
            assert parts.index(f"thigh.{leg}") < parts.index("fingers.L")
            assert parts.count("fingers.L") == 1


def test_muscles_glow_on_their_part_and_shine_through_when_they_look_away() -> None:
    def glowing(yaw: float) -> dict[str, str]:
        key = Key(at=(0, 90, 0))
        muscles = (("quadriceps", "L"), ("diaphragm", "L"), ("sciatic-nerve", "R"))
        return styles_of(stage(Exercise("lift", (key, key), yaw=yaw, muscles=muscles)))

    before, behind = glowing(0), glowing(180)
    assert before["glow:quadriceps.L"] == "hot"
    assert behind["glow:quadriceps.L"] == "hot-through"
    assert before["glow:diaphragm.L"] == "hot-band"
    assert before["glow:sciatic-nerve.R"] == "nerve"


def test_the_whole_body_glows_nowhere_in_particular() -> None:
    scene = stage(Exercise("lift", (STANDING, STANDING), muscles=(("whole-body", "L"),)))

    assert not [part for part in parts_of(scene) if part.startswith("glow")]


def test_half_of_a_band_is_behind_the_legs_and_half_before_them() -> None:
    band = Gear("band", ("thigh.L@.8", "thigh.R@.8"))
    parts = parts_of(stage(Exercise("lift", (STANDING, STANDING), gear=(band,))))

    assert parts.index("gear:0.0") < parts.index("thigh.L") < parts.index("gear:0.1")


def test_gear_is_drawn_where_its_author_puts_it() -> None:
    def place_of(layer: str) -> tuple[int, list[str]]:
        ball = Gear("ball-on", ("seat.R back",), layer=layer)
        parts = parts_of(stage(Exercise("lift", (SIDEWAYS, SIDEWAYS), gear=(ball,))))
        return parts.index("gear:0.0"), parts

    assert place_of("back")[0] == 0
    assert place_of("front")[0] == len(place_of("front")[1]) - 1
    after, parts = place_of("leg.R")
    assert parts[after - 1].endswith(".R")
    assert after > parts.index("thigh.R")


def test_shoes_are_drawn_as_shoes() -> None:
    bare, shod = (
        styles_of(stage(Exercise("lift", (STANDING, STANDING), shoes=shoes)))["foot.L"]
        for shoes in (False, True)
    )

    assert (bare, shod) == ("skin", "shoe")


def test_things_stand_behind_the_person_unless_they_are_put_before() -> None:
    chair = Prop("chair", at=(60, 0))
    ball = Prop("ball", centre=(0, 6, 40), layer="front")
    scene = stage(Exercise("lift", (STANDING, STANDING), props=(chair, ball)))

    behind, before = surroundings(scene)

    assert behind[0].css == "floor"
    assert {piece.css for piece in behind[1:]} <= {"wood-a", "wood-b", "wood-c"}
    assert [piece.css for piece in before] == ["ball"]


def test_a_figure_can_do_without_a_floor() -> None:
    scene = stage(Exercise("lift", (STANDING, STANDING), floor=False))

    assert surroundings(scene) == ([], [])


def test_all_builds_take_the_same_pose() -> None:
    hips = {
        name: [
            solved.bones["pelvis"].at for solved in stage(Exercise("lift", (STANDING,) * 2), b).keys
        ]
        for name, b in BODIES.items()
    }

    assert hips["slim"] == hips["regular"] == hips["broad"]
