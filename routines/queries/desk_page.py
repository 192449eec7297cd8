"""The page of a day at the desk: how it stands, which break is next, and what the phone needs to know."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import User
from routines.domain.body import THIGH, read_map
from routines.domain.check_points import ComingCheck
from routines.domain.desk import (
    USUAL_GOAL,
    BreakMove,
    DeskBreak,
    DeskRules,
    DeskTap,
    say_break,
)
from routines.domain.desk_days import DeskDay, DeskState, desk_day
from routines.domain.schedule import local_day, say_weekdays
from routines.models import (
    Assignment,
    AssignmentVersion,
    Availability,
    CheckIn,
    DeskEvent,
    DeskPlan,
    ExerciseSession,
    Field,
    Prescription,
    Routine,
    Status,
)
from routines.queries.check_ins import coming_checks
from routines.queries.desk import break_of, rules_of, tap_of
from routines.queries.library import main_place

# From here on the library's own breaks say "try the desk break in your chair": leg pain above 5.
MOST_LEG_PAIN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakChoice:
    """A desk break somebody may begin: homework, its version in force, and what is in it."""

    assignment: Assignment
    prescriptions: tuple[Prescription, ...]

    @property
    def version(self) -> AssignmentVersion:
        """The version in force."""
        return self.assignment.current_version

    @property
    def is_given(self) -> bool:
        """Whether a therapist gave it, and the client did not begin it alone."""
        return self.assignment.assigned_by_id is not None

    @property
    def cover(self) -> Prescription | None:
        """The exercise whose figure stands for it: its first."""
        return self.prescriptions[0] if self.prescriptions else None

    @property
    def is_seated(self) -> bool:
        """Whether most of it is done in a chair."""
        return main_place([one.exercise for one in self.prescriptions]) == "sitting"

    @property
    def said(self) -> str:
        """What it asks for, in a few words."""
        return say_break(
            [
                BreakMove(
                    slug=one.exercise.slug if one.exercise.clinic_id is None else "",
                    repetitions=one.dosage.repetitions or 0,
                    loads=frozenset(one.exercise.loads),
                )
                for one in self.prescriptions
            ]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """Everything the page shows on the client's own `day`.

    `before` is how often somebody stood up on the days of this week before today. `resting` says
    that there are breaks, and all of them rest. `addable` are the library's own that somebody has
    not begun yet; none where a therapist has given one.
    """

    plan: DeskPlan | None
    rules: DeskRules
    day: dt.date
    state: DeskDay
    goal: int
    before: int
    taps: tuple[DeskTap, ...]
    breaks: tuple[tuple[UUID, DeskBreak], ...]
    choices: tuple[BreakChoice, ...]
    is_resting: bool
    addable: tuple[Routine, ...]
    checks: tuple[ComingCheck, ...]
    now: dt.datetime

    @property
    def is_off(self) -> bool:
        """Whether somebody has switched desk breaks off."""
        return self.plan is not None and not self.plan.is_on

    @property
    def choice(self) -> BreakChoice | None:
        """The break that is offered first."""
        return self.choices[0] if self.choices else None

    @property
    def week(self) -> int:
        """How often somebody stood up this week, from Monday on."""
        return self.before + self.state.taken

    @property
    def minutes_left(self) -> int | None:
        """How many whole minutes are left until it is time, at least one; None where it is not."""
        if self.state.due_at is None or self.state.state is not DeskState.SITTING:
            return None
        return max(1, -(-int((self.state.due_at - self.now).total_seconds()) // 60))

    @property
    def ring_share(self) -> int:
        """How full the ring is, in percent: what is left of the interval, else how many breaks were."""
        state = self.state
        if state.state in (DeskState.IDLE, DeskState.PAUSED, DeskState.DUE):
            return 0
        if state.due_at is None or state.counts_from is None:
            return round(100 * min(1.0, state.taken / self.goal))
        whole = (state.due_at - state.counts_from).total_seconds()
        left = (state.due_at - self.now).total_seconds()
        return round(100 * min(1.0, max(0.0, left / whole))) if whole > 0 else 0

    @property
    def minutes_sitting(self) -> int | None:
        """How long somebody sits by now, in minutes; None where nobody knows."""
        if self.state.sitting_since is None or self.state.missed:
            return None
        return int((self.now - self.state.sitting_since).total_seconds() // 60)

    @property
    def hours_said(self) -> str:
        """The work hours in a line: "Mon to Fri 9:00 to 17:30"."""
        return say_hours(self.rules, on=self.day)

    @property
    def facts(self) -> dict[str, Any]:
        """What the phone goes on with: rules, what happened today, and which homework is a break."""
        return {
            "rules": self.rules.to_json(),
            "day": self.day.isoformat(),
            "asked": _asked(self.choices),
            "before": self.before,
            "taps": [
                {
                    "key": tap.key,
                    "kind": tap.kind.value,
                    "at": _milliseconds(tap.at),
                    "until": _milliseconds(tap.until),
                }
                for tap in self.taps
            ],
            "breaks": [
                {
                    "key": str(key),
                    "started": _milliseconds(one.started_at),
                    "finished": _milliseconds(one.finished_at),
                    "isPerformed": one.is_performed,
                }
                for key, one in self.breaks
            ],
            "assignments": {
                str(one.assignment.pk): one.version.exercise_count for one in self.choices
            },
        }


def desk_page(client: User, *, now: dt.datetime) -> DeskPage:
    """Read the page of the client's day at the desk (8 statements, whatever the size)."""
    plan = DeskPlan.objects.filter(client=client).first()
    rules = rules_of(plan, time_zone=client.time_zone)
    day = local_day(now, client.time_zone)
    monday = day - dt.timedelta(days=day.weekday())
    taps: dict[dt.date, list[DeskTap]] = defaultdict(list)
    for event in DeskEvent.objects.filter(client=client, local_day__range=(monday, day)):
        taps[event.local_day].append(tap_of(event))
    breaks: dict[dt.date, list[tuple[UUID, DeskBreak]]] = defaultdict(list)
    sessions = ExerciseSession.objects.filter(
        client=client, local_day__range=(monday, day), assignment__field=Field.DESK
    )
    for session in sessions:
        breaks[session.local_day].append((session.pk, break_of(session)))
    states = {
        one: desk_day(rules, one, taps=taps[one], breaks=[each for _, each in breaks[one]], now=now)
        for one in {*taps, *breaks, day}
    }
    own = _desk_homework(client)
    picked = plan.routine_id if plan is not None else None
    hurts = _leg_pain(client, day=day) > MOST_LEG_PAIN if len(own) > 1 else False
    choices = sorted(
        (one for one in own if one.assignment.status == Status.ACTIVE),
        key=lambda one: (hurts and not one.is_seated, one.assignment.routine_id != picked),
    )
    return DeskPage(
        plan=plan,
        rules=rules,
        day=day,
        state=states[day],
        goal=rules.goal(day, asked=_asked(choices)),
        before=sum(state.taken for one, state in states.items() if one != day),
        taps=tuple(taps[day]),
        breaks=tuple(breaks[day]),
        choices=tuple(choices),
        is_resting=bool(own) and not choices,
        addable=() if any(one.is_given for one in own) else _others(own),
        checks=coming_checks(client, is_break=True),
        now=now,
    )


def desk_homework(client: User) -> tuple[BreakChoice, ...]:
    """Return the desk breaks this client may begin, oldest first (2 statements)."""
    own = _desk_homework(client)
    return tuple(one for one in own if one.assignment.status == Status.ACTIVE)


def may_add_break(client: User, routine: Routine) -> bool:
    """Return whether somebody in care may begin this one: a break, and no therapist gave one.

    At most 1 statement.
    """
    given = Assignment.objects.current().filter(
        client=client, field=Field.DESK, assigned_by__isnull=False
    )
    return routine.field == Field.DESK and not given.exists()


def built_in_breaks() -> tuple[Routine, ...]:
    """Return the breaks that anybody may begin alone, the shortest first (1 statement)."""
    rows = Routine.objects.built_in().current()
    found = rows.filter(field=Field.DESK, availability=Availability.SELF_START)
    return tuple(found.order_by("slug"))


def _others(own: Sequence[BreakChoice]) -> tuple[Routine, ...]:
    begun = {one.assignment.routine_id for one in own}
    return tuple(one for one in built_in_breaks() if one.pk not in begun)


def say_hours(rules: DeskRules, *, on: dt.date) -> str:
    """Return the work hours in one line: "Mon to Fri 9:00 to 17:30"; where they differ, those `on` a day."""
    days = {weekday: times for weekday, times in enumerate(rules.hours.week) if times is not None}
    if not days:
        return "No work hours yet"
    said = say_weekdays(frozenset(days))
    said = said[:1].upper() + said[1:]
    if len(set(days.values())) > 1:
        if on.weekday() not in days:
            return "No work today"
        said, days = "Today", {0: days[on.weekday()]}
    first, last = next(iter(days.values()))
    return f"{said} {first:%-H:%M} to {last:%-H:%M}"


def _desk_homework(client: User) -> list[BreakChoice]:
    rows = Assignment.objects.current().filter(client=client, field=Field.DESK)
    # What the therapist gave comes before what was begun alone, and what is older before newer.
    assignments = sorted(
        rows.select_related("version", "routine").order_by("created_at", "pk"),
        key=lambda one: one.assigned_by_id is None,
    )
    prescribed: dict[UUID, list[Prescription]] = defaultdict(list)
    found = Prescription.objects.filter(version__in=[one.version_id for one in assignments])
    for one in found.select_related("exercise").order_by("position"):
        prescribed[one.version_id].append(one)
    return [
        BreakChoice(assignment=one, prescriptions=tuple(prescribed[one.current_version.pk]))
        for one in assignments
    ]


def _asked(choices: Sequence[BreakChoice]) -> int:
    # Who began alone stands up as often as anybody; a therapist may have asked for another number.
    given = [one.version.times_per_day for one in choices if one.is_given]
    return max(given, default=USUAL_GOAL)


def _leg_pain(client: User, *, day: dt.date) -> int:
    told = CheckIn.objects.standing().with_map().filter(client=client, local_day=day)
    last = told.order_by("-answered_at").values_list("marks", flat=True).first()
    marks = read_map(last).marks if last is not None else ()
    return max(
        (one.pain for one in marks if one.level is not None and one.level >= THIGH), default=0
    )


def _milliseconds(moment: dt.datetime | None) -> int | None:
    return round(moment.timestamp() * 1000) if moment is not None else None
