"""Whether homework eases off or rests: a routine's own rules, read from the content files.

One condition of a rule is enough. What is not known never meets one; easing off too often costs
little, so the thresholds are read as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from routines.domain.courses import (
    Change,
    Course,
    ExerciseNow,
    HomeworkStep,
    SessionSeen,
    dosage_change,
    exchange,
    first_alternative,
    leaving_out,
)
from routines.domain.doses import ease_percent_of, eased
from routines.domain.traffic_light import NextDay, Zone

# Eased again within so many sessions, the next harder measure is taken.
AGAIN_WITHIN = 3
# Nobody reads more than three changes one by one.
NAMED_CHANGES = 3


def regress(
    rules: Iterable[Mapping[str, Any]],
    *,
    sessions: Sequence[SessionSeen],
    exercises: Sequence[ExerciseNow],
    eased_ago: Sequence[int] = (),
    is_eased: bool = False,
) -> HomeworkStep | None:
    """Return what the rules ask for after the last of `sessions` (oldest first), or None.

    `sessions` are those of the version in force; `is_eased` says that it came of easing off, or of
    a therapist who took that back. Then soreness that only stays as it was asks for nothing more: a
    usual pain of 4 would otherwise take the homework apart, and it is for the therapist to look at.

    `eased_ago` says how many sessions ago the homework was eased off, the latest first. The first
    time it is less of what was reported, or of everything; again within three sessions, the easier
    exercise; then the exercise is left out, but never the last one. Spread or a warning sign asks
    for nothing here: it rests the homework, see `why_rest`.
    """
    if not sessions or sessions[-1].has_spread or sessions[-1].has_warning:
        return None
    for rule in rules:
        reason = _why_ease(rule.get("when") or {}, sessions, exercises, is_eased=is_eased)
        changes = _eased_changes(rule, sessions[-1], exercises, eased_ago) if reason else ()
        if changes:
            return HomeworkStep(
                rule=_slug(rule),
                course=Course.BACK,
                changes=changes,
                reason=reason,
                summary=_summary(rule, changes),
            )
    return None


def why_rest(*, is_warning: bool, exercise: str = "") -> str:
    """Return why homework rests after a warning sign or spread; `exercise` where it is known.

    A universal stop rule of the safety file: it holds for every routine, with rules or without.
    """
    where = f" at {exercise}" if exercise else ""
    if is_warning:
        return f"Numbness, weakness or bladder trouble was reported{where}."
    return f"It moved down the leg{where}."


def _why_ease(
    when: Mapping[str, Any],
    sessions: Sequence[SessionSeen],
    exercises: Sequence[ExerciseNow],
    *,
    is_eased: bool,
) -> str:
    last = sessions[-1]
    peak, rise, hard = (
        when.get(name)
        for name in ("peak_pain_at_least", "peak_pain_rise_at_least", "effort_at_least")
    )
    # The zone knows who began with high pain already: there only the rise counts.
    if last.zone is Zone.RED:
        if last.is_sharp and peak is not None:
            return f"A sharp pain was reported{_say_where(last, exercises)}."
        if peak is not None and last.peak is not None and last.peak >= peak:
            return f"Pain reached {last.peak}."
        if rise is not None and last.rise is not None and last.rise >= rise:
            return f"Pain rose by {last.rise}."
    if "not_settled_within_hours" in when and last.next_day is NextDay.NOT_SETTLED:
        return f"On the next morning pain was still {last.next_day_change} higher than before."
    if hard is not None and last.effort is not None and last.effort >= hard:
        return "It felt too hard."
    sore = when.get("sore_sessions_in_a_row")
    is_lasting = is_eased and all(seen.zone is not Zone.GREEN for seen in sessions)
    if isinstance(sore, int) and len(sessions) >= sore > 0 and not is_lasting:
        row = sessions[-sore:]
        if all(seen.zone in (Zone.AMBER, Zone.RED) for seen in row):
            return f"{sore} sore sessions in a row."
    return ""


def _say_where(last: SessionSeen, exercises: Sequence[ExerciseNow]) -> str:
    names = [one.name for one in exercises if one.key in last.reported]
    return f" at {names[0]}" if len(names) == 1 else ""


def _eased_changes(
    rule: Mapping[str, Any],
    last: SessionSeen,
    exercises: Sequence[ExerciseNow],
    eased_ago: Sequence[int],
) -> tuple[Change, ...]:
    reported = [one for one in exercises if one.key in last.reported]
    measures = {
        "repetitions_or_hold": lambda: _less_of(reported or exercises, ease_percent_of([rule])),
        "easier": lambda: _easier_for(reported, exercises),
        "skip_today": lambda: _without(reported, exercises),
    }
    named = [
        str(step.get("to", "")) if step.get("change") == "exercise" else str(step.get("change"))
        for step in rule.get("then") or ()
    ]
    for name in named[_times_eased(eased_ago) :]:
        changes = measures[name]() if name in measures else ()
        if changes:
            return changes
    return ()


def _times_eased(eased_ago: Sequence[int]) -> int:
    """Return how often it was eased, each time within three sessions of the next."""
    times, since = 0, 0
    for ago in eased_ago:
        if ago - since > AGAIN_WITHIN:
            break
        times, since = times + 1, ago
    return times


def _less_of(exercises: Sequence[ExerciseNow], percent: int) -> tuple[Change, ...]:
    changes = (dosage_change(one, eased(one.dosage, percent)) for one in exercises)
    return tuple(change for change in changes if change is not None)


def _easier_for(
    reported: Sequence[ExerciseNow], exercises: Sequence[ExerciseNow]
) -> tuple[Change, ...]:
    """Return the easier exercise for each reported one; else for the first that has one."""
    changes: list[Change] = []
    taken: set[str] = set()
    for one in reported or exercises:
        other = first_alternative([each for each in one.easier if each.key not in taken], exercises)
        if other is None:
            continue
        taken.add(other.key)
        changes.append(exchange(one, other))
        if not reported:
            break
    return tuple(changes)


def _without(
    reported: Sequence[ExerciseNow], exercises: Sequence[ExerciseNow]
) -> tuple[Change, ...]:
    # Where nothing was reported, the last one goes: the first ones are what matters most.
    left_out = list(reported or exercises[-1:])[: len(exercises) - 1]
    return tuple(leaving_out(one) for one in left_out)


def _summary(rule: Mapping[str, Any], changes: Sequence[Change]) -> str:
    if len(changes) <= NAMED_CHANGES:
        return ""
    return f"About {ease_percent_of([rule])} % less of all {len(changes)} exercises."


def _slug(rule: Mapping[str, Any]) -> str:
    return str(rule.get("slug", ""))
