"""The decision on warning signs: each rule by itself, in company, and whatever is sent in."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routines.domain.triage import Answer, Facts, Triage, triage
from routines.domain.warning_signs import Urgency
from tests.triage_cases import RULES, random_case

YES, NO, NOT_SURE = Answer.YES, Answer.NO, Answer.NOT_SURE
NOW, TODAY, VISIT = Urgency.NOW, Urgency.TODAY, Urgency.VISIT

# As the clinical rules have them, so that a slip in the file is noticed: urgency, whether "not sure"
# counts, whether a therapist may record it as known.
SIGNS = {
    "saddle-numbness": (NOW, True, False),
    "bladder-change": (NOW, True, True),
    "bowel-change": (NOW, True, False),
    "sexual-change": (NOW, True, True),
    "both-legs": (NOW, True, True),
    "foot-drop-sudden": (NOW, True, True),
    "walking-change": (NOW, True, True),
    "major-injury": (NOW, True, True),
    "chest-breath": (NOW, True, False),
    "sudden-belly-back": (NOW, True, False),
    "very-ill-fever": (NOW, True, False),
    "pregnancy-emergency": (NOW, True, False),
    "self-harm": (NOW, True, False),
    "new-weakness": (TODAY, True, True),
    "new-numbness": (TODAY, True, True),
    "less-pain-more-numb": (TODAY, True, True),
    "pain-spreading": (TODAY, True, True),
    "fever": (TODAY, True, True),
    "weight-loss": (TODAY, True, True),
    "cancer-history": (TODAY, True, True),
    "night-pain-unrelenting": (TODAY, True, True),
    "fracture-risk": (TODAY, True, True),
    "immune-risk": (TODAY, True, True),
    "dvt": (TODAY, True, True),
    "lump-or-shape": (TODAY, True, True),
    "upper-back-pain": (TODAY, True, True),
    "severe-uncontrolled": (TODAY, True, True),
    "post-op-change": (TODAY, True, True),
    "inflammatory": (VISIT, False, True),
    "claudication": (VISIT, False, True),
    "not-improving": (VISIT, False, True),
    "new-medicine": (VISIT, False, True),
    "worry-fear": (VISIT, False, True),
}
CAUDA_EQUINA = ("saddle-numbness", "bladder-change", "bowel-change", "sexual-change", "both-legs")

randoms = st.randoms(use_true_random=False)


def decide(answers: dict[str, Answer] | None = None, **facts: object) -> Triage:
    return triage(answers or {}, facts=Facts(**facts), rules=RULES)  # type: ignore[arg-type]


def found(result: Triage) -> list[tuple[str, Urgency]]:
    return [(finding.sign, finding.urgency) for finding in result.findings]


def rank(result: Triage) -> int:
    return -1 if result.urgency is None else result.urgency.rank


def test_there_are_thirty_three_signs() -> None:
    assert list(RULES.signs) == list(SIGNS)
    assert len(SIGNS) == 33


@pytest.mark.parametrize("slug", SIGNS)
def test_a_yes_counts(slug: str) -> None:
    sign, urgency = RULES.signs[slug], SIGNS[slug][0]

    result = decide({slug: YES})

    assert result.urgency is urgency
    assert found(result) == [(slug, urgency)]
    assert result.because == (sign.because,)
    assert result.messages == (sign.message,)
    assert (result.say, result.alerts) == ((sign.say,), (sign.alert,))
    assert result.keeps_walking is sign.keeps_walking
    assert result.rests == (() if sign.rests == "none" else (sign.rests,))
    assert result.ask == ()


@pytest.mark.parametrize("slug", SIGNS)
def test_not_sure_counts_as_yes_where_it_could_be_serious(slug: str) -> None:
    urgency, counts, _ = SIGNS[slug]

    assert found(decide({slug: NOT_SURE})) == ([(slug, urgency)] if counts else [])


@pytest.mark.parametrize("slug", SIGNS)
def test_no_and_silence_count_for_nothing(slug: str) -> None:
    for result in (decide({slug: NO}), decide()):
        assert result.urgency is None
        assert (result.findings, result.messages, result.say) == ((), (), ())


@pytest.mark.parametrize("slug", SIGNS)
def test_what_a_therapist_knows_counts_only_where_it_may_be_known(slug: str) -> None:
    urgency, _, is_clearable = SIGNS[slug]

    result = decide({slug: YES}, known=frozenset({slug}))

    assert found(result) == ([] if is_clearable else [(slug, urgency)])


def test_no_to_everything_says_nothing_at_all() -> None:
    result = decide(dict.fromkeys([*RULES.signs, *RULES.gates], NO))

    assert result == Triage(
        urgency=None,
        findings=(),
        ask=(),
        messages=(),
        because=(),
        say=(),
        alerts=(),
        rests=(),
        keeps_walking=True,
    )


def test_an_answer_to_what_the_rules_do_not_have_is_left_out() -> None:
    assert decide({"retired-sign": YES}).urgency is None


def test_the_most_urgent_comes_first_then_the_order_of_the_rules() -> None:
    result = decide({"worry-fear": YES, "new-numbness": YES, "dvt": YES, "walking-change": YES})

    assert found(result) == [
        ("walking-change", NOW),
        ("new-numbness", TODAY),
        ("dvt", TODAY),
        ("worry-fear", VISIT),
    ]
    assert result.messages == (RULES.signs["walking-change"].message,)
    assert result.because == (RULES.signs["walking-change"].because,)
    assert len(result.say) == len(result.alerts) == 4
    assert not result.keeps_walking


def test_signs_with_the_same_message_say_it_once() -> None:
    result = decide({"saddle-numbness": YES, "bladder-change": YES})

    assert len(result.messages) == 1
    assert len(result.because) == 2


def test_only_what_is_named_rests() -> None:
    assert decide({"claudication": YES, "new-medicine": YES}).rests == (
        "tags:spine-extension",
        "tags:direct-pressure",
    )
    assert decide({"new-numbness": YES, "new-medicine": YES}).rests == (
        "legs",
        "tags:direct-pressure",
    )
    assert decide({"new-numbness": YES, "new-weakness": YES}).rests == ("all",)


@pytest.mark.parametrize("answer", [YES, NOT_SURE])
@pytest.mark.parametrize("slug", RULES.gates)
def test_a_gate_without_details_counts_as_the_worst_of_what_it_opens(
    slug: str, answer: Answer
) -> None:
    gate = RULES.gates[slug]

    result = decide({slug: answer})

    assert found(result) == [(slug, NOW)]
    assert result.ask == gate.opens
    assert result.messages == (RULES.signs[gate.opens[0]].message,)
    assert (result.say, result.alerts) == ((gate.say,), (gate.alert,))
    assert result.rests == ("all",)
    assert not result.keeps_walking


def test_details_take_the_place_of_a_gate() -> None:
    details = {"both-legs": NO, "foot-drop-sudden": NO}

    some = decide({"numb-weak-both": YES, **details})
    more = decide({"numb-weak-both": YES, **details, "new-weakness": NO, "new-numbness": YES})
    none = decide({"numb-weak-both": YES, **details, "new-weakness": NO, "new-numbness": NO})

    assert found(some) == [("numb-weak-both", TODAY)]
    assert some.ask == ("new-weakness", "new-numbness")
    assert some.keeps_walking
    assert found(more) == [("new-numbness", TODAY)]
    assert (none.urgency, none.ask) == (None, ())


@pytest.mark.parametrize("slug", RULES.gates)
def test_a_gate_with_no_opens_nothing(slug: str) -> None:
    assert decide({slug: NO}).ask == ()


def test_a_gate_does_not_ask_again_what_is_known() -> None:
    known = frozenset({"both-legs", "foot-drop-sudden", "new-weakness"})

    result = decide({"numb-weak-both": YES}, known=known)

    assert result.ask == ("new-numbness",)
    assert found(result) == [("numb-weak-both", TODAY)]
    assert found(decide({"numb-weak-both": YES}, known=known | {"new-numbness"})) == []


COMBINATIONS = [
    *(("pain-and-nerves", {slug: YES}, {"pain_now": 1}) for slug in CAUDA_EQUINA),
    *(
        ("cancer-and-nerves", {"cancer-history": YES, slug: YES}, {})
        for slug in (
            "new-weakness",
            "walking-change",
            "both-legs",
            "bladder-change",
            "new-numbness",
        )
    ),
    *(
        ("fever-and-nerves", {"fever": YES, slug: YES}, {})
        for slug in ("new-weakness", "new-numbness", "walking-change", "immune-risk")
    ),
    ("leg-and-chest", {"dvt": YES, "chest-breath": YES}, {}),
    *(
        ("several-signs", {one: YES, other: NOT_SURE}, {})
        for one, other in combinations(
            (
                "weight-loss",
                "night-pain-unrelenting",
                "cancer-history",
                "upper-back-pain",
                "fever",
            ),
            2,
        )
    ),
    *(
        ("bone-risks", {}, {"risks": frozenset(pair)})
        for pair in combinations(
            ("over-70", "steroid-tablets", "thin-bones", "bruise-over-spine", "recent-fall"), 2
        )
    ),
]


@pytest.mark.parametrize(("slug", "answers", "facts"), COMBINATIONS)
def test_signs_that_weigh_more_together(
    slug: str, answers: dict[str, Answer], facts: dict[str, object]
) -> None:
    combination = RULES.combinations[slug]

    together = decide(answers, **facts)

    assert (slug, combination.urgency) in found(together)
    assert together.urgency is combination.urgency
    assert combination.alert in together.alerts
    for missing in answers:
        rest = {name: answer for name, answer in answers.items() if name != missing}
        assert slug not in dict(found(decide(rest, **facts)))
        assert slug not in dict(found(decide({**rest, missing: NO}, **facts)))


def test_each_combination_has_a_case() -> None:
    assert {slug for slug, _, _ in COMBINATIONS} == set(RULES.combinations)


def test_one_bone_risk_alone_means_nothing() -> None:
    assert decide(risks=frozenset({"thin-bones"})).urgency is None


def test_a_combination_tells_why_only_where_nothing_else_does() -> None:
    fever = decide({"fever": YES, "new-numbness": YES})
    saddle = decide({"saddle-numbness": YES}, pain_now=3)

    assert fever.because == (RULES.combinations["fever-and-nerves"].because,)
    assert saddle.because == (RULES.signs["saddle-numbness"].because,)


def test_what_is_known_takes_part_once_something_is_new() -> None:
    known = frozenset({"cancer-history", "new-numbness"})

    assert decide(known=known).urgency is None
    assert found(decide({"new-weakness": YES}, known=known))[0] == ("cancer-and-nerves", NOW)
    assert decide({"new-weakness": YES, "cancer-history": NO}, known=known).urgency is TODAY


def test_a_sign_behind_an_open_gate_takes_part_until_it_is_denied() -> None:
    denied = {"numb-weak-both": YES, "both-legs": NO, "foot-drop-sudden": NO, "fever": YES}

    assert decide(denied).urgency is NOW
    assert decide({**denied, "new-weakness": NO, "new-numbness": NO}).urgency is TODAY


def test_known_bone_risks_count_again_only_with_a_new_one() -> None:
    lasting = frozenset({"over-70", "thin-bones"})
    known = frozenset({"bone-risks"})

    assert decide(risks=lasting, known=known).urgency is None
    assert found(decide(risks=lasting | {"recent-fall"}, known=known)) == [("bone-risks", TODAY)]


def with_one_answer_more(random: Random, answer: Answer) -> tuple[Triage, Triage]:
    answers, facts = random_case(random)
    slug = random.choice([*RULES.signs, *RULES.gates])
    answers.pop(slug, None)
    before = triage(answers, facts=facts, rules=RULES)
    return before, triage({**answers, slug: answer}, facts=facts, rules=RULES)


@settings(max_examples=150, deadline=None)
@given(randoms)
def test_a_no_never_makes_it_more_urgent(random: Random) -> None:
    before, after = with_one_answer_more(random, NO)

    assert rank(after) <= rank(before)


@settings(max_examples=150, deadline=None)
@given(randoms)
def test_a_yes_never_makes_it_less_urgent(random: Random) -> None:
    before, after = with_one_answer_more(random, YES)

    assert rank(after) >= rank(before)


@settings(max_examples=100, deadline=None)
@given(randoms)
def test_the_order_of_answers_and_marks_does_not_matter(random: Random) -> None:
    answers, facts = random_case(random)
    shuffled = dict(random.sample(list(answers.items()), len(answers)))
    turned = facts
    if facts.map_now:
        marks = tuple(reversed(facts.map_now.marks))
        turned = replace(facts, map_now=type(facts.map_now)(marks))

    assert triage(shuffled, facts=turned, rules=RULES) == triage(answers, facts=facts, rules=RULES)
