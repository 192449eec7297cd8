"""Words and shapes on the phone's clinical pages."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.domain.pain import PainValue, seven_day_averages, trend
from routines.queries.progress import PainChart
from routines.templatetags import clinical
from tests.homework_factories import make_frequency

FIRST = dt.date(2026, 3, 2)


def chart(*pains: int) -> PainChart:
    values = tuple(
        PainValue(day=FIRST + dt.timedelta(days=place), pain=pain)
        for place, pain in enumerate(pains)
    )
    return PainChart(
        since=FIRST,
        until=FIRST + dt.timedelta(days=13),
        values=values,
        averages=tuple(seven_day_averages(values)),
        trend=trend(values),
    )


def test_how_often_is_said_in_a_few_words() -> None:
    assert clinical.frequency(make_frequency(times_per_day=2)) == "Twice a day"
    weekly = make_frequency(weekdays=frozenset({0, 1, 2, 3, 4}))
    assert clinical.frequency(weekly) == "Once a day, Mon to Fri"


@pytest.mark.parametrize(
    ("place", "said", "icon"),
    [
        ("lying", "Lying down", "bed"),
        ("sitting", "Sitting", "armchair"),
        ("standing", "Standing", "person-standing"),
        ("", "", "person-standing"),
    ],
)
def test_a_place_has_words_and_an_icon(place: str, said: str, icon: str) -> None:
    assert (clinical.place(place), clinical.place_icon(place)) == (said, icon)


def test_each_region_has_a_color() -> None:
    assert [clinical.region_tone(region) for region in ("buttock", "low-back", "", "ear")] == [
        "glute",
        "ql",
        "desk",
        "desk",
    ]


@pytest.mark.parametrize(
    ("pain", "name"), [(None, ""), (0, "pain-0"), (6.5, "pain-7"), (10, "pain-10")]
)
def test_pain_has_a_class(pain: float | None, name: str) -> None:
    assert clinical.pain_class(pain) == name


def test_a_phone_number_is_dialed_without_its_spaces() -> None:
    assert clinical.tel("+44 (20) 7946-0018") == "+442079460018"


def test_a_week_begins_on_monday() -> None:
    letters = clinical.weekday_letters()

    assert "".join(letter for letter, _ in letters) == "MTWTFSS"
    assert letters[0][1] == "Monday"


def test_the_chart_runs_from_zero_to_ten() -> None:
    drawn = clinical.pain_chart(chart(10, 0))

    assert [(x, y) for x, y, _ in drawn["dots"]] == [(26.0, 10.0), (49.1, 130.0)]
    assert drawn["line"] == "M26.0 10.0L49.1 70.0"
    assert drawn["last"] == (49.1, 70.0)
    assert drawn["rows"][0] == (FIRST + dt.timedelta(days=1), "0", 5.0)


def test_one_answer_is_a_dot_and_none_is_nothing() -> None:
    assert clinical.pain_chart(chart(4))["line"] == ""
    assert clinical.pain_chart(chart())["last"] is None


def test_the_chart_says_itself() -> None:
    assert clinical.pain_chart(chart(4))["words"] == (
        "Pain after sessions, 0 to 10, from 2 March to today. Your first dot is on the chart."
    )


def test_muscles_are_said_plainly() -> None:
    assert clinical.muscle("piriformis") == "deep buttock muscle"
