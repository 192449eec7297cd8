"""What was found is said again later in the words that were said at once."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from routines.domain.findings import notice_of, tell
from routines.domain.triage import triage
from routines.domain.warning_signs import Urgency
from tests.triage_cases import RULES, random_case

NOW, TODAY = Urgency.NOW, Urgency.TODAY


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False))
def test_findings_that_were_kept_say_the_same(random: Random) -> None:
    answers, facts = random_case(random)
    answers = {slug: answer for slug, answer in answers.items() if slug not in RULES.gates}
    found = triage(answers, facts=facts, rules=RULES)

    told = tell(((one.sign, one.urgency, one.because) for one in found.findings), rules=RULES)

    assert (told.urgency, told.messages) == (found.urgency, found.messages)
    assert (told.because, told.say) == (found.because, found.say)
    assert told.keeps_walking == found.keeps_walking


def test_a_gate_says_its_own_reason_and_what_so_urgent_a_sign_asks_for() -> None:
    gate = RULES.gates["numb-weak-both"]

    now = tell([(gate.slug, NOW, gate.because)], rules=RULES)
    today = tell([(gate.slug, TODAY, gate.because)], rules=RULES)

    assert now.messages == (RULES.signs["both-legs"].message,)
    assert today.messages == (RULES.signs["new-weakness"].message,)
    assert now.say == today.say == (gate.say,)
    assert (now.keeps_walking, today.keeps_walking) == (False, True)


def test_a_gate_by_itself_is_its_worst_sign_and_rests_everything() -> None:
    gate = RULES.gates["numb-weak-both"]

    notice = notice_of(gate.slug, rules=RULES)

    assert notice is not None
    assert (notice.urgency, notice.rests, notice.alert) == (NOW, "all", gate.alert)


def test_a_mark_that_was_denied_has_words_of_its_own() -> None:
    told = tell([("saddle-marked", TODAY, "you marked")], rules=RULES)

    assert len(told.messages) == len(told.say) == 1


def test_a_name_the_rules_no_longer_have_keeps_its_reason() -> None:
    told = tell([("retired", TODAY, "you marked something")], rules=RULES)

    assert (told.urgency, told.because) == (TODAY, ("you marked something",))
    assert (told.messages, told.say, told.keeps_walking) == ((), (), True)


def test_nothing_found_says_nothing() -> None:
    told = tell([], rules=RULES)

    assert (told.urgency, told.messages, told.because, told.say) == (None, (), (), ())
