"""From written poses to bent skeletons: what touches the floor, what stays, what gets where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routines.figures.body import BODIES, SIDES, THIGH, UPPER_ARM, Body
from routines.figures.keys import Arm, Bend, Key, Leg
from routines.figures.solve import FACING, Solved, solve
from routines.figures.surface import foot, hand, lowest, spot
from routines.figures.vectors import IDENTITY, Vec, X, Y, Z, angle_between, cross, distance, dot

LEFTWARDS: Vec = (-1, 0, 0)
AWAY: Vec = (0, 0, -1)
DOWN: Vec = (0, -1, 0)


def both(leg: Leg) -> dict[str, Leg]:
    return {"L": leg, "R": leg}


def low(part: str, solved: Solved, body: Body) -> float:
    return lowest(part, solved.bones, body, solved.pose)


# --- how the body lies ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("face", "head", "front"),
    [
        ("stand", Y, Z),
        ("stand-right", Y, X),
        ("stand-left", Y, LEFTWARDS),
        ("stand-back", Y, AWAY),
        ("supine", LEFTWARDS, Y),
        ("prone", LEFTWARDS, DOWN),
        ("side-R", LEFTWARDS, Z),
        ("side-R-back", X, AWAY),
        ("side-L", X, Z),
        ("side-L-back", LEFTWARDS, AWAY),
    ],
)
def test_head_and_front_look_where_the_posture_says(
    face: str, head: Vec, front: Vec, body: Body
) -> None:
    hips = solve(Key(face=face), body).bones["pelvis"].axes

    assert hips[1] == pytest.approx(head)
    assert hips[2] == pytest.approx(front)


@pytest.mark.parametrize("face", FACING)
def test_no_posture_turns_a_person_into_their_mirror_image(face: str) -> None:
    x, y, z = FACING[face]

    assert cross(x, y) == pytest.approx(z)


def test_a_person_on_the_right_side_has_the_left_hip_on_top(body: Body) -> None:
    for face, top in (("side-R", "L"), ("side-R-back", "L"), ("side-L", "R"), ("side-L-back", "R")):
        bones = solve(Key(face=face), body).bones
        under = "R" if top == "L" else "L"
        assert bones[f"hip.{top}"].at[1] > bones[f"hip.{under}"].at[1] + 15


@pytest.mark.parametrize(
    ("given", "axis", "towards"),
    [
        ({"pitch": 30}, 1, Z),  # forward
        ({"lean": 30}, 1, X),  # to the left
        ({"turn": 30}, 2, X),  # about the vertical, the front to the left
        ({"roll": 30}, 2, X),
    ],
)
def test_the_hips_turn_the_way_the_words_say(
    given: dict[str, float], axis: int, towards: Vec, body: Body
) -> None:
    turned = solve(replace(Key(), **given), body).bones["pelvis"].axes  # type: ignore[arg-type]

    assert dot(turned[axis], towards) == pytest.approx(0.5)


def test_the_spine_bends_forward_to_the_left_and_turns_to_the_left(body: Body) -> None:
    straight = solve(Key(), body).bones
    forward = solve(Key(spine=Bend(flex=40)), body).bones
    aside = solve(Key(spine=Bend(side=30)), body).bones
    turned = solve(Key(spine=Bend(twist=40)), body).bones

    assert forward["head"].at[2] > straight["head"].at[2] + 15
    assert aside["head"].at[0] > straight["head"].at[0] + 10
    assert turned["shoulder.R"].at[2] > straight["shoulder.R"].at[2] + 5


# --- ground --------------------------------------------------------------------------------


@pytest.mark.parametrize("build", BODIES)
@pytest.mark.parametrize("height", [0.0, 45.0])
def test_the_lowest_of_the_parts_that_carry_touches_what_they_rest_on(
    build: str, height: float
) -> None:
    flesh = BODIES[build]
    key = Key(face="supine", rest=("pelvis", "chest", "head"), height=height)

    solved = solve(key, flesh)

    heights = [low(part, solved, flesh) for part in key.rest]
    assert min(heights) == pytest.approx(height)
    assert max(heights) > height


def test_who_kneels_on_all_fours_has_both_knees_on_the_floor(body: Body) -> None:
    key = Key(face="prone", rest=("knee.L", "knee.R"), legs=both(Leg(flex=90, knee=90, toeout=0)))

    solved = solve(key, body)

    assert low("knee.L", solved, body) == pytest.approx(0)
    assert low("knee.R", solved, body) == pytest.approx(0)
    assert solved.bones["hip.L"].at[1] == pytest.approx(THIGH + 5.3, abs=0.1)


def test_without_a_rest_the_hips_stay_where_they_were_put(body: Body) -> None:
    assert solve(Key(at=(3, 61, -4)), body).bones["pelvis"].at == (3, 61, -4)


def test_a_pinned_point_stays_over_the_same_spot_while_the_hips_rise(body: Body) -> None:
    down = Key(face="supine", rest=("pelvis", "chest"))
    up = Key(face="supine", pitch=-25, rest=("chest",), pin="chest")
    first = solve(down, body)

    pinned = solve(up, body, first.bones)
    free = solve(replace(up, pin=""), body, first.bones)

    there, here = spot("chest", first.bones, body), spot("chest", pinned.bones, body)
    assert (here[0], here[2]) == pytest.approx((there[0], there[2]))
    assert abs(spot("chest", free.bones, body)[0] - there[0]) > 3
    assert pinned.bones["pelvis"].at[1] > first.bones["pelvis"].at[1] + 5
    assert low("chest", pinned, body) == pytest.approx(0)


def test_pinning_moves_nothing_up_or_down(body: Body) -> None:
    first = solve(Key(at=(0, 50, 0)), body)

    pinned = solve(Key(at=(20, 70, 5), pin="pelvis"), body, first.bones)

    assert pinned.pose.at == pytest.approx((0, 70, 0))


@pytest.mark.parametrize(("face", "height"), [("supine", 0), ("supine", 10), ("side-R", 10)])
def test_a_head_at_rest_lies_on_floor_or_pillow(face: str, height: float, body: Body) -> None:
    rest = ("pelvis", "chest")
    lying = solve(Key(face=face, rest=rest, headrest=height), body)

    assert low("head", lying, body) == pytest.approx(height, abs=0.3)
    assert abs(low("head", solve(Key(face=face, rest=rest), body), body) - height) > 1


@pytest.mark.parametrize("height", [0.0, 12.0])
@pytest.mark.parametrize("face", ["supine", "prone"])
def test_a_dropped_leg_lies_on_the_floor_or_as_high_as_it_is_told(
    face: str, height: float, body: Body
) -> None:
    key = Key(
        face=face,
        rest=("pelvis", "chest"),
        height=height,
        legs=both(Leg(knee=3, ankle=-60, drop=height)),
    )

    solved = solve(key, body)

    for side in SIDES:
        heights = [low(f"{part}.{side}", solved, body) for part in ("thigh", "shin", "foot")]
        assert min(heights) == pytest.approx(height, abs=0.05)


def test_breath_lifts_the_belly_and_nothing_else(body: Body) -> None:
    out, deep = solve(Key(face="supine"), body), solve(Key(face="supine", breath=3), body)

    risen = spot("belly front", deep.bones, body)[1] - spot("belly front", out.bones, body)[1]
    assert risen == pytest.approx(3, abs=0.1)
    assert deep.bones == out.bones


# --- feet ----------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
def test_a_planted_sole_lies_flat_on_the_floor_where_it_was_put(side: str, body: Body) -> None:
    x = 12.0 if side == "L" else -12.0
    key = Key(at=(0, 84, 0), legs={**both(Leg()), side: Leg(foot=(x, 0, 5), toeout=10)})

    solved = solve(key, body)
    ankle = solved.bones[f"ankle.{side}"]

    assert solved.short == {f"leg.{side}": pytest.approx(0, abs=1e-6)}
    assert (ankle.at[0], ankle.at[2]) == pytest.approx((x, 5))
    assert ankle.axes[1] == pytest.approx(Y)
    assert low(f"foot.{side}", solved, body) == pytest.approx(0)
    # Toes point outwards: left foot to the left, right foot to the right.
    assert ankle.axes[2][0] * (1 if side == "L" else -1) > 0.1


def test_who_lies_on_the_back_plants_the_feet_with_the_toes_away_from_the_head(body: Body) -> None:
    key = Key(face="supine", rest=("pelvis", "chest"), legs=both(Leg(foot=(46, 0, 11), toeout=0)))

    solved = solve(key, body)

    assert solved.bones["ankle.L"].axes[2] == pytest.approx(X)
    assert solved.bones["knee.L"].at[1] > 30


def test_who_lies_face_down_plants_the_feet_with_the_toes_towards_the_head(body: Body) -> None:
    key = Key(face="prone", at=(0, 60, 0), legs=both(Leg(foot=(20, 0, 11), toeout=0)))

    assert solve(key, body).bones["ankle.L"].axes[2] == pytest.approx(LEFTWARDS)


def test_a_raised_heel_leaves_ball_and_toes_of_the_foot_on_the_floor(body: Body) -> None:
    flat = solve(Key(at=(0, 84, 0), legs=both(Leg(foot=(9, 0, 0), toeout=0))), body)
    raised = solve(Key(at=(0, 88, 0), legs=both(Leg(foot=(9, 0, 0), toeout=0, heelup=30))), body)

    was, now = (foot(each.bones, "L") for each in (flat, raised))
    assert now[0].centre[1] > was[0].centre[1] + 5  # the heel
    assert now[-1].axes[1] == pytest.approx(Y)  # the toes
    assert now[-1].centre == pytest.approx(was[-1].centre)
    assert low("foot.L", raised, body) == pytest.approx(0, abs=0.2)


def test_a_sole_can_stand_on_a_wall(body: Body) -> None:
    leg = Leg(foot=(40, 60, 0), sole=X, toe=Y, toeout=0)
    solved = solve(Key(at=(0, 60, 0), face="supine", legs={**both(Leg()), "R": leg}), body)
    ankle = solved.bones["ankle.R"]

    assert ankle.axes[1] == pytest.approx(LEFTWARDS)
    assert ankle.axes[2] == pytest.approx(Y)
    assert max(blob.centre[0] for blob in foot(solved.bones, "R")) < 40


def test_an_ankle_is_laid_on_the_other_knee(body: Body) -> None:
    leg = Leg(ankle_at="knee.L front", gap=4)
    solved = solve(
        Key(
            at=(0, 54, 0),
            face="stand-right",
            legs={"L": Leg(foot=(45, 0, -11)), "R": leg},
        ),
        body,
    )

    there = spot("knee.L front", solved.bones, body, 4)
    assert distance(solved.bones["ankle.R"].at, there) < 0.01


def test_a_nudge_moves_the_place_by_so_many_centimetres(body: Body) -> None:
    plain, nudged = (
        solve(Key(at=(0, 84, 0), legs=both(Leg(foot=(9, 0, 0), nudge=nudge))), body)
        for nudge in ((0.0, 0.0, 0.0), (1.0, 2.0, 3.0))
    )

    x, y, z = plain.bones["ankle.L"].at
    assert nudged.bones["ankle.L"].at == pytest.approx((x + 1, y + 2, z + 3))


# --- hands ---------------------------------------------------------------------------------


def arms(left: Arm) -> dict[str, Arm]:
    return {"L": left, "R": Arm()}


def test_a_hand_on_the_floor_lies_flat_with_the_palm_down(body: Body) -> None:
    key = Key(
        face="prone",
        rest=("knee.L", "knee.R"),
        legs=both(Leg(flex=82, knee=90)),
        arms=arms(Arm(hand=(-46, 0, 16))),
    )

    solved = solve(key, body)
    wrist = solved.bones["wrist.L"]

    assert solved.short["arm.L"] < 0.2
    assert (wrist.at[0], wrist.at[2]) == pytest.approx((-46, 16), abs=0.2)
    assert wrist.axes[2] == pytest.approx(DOWN)
    groups = hand(solved.bones, solved.pose, "L")
    undersides = [blob.centre[1] - blob.radii[2] for blob in groups["palm"]]
    assert min(undersides) == pytest.approx(0, abs=0.9)


def test_a_palm_lies_on_the_body_where_it_was_sent(body: Body) -> None:
    solved = solve(Key(arms=arms(Arm(hand="belly front", fingers=(-1, 0, 0)))), body)
    wrist = solved.bones["wrist.L"]
    skin = spot("belly front", solved.bones, body, 1.4)

    contact = tuple(at - along * 6 for at, along in zip(wrist.at, wrist.axes[1], strict=True))
    assert contact == pytest.approx(skin, abs=0.2)
    assert wrist.axes[1] == pytest.approx(X)
    assert dot(wrist.axes[2], AWAY) > 0.9  # the palm faces the belly


def test_a_wrist_without_fingers_to_turn_keeps_the_hand_in_line_with_the_forearm(
    body: Body,
) -> None:
    solved = solve(Key(arms=arms(Arm(wrist_at=(30, 120, 30), wrist=0, pron=0))), body)

    assert angle_between(solved.pose.joint("wrist.L"), IDENTITY) < 0.01
    assert solved.bones["wrist.L"].at == pytest.approx((30, 120, 30), abs=0.2)


def test_an_arm_is_propped_on_its_elbow(body: Body) -> None:
    key = Key(
        face="prone",
        rest=("pelvis",),
        spine=Bend(flex=-55),
        arms=arms(Arm(elbow_at=(-40, 3.4, 18), forearm=LEFTWARDS)),
    )

    solved = solve(key, body)
    elbow, wrist = solved.bones["elbow.L"].at, solved.bones["wrist.L"].at

    assert elbow == pytest.approx((-40, 3.4, 18), abs=0.6)
    assert solved.short["arm.L"] == pytest.approx(distance(elbow, (-40, 3.4, 18)))
    assert wrist[0] < elbow[0] - 24
    assert wrist[1] == pytest.approx(3.4, abs=1)


def test_who_rests_on_an_elbow_is_above_it_by_the_length_of_the_upper_arm(body: Body) -> None:
    key = Key(
        face="prone",
        rest=("elbow.L",),
        spine=Bend(flex=-40),
        arms=arms(Arm(elbow_at=(-40, 3.4, 18), forearm=LEFTWARDS)),
    )

    solved = solve(key, body)
    x, y, z = solved.bones["elbow.L"].at

    assert (x, z) == pytest.approx((-40, 18), abs=0.5)
    assert y == pytest.approx(3.4, abs=2)
    assert solved.short["arm.L"] < 2
    assert solved.bones["shoulder.L"].at[1] == pytest.approx(3.4 + UPPER_ARM, abs=2)


def test_a_place_out_of_reach_is_told_with_the_missing_centimetres(body: Body) -> None:
    near, far = (
        solve(Key(arms=arms(Arm(wrist_at=(x, 134, 0)))), body).short["arm.L"] for x in (60, 90)
    )

    assert near < 0.5
    assert far == pytest.approx(90 - 70, abs=2)


def test_fingers_close_as_far_as_they_are_told(body: Body) -> None:
    key = Key(arms=arms(Arm(curl=0.9)))
    solved = solve(key, body)

    assert solved.pose.curl == {"L": 0.9, "R": 0.15}
    closed, flat = (
        hand(solved.bones, solved.pose, side)["fingertips"][-1].centre for side in SIDES
    )
    reach = {
        side: distance(tip, solved.bones[f"wrist.{side}"].at)
        for side, tip in (("L", closed), ("R", flat))
    }
    assert reach["L"] < reach["R"] - 5
