"""What is new about homework, said to the client: one plain sentence for each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from routines.domain.dosage import Dosage
from routines.domain.schedule import Frequency, say_times_per_day, say_weekdays

WHY = "Why: "
_NEW = "New: "
_LEFT_OUT = "Left out: "


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenExercise:
    """One exercise of homework as it is compared: by its key; its name and note as they are said."""

    key: str
    name: str
    dosage: Dosage
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What homework asks for at one time: its exercises in their order, how often, and a note."""

    exercises: tuple[GivenExercise, ...]
    frequency: Frequency
    note: str = ""


def say_changes(before: Content, after: Content) -> list[str]:
    """Return what changes, in the order of what is asked for after; empty when nothing does."""
    old = {one.key: one for one in before.exercises}
    changes: list[str] = []
    for one in after.exercises:
        was = old.pop(one.key, None)
        if was is None:
            changes.append(f"{_NEW}{one.name}, {one.dosage}.")
            continue
        if was.dosage != one.dosage:
            changes.append(_say_dosage(was, one))
        if was.note != one.note:
            changes.append(f"{one.name}: a new note.")
    changes += [f"{_LEFT_OUT}{one.name}." for one in old.values()]
    if _order(before, among=after) != _order(after, among=before):
        changes.append("The order changed.")
    changes += _say_frequency(before.frequency, after.frequency)
    if before.note != after.note:
        changes.append(
            "A new note from your therapist." if after.note else "The note was taken away."
        )
    return changes


def still_new(told: Sequence[Sequence[str]], *, net: Sequence[str]) -> list[str]:
    """Return what several changes, one after the other, come to.

    `told` is what each of them said, oldest first; `net` is what differs between the first and the
    last. What was put in and taken out again is not said, nor why; what only the whole shows is. The
    reasons stand at the end.
    """
    kept = [one for sentences in told for one in sentences if one in net]
    reasons = [
        one
        for sentences in told
        for one in sentences
        if one.startswith(WHY) and _has_effect(sentences, net)
    ]
    return list(dict.fromkeys([*kept, *net, *reasons]))


def _has_effect(sentences: Sequence[str], net: Sequence[str]) -> bool:
    doses = {_whose_dose(one) for one in net} - {""}
    return any(one in net or _whose_dose(one) in doses for one in sentences)


def _whose_dose(sentence: str) -> str:
    """Return the exercise whose dose a sentence is about, "" for what is no dose."""
    name, colon, _rest = sentence.partition(": ")
    return name if colon and f"{name}: " not in (_NEW, _LEFT_OUT, WHY) else ""


def _say_dosage(was: GivenExercise, one: GivenExercise) -> str:
    before, after = str(was.dosage), str(one.dosage)
    if before == after:
        return f"{one.name}: a new pace or rest."
    return f"{one.name}: {after}, it was {before}."


def _order(content: Content, *, among: Content) -> list[str]:
    there = {one.key for one in among.exercises}
    return [one.key for one in content.exercises if one.key in there]


def _say_frequency(was: Frequency, now: Frequency) -> list[str]:
    changes = []
    if was.times_per_day != now.times_per_day:
        changes.append(
            f"{say_times_per_day(now.times_per_day).capitalize()}, "
            f"it was {say_times_per_day(was.times_per_day)}."
        )
    if was.weekdays != now.weekdays:
        changes.append(f"On {say_weekdays(now.weekdays)}.")
    if was.starts_on != now.starts_on:
        changes.append(f"Starts on {now.starts_on.day} {now.starts_on:%B}.")
    if was.ends_on != now.ends_on:
        last = now.ends_on
        changes.append(f"Until {last.day} {last:%B}." if last else "No end date any more.")
    return changes
