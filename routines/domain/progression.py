"""Whether homework grows by one small step: a routine's own rule, read from the content files.

A rule is the mapping stored with a routine (`content/rules.yaml`): `when`, `then`, `at_most_every`.
Every condition has to hold, and what is not known never counts as met. Conditions and steps whose
data nobody keeps (farthest pain, skin, hours worn, days done, the routine before a flare-up) are
therefore never met: such a rule proposes nothing by itself, and a therapist decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
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
)
from routines.domain.dosage import MAX_DURATION_SECONDS, MAX_REPETITIONS, Dosage
from routines.domain.doses import Dose
from routines.domain.schedule import MAX_TIMES_PER_DAY, say_times_per_day
from routines.domain.traffic_light import Zone

# "habit" asks for about a tenth more; timed exercises grow in steps of five seconds.
_SECONDS_STEP = 5
_OFTEN = re.compile(r"(\d+) (session|day)s?")

Condition = Callable[[SessionSeen, Any], bool]
_CONDITIONS: dict[str, Condition] = {
    "peak_pain_at_most": lambda seen, limit: seen.peak is not None and seen.peak <= limit,
    "pain_change_next_day_at_most": lambda seen, limit: (
        seen.next_day_change is not None and seen.next_day_change <= limit
    ),
    "not_worse_next_day": lambda seen, _: (
        seen.next_day_change is not None and seen.next_day_change <= 0
    ),
    "effort_at_most": lambda seen, limit: seen.effort is not None and seen.effort <= limit,
    "no_spread": lambda seen, _: not seen.has_spread,
    "no_new_numbness_or_weakness": lambda seen, _: not seen.has_warning,
}


def progress(
    rule: Mapping[str, Any],
    *,
    sessions: Sequence[SessionSeen],
    exercises: Sequence[ExerciseNow],
    times_per_day: int,
    sessions_since: int,
    days_since: int,
    may_need_therapist: bool = True,
) -> HomeworkStep | None:
    """Return the one small step the rule asks for now, or None.

    `sessions` are those of the version in force, oldest first; each that counts has to be green. A
    short one is passed over, a gentle or an unfinished one breaks the row. `sessions_since` and
    `days_since` count from the last change or proposal. The first kind of change in the rule's order
    that fits is taken, at the exercise that was changed least recently, never at one that was skipped
    or reported in the sessions it rests on. Without `may_need_therapist` steps that need one are left
    out (nobody treats this client).
    """
    when: Mapping[str, Any] = rule.get("when") or {}
    needed = when.get("sessions_in_a_row")
    conditions = {name: limit for name, limit in when.items() if name != "sessions_in_a_row"}
    if not isinstance(needed, int) or not conditions.keys() <= _CONDITIONS.keys():
        return None
    row = _row(sessions, needed)
    if len(row) < needed or not all(_is_good(seen, conditions) for seen in row):
        return None
    if not _is_time(str(rule.get("at_most_every", "")), sessions_since, days_since):
        return None
    spared = frozenset[str]().union(*(seen.skipped | seen.reported for seen in row))
    free = sorted((one for one in exercises if one.key not in spared), key=lambda one: one.changed)
    for step in rule.get("then") or ():
        needs_therapist = step.get("needs") == "therapist"
        if needs_therapist and not may_need_therapist:
            continue
        change = _first_change(step, free, exercises=exercises, times_per_day=times_per_day)
        if change is not None:
            return HomeworkStep(
                rule=str(rule.get("slug", "")),
                course=Course.UP,
                changes=(change,),
                reason=_say_evidence(needed, conditions),
                needs_therapist=needs_therapist,
            )
    return None


def _row(sessions: Sequence[SessionSeen], needed: int) -> Sequence[SessionSeen]:
    return [seen for seen in sessions if seen.dose is not Dose.SHORT][-needed:]


def _is_good(seen: SessionSeen, conditions: Mapping[str, Any]) -> bool:
    return (
        seen.dose is Dose.FULL
        and seen.is_complete
        and seen.zone is Zone.GREEN
        and all(_CONDITIONS[name](seen, limit) for name, limit in conditions.items())
    )


def _is_time(at_most_every: str, sessions_since: int, days_since: int) -> bool:
    often = _OFTEN.fullmatch(at_most_every)
    if often is None:
        # A rule that does not say how often it may act does not act.
        return False
    gone = sessions_since if often[2] == "session" else days_since
    return gone >= int(often[1])


def _first_change(
    step: Mapping[str, Any],
    free: Sequence[ExerciseNow],
    *,
    exercises: Sequence[ExerciseNow],
    times_per_day: int,
) -> Change | None:
    kind = step.get("change")
    if kind == "times_per_day":
        return _more_often(step, times_per_day)
    for exercise in free:
        if kind == "exercise" and step.get("to") == "harder":
            harder = first_alternative(exercise.harder, exercises)
            change = exchange(exercise, harder) if harder else None
        else:
            after = _grown(exercise.dosage, str(kind), step)
            change = dosage_change(exercise, after) if after else None
        if change is not None:
            return change
    return None


def _grown(dosage: Dosage, kind: str, step: Mapping[str, Any]) -> Dosage | None:
    """Return the dosage after the step, or None where this kind of step does not fit it."""
    if kind == "duration_or_repetitions":
        return _more_percent(dosage, step)
    if kind == "hold_seconds":
        fits = dosage.hold_seconds > 0
    elif kind == "repetitions":
        # Two more of a single long hold are no small step: those grow by sets.
        fits = dosage.repetitions > (1 if dosage.hold_seconds else 0)
    else:
        fits = kind == "sets" and not dosage.repetition_pattern and not dosage.is_timed
    add, limit = step.get("add"), step.get("up_to")
    if not fits or not isinstance(add, int) or not isinstance(limit, int):
        return None
    before: int = getattr(dosage, kind)
    if before >= limit:
        return None
    grown: dict[str, Any] = {kind: min(before + add, limit)}
    return replace(dosage, **grown)


def _more_percent(dosage: Dosage, step: Mapping[str, Any]) -> Dosage | None:
    percent = step.get("add_percent")
    if not isinstance(percent, int) or percent <= 0:
        return None
    if dosage.is_timed:
        more = max(_SECONDS_STEP, dosage.duration_seconds * percent // 100)
        more -= more % _SECONDS_STEP
        longer = min(dosage.duration_seconds + more, MAX_DURATION_SECONDS)
        return replace(dosage, duration_seconds=longer)
    if dosage.repetitions > 1:
        more = max(1, dosage.repetitions * percent // 100)
        return replace(dosage, repetitions=min(dosage.repetitions + more, MAX_REPETITIONS))
    return None


def _more_often(step: Mapping[str, Any], times_per_day: int) -> Change | None:
    add, limit = step.get("add"), step.get("up_to")
    if not isinstance(add, int) or not isinstance(limit, int):
        return None
    after = min(times_per_day + add, limit, MAX_TIMES_PER_DAY)
    if after <= times_per_day:
        return None
    return Change(
        exercise="",
        name="",
        field="times_per_day",
        before=times_per_day,
        after=after,
        said=f"{say_times_per_day(after).capitalize()} instead of "
        f"{say_times_per_day(times_per_day)}.",
    )


def _say_evidence(needed: int, conditions: Mapping[str, Any]) -> str:
    said = []
    if "peak_pain_at_most" in conditions:
        said.append(f"pain at {conditions['peak_pain_at_most']} or less")
    if {"pain_change_next_day_at_most", "not_worse_next_day"} & conditions.keys():
        said.append("settled the next day")
    if "effort_at_most" in conditions:
        said.append(f"effort at {conditions['effort_at_most']} or less")
    rest = f" with {', '.join(said)}" if said else ""
    return f"{needed} {'session' if needed == 1 else 'sessions'} in a row{rest}."
