"""What a body map, pain and words bring up in the decision on warning signs."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routines.domain.body import BodyMap, as_rows, read_map
from routines.domain.triage import Answer, Facts, Triage, triage
from routines.domain.warning_signs import Urgency
from tests.triage_cases import PLACES, RULES, random_case

YES, NO = Answer.YES, Answer.NO
NOW, TODAY = Urgency.NOW, Urgency.TODAY
SADDLE_QUESTIONS = ("saddle-numbness", "bladder-change", "bowel-change")


def mark(region: str, side: str, **layers: int) -> dict[str, object]:
    return {"region": region, "side": side, **layers}


def marked(*rows: dict[str, object]) -> BodyMap:
    return read_map(rows)


SADDLE = marked(mark("saddle", "middle", tingling=1))
LEFT_CALF = marked(mark("calf", "left", pain=5))
LEFT_BUTTOCK = marked(mark("buttock", "left", pain=5))
BOTH_CALVES = marked(mark("calf", "left", pain=5), mark("calf", "right", numbness=1))


def decide(answers: dict[str, Answer] | None = None, **facts: object) -> Triage:
    return triage(answers or {}, facts=Facts(**facts), rules=RULES)  # type: ignore[arg-type]


def found(result: Triage) -> list[tuple[str, Urgency]]:
    return [(finding.sign, finding.urgency) for finding in result.findings]


def test_a_mark_between_the_legs_is_urgent_until_its_questions_are_answered() -> None:
    silent = decide(map_now=SADDLE)
    half = decide(dict.fromkeys(SADDLE_QUESTIONS[:2], NO), map_now=SADDLE)

    assert found(silent) == [("saddle-numbness", NOW)]
    assert silent.ask == SADDLE_QUESTIONS
    assert silent.because == ("you marked numbness between your legs",)
    assert silent.messages == (RULES.signs["saddle-numbness"].message,)
    assert found(half) == [("saddle-numbness", NOW)]
    assert half.ask == ("bowel-change",)


def test_a_mark_between_the_legs_that_is_denied_needs_a_person_today() -> None:
    result = decide(dict.fromkeys(SADDLE_QUESTIONS, NO), map_now=SADDLE)

    assert found(result) == [("saddle-marked", TODAY)]
    assert result.ask == ()


def test_a_mark_between_the_legs_asks_what_is_known_again() -> None:
    known = frozenset({"bladder-change"})

    result = decide(
        {"saddle-numbness": NO, "bladder-change": YES, "bowel-change": NO},
        map_now=SADDLE,
        known=known,
    )

    assert decide(map_now=SADDLE, known=known).ask == SADDLE_QUESTIONS
    assert found(result) == [("bladder-change", NOW)]


@pytest.mark.parametrize("before", [None, BodyMap(), LEFT_CALF])
def test_signs_new_in_both_legs_open_their_questions(before: BodyMap | None) -> None:
    result = decide(map_now=BOTH_CALVES, map_before=before)

    assert set(result.ask) >= {"both-legs", "sexual-change", *SADDLE_QUESTIONS}
    assert result.urgency is None


def test_both_legs_open_nothing_when_they_were_marked_before_or_one_is_higher_up() -> None:
    knee_and_buttock = marked(mark("knee", "left", pain=5), mark("buttock", "right", pain=5))

    for result in (
        decide(map_now=BOTH_CALVES, map_before=BOTH_CALVES),
        decide(map_now=knee_and_buttock),
        decide(map_now=LEFT_CALF, map_before=None),
    ):
        assert "both-legs" not in result.ask


def test_a_numb_place_that_has_grown_is_asked_about_like_a_new_one() -> None:
    before = marked(mark("foot", "left", numbness=2, tingling=6))

    asked = {
        now: decide({}, map_now=marked(mark("foot", "left", numbness=now)), map_before=before).ask
        for now in (1, 2, 3, 4, 9)
    }

    both = ("foot-drop-sudden", "new-numbness")
    assert asked == {1: (), 2: (), 3: (), 4: both, 9: both}


@pytest.mark.parametrize(
    ("region", "layer", "asks"),
    [
        ("calf", "numbness", True),
        ("toes", "tingling", True),
        ("calf", "pain", False),
        ("knee", "numbness", False),
    ],
)
def test_a_place_newly_numb_from_the_calf_down_opens_its_questions(
    region: str, layer: str, asks: bool
) -> None:
    now = marked(mark(region, "left", **{layer: 2}))

    result = decide(map_now=now, map_before=marked(mark(region, "right", **{layer: 2})))

    assert result.ask == (("foot-drop-sudden", "new-numbness") if asks else ())
    assert decide(map_now=now, map_before=now).ask == ()
    assert decide(map_now=now).ask == result.ask


def test_a_change_makes_what_is_known_count_again() -> None:
    numb = marked(mark("foot", "left", numbness=4))
    known = frozenset({"new-numbness"})

    changed = decide({"new-numbness": YES}, map_now=numb, known=known)
    same = decide({"new-numbness": YES}, map_now=numb, map_before=numb, known=known)

    assert found(changed) == [("new-numbness", TODAY)]
    assert same.findings == ()


def test_pain_that_stayed_further_down_counts_whatever_is_answered() -> None:
    known = frozenset({"pain-spreading"})

    for result in (
        decide(morning_held_lower=True),
        decide({"pain-spreading": NO}, morning_held_lower=True),
        decide(morning_held_lower=True, known=known),
    ):
        assert found(result) == [("pain-spreading", TODAY)]


def test_a_sign_both_answered_and_marked_is_one_finding() -> None:
    result = decide({"pain-spreading": YES}, morning_held_lower=True)

    assert [finding.because for finding in result.findings] == [
        RULES.signs["pain-spreading"].because
    ]


NUMB_BUTTOCK = marked(mark("buttock", "left", pain=5, numbness=1))


@pytest.mark.parametrize(
    ("before", "now", "is_weaker", "counts"),
    [
        (LEFT_CALF, NUMB_BUTTOCK, None, True),
        (LEFT_CALF, LEFT_BUTTOCK, True, True),
        (LEFT_CALF, LEFT_BUTTOCK, False, False),
        (LEFT_CALF, LEFT_BUTTOCK, None, False),
        (LEFT_CALF, marked(mark("calf", "left", pain=2, numbness=8)), True, False),
        (LEFT_CALF, marked(mark("calf", "left", numbness=1)), None, True),
        (LEFT_CALF, BodyMap(), None, False),
        (marked(mark("calf", "left", pain=5, numbness=3)), NUMB_BUTTOCK, None, True),
        (
            marked(mark("calf", "left", pain=5, numbness=3)),
            marked(mark("calf", "left", tingling=3)),
            None,
            False,
        ),
        (
            marked(mark("calf", "left", pain=5, numbness=3)),
            marked(mark("calf", "left", tingling=4)),
            None,
            True,
        ),
        (
            marked(mark("calf", "left", pain=5), mark("low-back-centre", "middle", pain=2)),
            marked(mark("calf", "left", pain=5, numbness=2)),
            None,
            False,
        ),
        (LEFT_CALF, marked(mark("saddle", "middle", numbness=4)), None, False),
        (None, NUMB_BUTTOCK, True, False),
        (LEFT_CALF, None, True, False),
        (
            marked(mark("low-back-centre", "middle", pain=2)),
            marked(mark("foot", "left", numbness=2)),
            None,
            True,
        ),
    ],
)
def test_less_pain_with_more_numbness_or_weakness_counts(
    before: BodyMap | None, now: BodyMap | None, is_weaker: bool | None, counts: bool
) -> None:
    result = decide(map_before=before, map_now=now, is_weaker=is_weaker)

    assert (("less-pain-more-numb", TODAY) in found(result)) is counts


def test_very_strong_pain_asks_and_counts_on_the_second_day() -> None:
    once = decide(pain_now=8, pain_yesterday=7)
    twice = decide(pain_now=8, pain_yesterday=10)

    assert (once.ask, once.urgency) == (("severe-uncontrolled",), None)
    assert found(twice) == [("severe-uncontrolled", TODAY)]
    assert twice.because == ("you marked very strong pain two days in a row",)
    assert decide(pain_now=7, pain_yesterday=10).ask == ()
    assert decide(pain_yesterday=10).ask == ()


def test_very_strong_pain_that_is_known_is_not_told_again() -> None:
    result = decide(pain_now=9, pain_yesterday=9, known=frozenset({"severe-uncontrolled"}))

    assert (result.findings, result.ask) == ((), ())


def test_a_leg_that_is_weaker_counts_until_its_questions_are_answered() -> None:
    details = {"new-weakness": NO, "foot-drop-sudden": NO}

    assert found(decide(is_weaker=True)) == [("new-weakness", TODAY)]
    assert decide(is_weaker=True).ask == ("foot-drop-sudden", "new-weakness")
    assert decide(details, is_weaker=True).findings == ()
    assert found(decide({**details, "foot-drop-sudden": YES}, is_weaker=True)) == [
        ("foot-drop-sudden", NOW)
    ]
    assert decide(is_weaker=False).findings == ()


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("My foot is numb", "new-numbness"),
        ("I WET MYSELF last night", "bladder-change"),
        ("can’t pee", "bladder-change"),
        ("cant poo", "bowel-change"),
        ("it is in both legs.", "both-legs"),
        ("foot-drop?", "foot-drop-sudden"),
        ("I think of suicide", "self-harm"),
        ("I don't want to live", "self-harm"),
    ],
)
def test_words_only_open_the_question(words: str, asks: str) -> None:
    result = decide(words=words)

    assert asks in result.ask
    assert result.urgency is None
    assert asks not in decide({asks: NO}, words=words).ask


@pytest.mark.parametrize("words", ["", "the number of a speed bump", "a calm week, I slept"])
def test_words_that_only_look_alike_open_nothing(words: str) -> None:
    assert decide(words=words).ask == ()


def test_words_do_not_ask_again_what_is_known() -> None:
    assert decide(words="still numb", known=frozenset({"new-numbness"})).ask == ()


def test_marks_and_words_open_each_question_once_in_the_order_of_the_rules() -> None:
    result = decide(
        {"pee-poo-feeling": YES}, map_now=SADDLE, words="fever, and numb between my legs"
    )

    assert result.ask == (*SADDLE_QUESTIONS, "new-numbness", "fever")


@settings(max_examples=250, deadline=None)
@given(st.randoms(use_true_random=False))
def test_more_numbness_never_makes_it_less_urgent(random: Random) -> None:
    answers, facts = random_case(random)
    rows = as_rows(facts.map_now or BodyMap())
    region, side = random.choice(PLACES)
    layer = random.choice(("numbness", "tingling"))
    row = next(
        (row for row in rows if (row["region"], row["side"]) == (region, side)),
        {"region": region, "side": side},
    )
    more = {**row, layer: min(10, int(row.get(layer, 0)) + random.randint(1, 10))}
    number = replace(facts, map_now=read_map([each for each in rows if each is not row] + [more]))

    before = triage(answers, facts=facts, rules=RULES)
    after = triage(answers, facts=number, rules=RULES)

    assert (after.urgency.rank if after.urgency else -1) >= (
        before.urgency.rank if before.urgency else -1
    )
