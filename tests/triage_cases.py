"""Check-ins that anybody may send in: answers, body maps and words, as many as a test asks for."""

from __future__ import annotations

from random import Random
from typing import Any

from routines.domain.body import BodyMap, as_rows, read_map, regions
from routines.domain.triage import Answer, Facts, Triage
from routines.domain.warning_rules import warning_rules

RULES = warning_rules()
PLACES = [(region.slug, side) for region in regions().values() for side in region.sides]
WORDS = (
    "",
    "My foot is NUMB and I can’t pee",
    "both legs, all night. Fever?",
    "I don't want to live like this",
    "feeling fine, thank you",
    "numbers and weekends say nothing",
    "  CAN'T   GO\nON  ",
    "Ça va, голова болит, 痛い, ١٢ numb",
)


def random_map(random: Random, *, most: int = 6) -> BodyMap:
    """Return a map with up to `most` places."""
    return read_map(
        {"region": slug, "side": side}
        | {layer: random.choice((0, 0, 1, 3, 8)) for layer in regions()[slug].layers}
        for slug, side in random.sample(PLACES, random.randint(0, most))
    )


def random_case(random: Random) -> tuple[dict[str, Answer], Facts]:
    """Return answers and facts: often few, sometimes many, each part sometimes missing."""
    asked = [*RULES.signs, *RULES.gates, "not-in-the-rules"]
    count = random.choice((0, 1, 2, 3, 5, 10, len(asked)))
    weights = random.choice(((1, 1, 1), (1, 8, 1), (0, 1, 0)))
    answers = {
        slug: random.choices(tuple(Answer), weights)[0] for slug in random.sample(asked, count)
    }
    if random.random() < 0.2:
        return answers, Facts()
    clearable = [*RULES.signs, *RULES.combinations]
    facts = Facts(
        map_now=random.choice((None, random_map(random), random_map(random))),
        map_before=random.choice((None, random_map(random), random_map(random))),
        morning_held_lower=random.random() < 0.1,
        pain_now=random.choice((None, 0, 3, 7, 8, 10)),
        pain_yesterday=random.choice((None, 0, 7, 8, 9)),
        risks=frozenset(random.sample(list(RULES.risks), random.choice((0, 0, 0, 1, 2)))),
        known=frozenset(random.sample(clearable, random.choice((0, 0, 1, 3, 12)))),
        is_weaker=random.choice((None, False, True)),
        words=random.choice(WORDS),
    )
    return answers, facts


def facts_json(facts: Facts) -> dict[str, Any]:
    """Return the facts as the phone has them."""
    return {
        "mapNow": None if facts.map_now is None else as_rows(facts.map_now),
        "mapBefore": None if facts.map_before is None else as_rows(facts.map_before),
        "morningHeldLower": facts.morning_held_lower,
        "painNow": facts.pain_now,
        "painYesterday": facts.pain_yesterday,
        "risks": sorted(facts.risks),
        "known": sorted(facts.known),
        "isWeaker": facts.is_weaker,
        "words": facts.words,
    }


def triage_json(result: Triage) -> dict[str, Any]:
    """Return a decision as the phone gives it: without what therapists alone read."""
    return {
        "urgency": result.urgency,
        "findings": [
            {"sign": each.sign, "urgency": each.urgency, "because": each.because}
            for each in result.findings
        ],
        "ask": list(result.ask),
        "messages": list(result.messages),
        "because": list(result.because),
        "say": list(result.say),
        "rests": list(result.rests),
        "keepsWalking": result.keeps_walking,
    }
