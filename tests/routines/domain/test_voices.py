"""A reason speaks to the client in one voice and of the client in the other."""

from __future__ import annotations

import re

import pytest

from routines.domain.precautions import ExerciseLoad, held, load_tags, of_sign, precautions, spare
from routines.domain.triage import Answer
from routines.domain.voices import to_therapist
from routines.domain.warning_rules import warning_rules

RULES = warning_rules()
BECAUSE = (
    {slug: sign.because for slug, sign in RULES.signs.items()}
    | {slug: gate.because for slug, gate in RULES.gates.items()}
    | {slug: both.because for slug, both in RULES.combinations.items()}
    | {event.slug: event.because for event in RULES.events if event.because}
    | {event.all_no.slug: event.all_no.because for event in RULES.events if event.all_no}
)
SECOND_PERSON = re.compile(r"\byou\w*", re.IGNORECASE)


def test_every_sign_has_its_reason() -> None:
    assert len(RULES.signs) == 33
    assert BECAUSE.keys() >= RULES.signs.keys()


@pytest.mark.parametrize("slug", sorted(BECAUSE))
def test_a_reason_of_the_warning_signs_speaks_of_the_client(slug: str) -> None:
    told = to_therapist(BECAUSE[slug])

    assert told.startswith("Marked ")
    assert not SECOND_PERSON.search(told)
    # Nothing else is lost or added.
    assert len(told.split()) == len(BECAUSE[slug].split()) - 1


@pytest.mark.parametrize("slug", sorted(precautions()))
@pytest.mark.parametrize("answer", [Answer.YES, Answer.NOT_SURE])
@pytest.mark.parametrize("by_whom", ["client", "therapist"])
def test_a_reason_of_a_precaution_speaks_of_the_client(
    slug: str, answer: Answer, by_whom: str
) -> None:
    noted = [slug] if by_whom == "therapist" else []
    (one,) = held({slug: answer}, noted=noted)
    tag = (*one.block, *one.caution)[0]
    movement = ExerciseLoad(
        slug="a", name="Sit-up", region="core", kind="strength", loads=frozenset({tag})
    )

    said = spare(movement, library={}, held=[one]).said

    assert SECOND_PERSON.search(said)
    assert not SECOND_PERSON.search(to_therapist(said))


@pytest.mark.parametrize("tag", sorted(load_tags()))
def test_what_an_exercise_does_speaks_of_nobody_else(tag: str) -> None:
    assert not SECOND_PERSON.search(to_therapist(f"It {load_tags()[tag]}."))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("you marked numbness between your legs", "Marked numbness between their legs"),
        (
            "You said it feels numb or weak, or there is bladder trouble.",
            "Said it feels numb or weak, or there is bladder trouble.",
        ),
        (
            "A safety check asks for a look first. You marked that you feel very low.",
            "A safety check asks for a look first. Marked that they feel very low.",
        ),
        (
            "Left out: Sit-up. It needs you to lie down. You were not sure if it is hard for you to "
            "lie flat. Do Dead bug in its place.",
            "Left out: Sit-up. It needs them to lie down. Was not sure if it is hard for them to "
            "lie flat. In its place: Dead bug.",
        ),
        (
            "Your therapist noted that you have thin bones.",
            "A therapist noted that they have thin bones.",
        ),
        (
            "As it was before. You corrected your answer.",
            "As it was before. Corrected their answer.",
        ),
        ("Pain reached 6.", "Pain reached 6."),
        ("it moved down", "it moved down"),
        ("", ""),
    ],
)
def test_the_sentences_of_rules_are_turned_round(said: str, told: str) -> None:
    assert to_therapist(said) == told


def test_a_sign_that_blocks_a_load_is_turned_round_too() -> None:
    found = [of_sign(sign) for sign in RULES.signs.values()]

    told = [to_therapist(one.because) for one in found if one is not None]

    assert told
    assert not any(SECOND_PERSON.search(one) for one in told)
