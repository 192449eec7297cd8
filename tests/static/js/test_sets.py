"""The phone turns rows into sets and says them as the server does."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from django.template.loader import render_to_string

from routines.domain.dosage import Dosage, Side
from routines.domain.sets import (
    ImpossibleSetsError,
    SetLog,
    SideAmount,
    amounts_of,
    as_prescribed,
    asked_json,
    corrected,
    say_performed,
)
from tests.pages import data_of

pytestmark = pytest.mark.browser

DOSAGES = (
    Dosage(sets=3, repetitions=1, hold_seconds=30, side=Side.BOTH),
    Dosage(sets=2, repetitions=10),
    Dosage(sets=1, repetitions=1),
    Dosage(sets=1, repetitions=8, side=Side.LEFT),
    Dosage(sets=3, repetitions=5, hold_seconds=90, side=Side.ALTERNATING),
    Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8),
    Dosage(sets=2, repetition_pattern=(8, 4), side=Side.BOTH),
    Dosage(duration_seconds=600),
    Dosage(sets=2, duration_seconds=45, side=Side.RIGHT),
)
AMOUNTS = [
    SideAmount(sets=sets, repetitions=repetitions, seconds=seconds)
    for sets, repetitions, seconds in product((0, 1, 2, 5), (None, 0, 1, 12), (0, 20, 60, 75))
]
# Sets as a guided session counts them: of different length, and on either side.
COUNTED = [
    [SetLog(side=Side(side), repetitions=many, seconds=held) for side, many, held in sets]
    for sets in (
        [("none", 1, 30), ("none", 1, 20)],
        [("none", 5, 30), ("none", 5, 20)],
        [("none", 5, 30), ("none", 1, 20)],
        [("none", 5, 8), ("none", 3, 8)],
        [("left", 1, 30), ("right", 1, 20), ("left", 1, 30)],
        [("right", 10, 0), ("left", 10, 0)],
        [("right", 0, 75)],
        [("none", 4, 3600)],
    )
]

ANSWER = """
async (text) => {
  const sets = await import("/static/js/lib/sets.js");
  const [words, asked, cases, counted] = JSON.parse(text);
  const said = (done) => [done, sets.sayPerformed(done, words), sets.amountsOf(done)];
  const outcome = ([place, amounts]) => {
    try {
      return said(sets.corrected(asked[place], amounts));
    } catch (mistake) {
      return words[mistake.reason];
    }
  };
  return JSON.stringify([asked.map((one) => said(sets.asPrescribed(one))), cases.map(outcome), counted.map(said)]);
}
"""


def said(sets: Any) -> list[Any]:
    amounts = {side.value: as_amount(amount) for side, amount in amounts_of(sets).items()}
    return [[one.as_json() for one in sets], say_performed(sets), amounts]


def as_amount(amount: SideAmount) -> dict[str, int | None]:
    return {
        "sets": amount.sets,
        "repetitions": amount.repetitions,
        "seconds": amount.seconds,
    }


def outcome(dosage: Dosage, amounts: dict[Side, SideAmount]) -> object:
    try:
        return said(corrected(dosage, amounts))
    except ImpossibleSetsError as error:
        return error.message


def test_phone_and_server_count_and_say_the_same(page: Any) -> None:
    words = data_of(render_to_string("logs/words.html"), "data-words")
    cases = []
    for place, dosage in enumerate(DOSAGES):
        for number, amount in enumerate(AMOUNTS):
            other = AMOUNTS[(number * 7 + 3) % len(AMOUNTS)]
            # As the form reads it: who goes on for a time is asked for no repetitions.
            amounts = {
                side: SideAmount(
                    sets=one.sets,
                    repetitions=0 if dosage.is_timed else one.repetitions,
                    seconds=one.seconds,
                )
                for side, one in zip(dosage.sides, (amount, other), strict=False)
            }
            cases.append((place, amounts))

    sent = json.dumps(
        [
            words,
            [asked_json(one) for one in DOSAGES],
            [
                (place, {side.value: as_amount(one) for side, one in amounts.items()})
                for place, amounts in cases
            ],
            [[one.as_json() for one in sets] for sets in COUNTED],
        ]
    )
    prescribed, corrections, counted = json.loads(page.evaluate(ANSWER, sent))

    assert prescribed == [said(as_prescribed(one)) for one in DOSAGES]
    expected = [outcome(DOSAGES[place], amounts) for place, amounts in cases]
    assert corrections == expected
    assert counted == [said(one) for one in COUNTED]
    texts = {one for one in expected if isinstance(one, str)}
    assert texts == {
        "Give at least one set, or choose Skip.",
        "A set needs repetitions or seconds.",
    }
