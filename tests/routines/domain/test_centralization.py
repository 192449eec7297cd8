"""The pain pattern: what counts as moved up, what never does, and what is said about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.body import BodyMap, Layer, Side, as_rows, read_map, regions
from routines.domain.centralization import (
    GOOD,
    Movement,
    Status,
    Trend,
    has_more_numbness,
    is_less_pain_more_numb,
    lanes,
    movement,
    say_movement,
    session_status,
    trend,
)

Row = Sequence[str | int]
TODAY = dt.date(2026, 3, 20)
PLACES = [(region.slug, side) for region in regions().values() for side in region.sides]


def marked(*rows: Row) -> BodyMap:
    """Return a map from (region, side, pain, numbness, tingling) rows."""
    return read_map(dict(zip(("region", "side", *Layer), row, strict=False)) for row in rows)


NOWHERE = marked()
BACK = marked(("low-back-centre", "middle", 4))
BACK_SIDE = marked(("low-back-side", "left", 4))
BUTTOCK = marked(("buttock", "left", 4))
THIGH = marked(("thigh-back", "left", 4))
CALF = marked(("calf", "left", 4))
FOOT = marked(("foot", "left", 4))
NUMB_CALF = marked(("calf", "left", 4, 2))
NUMB_CALF_MORE = marked(("buttock", "left", 4), ("calf", "left", 0, 3))


@st.composite
def maps(draw: st.DrawFn) -> BodyMap:
    """Any map that a person can mark."""
    rows: list[dict[str, object]] = []
    for slug, side in draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=5)):
        row: dict[str, object] = {"region": slug, "side": side}
        row |= {layer: draw(st.integers(0, 10)) for layer in regions()[slug].layers}
        rows.append(row)
    return read_map(rows)


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        (None, CALF, Movement.NOT_ENOUGH),
        (CALF, None, Movement.NOT_ENOUGH),
        (CALF, BUTTOCK, Movement.UP),
        (CALF, NOWHERE, Movement.UP),
        (BACK, NOWHERE, Movement.UP),
        (CALF, FOOT, Movement.DOWN),
        (NOWHERE, BACK, Movement.DOWN),
        (BACK, BACK_SIDE, Movement.DOWN),
        (NOWHERE, NOWHERE, Movement.SAME),
        (CALF, marked(("shin", "left", 9)), Movement.SAME),
        # Leaving one leg for the middle of the back is no move down on the other side.
        (CALF, BACK, Movement.UP),
        # Nor has the middle of the back moved up where one leg hurts still, or now.
        (BACK, CALF, Movement.DOWN),
        (marked(("low-back-centre", "middle", 4), ("calf", "left", 4)), CALF, Movement.SAME),
        (marked(("low-back-side", "right", 4), ("calf", "left", 4)), CALF, Movement.SAME),
        # One side up and one down is down.
        (CALF, marked(("foot", "right", 1)), Movement.DOWN),
        (
            marked(("foot", "left", 2), ("calf", "right", 2)),
            marked(("foot", "left", 2), ("buttock", "right", 2)),
            Movement.UP,
        ),
    ],
)
def test_the_furthest_pain_is_compared_on_each_side(
    before: BodyMap | None, after: BodyMap | None, way: Movement
) -> None:
    assert movement(before, after) is way


@pytest.mark.parametrize(
    ("before", "after", "is_more"),
    [
        ((0, 0), (0, 0), False),
        ((3, 0), (3, 0), False),
        ((3, 0), (4, 0), True),
        ((0, 3), (0, 4), True),
        ((0, 3), (3, 0), True),  # tingling that went numb
        ((3, 0), (0, 3), False),  # numbness that tingles now
        ((3, 0), (0, 4), True),
        ((3, 5), (3, 4), False),
        ((5, 5), (0, 0), False),
    ],
)
def test_more_numbness_is_more_anywhere(
    before: tuple[int, int], after: tuple[int, int], is_more: bool
) -> None:
    start, end = (marked(("calf", "left", 1, *each)) for each in (before, after))

    assert has_more_numbness(start, end) is is_more


def test_less_pain_with_more_numbness_is_an_alarm() -> None:
    assert is_less_pain_more_numb(NUMB_CALF, NUMB_CALF_MORE, is_weaker=False)
    assert is_less_pain_more_numb(CALF, BUTTOCK, is_weaker=True)
    assert not is_less_pain_more_numb(CALF, BUTTOCK, is_weaker=False)
    assert not is_less_pain_more_numb(CALF, BUTTOCK, is_weaker=None)
    assert not is_less_pain_more_numb(CALF, NUMB_CALF, is_weaker=False)


def test_numbness_between_the_legs_is_no_leg_that_went_numb() -> None:
    """Whoever calls for help reads this out: it has to be what was marked."""
    saddle = marked(("saddle", "middle", 0, 4))

    assert not is_less_pain_more_numb(BUTTOCK, saddle, is_weaker=None)
    assert is_less_pain_more_numb(BUTTOCK, saddle, is_weaker=True)
    # It is no good news either.
    assert say_movement(BUTTOCK, saddle, is_weaker=None).tone == "care"


def test_one_side_is_enough_for_the_alarm() -> None:
    before = marked(("foot", "left", 2), ("calf", "right", 2))
    after = marked(("foot", "left", 2), ("calf", "right", 0, 2))

    assert is_less_pain_more_numb(before, after, is_weaker=False)


SESSIONS: list[tuple[BodyMap | None, BodyMap | None, BodyMap | None, bool | None, Status]] = [
    # spreading
    (CALF, FOOT, FOOT, False, Status.SPREADING),
    (CALF, FOOT, None, False, Status.SPREADING),
    (CALF, CALF, FOOT, False, Status.SPREADING),
    (CALF, None, FOOT, False, Status.SPREADING),
    (CALF, BUTTOCK, FOOT, False, Status.SPREADING),
    (CALF, marked(("buttock", "left", 1), ("calf", "right", 1)), None, False, Status.SPREADING),
    (CALF, marked(("calf", "left", 4), ("foot", "left", 0, 0, 1)), CALF, False, Status.SPREADING),
    (CALF, marked(("calf", "left", 4), ("saddle", "middle", 0, 1)), None, None, Status.SPREADING),
    (CALF, BUTTOCK, marked(("foot", "left", 0, 2)), False, Status.SPREADING),
    # unclear
    (
        NUMB_CALF,
        marked(("buttock", "left", 4), ("calf", "left", 0, 3)),
        BUTTOCK,
        False,
        Status.UNCLEAR,
    ),
    (NUMB_CALF, marked(("calf", "left", 4, 3)), CALF, False, Status.UNCLEAR),
    (CALF, BUTTOCK, BUTTOCK, True, Status.UNCLEAR),
    (CALF, CALF, None, True, Status.UNCLEAR),
    (CALF, marked(("buttock", "left", 1), ("calf", "right", 1)), CALF, False, Status.UNCLEAR),
    # moved up
    (CALF, BUTTOCK, BUTTOCK, False, Status.CENTRALIZING),
    (CALF, BUTTOCK, BACK, False, Status.CENTRALIZING),
    (CALF, NOWHERE, NOWHERE, False, Status.CENTRALIZING),
    (NUMB_CALF, BUTTOCK, BUTTOCK, False, Status.CENTRALIZING),
    (CALF, BUTTOCK, CALF, False, Status.NOT_HOLDING),
    (FOOT, BUTTOCK, CALF, False, Status.NOT_HOLDING),
    (CALF, BUTTOCK, CALF, None, Status.NOT_HOLDING),
    # the leg is clear
    (BACK, BACK, BACK, False, Status.ABOLISHED),
    (NOWHERE, NOWHERE, NOWHERE, False, Status.ABOLISHED),
    (BUTTOCK, BUTTOCK, BACK, False, Status.NO_CHANGE),
    (BUTTOCK, BUTTOCK, BUTTOCK, False, Status.NO_CHANGE),
    (CALF, FOOT, CALF, False, Status.NO_CHANGE),
    (CALF, CALF, CALF, None, Status.NO_CHANGE),
    # not enough to say something good
    (None, BUTTOCK, BUTTOCK, False, Status.NOT_ENOUGH),
    (None, BUTTOCK, BUTTOCK, True, Status.NOT_ENOUGH),
    (CALF, None, BUTTOCK, False, Status.NOT_ENOUGH),
    (CALF, BUTTOCK, None, False, Status.NOT_ENOUGH),
    (CALF, None, None, False, Status.NOT_ENOUGH),
    (CALF, BUTTOCK, BUTTOCK, None, Status.NOT_ENOUGH),
    (BACK, BACK, BACK, None, Status.NOT_ENOUGH),
]


@pytest.mark.parametrize(("before", "after", "morning", "is_weaker", "status"), SESSIONS)
def test_a_session_is_judged_by_the_first_row_that_holds(
    before: BodyMap | None,
    after: BodyMap | None,
    morning: BodyMap | None,
    is_weaker: bool | None,
    status: Status,
) -> None:
    found = session_status(before=before, after=after, morning=morning, is_weaker=is_weaker)

    assert found is status


@given(maps(), maps(), maps(), st.sampled_from([True, False, None]))
def test_a_good_status_needs_the_morning_and_no_nerve_sign(
    before: BodyMap, after: BodyMap, morning: BodyMap, is_weaker: bool | None
) -> None:
    found = session_status(before=before, after=after, morning=morning, is_weaker=is_weaker)
    early = session_status(before=before, after=after, morning=None, is_weaker=is_weaker)

    assert early not in GOOD
    if found in GOOD:
        assert is_weaker is False
        assert not has_more_numbness(before, after)
        assert not has_more_numbness(before, morning)
        assert movement(before, morning) is not Movement.DOWN


@given(maps(), maps(), st.sampled_from(PLACES), st.integers(1, 10))
def test_marking_more_numbness_never_makes_it_good(
    before: BodyMap, after: BodyMap, place: tuple[str, Side], value: int
) -> None:
    rows = [row for row in as_rows(after) if (row["region"], row["side"]) != place]
    kept = after.pain(*place), after.tingling(*place)
    more = read_map(
        [
            *rows,
            {
                "region": place[0],
                "side": place[1],
                "pain": kept[0],
                "tingling": kept[1],
                "numbness": max(value, after.numbness(*place)),
            },
        ]
    )

    assert has_more_numbness(before, more) >= has_more_numbness(before, after)
    if say_movement(before, more, is_weaker=False).tone == "good":
        assert say_movement(before, after, is_weaker=False).tone == "good"


def on_days(*statuses: Status, last: dt.date = TODAY) -> list[tuple[dt.date, Status]]:
    """Return the statuses on days up to `last`, a week apart."""
    return [
        (last - dt.timedelta(weeks=len(statuses) - 1 - place), status)
        for place, status in enumerate(statuses)
    ]


UP, CLEAR, SAME, SPREAD, ODD, NONE = (
    Status.CENTRALIZING,
    Status.ABOLISHED,
    Status.NO_CHANGE,
    Status.SPREADING,
    Status.UNCLEAR,
    Status.NOT_ENOUGH,
)


@pytest.mark.parametrize(
    ("statuses", "found"),
    [
        ((), Trend.NOT_ENOUGH),
        ((UP, UP, UP), Trend.NOT_ENOUGH),
        ((UP, UP, UP, NONE), Trend.NOT_ENOUGH),
        ((UP, CLEAR, UP, SAME), Trend.CENTRALIZER),
        ((SAME, SAME, SAME, UP, UP, NONE, UP, UP), Trend.CENTRALIZER),
        ((UP, UP, SAME, SAME), Trend.MIXED),
        ((UP, SPREAD, SAME, SAME), Trend.MIXED),
        ((UP, UP, SPREAD, SPREAD), Trend.SPREADING),
        ((SPREAD, SPREAD), Trend.SPREADING),
        ((SPREAD, SPREAD, UP, UP, UP), Trend.CENTRALIZER),
        ((SAME, ODD, Status.NOT_HOLDING, SAME), Trend.NON_CENTRALIZER),
    ],
)
def test_the_trend_looks_at_the_last_four_that_have_a_morning(
    statuses: tuple[Status, ...], found: Trend
) -> None:
    assert trend(on_days(*statuses), on=TODAY) is found


def test_no_change_is_only_said_after_two_weeks() -> None:
    days = [(TODAY - dt.timedelta(days=ago), SAME) for ago in (13, 9, 5, 1)]

    assert trend(days, on=TODAY) is Trend.NOT_ENOUGH
    assert trend(days, on=TODAY + dt.timedelta(days=1)) is Trend.NON_CENTRALIZER


def test_the_trend_does_not_know_the_future_and_sorts_by_day() -> None:
    later = on_days(SPREAD, SPREAD, last=TODAY + dt.timedelta(weeks=2))

    assert trend([*later, *on_days(SAME, UP, UP, UP)][::-1], on=TODAY) is Trend.CENTRALIZER


@pytest.mark.parametrize(
    ("before", "after", "title", "tone"),
    [
        (None, CALF, "Thank you. It is saved.", "news"),
        (CALF, None, "Thank you. It is saved.", "news"),
        (CALF, BUTTOCK, "It moved up, from calf to buttock", "good"),
        (CALF, BACK, "It moved up, from calf to low back", "good"),
        (BACK_SIDE, BACK, "It moved up a little", "good"),
        (CALF, NOWHERE, "No pain marked now", "good"),
        (CALF, FOOT, "It moved further down the leg", "care"),
        (BACK, BUTTOCK, "It moved further out, to the buttock", "care"),
        (NOWHERE, CALF, "Pain is back, in the calf", "care"),
        (CALF, CALF, "It is where it was", "news"),
        (NOWHERE, NOWHERE, "No pain marked", "news"),
        (CALF, marked(("foot", "right", 2)), "One side moved up, the other moved down", "care"),
        (
            marked(("foot", "left", 2), ("calf", "right", 2)),
            marked(("foot", "left", 2), ("buttock", "right", 2)),
            "On the right it moved up, from calf to buttock",
            "good",
        ),
        (
            marked(("foot", "left", 2), ("calf", "right", 2)),
            marked(("foot", "left", 2)),
            "On the right it moved up, out of the calf",
            "good",
        ),
        (
            marked(("foot", "left", 2), ("buttock", "right", 2)),
            marked(("foot", "left", 2), ("calf", "right", 2)),
            "On the right it moved further down the leg",
            "care",
        ),
    ],
)
def test_what_moved_is_said_in_plain_words(
    before: BodyMap | None, after: BodyMap | None, title: str, tone: str
) -> None:
    found = say_movement(before, after, is_weaker=False)

    assert (found.title, found.tone) == (title, tone)


def test_moved_up_and_moved_down_have_their_sentence() -> None:
    assert say_movement(CALF, BUTTOCK, is_weaker=None).text == "That's usually a good sign."
    assert say_movement(CALF, FOOT, is_weaker=None).text == "Let's be careful with it."


@pytest.mark.parametrize(
    ("before", "after", "is_weaker", "title"),
    [
        (NUMB_CALF, NUMB_CALF_MORE, False, "Less pain, but more numb or tingly"),
        (CALF, BUTTOCK, True, "Less pain, but weaker"),
        (CALF, NUMB_CALF, False, "It feels more numb or tingly"),
        (CALF, FOOT, True, "It feels weaker"),
    ],
)
def test_numbness_and_weakness_are_never_praised(
    before: BodyMap, after: BodyMap, is_weaker: bool, title: str
) -> None:
    found = say_movement(before, after, is_weaker=is_weaker)

    assert (found.title, found.tone) == (title, "care")
    assert "good" not in found.text


def week(*body_maps: BodyMap) -> list[tuple[dt.date, BodyMap]]:
    return [(TODAY + dt.timedelta(days=day), each) for day, each in enumerate(body_maps)]


@pytest.mark.parametrize(
    ("body_maps", "title"),
    [
        ((), "Your pain pattern starts here"),
        ((FOOT,), "Your first dot is on the chart"),
        ((FOOT, BUTTOCK), "Two dots so far"),
        ((FOOT, CALF, THIGH, BUTTOCK, BUTTOCK), "Leaving the leg"),
        ((FOOT, THIGH, THIGH), "Moving up"),
        ((BUTTOCK, BACK, BACK), "Moving up"),
        ((FOOT, NOWHERE, NOWHERE), "No pain marked lately"),
        ((NOWHERE, NOWHERE, NOWHERE), "No pain marked lately"),
        ((CALF, BUTTOCK, CALF), "Where it was"),
        ((CALF, FOOT, BUTTOCK), "Up and down so far"),
        ((BUTTOCK, BUTTOCK, CALF), "Further down than at the start"),
        ((NOWHERE, NOWHERE, BACK), "Pain is back"),
        ((NUMB_CALF, BUTTOCK, NUMB_CALF_MORE), "More numb or tingly than before"),
        ((NUMB_CALF, BUTTOCK, NUMB_CALF), "More numb or tingly than before"),
    ],
)
def test_the_chart_has_a_finding_as_its_title(body_maps: tuple[BodyMap, ...], title: str) -> None:
    found = lanes(week(*body_maps))

    assert found.title == title
    assert found.text


def test_each_check_in_is_a_point_in_its_lane_oldest_first() -> None:
    found = lanes(week(NOWHERE, BACK_SIDE, BUTTOCK, THIGH, NUMB_CALF, FOOT)[::-1])

    assert [point.lane for point in found.points] == [None, 0, 1, 2, 3, 4]
    assert [point.is_numb for point in found.points] == [False] * 4 + [True, False]
    assert found.points[0].day == TODAY


def test_numbness_between_the_legs_is_seen_on_the_chart() -> None:
    assert lanes(week(marked(("saddle", "middle", 0, 1)))).points[0].is_numb
