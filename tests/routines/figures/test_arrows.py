"""Arrows: beside the way that a point really takes, and pointing to where it goes."""

from __future__ import annotations

import pytest

from routines.figures.arrows import draw_arrows
from routines.figures.exercise import Arrow, Exercise
from routines.figures.keys import Arm, Key
from routines.figures.scene import stage
from routines.figures.vectors import Vec2

LOW, HIGH = Key(at=(0, 60, 0)), Key(at=(0, 100, 0))


def tip_and_tail(exercise: Exercise) -> tuple[Vec2, Vec2]:
    """Return where the arrow points to and where it begins; y is down."""
    (path,) = draw_arrows(stage(exercise))
    ends = [spots[-1] for _, _, spots in path.ops]
    return ends[-2], ends[0]


def test_an_arrow_points_the_way_the_body_goes() -> None:
    arrows = (Arrow("pelvis", shift=(40, 0)),)

    up_tip, up_tail = tip_and_tail(Exercise("lift", (LOW, HIGH), pitch=0, arrows=arrows))
    down_tip, down_tail = tip_and_tail(Exercise("lift", (HIGH, LOW), pitch=0, arrows=arrows))

    assert up_tip[1] < up_tail[1] - 20
    assert down_tip[1] > down_tail[1] + 20


def test_a_shift_moves_the_arrow_right_and_up() -> None:
    plain, shifted = (
        tip_and_tail(Exercise("lift", (LOW, HIGH), arrows=(Arrow("pelvis", shift=shift),)))
        for shift in ((0.0, 0.0), (15.0, 6.0))
    )

    for before, after in zip(plain, shifted, strict=True):
        assert after == pytest.approx((before[0] + 15, before[1] - 6))


def test_a_gap_moves_the_arrow_away_from_the_middle_of_the_body() -> None:
    key = Key(at=(0, 90, 0), arms={"L": Arm(flex=90, elbow=0), "R": Arm()})
    far = Key(at=(0, 90, 0), arms={"L": Arm(abd=90, elbow=0), "R": Arm()})

    near, off = (
        tip_and_tail(Exercise("lift", (key, far), arrows=(Arrow("hand.L", gap=gap),)))[0][0]
        for gap in (5, 25)
    )

    assert off > near + 10


def test_a_short_way_still_has_an_arrow_that_can_be_seen() -> None:
    hardly = Key(at=(0, 61, 0))
    tip, tail = tip_and_tail(
        Exercise("lift", (LOW, hardly), pitch=0, arrows=(Arrow("pelvis", shift=(30, 0)),))
    )

    assert tail[1] - tip[1] > 15


def test_an_arrow_shows_the_way_to_the_key_that_the_end_still_shows() -> None:
    keys = (LOW, HIGH, Key(at=(0, 20, 0)))

    tip, tail = tip_and_tail(
        Exercise("lift", keys, pitch=0, end=1, arrows=(Arrow("pelvis", shift=(30, 0)),))
    )

    assert tip[1] < tail[1] - 20


def test_a_figure_without_arrows_has_none() -> None:
    assert draw_arrows(stage(Exercise("lift", (LOW, HIGH)))) == []
