"""The template tags of the check-in."""

from __future__ import annotations

import pytest

from routines.domain.body import BodyMap, Mark, Side
from routines.domain.warning_rules import warning_rules
from routines.forms.check_ins import CheckInForm
from routines.templatetags.check_ins import answered, opened, places, said_once, sentence


def test_an_answer_is_shown_as_it_was_sent_whatever_it_was() -> None:
    form = CheckInForm({"sign-fever": "not-sure", "sign-dvt": "perhaps"})

    assert [answered(form, name) for name in ("sign-fever", "sign-dvt", "sign-x")] == [
        "not-sure",
        "perhaps",
        "",
    ]
    assert answered(CheckInForm(), "sign-fever") == ""


@pytest.mark.parametrize("slug", sorted(warning_rules().gates))
def test_behind_a_gate_stand_the_questions_it_opens(slug: str) -> None:
    gate = warning_rules().gates[slug]

    assert tuple(sign.slug for sign in opened(gate)) == gate.opens


def test_several_signs_that_begin_alike_say_it_once() -> None:
    texts = ["I have leg pain. It feels numb.", "I have leg pain. I cannot pee?", "A fall"]

    assert said_once(texts) == "I have leg pain. It feels numb. I cannot pee? A fall"
    assert said_once([]) == ""


@pytest.mark.parametrize(
    ("half", "whole"),
    [
        ("you marked a numb foot", "You marked a numb foot."),
        ("you said so.", "You said so."),
        ("", ""),
    ],
)
def test_half_a_sentence_becomes_a_whole_one(half: str, whole: str) -> None:
    assert sentence(half) == whole


def test_every_place_is_there_with_what_is_marked() -> None:
    found = places(BodyMap(marks=(Mark(region="calf", side=Side.LEFT, pain=4),)))

    marked = [place.key for place in found if any(field.now for field in place.fields)]
    assert marked == ["calf-left"]
    assert len(found) > 20
