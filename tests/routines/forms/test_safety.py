"""What a therapist fills in about a client's safety is read, or refused in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.forms.safety import (
    AcknowledgeForm,
    KnownForm,
    PrecautionForm,
    ScoreForm,
    ThresholdsForm,
)

LIMITS = {"pain_at_least": "", "pain_rise": "2", "missed_days": "3", "levels_down": "1"}


def test_a_note_is_optional_and_an_action_is_not() -> None:
    assert AcknowledgeForm({"action": "called"}).is_valid()

    for action in ("", "prayed"):
        form = AcknowledgeForm({"action": action, "note": "x" * 501})
        assert form.errors == {
            "action": ["Choose what you did."],
            "note": ["Shorten the note to 500 letters."],
        }


def test_known_needs_a_sign_and_what_was_checked() -> None:
    form = KnownForm({"sign": "", "note": "   "})

    assert form.errors == {
        "sign": ["Choose the sign."],
        "note": ["Write in a few words what was checked, and when."],
    }


def test_limits_are_whole_numbers_and_no_pain_by_itself_is_none() -> None:
    form = ThresholdsForm(LIMITS)

    assert form.is_valid()
    assert form.cleaned_data == {
        "pain_at_least": None,
        "pain_rise": 2,
        "missed_days": 3,
        "levels_down": 1,
    }


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("pain_at_least", 1, 10),
        ("pain_rise", 1, 10),
        ("missed_days", 1, 30),
        ("levels_down", 1, 7),
    ],
)
def test_each_limit_has_its_range(name: str, lowest: int, highest: int) -> None:
    for value in (lowest, highest):
        assert ThresholdsForm({**LIMITS, name: str(value)}).is_valid()
    for wrong in (str(lowest - 1), str(highest + 1), "2.5", "two"):
        assert list(ThresholdsForm({**LIMITS, name: wrong}).errors) == [name]


def test_a_score_has_a_measure_a_number_and_a_day() -> None:
    form = ScoreForm({"measure": "odi", "score": "34", "measured_on": "2026-03-09"})
    wrong = ScoreForm({"measure": "luck", "score": "", "measured_on": "yesterday"})

    assert form.is_valid()
    assert form.cleaned_data["measured_on"] == dt.date(2026, 3, 9)
    assert wrong.errors == {
        "measure": ["Choose one of the measures."],
        "score": ["Write the score."],
        "measured_on": ["Write the day as 2026-03-31."],
    }


def test_a_precaution_applies_or_does_not() -> None:
    assert PrecautionForm({"precaution": "osteoporosis", "answer": "no"}).is_valid()
    assert list(PrecautionForm({"precaution": "luck", "answer": "maybe"}).errors) == [
        "precaution",
        "answer",
    ]
