"""Function and change: what counts as a change, and which scores can be."""

from __future__ import annotations

import pytest

from routines.domain.function import (
    MEASURES,
    Activity,
    FunctionChange,
    FunctionError,
    Outcome,
    check_activities,
    function_change,
    global_change,
)


def rated(**scores: int | None) -> list[Activity]:
    return [Activity(name=name, score=score) for name, score in scores.items()]


def test_three_to_five_named_activities_can_be_rated() -> None:
    check_activities(rated(walking=3, stairs=0, sitting=None))
    check_activities(rated(walking=3, stairs=10, sitting=5, driving=2, sleeping=1))


@pytest.mark.parametrize(
    ("activities", "said"),
    [
        (rated(walking=3, stairs=4), "Name 3 to 5 activities."),
        (rated(a=1, b=1, c=1, d=1, e=1, f=1), "Name 3 to 5 activities."),
        ([*rated(a=1, b=1), Activity(name=" ", score=1)], "Give each activity a name."),
        ([*rated(a=1, b=1), Activity(name="A ", score=1)], "Name each activity once."),
        (rated(a=1, b=1, c=11), "Rate each activity from 0 to 10."),
        (rated(a=1, b=1, c=-1), "Rate each activity from 0 to 10."),
    ],
)
def test_activities_nobody_can_rate_are_refused(activities: list[Activity], said: str) -> None:
    with pytest.raises(FunctionError) as caught:
        check_activities(activities)

    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("before", "after", "mean", "outcome", "better", "worse"),
    [
        ((4, 4, 4), (6, 6, 6), 2, Outcome.BETTER, (), ()),
        ((4, 4, 4), (6, 6, 5), 5 / 3, Outcome.SAME, (), ()),
        ((6, 6, 6), (4, 4, 4), -2, Outcome.WORSE, (), ()),
        ((4, 4, 4), (7, 4, 4), 1, Outcome.SAME, ("a",), ()),
        ((4, 4, 4), (4, 1, 4), -1, Outcome.SAME, (), ("b",)),
        ((4, 4, 4), (6, 4, 2), 0, Outcome.SAME, (), ()),
    ],
)
def test_two_in_the_mean_or_three_in_one_is_worth_a_word(
    before: tuple[int, int, int],
    after: tuple[int, int, int],
    mean: float,
    outcome: Outcome,
    better: tuple[str, ...],
    worse: tuple[str, ...],
) -> None:
    found = function_change(
        rated(a=before[0], b=before[1], c=before[2]), rated(a=after[0], b=after[1], c=after[2])
    )

    assert found == FunctionChange(mean=mean, better=better, worse=worse)
    assert found.outcome is outcome
    assert found.is_worth_telling == (outcome is not Outcome.SAME or bool(better or worse))


def test_an_activity_rated_once_does_not_move_the_mean() -> None:
    found = function_change(rated(a=4, b=0, c=None), rated(a=5, c=9, d=10, b=None))

    assert found.mean == 1
    assert not found.better


def test_nothing_rated_twice_says_nothing() -> None:
    found = function_change(rated(a=4), rated(b=9))

    assert found.mean is None
    assert found.outcome is Outcome.SAME
    assert not found.is_worth_telling


@pytest.mark.parametrize(
    ("rating", "outcome"),
    [
        (-5, Outcome.WORSE),
        (-2, Outcome.WORSE),
        (-1, Outcome.SAME),
        (0, Outcome.SAME),
        (1, Outcome.SAME),
        (2, Outcome.BETTER),
        (5, Outcome.BETTER),
    ],
)
def test_two_points_of_global_change_are_a_change(rating: int, outcome: Outcome) -> None:
    assert global_change(rating) is outcome


@pytest.mark.parametrize("rating", [-6, 6])
def test_a_global_change_out_of_range_is_refused(rating: int) -> None:
    with pytest.raises(FunctionError, match=r"from -5 to \+5"):
        global_change(rating)


def test_measures_of_others_are_numbers_only() -> None:
    assert {slug: (each.lowest, each.highest) for slug, each in MEASURES.items()} == {
        "rmdq": (0, 24),
        "odi": (0, 100),
        "lefs": (0, 80),
        "start-back-total": (0, 9),
        "start-back-psych": (0, 5),
        "ears": (0, 24),
    }
    assert all(each.source for each in MEASURES.values())
    assert {slug for slug, each in MEASURES.items() if each.is_high_good} == {"lefs", "ears"}


@pytest.mark.parametrize(
    ("slug", "before", "after", "outcome"),
    [
        ("rmdq", 14, 9, Outcome.BETTER),
        ("rmdq", 14, 10, Outcome.SAME),
        ("odi", 30, 40, Outcome.WORSE),
        ("odi", 30, 39, Outcome.SAME),
        ("lefs", 40, 49, Outcome.BETTER),
        ("lefs", 40, 31, Outcome.WORSE),
        ("ears", 0, 24, None),
        ("start-back-total", 9, 0, None),
    ],
)
def test_a_measure_changes_by_what_its_study_found(
    slug: str, before: int, after: int, outcome: Outcome | None
) -> None:
    assert MEASURES[slug].change(before, after) is outcome


@pytest.mark.parametrize(("before", "after"), [(-1, 5), (5, 25)])
def test_a_score_out_of_range_is_refused(before: int, after: int) -> None:
    with pytest.raises(FunctionError, match=r"Roland-Morris \(RMDQ\) goes from 0 to 24."):
        MEASURES["rmdq"].change(before, after)
