"""What the rules on warning signs are made of: urgency, words, what is asked when."""

from __future__ import annotations

import pytest

from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint, Urgency, plain_words


def test_urgency_has_an_order() -> None:
    ordered = sorted(Urgency, key=lambda urgency: urgency.rank)

    assert ordered == [Urgency.VISIT, Urgency.TODAY, Urgency.NOW]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", "  "),
        ("?!", "  "),
        ("Can't", " cant "),
        ("can’t  PEE\n", " cant pee "),
        ("foot-drop/numb_toes", " foot drop numb toes "),
        ("Größe 8, боль", " größe 8 боль "),
    ],
)
def test_words_are_compared_without_signs_and_capitals(text: str, plain: str) -> None:
    assert plain_words(text) == plain


@pytest.mark.parametrize(
    ("point", "slugs"),
    [
        (CheckPoint.DURING, {"chest-breath"}),
        (CheckPoint.AFTER, set()),
        (CheckPoint.MORNING, {"pain-spreading"}),
        (CheckPoint.WEEK_6, {"not-improving"}),
        (
            CheckPoint.MONTHLY,
            {
                "weight-loss",
                "lump-or-shape",
                "claudication",
                "new-medicine",
                "worry-fear",
                "self-harm",
            },
        ),
        (
            CheckPoint.WEEKLY,
            {
                "saddle-numbness",
                "bladder-change",
                "bowel-change",
                "sexual-change",
                "both-legs",
                "foot-drop-sudden",
                "walking-change",
                "very-ill-fever",
                "new-weakness",
                "new-numbness",
                "less-pain-more-numb",
                "fever",
                "night-pain-unrelenting",
            },
        ),
    ],
)
def test_each_moment_asks_its_own_signs(point: CheckPoint, slugs: set[str]) -> None:
    assert {sign.slug for sign in warning_rules().asked_at(point)} == slugs


def test_joining_asks_all_that_can_be_known_then() -> None:
    rules = warning_rules()
    later = {
        "chest-breath",
        "self-harm",
        "less-pain-more-numb",
        "pain-spreading",
        "dvt",
        "severe-uncontrolled",
        "not-improving",
        "new-medicine",
    }

    joining = [sign.slug for sign in rules.asked_at(CheckPoint.JOINING)]

    assert joining == [slug for slug in rules.signs if slug not in later]


def test_only_who_wants_to_is_asked_about_ending_their_life() -> None:
    assert [sign.slug for sign in warning_rules().signs.values() if sign.is_opt_in] == ["self-harm"]
