"""Pose files: what is written is what is drawn, and each mistake is told with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from routines.figures.exercise import Arrow, Excuse, Exercise
from routines.figures.gear import Gear
from routines.figures.keys import Bend, Leg
from routines.figures.poses import read_poses
from routines.figures.props import Prop
from routines.figures.vectors import X
from routines.figures.yaml_lines import PoseError, read

Write = Callable[[str], Exercise]

TWO_KEYS = "base: standing\nkeys:\n- {}\n- {}\n"


# --- what is written -----------------------------------------------------------------------


def test_a_short_file_takes_everything_else_from_its_posture(write: Write) -> None:
    exercise = write(TWO_KEYS)

    assert exercise.slug == "lift"
    assert (exercise.yaw, exercise.pitch) == (0, 8)
    assert (exercise.start, exercise.end, exercise.works, exercise.cycle) == (0, -1, "", False)
    assert len(exercise.keys) == 2
    assert exercise.keys[0].face == "stand"
    assert exercise.keys[0].at == (0.0, 88.0, 0.0)
    assert exercise.keys[0].legs["L"].foot == (12.0, 0.0, 0.0)


def test_all_that_can_be_said_of_a_figure_is_read(write: Write) -> None:
    exercise = write(
        """
base: sitting
works: R
near: L
cycle: true
shoes: true
shadow: false
floor: false
start: 1
end: 0
camera: {yaw: -20, pitch: 12}
props: [mat, {is: chair, at: [-4, 0], height: 48, back: right, layer: front}]
gear: [{is: band, points: [thigh.L@.82, thigh.R@.82], radius: 7, slack: 3, layer: leg.R}]
muscles: [gluteus-maximus.R, diaphragm]
arrows: [{of: pelvis, shift: [0, 24]}, {of: knee.R, gap: 5}]
order: ["arm.R < leg.R"]
grasp: {arm.L: leg.R}
focus: [knee.R, [1, 2, 3]]
excuses: [{finding: short arm.R, why: the hand hangs in the air}]
keys:
- {}
- {}
"""
    )

    assert (exercise.works, exercise.near, exercise.cycle) == ("R", "L", True)
    assert (exercise.shoes, exercise.shadow, exercise.floor) == (True, False, False)
    assert (exercise.start, exercise.end) == (1, 0)
    assert (exercise.yaw, exercise.pitch) == (-20, 12)
    assert exercise.props == (
        Prop("mat"),
        Prop("chair", at=(-4, 0), height=48, back="right", layer="front"),
    )
    assert exercise.gear == (Gear("band", ("thigh.L@.82", "thigh.R@.82"), 7, 3, "leg.R"),)
    assert exercise.muscles == (("gluteus-maximus", "R"), ("diaphragm", "L"))
    assert exercise.arrows == (Arrow("pelvis", (0, 24)), Arrow("knee.R", None, 5))
    assert exercise.order == ("arm.R < leg.R",)
    assert exercise.grasp == {"L": "leg.R"}
    assert exercise.focus == ("knee.R", (1.0, 2.0, 3.0))
    assert exercise.excuses == (Excuse("short arm.R", "the hand hangs in the air"),)


def test_all_that_can_be_said_of_a_key_pose_is_read(write: Write) -> None:
    key = write(
        """
base: sitting
keys:
- {}
- face: supine
  at: [1, null, 2]
  pitch: -30
  rest: [chest, knee.L]
  height: 45
  pin: chest
  lumbar: {flex: 6, side: 2, twist: 1}
  neck: {flex: -4}
  breath: 2
  hold: 3
  move: 2.5
  leg: {flex: 10, drop: 45}
  leg.R: {foot: [3, 4], heelup: 20, sole: right}
  arm.L: {elbow_at: [5, 6], forearm: near+up*.3}
  arm.R: {hand: knee.R front, fingers: [0, 0, 2], curl: .6}
"""
    ).keys[1]

    assert (key.face, key.at, key.pitch) == ("supine", (1, None, 2), -30)
    assert (key.rest, key.height, key.pin) == (("chest", "knee.L"), 45, "chest")
    assert (key.lumbar, key.neck) == (Bend(6, 2, 1), Bend(-4))
    assert (key.breath, key.hold, key.move) == (2, 3, 2.5)
    assert (key.legs["L"].flex, key.legs["L"].drop) == (10, 45)
    assert (key.legs["R"].foot, key.legs["R"].heelup, key.legs["R"].sole) == ((3, 0, 4), 20, X)
    assert key.arms["L"].elbow_at == (5.0, 3.4, 6.0)
    assert key.arms["L"].forearm == pytest.approx((0, 0.2873, 0.9578), abs=1e-3)
    assert (key.arms["R"].hand, key.arms["R"].fingers) == ("knee.R front", (0, 0, 1))
    assert key.arms["R"].curl == 0.6


def test_a_key_overrides_what_is_common_and_that_the_posture(write: Write) -> None:
    exercise = write(
        "base: standing\ncommon: {pitch: 5, at: [0, 70, 0]}\nkeys:\n- {}\n- {pitch: 9}\n"
    )

    assert [key.pitch for key in exercise.keys] == [5, 9]
    assert [key.at for key in exercise.keys] == [(0, 70, 0), (0, 70, 0)]


def test_what_is_said_of_one_side_counts_more_than_what_is_said_of_both(write: Write) -> None:
    exercise = write("base: prone\nkeys:\n- {leg.L: {knee: 90}, leg: {knee: 10}}\n- {}\n")

    assert exercise.keys[0].legs["L"].knee == 90
    assert exercise.keys[0].legs["R"].knee == 10


def test_angles_take_an_inherited_place_away_and_a_place_the_angles(write: Write) -> None:
    exercise = write(
        "base: standing\nkeys:\n- {leg.L: {flex: 30, knee: 20}}\n"
        "- {arm.L: {hand: [1, 2, 3]}, leg.R: {ankle_at: knee.L}}\n"
    )

    assert exercise.keys[0].legs["L"].foot is None
    assert exercise.keys[0].legs["L"].flex == 30
    assert exercise.keys[0].legs["R"].foot is not None
    assert exercise.keys[1].arms["L"].hand == (1.0, 2.0, 3.0)
    assert exercise.keys[1].arms["L"].abd == 8  # an arm at ease again
    assert exercise.keys[1].legs["R"].foot is None


def test_turning_the_foot_does_not_take_its_place_away(write: Write) -> None:
    exercise = write("base: standing\nkeys:\n- {leg.L: {toeout: 25}}\n- {}\n")

    assert exercise.keys[0].legs["L"].foot == (12.0, 0.0, 0.0)
    assert exercise.keys[0].legs["L"].toeout == 25


def test_null_takes_a_word_away(write: Write) -> None:
    exercise = write(
        "base: hooklying\nkeys:\n- {}\n- {rest: null, arm.L: {hand: null, fingers: null}}\n"
    )

    assert exercise.keys[0].rest == ("pelvis", "chest")
    assert exercise.keys[1].rest == ()
    assert exercise.keys[1].arms["L"].target is None
    assert exercise.keys[1].arms["R"].target is not None


def test_a_limb_that_is_taken_away_is_at_ease(write: Write) -> None:
    exercise = write("base: standing\nkeys:\n- {}\n- {leg.L: null}\n")

    assert exercise.keys[1].legs["L"] == Leg()
    assert exercise.keys[1].legs["R"] == exercise.keys[0].legs["R"]


def test_a_head_rests_on_the_floor_or_on_a_pillow_until_the_neck_is_bent(write: Write) -> None:
    exercise = write("base: supine\nkeys:\n- {}\n- {headrest: 10}\n- {neck: {flex: 20}}\n")

    assert [key.headrest for key in exercise.keys] == [0, 10, None]
    assert exercise.keys[2].neck == Bend(flex=20)


def test_dropping_a_leg_is_dropping_it_to_the_floor(write: Write) -> None:
    assert write("base: supine\nkeys:\n- {}\n- {}\n").keys[0].legs["L"].drop == 0


def test_a_folder_is_read_sorted_or_only_what_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "bases.yaml").write_text("standing: {at: [0, 88, 0]}\n")
    folder = tmp_path / "poses"
    folder.mkdir()
    for slug in ("squat", "bridge", "lift"):
        (folder / f"{slug}.yaml").write_text(TWO_KEYS)

    assert list(read_poses(folder)) == ["bridge", "lift", "squat"]
    assert list(read_poses(folder, ["squat"])) == ["squat"]
    with pytest.raises(PoseError, match=r"jump\.yaml:1: The file is missing"):
        read_poses(folder, ["jump"])


# --- mistakes ------------------------------------------------------------------------------

KEY = "base: standing\nkeys:\n- {}\n- "  # what follows stands on line 4
TOP = "base: standing\nkeys: [{}, {}]\n"  # what follows stands on line 3


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        # words that nobody knows
        (TOP + "muscels: []", 3, '"muscels" is not known here. Did you mean "muscles"?'),
        (KEY + "{pich: 3}", 4, 'Did you mean "pitch"?'),
        (KEY + "{leg.L: {kne: 90}}", 4, 'Did you mean "knee"?'),
        (KEY + "{arm.M: {elbow: 90}}", 4, '"arm.M" is not known here'),
        (KEY + "{spine: {flexion: 9}}", 4, 'Did you mean "flex"?'),
        (KEY + "{face: xyz}", 4, "Possible: prone, side-L"),
        ("base: lying\nkeys: [{}, {}]", 1, '"lying" is not known here'),
        (TOP + "camera: {yaw: 1, roll: 2}", 3, '"roll" is not known here'),
        # points and parts of the body
        (KEY + "{pin: nee.L}", 4, 'is no point of the body. "nee" is not known here. Did you'),
        (KEY + "{pin: knee}", 4, '"knee" needs a side: write knee.L or knee.R.'),
        (KEY + "{pin: knee.L sideways}", 4, "and a face: front, back, out, in, up"),
        (KEY + "{pin: thigh.L@half}", 4, "write a number from 0 to 1"),
        (KEY + "{pin: thigh.L@6}", 4, "write a number from 0 to 1"),
        (KEY + "{pin: grip.L}", 4, '"grip.L" is no point of the body'),
        (KEY + "{arm.R: {hand: grip.L}}", 4, '"grip.L" is no point of the body'),
        (TOP + "arrows: [{of: grip.L}]", 3, '"grip.L" is no point of the body'),
        (KEY + "{rest: [knee]}", 4, '"knee": write knee.L or knee.R.'),
        (KEY + "{rest: [pelvis.L]}", 4, '"pelvis.L": write pelvis.'),
        (KEY + "{rest: [tail]}", 4, '"tail" cannot rest on anything'),
        (KEY + "{arm.L: {hand: nose}}", 4, '"nose" is no point of the body'),
        # targets
        (KEY + "{leg.L: {foot: [0, 0], ankle_at: [0, 0, 0]}}", 4, "at once: keep one of them"),
        (KEY + "{arm: {hand: [0, 0], elbow_at: [0, 0]}}", 4, '"hand" and "elbow_at" at once'),
        (KEY + "{arm.L: {palm: forwards}}", 4, "Mix up, down, left, right, near and far"),
        (KEY + "{arm.L: {palm: up+down}}", 4, '"up+down" is no direction.'),
        (KEY + "{spine: rest}", 4, 'Only the neck can "rest".'),
        # numbers
        (KEY + "{pitch: steep}", 4, '"steep" is not a number.'),
        (KEY + "{leg.L: {knee: true}}", 4, "is not a number"),
        (KEY + "{leg.L: {foot: [1, 2, 3, 4]}}", 4, "Write 3 numbers here, in cm: these are 4."),
        (KEY + "{arm.L: {nudge: [1, 2]}}", 4, "Write 3 numbers here, in cm: these are 2."),
        (KEY + "{at: [0, 88]}", 4, "Write [x, y, z]; a height of null"),
        (TOP + "arrows: [{of: pelvis, shift: [1]}]", 3, "Write 2 numbers here"),
        (TOP + "props: [{is: chair, at: [1, 2, 3]}]", 3, "Write 2 numbers here"),
        (TOP + "props: [{is: chair, size: [40]}]", 3, "Write 2 numbers here"),
        (TOP + "props: [{is: bed, size: [40, 20]}]", 3, "Write 3 numbers here"),
        (KEY + "{hold: -1}", 4, "Write seconds, from 0"),
        (KEY + "{move: 0}", 4, "Write seconds, from 0"),
        (KEY + "{arm: {curl: 5}}", 4, "Write a share from 0 to 1."),
        (TOP + "end: 1.5", 3, "Write a whole number here."),
        (TOP + "cycle: often", 3, "Write true or false."),
        (TOP + "end: 2", 3, "There are 2 keys; count from 0, or from the end with -1."),
        (TOP + "start: -3", 3, "There are 2 keys"),
        # shapes of things
        ("base: standing\nkeys: [{}]", 2, "A movement needs two key poses at least."),
        ("base: standing", 1, 'A figure needs "base" and "keys".'),
        ("keys: [{}, {}]", 1, 'A figure needs "base" and "keys".'),
        ("base: standing\nkeys: {a: 1}", 2, "Write a list here"),
        (KEY + "7", 4, 'Write "word: value" pairs here.'),
        # lists of a figure
        (TOP + "muscles: [biceps.R]", 3, '"biceps" is not known here'),
        (TOP + "muscles:\n- quadriceps.R\n- hamstring.R", 5, 'Did you mean "hamstrings"?'),
        (TOP + "muscles: [quadriceps]", 3, "write quadriceps.L or quadriceps.R"),
        (TOP + "muscles: [diaphragm.L]", 3, '"diaphragm.L": write diaphragm.'),
        (TOP + "props: [sofa]", 3, '"sofa" is not known here'),
        (TOP + "props: [{at: [0, 0]}]", 3, 'Say what it is, as in "is: chair".'),
        (TOP + "props: [{is: chair, back: front}]", 3, '"front" is not known here'),
        (TOP + "gear: [{is: band}]", 3, 'Gear needs "is" and "points".'),
        (TOP + "gear: [{is: rope, points: [hand.L]}]", 3, '"rope" is not known here'),
        (
            TOP + "gear: [{is: band, points: [knee.L, knee.R], layer: tail}]",
            3,
            '"tail" is not known',
        ),
        (TOP + "gear: [{is: band, points: [knee.L]}]", 3, "A band needs 2 points."),
        (TOP + "gear: [{is: strap, points: [knee.L]}]", 3, "A strap needs 2 points."),
        (TOP + "gear: [{is: heel-lift, points: [[0, 0, 0]]}]", 3, "goes with limbs"),
        (TOP + "arrows: [{shift: [0, 1]}]", 3, 'An arrow needs "of"'),
        (TOP + "order: [arm.R leg.R]", 3, "Parts: arm.L, arm.R, leg.L, leg.R, top, head."),
        (TOP + 'order: ["arm.R < tail"]', 3, "Parts: arm.L"),
        (TOP + 'order: ["arm.R <> leg.R"]', 3, 'Write a wish as "arm.R < leg.R"'),
        (TOP + 'order: ["arm.R < arm.R"]', 3, 'Write a wish as "arm.R < leg.R"'),
        (TOP + "grasp: {left: leg.R}", 3, 'Write "arm.L: leg.R"'),
        (TOP + "works: both", 3, '"both" is not known here. Possible: L, R.'),
        (TOP + "excuses: [{finding: short arm.R}]", 3, 'and a reason in words, "why"'),
        (TOP + "excuses: [{finding: short arm.R, why: so}]", 3, "a reason in words"),
        (TOP + "excuses: [{why: it is meant this way}]", 3, 'An exception needs "finding"'),
        # YAML itself
        (TOP + "arrows:\n- {on: pelvis}", 4, 'Write "of" for what it is about.'),
        (TOP + "Yes: 1", 3, 'YAML reads "Yes" as true or false.'),
        (TOP + "base: sitting", 3, '"base" is here twice.'),
        (TOP + "props: [mat", 3, "This is not YAML"),
        (TOP + 'works: "\x01"', 1, "is not text"),
        ("base: &a [*a]\nkeys: 1", 1, "This holds itself."),
        ("", 1, "The file is empty."),
    ],
)
def test_a_mistake_is_told_with_file_line_and_what_to_write(
    text: str, line: int, told: str, write: Write
) -> None:
    with pytest.raises(PoseError) as caught:
        write(text)

    assert told in str(caught.value)
    assert (caught.value.file, caught.value.line) == ("lift.yaml", line)
    assert str(caught.value).startswith(f"lift.yaml:{line}: ")


def test_a_mistake_on_a_line_of_its_own_is_told_with_that_line(write: Write) -> None:
    text = KEY + "leg.L:\n    flex: 10\n    knee: straight\n"

    with pytest.raises(PoseError, match=r"lift\.yaml:6: \"straight\" is not a number"):
        write(text)


# --- YAML with lines -----------------------------------------------------------------------


def test_values_remember_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("one: 1\ntwo:\n- a\n- {three: .5}\n")

    plain = read(path).plain

    assert (plain["one"].plain, plain["one"].line) == (1.0, 1)
    assert (plain["two"].line, plain["two"].plain[0].line) == (2, 3)
    assert (plain["two"].plain[1].plain["three"].plain, plain["two"].plain[1].line) == (0.5, 4)


def test_scalars_are_what_they_look_like(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text('[1, -2.5, .5, +3, true, false, null, ~, word, "7", off, 1-2]')

    values = [item.plain for item in read(path).plain]

    assert values == [1, -2.5, 0.5, 3, True, False, None, None, "word", "7", "off", "1-2"]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(PoseError, match=r"a\.yaml:1: The file is missing or is not text"):
        read(path)
