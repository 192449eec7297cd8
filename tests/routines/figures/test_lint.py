"""The lint: each thing that a person could not do is found by name, and excused only by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routines.figures.body import BODIES
from routines.figures.exercise import Excuse, Exercise
from routines.figures.files import draw_builds
from routines.figures.keys import Arm, Key, Leg
from routines.figures.lint import LARGEST_MOVING, LARGEST_STILL, Finding, lint
from routines.figures.props import Prop

HIPS = 89.1
STANDING = Key(at=(0, HIPS, 0))
WALKING = Key(face="stand-right", at=(0, HIPS, 0))
CLEAN = Exercise("lift", (STANDING, Key(at=(0, HIPS, 0), arms={s: Arm(flex=60) for s in "LR"})))


def key(**limbs: Leg | Arm) -> Key:
    """Return a standing key pose with some limbs of its own, as `leg_L`."""
    legs = {side: limbs.get(f"leg_{side}", Leg()) for side in "LR"}
    arms = {side: limbs.get(f"arm_{side}", Arm()) for side in "LR"}
    return replace(STANDING, legs=legs, arms=arms)  # type: ignore[arg-type]


def moving_to(end: Key, start: Key = STANDING) -> Exercise:
    return Exercise("lift", (start, end))


# Strewn about, so that packing them makes them little smaller.
MANY = tuple(
    Prop("ball", centre=(i * 37 % 181, i * 59 % 167, i * 83 % 149), radius=3 + i * 7 % 11)
    for i in range(700)
)
CROSSED = key(leg_L=Leg(abd=-14), leg_R=Leg(abd=-14))
WRONG = {
    "short arm.L": moving_to(key(arm_L=Arm(wrist_at=(90, 150, 0)))),
    "short leg.R": moving_to(key(leg_R=Leg(foot=(-60, 0, 60)))),
    "under foot.L": moving_to(replace(STANDING, at=(0, HIPS - 5, 0))),
    "under hand.R": moving_to(Key(at=(0, 20, 0), legs={s: Leg(flex=90) for s in "LR"})),
    "range knee.L": moving_to(key(leg_L=Leg(flex=60, knee=170))),
    "range elbow.R": moving_to(key(arm_R=Arm(elbow=-20))),
    "range lumbar flex": moving_to(replace(STANDING, lumbar=replace(STANDING.lumbar, flex=90))),
    "inside wall foot.L": replace(CLEAN, props=(Prop("wall", at=(9, 0)),)),
    "through shin.L shin.R": moving_to(CROSSED),
    "order arm.R top": Exercise("walk", (WALKING, WALKING), order=("arm.R < arm.L",)),
    "size start": replace(CLEAN, props=MANY),
    "size end": replace(CLEAN, props=MANY),
    "size moving": replace(CLEAN, props=MANY),
}


def lint_in(exercise: Exercise, *builds: str) -> list[Finding]:
    return lint(exercise, draw_builds(exercise, builds or BODIES))


def names(exercise: Exercise) -> set[str]:
    return {finding.name for finding in lint_in(exercise, "regular")}


def excused(exercise: Exercise, *findings: str) -> Exercise:
    return replace(
        exercise, excuses=tuple(Excuse(each, "meant for this test") for each in findings)
    )


def test_a_pose_that_a_person_can_take_has_no_findings_in_any_build() -> None:
    assert lint_in(CLEAN) == []


@pytest.mark.parametrize("name", WRONG)
def test_each_thing_that_is_wrong_is_found_by_its_name(name: str) -> None:
    found = names(WRONG[name])

    assert name in found
    # A reason silences exactly what it names.
    assert names(excused(WRONG[name], name)) == found - {name}


def test_an_excuse_that_excuses_nothing_is_a_finding() -> None:
    assert names(excused(CLEAN, "short arm.L")) == {"idle excuse short arm.L"}
    assert names(excused(WRONG["range knee.L"], "range knee.R")) >= {
        "range knee.L",
        "idle excuse range knee.R",
    }


def test_a_finding_tells_how_much_and_where_it_is_worst() -> None:
    (short,) = (
        each for each in lint_in(WRONG["short arm.L"], "slim") if each.name == "short arm.L"
    )

    assert short.where == "slim, key 1"
    assert short.amount == pytest.approx(90 - 70, abs=8)
    assert str(short) == f"short arm.L: {short.amount:.1f} (slim, key 1)"


def test_what_is_wrong_only_on_the_way_is_told_between_the_keys() -> None:
    # Each foot walks to the other's place, so the shins meet half-way.
    apart = key(leg_L=Leg(foot=(12, 0, 0)), leg_R=Leg(foot=(-12, 0, 0)))
    swapped = key(leg_L=Leg(foot=(12, 0, 0)), leg_R=Leg(foot=(36, 0, 0)))

    found = {each.name: each for each in lint_in(moving_to(swapped, apart), "regular")}

    assert found["through foot.L foot.R"].where == "regular, after key 0"


def test_of_all_builds_the_worst_is_told() -> None:
    wide = moving_to(CROSSED)
    amounts = {}
    for build in ("slim", "broad"):
        found = {each.name: each.amount for each in lint_in(wide, build)}
        amounts[build] = found["through shin.L shin.R"]

    both = {each.name: each for each in lint_in(wide, "slim", "broad")}

    assert both["through shin.L shin.R"].amount == max(amounts.values())
    assert both["through shin.L shin.R"].where.startswith(max(amounts, key=lambda b: amounts[b]))


def test_findings_are_told_in_the_order_of_their_names() -> None:
    found = [each.name for each in lint_in(WRONG["under hand.R"], "regular")]

    assert len(found) > 1
    assert found == sorted(found)


def test_a_figure_may_be_6_kilobytes_moving_and_2_still() -> None:
    assert (LARGEST_MOVING, LARGEST_STILL) == (6144, 2048)


def test_a_finding_is_told_with_one_decimal() -> None:
    assert str(Finding("under knee.L", 2.345, "slim, key 0")) == "under knee.L: 2.3 (slim, key 0)"
