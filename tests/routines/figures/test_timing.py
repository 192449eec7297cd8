"""When each frame is shown: held as long as written, there and back, or round in a circle."""

from __future__ import annotations

from itertools import pairwise

import pytest

from routines.figures.exercise import Exercise
from routines.figures.keys import Arm, Key
from routines.figures.scene import stage
from routines.figures.timing import Timeline, lay_out


def pose(height: float, hold: float = 1.0, move: float = 1.6) -> Key:
    return Key(at=(0, height, 0), hold=hold, move=move)


def timeline(*keys: Key, cycle: bool = False) -> Timeline:
    return lay_out(stage(Exercise("lift", keys, cycle=cycle)))


def test_two_keys_are_held_and_left_as_long_as_written() -> None:
    line = timeline(pose(60, hold=0.6), pose(90, hold=3, move=2))

    assert line.stops == [(0, 0.6, 0), (2.6, 5.6, 1)]
    assert line.seconds == pytest.approx(7.6)  # and the same way back


def test_three_keys_are_gone_through_there_and_back() -> None:
    line = timeline(pose(60, 1), pose(70, 2, move=0.5), pose(90, 3, move=1.5))

    assert [key for _, _, key in line.stops] == [0, 1, 2, 1]
    assert line.stops[-1] == (9.5, 11.5, 1)
    assert line.seconds == pytest.approx(1 + 0.5 + 2 + 1.5 + 3 + 1.5 + 2 + 0.5)


def test_a_circle_goes_from_the_last_key_to_the_first() -> None:
    line = timeline(pose(60, 1, move=4), pose(70, 2, move=0.5), pose(90, 3, move=1.5), cycle=True)

    assert [key for _, _, key in line.stops] == [0, 1, 2]
    assert line.seconds == pytest.approx(1 + 0.5 + 2 + 1.5 + 3 + 4)


@pytest.mark.parametrize("cycle", [False, True])
def test_a_round_ends_as_it_began_and_time_never_goes_back(cycle: bool) -> None:
    line = timeline(pose(60), pose(75), pose(90), cycle=cycle)
    times = [at for _, at in line.shown]

    assert line.shown[0] == (0, 0.0)
    assert line.shown[-1][0] == 0
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_a_held_key_shows_one_frame_from_begin_to_end() -> None:
    line = timeline(pose(60, 0.5), pose(90, 2))
    shown = {round(at, 6): frame for frame, at in line.shown}

    for begin, end, _ in line.stops:
        assert shown[round(begin, 6)] == shown[round(end, 6)]


def test_every_frame_is_shown() -> None:
    line = timeline(pose(60), pose(75), pose(90))

    assert {frame for frame, _ in line.shown} == set(range(len(line.frames)))


def raised(abd: float) -> Key:
    return Key(at=(0, 90, 0), move=2, arms={s: Arm(abd=abd, elbow=0) for s in "LR"})


def test_the_movement_begins_and_ends_slowly() -> None:
    line = timeline(raised(0), raised(160))
    way = [at for _, at in line.shown if 1 <= at <= 3]
    spans = [b - a for a, b in pairwise(way)]

    assert len(spans) > 3
    assert spans == pytest.approx(spans[::-1])
    assert spans[0] == max(spans)


def test_a_straight_way_needs_few_frames_and_a_wide_swing_more() -> None:
    straight = timeline(pose(60), pose(90))
    swing = timeline(raised(0), raised(160))

    assert len(straight.frames) == 3
    assert len(swing.frames) > 4
