"""What was found once, said again: findings are kept by their names, words come from the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from routines.domain.warning_signs import Notice, Rules, Urgency


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
    notices = [notice_of(name, rules=rules) for name, _, _ in kept]
    first = kept[0][1] if kept else None
    return Told(
        urgency=first,
        messages=_once(
            notice.message
            for notice, (_, urgency, _) in zip(notices, kept, strict=True)
            if notice is not None and urgency is first
        ),
        because=_once(because for _, urgency, because in kept if urgency is first),
        say=_once(notice.say for notice in notices if notice is not None),
        keeps_walking=all(notice is None or notice.keeps_walking for notice in notices),
    )


def notice_of(name: str, *, rules: Rules) -> Notice | None:
    """Return what the rules say under a name: a sign, a gate without details, or several together."""
    if name in rules.signs:
        return rules.signs[name]
    if name in rules.combinations:
        return rules.combinations[name]
    if name in rules.gates:
        gate = rules.gates[name]
        return max((rules.signs[slug] for slug in gate.opens), key=lambda sign: sign.urgency.rank)
    denied = (event.all_no for event in rules.events)
    return next((notice for notice in denied if notice and notice.slug == name), None)


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
