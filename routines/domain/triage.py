"""The decision: which warning signs a check-in shows, how soon a person has to look, what to ask yet.

Nothing here diagnoses, and nothing it returns means "safe": without a finding nothing is known.
`static/js/lib/triage.js` decides the same on the phone; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from routines.domain.body import BodyMap, Mark
from routines.domain.centralization import is_less_pain_more_numb
from routines.domain.rating import NOTICEABLE_RISE
from routines.domain.warning_signs import (
    EVERYTHING,
    NOTHING,
    PAIN,
    Combination,
    Event,
    Gate,
    Notice,
    Rules,
    Urgency,
    When,
    plain_words,
)


class Answer(StrEnum):
    """One answer; a question without one was not answered."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a check-in beside its answers.

    `map_before` is the last map of an earlier check-in. `morning_held_lower`: pain reached further
    down and was still there the next morning. Pain is 0 to 10. `risks` and `known` are slugs; what
    is `known` a therapist has looked at and recorded. `is_weaker` is true for "not sure" too.
    """

    map_now: BodyMap | None = None
    map_before: BodyMap | None = None
    morning_held_lower: bool = False
    pain_now: int | None = None
    pain_yesterday: int | None = None
    risks: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    is_weaker: bool | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason to look: the slug of a sign, gate, combination or event, and how soon."""

    sign: str
    urgency: Urgency
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What a check-in shows, the most urgent first. Without findings nothing is known.

    `ask` are signs whose question is open yet. `messages` (with the placeholders of the rules) say
    what to do about what is most urgent, and `because` why, in half sentences. `say` is what to
    read out to staff and `alerts` what therapists read, of all findings. `rests` is what to leave
    out: "all" alone, or "legs" and "tags:..." in order.
    """

    urgency: Urgency | None
    findings: tuple[Finding, ...]
    ask: tuple[str, ...]
    messages: tuple[str, ...]
    because: tuple[str, ...]
    say: tuple[str, ...]
    alerts: tuple[str, ...]
    rests: tuple[str, ...]
    keeps_walking: bool


def triage(answers: Mapping[str, Answer], *, facts: Facts, rules: Rules) -> Triage:
    """Return what `answers` (by slug of a sign or gate) and `facts` show.

    More numbness never makes it less urgent, a "no" never more, and the order of the answers
    does not matter. Answers to what the rules do not have are left out. A gate without details
    counts as the worst of what it opens; a mark between the legs is urgent by itself until its
    questions are answered (BMJ Best Practice, cauda equina syndrome; IFOMPT 2020).
    """
    case = _Case(answers, facts, rules)
    notices = case.notices()
    urgency = notices[0].urgency if notices else None
    first = [notice for notice in notices if notice.urgency is urgency]
    return Triage(
        urgency=urgency,
        findings=tuple(
            Finding(sign=notice.slug, urgency=notice.urgency, because=notice.because)
            for notice in notices
        ),
        ask=case.ask(),
        messages=_once(notice.message for notice in first),
        because=_because(first, rules),
        say=_once(notice.say for notice in notices),
        alerts=_once(notice.alert for notice in notices),
        rests=_rests(notices),
        keeps_walking=all(notice.keeps_walking for notice in notices),
    )


class _Case:
    """One check-in under the rules."""

    def __init__(self, answers: Mapping[str, Answer], facts: Facts, rules: Rules) -> None:
        self._answers = answers
        self._rules = rules
        self._risks = facts.risks
        self._words = plain_words(facts.words)
        self._has_pain = bool(facts.pain_now) or (
            facts.map_now is not None and facts.map_now.furthest() is not None
        )
        self._events = [event for event in rules.events if _HAPPENS[event.when](facts, event)]
        # What may be recorded as known at all; of that, what did not change since.
        clearable = (*rules.signs.values(), *rules.combinations.values())
        self._known = {each.slug for each in clearable if each.is_clearable} & facts.known
        changed = {
            slug
            for event in self._events
            if event.is_change
            for slug in (*event.asks, event.counts_as)
        }
        self._unchanged = self._known - changed

    def notices(self) -> list[Notice]:
        """Return what counts, the most urgent first, then in the order of the rules."""
        signs = self._signs()
        found: list[Notice] = [
            *signs.values(),
            *self._gates(),
            *self._denied(),
            *self._combinations(signs),
        ]
        return sorted(found, key=lambda notice: -notice.urgency.rank)

    def ask(self) -> tuple[str, ...]:
        """Return the open questions: of a gate, of an event, of words; in the order of the rules."""
        asked = {slug for event in self._events for slug in event.asks}
        asked |= {slug for gate in self._open_gates() for slug in gate.opens}
        asked |= {
            slug
            for slug, phrases in self._rules.words.items()
            if any(phrase in self._words for phrase in phrases)
        }
        return tuple(slug for slug in self._rules.signs if slug in asked and self._is_open(slug))

    def _signs(self) -> dict[str, Notice]:
        by_event = {slug: event for event in self._events if (slug := self._counts_as(event))}
        found: dict[str, Notice] = {}
        for slug, sign in self._rules.signs.items():
            if slug in self._unchanged:
                continue
            answer = self._answers.get(slug)
            if answer == Answer.YES or (answer == Answer.NOT_SURE and sign.not_sure_is_yes):
                found[slug] = sign
            elif slug in by_event:
                found[slug] = replace(sign, because=by_event[slug].because)
        return found

    def _counts_as(self, event: Event) -> str:
        if event.until_answered and any(map(self._is_open, event.asks)):
            return event.until_answered
        return event.counts_as

    def _gates(self) -> Iterator[Notice]:
        for gate in self._open_gates():
            signs = [self._rules.signs[slug] for slug in gate.opens if self._is_open(slug)]
            if signs:
                worst = max(signs, key=lambda sign: sign.urgency.rank)
                yield Notice(
                    slug=gate.slug,
                    urgency=worst.urgency,
                    cleared_by=worst.cleared_by,
                    message=worst.message,
                    say=gate.say,
                    because=gate.because,
                    alert=gate.alert,
                    rests=EVERYTHING,
                    keeps_walking=all(sign.keeps_walking for sign in signs),
                )

    def _open_gates(self) -> list[Gate]:
        return [
            gate
            for slug, gate in self._rules.gates.items()
            if self._answers.get(slug) in {Answer.YES, Answer.NOT_SURE}
        ]

    def _denied(self) -> Iterator[Notice]:
        for event in self._events:
            if event.all_no and all(self._answers.get(slug) == Answer.NO for slug in event.asks):
                yield event.all_no

    def _combinations(self, signs: Mapping[str, Notice]) -> Iterator[Combination]:
        # A sign behind an open gate, not denied yet, takes part as if it were there; but one yes to
        # a gate is no combination of what it opens.
        behind = [
            {slug for slug in gate.opens if slug not in signs and self._is_open(slug)}
            for gate in self._open_gates()
        ]
        new = {*signs}.union(*behind)
        there = new | {slug for slug in self._known if self._answers.get(slug) != Answer.NO}
        there |= self._risks | ({PAIN} if self._has_pain else set())
        for combination in self._rules.combinations.values():
            parts = there.intersection((*combination.all_of, *combination.any_of))
            if (
                there.issuperset(combination.all_of)
                and len(there.intersection(combination.any_of)) >= combination.at_least
                and any(slug in new or self._is_new_risk(slug, combination) for slug in parts)
                and not any(parts <= slugs for slugs in behind)
            ):
                yield combination

    def _is_new_risk(self, slug: str, combination: Combination) -> bool:
        risk = self._rules.risks.get(slug)
        if risk is None:
            return False
        return not (risk.is_lasting and combination.slug in self._known)

    def _is_open(self, slug: str) -> bool:
        return slug not in self._answers and slug not in self._unchanged


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _because(notices: Iterable[Notice], rules: Rules) -> tuple[str, ...]:
    # What weighs more together says no more than its parts, where these are there.
    parts = [notice.because for notice in notices if notice.slug not in rules.combinations]
    return _once(parts or (notice.because for notice in notices))


def _rests(notices: Iterable[Notice]) -> tuple[str, ...]:
    rests = _once(notice.rests for notice in notices if notice.rests != NOTHING)
    return (EVERYTHING,) if EVERYTHING in rests else rests


def _saddle_marked(facts: Facts, event: Event) -> bool:
    return facts.map_now is not None and facts.map_now.has_saddle


def _both_legs_marked(facts: Facts, event: Event) -> bool:
    return (
        facts.map_now is not None
        and facts.map_now.both_legs_at(event.start)
        and not (facts.map_before and facts.map_before.both_legs_at(event.start))
    )


def _numb_place_new(facts: Facts, event: Event) -> bool:
    return facts.map_now is not None and any(
        mark.is_numb
        and mark.level is not None
        and mark.level >= event.start
        and not (facts.map_before and _was_as_numb(facts.map_before, mark))
        for mark in facts.map_now.marks
    )


def _was_as_numb(before: BodyMap, now: Mark) -> bool:
    # A numb place that has grown is asked about like a new one.
    numbness = before.numbness(now.region, now.side)
    was_felt = bool(numbness or before.tingling(now.region, now.side))
    return was_felt and now.numbness - numbness < NOTICEABLE_RISE


def _stayed_lower(facts: Facts, event: Event) -> bool:
    return facts.morning_held_lower


def _less_pain_more_numb(facts: Facts, event: Event) -> bool:
    if facts.map_now is None or facts.map_before is None:
        return False
    return is_less_pain_more_numb(facts.map_before, facts.map_now, is_weaker=facts.is_weaker)


def _strong_pain(facts: Facts, event: Event) -> bool:
    return (facts.pain_now or 0) >= event.start


def _strong_pain_twice(facts: Facts, event: Event) -> bool:
    return _strong_pain(facts, event) and (facts.pain_yesterday or 0) >= event.start


def _is_weaker(facts: Facts, event: Event) -> bool:
    return facts.is_weaker is True


_HAPPENS: Mapping[When, Callable[[Facts, Event], bool]] = {
    When.SADDLE: _saddle_marked,
    When.BOTH_LEGS: _both_legs_marked,
    When.NUMB_PLACE: _numb_place_new,
    When.STAYED_LOWER: _stayed_lower,
    When.LESS_PAIN: _less_pain_more_numb,
    When.STRONG_PAIN: _strong_pain,
    When.STRONG_TWICE: _strong_pain_twice,
    When.WEAKER: _is_weaker,
}
