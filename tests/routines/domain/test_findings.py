"""What was found once is said again in the same words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routines.domain.body import BodyMap, Mark, Side
from routines.domain.findings import notice_of, questions_again, rests_of, tell
from routines.domain.triage import Answer, Facts, Triage, triage
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Urgency

RULES = warning_rules()
SIGNS = sorted(RULES.signs)
SADDLE_MAP = BodyMap(marks=(Mark(region="saddle", side=Side.MIDDLE, numbness=4),))


def judged(answers: dict[str, str], *, body_map: BodyMap | None = None) -> Triage:
    given = {slug: Answer(answer) for slug, answer in answers.items()}
    return triage(given, facts=Facts(map_now=body_map, pain_now=4), rules=RULES)


def kept(found: Triage) -> list[tuple[str, Urgency, str]]:
    """Return findings as a row keeps them."""
    return [(one.sign, one.urgency, one.because) for one in found.findings]


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from([*SIGNS, *RULES.gates]), st.sampled_from([each.value for each in Answer])
    ),
    st.booleans(),
)
def test_the_row_says_what_the_decision_said(answers: dict[str, str], is_saddle: bool) -> None:
    found = judged(answers, body_map=SADDLE_MAP if is_saddle else None)

    told = tell(kept(found), rules=RULES)

    assert told.urgency is found.urgency
    assert told.because == found.because
    assert told.say == found.say
    # What was denied behind a gate is not kept: then the row may say less walking, never more.
    assert found.keeps_walking or not told.keeps_walking
    if not any(slug in RULES.gates for slug in answers):
        assert (told.messages, told.keeps_walking) == (found.messages, found.keeps_walking)


@pytest.mark.parametrize("slug", sorted(RULES.gates))
@pytest.mark.parametrize("answer", ["yes", "not-sure"])
def test_a_gate_without_details_is_said_in_its_own_words(slug: str, answer: str) -> None:
    found = judged({slug: answer})

    told = tell(kept(found), rules=RULES)

    assert RULES.gates[slug].say in told.say
    assert (told.say, told.messages) == (found.say, found.messages)


def test_a_gate_whose_emergencies_were_denied_sends_nobody_to_the_emergency_services() -> None:
    answers = {"numb-weak-both": "yes", "both-legs": "no", "foot-drop-sudden": "no"}
    found = judged(answers)
    assert found.urgency is Urgency.TODAY

    told = tell(kept(found), rules=RULES)

    assert told.messages == found.messages
    assert told.messages != tell(kept(judged({"numb-weak-both": "yes"})), rules=RULES).messages


def test_a_marked_saddle_denied_by_every_answer_is_told_too() -> None:
    denied = {"saddle-numbness": "no", "bladder-change": "no", "bowel-change": "no"}
    found = judged(denied, body_map=SADDLE_MAP)

    told = tell(kept(found), rules=RULES)

    assert (told.urgency, told.messages) == (Urgency.TODAY, found.messages)
    assert told.messages


def test_a_name_the_rules_lost_keeps_its_reason_and_the_urgency() -> None:
    told = tell([("long-ago", Urgency.TODAY, "you marked something")], rules=RULES)

    assert (told.urgency, told.because) == (Urgency.TODAY, ("you marked something",))
    assert (told.messages, told.say, told.keeps_walking) == ((), (), True)
    assert notice_of("long-ago", rules=RULES) is None


def test_without_findings_nothing_is_told() -> None:
    told = tell([], rules=RULES)

    assert (told.urgency, told.messages, told.because) == (None, (), ())


def test_only_what_is_most_urgent_says_what_to_do_and_staff_hear_all() -> None:
    told = tell(kept(judged({"saddle-numbness": "yes", "fever": "yes"})), rules=RULES)

    assert RULES.signs["fever"].message not in told.messages
    assert RULES.signs["fever"].say in told.say
    assert told.urgency is Urgency.NOW


# --- a second check ------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SIGNS)
def test_a_sign_is_gone_when_it_and_the_emergencies_of_its_group_are_denied(slug: str) -> None:
    asked = questions_again([slug], rules=RULES)

    group = RULES.signs[slug].group
    assert slug in asked
    assert {RULES.signs[each].group for each in asked} == {group}
    assert all(
        each in asked
        for each, sign in RULES.signs.items()
        if sign.group == group and sign.urgency is Urgency.NOW and not sign.is_opt_in
    )


@pytest.mark.parametrize(
    "name", [*RULES.gates, *RULES.combinations, "saddle-marked", "reported", "long-ago"]
)
def test_whatever_a_finding_is_called_something_has_to_be_denied(name: str) -> None:
    assert questions_again([name], rules=RULES)


def test_a_gate_is_gone_when_what_it_opens_is_denied() -> None:
    asked = questions_again(["fever-chest-leg"], rules=RULES)

    assert set(RULES.gates["fever-chest-leg"].opens) <= set(asked)


def test_what_rests_is_what_the_rules_say_and_everything_where_they_no_longer_know() -> None:
    names = ["new-numbness", "fever", "self-harm", "reported"]

    found = rests_of(names, rules=warning_rules(), urgency=Urgency.NOW)

    assert found == ("legs", "all", "none", "all")
