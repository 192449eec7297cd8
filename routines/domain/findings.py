"""What was found once, said again: findings are kept by their names, words come from the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
    return Told(
        urgency=first,
        messages=_once(
            notice.message
            for notice, (_, urgency, _) in zip(notices, kept, strict=True)
            if notice is not None and urgency is first
        ),
        because=_because(kept, rules=rules),
        say=_once(notice.say for notice in notices if notice is not None),
        keeps_walking=all(notice is None or notice.keeps_walking for notice in notices),
    )


def notice_of(name: str, *, rules: Rules, urgency: Urgency | None = None) -> Notice | None:
    """Return what the rules say under a name: a sign, a gate without details, or several together.

    What a gate says depends on what was still open behind it: with `urgency`, nothing more urgent.
    """
    if name in rules.signs:
        return rules.signs[name]
    if name in rules.combinations:
        return rules.combinations[name]
    if name in rules.gates:
        return _behind(rules.gates[name], rules=rules, urgency=urgency)
    denied = (event.all_no for event in rules.events)
    return next((notice for notice in denied if notice and notice.slug == name), None)


def rests_of(names: Iterable[str], *, rules: Rules, urgency: Urgency) -> tuple[str, ...]:
    """Return what rests for findings: "all", "legs", "none" or "tags:..." for each, in their order.

    What the rules do not know any more rests everything.
    """
    notices = (notice_of(name, rules=rules, urgency=urgency) for name in names)
    return tuple(EVERYTHING if notice is None else notice.rests for notice in notices)


def questions_again(names: Iterable[str], *, rules: Rules) -> tuple[str, ...]:
    """Return the signs that a second check has to deny before findings count as gone.

    All emergencies of the groups the findings belong to, and the findings themselves; for a gate,
    several signs together or a denied mark, the signs they stand for. What the rules do not know
    stands for everything behind the gates. Signs that are asked only of who wants it are left out.
    """
    named: set[str] = set()
    for name in names:
        named |= _stands_for(name, rules=rules)
    groups = {rules.signs[slug].group for slug in named}
    return tuple(
        slug
        for slug, sign in rules.signs.items()
        if slug in named
        or (sign.urgency is Urgency.NOW and sign.group in groups and not sign.is_opt_in)
    )


def _stands_for(name: str, *, rules: Rules) -> set[str]:
    if name in rules.signs:
        return {name}
    if name in rules.gates:
        return set(rules.gates[name].opens)
    if name in rules.combinations:
        together = rules.combinations[name]
        found = {slug for slug in (*together.all_of, *together.any_of) if slug in rules.signs}
        if found:
            return found
    for event in rules.events:
        if event.all_no is not None and event.all_no.slug == name:
            return set(event.asks)
    return {slug for gate in rules.gates.values() for slug in gate.opens}


def _behind(gate: Gate, *, rules: Rules, urgency: Urgency | None) -> Notice:
    signs = [rules.signs[slug] for slug in gate.opens]
    if urgency is not None:
        signs = [sign for sign in signs if sign.urgency.rank <= urgency.rank] or signs
    worst = max(signs, key=lambda sign: sign.urgency.rank)
    return Notice(
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


def _because(kept: list[tuple[str, Urgency, str]], *, rules: Rules) -> tuple[str, ...]:
    first = [(name, because) for name, urgency, because in kept if urgency is kept[0][1]]
    # What weighs more together says no more than its parts, where these are there.
    parts = [because for name, because in first if name not in rules.combinations]
    return _once(parts or (because for _, because in first))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
