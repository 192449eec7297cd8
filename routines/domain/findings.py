"""What was found once, said again: findings are kept by their names, words come from the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from routines.domain.warning_signs import EVERYTHING, Gate, Notice, Rules, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What to do and why: the most urgent first. Messages hold the places for numbers.

    `because` are half sentences ("you marked ..."), `say` what to read out to staff.
    """

    urgency: Urgency | None
    messages: tuple[str, ...]
    because: tuple[str, ...]
    say: tuple[str, ...]
    keeps_walking: bool


def tell(findings: Iterable[tuple[str, Urgency, str]], *, rules: Rules) -> Told:
    """Return the words for findings kept as (name, urgency, because), in the order they stand.

    A name that the rules no longer have keeps its reason and loses only its message.
    """
    kept = list(findings)
    notices = [notice_of(name, rules=rules, urgency=urgency) for name, urgency, _ in kept]
    first = kept[0][1] if kept else None
    reasons = [(name, because) for name, urgency, because in kept if urgency is first]
    # What weighs more together says no more than its parts, where these are there.
    parts = [because for name, because in reasons if name not in rules.combinations]
    return Told(
        urgency=first,
        messages=_once(
            notice.message
            for notice, (_, urgency, _) in zip(notices, kept, strict=True)
            if notice is not None and urgency is first
        ),
        because=_once(parts or (because for _, because in reasons)),
        say=_once(notice.say for notice in notices if notice is not None),
        keeps_walking=all(notice is None or notice.keeps_walking for notice in notices),
    )


def notice_of(name: str, *, rules: Rules, urgency: Urgency | None = None) -> Notice | None:
    """Return what the rules say under a name: a sign, a gate without details, or several together.

    A gate says its own reason, and to do what the first of its signs that is so urgent asks for;
    without an `urgency`, the most urgent of them.
    """
    if name in rules.signs:
        return rules.signs[name]
    if name in rules.combinations:
        return rules.combinations[name]
    if name in rules.gates:
        return _notice_of_gate(rules.gates[name], rules=rules, urgency=urgency)
    denied = (event.all_no for event in rules.events)
    return next((notice for notice in denied if notice and notice.slug == name), None)


def _notice_of_gate(gate: Gate, *, rules: Rules, urgency: Urgency | None) -> Notice:
    signs = [rules.signs[slug] for slug in gate.opens]
    alike = [sign for sign in signs if sign.urgency is urgency]
    worst = max(alike or signs, key=lambda sign: sign.urgency.rank)
    return replace(
        worst,
        slug=gate.slug,
        say=gate.say,
        because=gate.because,
        alert=gate.alert,
        rests=EVERYTHING,
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
