"""The direction guard: what counts as worse, what it rests on, and what it takes out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.centralization import Status
from routines.domain.directions import (
    Bend,
    DirectionSample,
    Guard,
    SpineLoad,
    WorseDirection,
    worse_directions,
)
from routines.domain.precautions import blocked_loads, load_tags, precautions

WORSE, SAME, UNKNOWN = Status.SPREADING, Status.NO_CHANGE, Status.NOT_ENOUGH
BENT = frozenset({"spine-flexion", "supine-lying"})
STRAIGHT = frozenset({"balance"})


def samples(*sessions: tuple[frozenset[str], Status]) -> list[DirectionSample]:
    """Give one session a day from 3 November on."""
    return [
        DirectionSample(day=dt.date(2025, 11, 3 + number), loads=loads, status=status)
        for number, (loads, status) in enumerate(sessions)
    ]


def test_two_of_three_that_spread_are_worse_and_say_when() -> None:
    (found,) = worse_directions(samples((BENT, WORSE), (BENT, SAME), (BENT, WORSE)))

    assert found.direction is SpineLoad.FLEXION
    assert found.days == (dt.date(2025, 11, 3), dt.date(2025, 11, 5))
    assert found.said == "worse after 2 of 3 sessions that bend the low back forward"


@pytest.mark.parametrize(
    "statuses",
    [
        pytest.param([WORSE], id="one-session-is-chance"),
        pytest.param([WORSE, UNKNOWN, SAME], id="one-that-spread"),
        pytest.param([WORSE, WORSE, SAME, SAME, SAME], id="less-than-half"),
        pytest.param([Status.UNCLEAR] * 4, id="unclear-is-not-spreading"),
        pytest.param([Status.NOT_HOLDING] * 4, id="not-holding-is-not-spreading"),
    ],
)
def test_too_little_is_not_called_worse(statuses: list[Status]) -> None:
    assert worse_directions(samples(*((BENT, status) for status in statuses))) == ()


def test_half_of_the_sessions_is_enough() -> None:
    found = worse_directions(samples(*((BENT, status) for status in (WORSE, SAME, WORSE, SAME))))

    assert [one.said for one in found] == [
        "worse after 2 of 4 sessions that bend the low back forward"
    ]


def test_sessions_that_say_too_little_do_not_thin_it_out() -> None:
    found = worse_directions(
        samples((BENT, WORSE), (BENT, UNKNOWN), (BENT, UNKNOWN), (BENT, UNKNOWN), (BENT, WORSE))
    )

    assert [(len(one.days), one.sessions) for one in found] == [(2, 2)]


def test_it_is_not_the_direction_where_sessions_without_it_spread_more_often() -> None:
    bent = [(BENT, WORSE), (BENT, WORSE), (BENT, SAME)]

    assert worse_directions(samples(*bent, (STRAIGHT, WORSE))) == ()
    assert worse_directions(samples(*bent, (STRAIGHT, WORSE), (STRAIGHT, SAME))) != ()


def test_as_often_without_it_is_still_worth_a_warning() -> None:
    found = worse_directions(
        samples((BENT, WORSE), (BENT, WORSE), (STRAIGHT, WORSE), (STRAIGHT, WORSE))
    )

    assert [(one.others_worse, one.others) for one in found] == [(2, 2)]


def test_days_come_oldest_first_however_they_were_given() -> None:
    given_order = samples((BENT, WORSE), (BENT, WORSE), (BENT, WORSE))

    (found,) = worse_directions(reversed(given_order))

    assert found.days == tuple(each.day for each in given_order)


def test_a_session_with_two_directions_counts_for_both() -> None:
    both = frozenset({"spine-rotation", "spine-flexion"})

    found = worse_directions(samples((both, WORSE), (both, WORSE)))

    assert [one.direction for one in found] == [SpineLoad.FLEXION, SpineLoad.ROTATION]


def worse(*directions: SpineLoad) -> Guard:
    days = (dt.date(2025, 11, 3), dt.date(2025, 11, 5))
    return Guard(
        worse=tuple(WorseDirection(direction=one, days=days, sessions=3) for one in directions)
    )


@pytest.mark.parametrize(
    ("direction", "do"),
    [
        (SpineLoad.FLEXION, "bend the low back forward"),
        (SpineLoad.EXTENSION, "bend the low back backward"),
        (SpineLoad.SIDE_BEND, "bend the low back to the side"),
        (SpineLoad.ROTATION, "twist the low back"),
    ],
)
def test_the_therapist_is_warned_of_an_exercise_in_that_direction(
    direction: SpineLoad, do: str
) -> None:
    said = worse(direction).warning([direction.value, "balance"])

    assert said == f"This client was worse after 2 of 3 sessions that {do} (3 Nov, 5 Nov)."


def test_two_directions_make_one_warning() -> None:
    said = worse(SpineLoad.FLEXION, SpineLoad.ROTATION).warning(["spine-rotation", "spine-flexion"])

    assert said.count("worse after 2 of 3") == 2
    assert said.endswith(
        "forward (3 Nov, 5 Nov), and worse after 2 of 3 sessions that twist the "
        "low back (3 Nov, 5 Nov)."
    )


def test_another_direction_brings_no_warning() -> None:
    guard = worse(SpineLoad.FLEXION)

    assert guard.warning(["spine-extension"]) == ""
    assert guard.against(["spine-extension"]) == ()


@pytest.mark.parametrize(
    ("direction", "left"),
    [
        (SpineLoad.FLEXION, (Bend.BACK, Bend.LEFT, Bend.RIGHT)),
        (SpineLoad.EXTENSION, (Bend.FORWARD, Bend.LEFT, Bend.RIGHT)),
        (SpineLoad.SIDE_BEND, (Bend.FORWARD, Bend.BACK)),
        (SpineLoad.ROTATION, tuple(Bend)),
    ],
)
def test_a_desk_break_keeps_the_other_bends(direction: SpineLoad, left: tuple[Bend, ...]) -> None:
    assert worse(direction).allowed_bends() == left


def test_a_desk_break_without_anything_against_it_bends_each_way() -> None:
    assert Guard().allowed_bends() == tuple(Bend)


def test_precautions_take_bends_out_of_a_desk_break_too() -> None:
    bones = blocked_loads([precautions()["osteoporosis"]])
    surgery = blocked_loads([precautions()["recent-surgery"]])

    assert worse(SpineLoad.EXTENSION).allowed_bends(blocked=bones) == (Bend.LEFT, Bend.RIGHT)
    assert Guard().allowed_bends(blocked=surgery) == ()


def test_each_direction_is_a_load_tag_of_the_library() -> None:
    assert set(SpineLoad) <= set(load_tags())


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(sorted(SpineLoad)), max_size=2), st.sampled_from(list(Status))
        ),
        max_size=12,
    )
)
def test_what_is_called_worse_rests_on_enough(
    sessions: list[tuple[set[SpineLoad], Status]],
) -> None:
    found = worse_directions(samples(*((frozenset(loads), status) for loads, status in sessions)))

    for one in found:
        share = len(one.days) / one.sessions
        assert len(one.days) >= 2
        assert share >= 0.5
        assert not one.others or one.others_worse / one.others <= share + 1e-9
