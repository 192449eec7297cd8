"""What the rules about one piece of homework rest on: its last sessions, its exercises, its steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.db.models import F, Prefetch, Q

from routines.domain.courses import Alternative, ExerciseNow, SessionSeen
from routines.domain.doses import Dose, in_place_of
from routines.domain.precautions import blocked_loads
from routines.domain.safety import traffic_light
from routines.domain.traffic_light import SessionPain, Zone, next_day
from routines.models import (
    Assignment,
    AssignmentVersion,
    Exercise,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    Outcome,
    Prescription,
    SkipReason,
)
from routines.queries.easier import given_up, steps_back_of
from routines.queries.precautions import cleared_exercises, precautions_of

# More sessions than any rule counts in a row or waits for.
RECENT = 12
PAIN_IS_KNOWN_FOR = dt.timedelta(hours=48)
_GRAVE = (Feeling.SHARP, Feeling.SPREADING, Feeling.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The last sessions of one piece of homework, oldest first, up to `session` and after it."""

    session: ExerciseSession
    before: tuple[ExerciseSession, ...]
    later: tuple[ExerciseSession, ...]

    @property
    def up_to(self) -> tuple[ExerciseSession, ...]:
        """The sessions of the version that `session` was done in, `session` last."""
        same = [one for one in self.before if one.version_id == self.session.version_id]
        return (*same, self.session)

    def ago(self, session_id: UUID | None) -> int | None:
        """Return how many sessions lie between another one and `session`, or None if long ago."""
        for ago, one in enumerate(reversed(self.before), start=1):
            if one.pk == session_id:
                return ago
        return None

    @property
    def was_sore_later(self) -> bool:
        """Whether a session after it was not green."""
        return any(one.zone in (Zone.AMBER, Zone.RED) for one in self.later)


def recent_sessions(session: ExerciseSession) -> Recent | None:
    """Read the last sessions of the homework around `session` (3 statements).

    None where it lies too far back for any rule. Sessions in which nothing was done and nothing
    reported are left out.
    """
    rows = list(
        ExerciseSession.objects.filter(
            Q(is_performed=True) | Q(zone__gt="") | Q(pk=session.pk),
            assignment=session.assignment_id,
        )
        .select_related("version")
        .prefetch_related(
            Prefetch(
                "logs",
                queryset=ExerciseLog.objects.standing().select_related("prescription"),
            ),
            "reports__prescription",
        )
        .order_by("-started_at", "-pk")[:RECENT]
    )
    rows.reverse()
    for place, row in enumerate(rows):
        if row.pk == session.pk:
            return Recent(session=row, before=tuple(rows[:place]), later=tuple(rows[place + 1 :]))
    return None


def pain_before(session: ExerciseSession) -> int | None:
    """Return the client's latest pain known before the session, within 48 hours (1 statement).

    Either what they said after an earlier session, or on the morning after one.
    """
    last = last_pain_before(session)
    return last[1] if last else None


def last_pain_before(session: ExerciseSession) -> tuple[dt.datetime, int] | None:
    """Return what `pain_before` does, with the moment since when it is known (1 statement)."""
    since = session.started_at - PAIN_IS_KNOWN_FOR
    rows = ExerciseSession.objects.filter(
        Q(pain_after__isnull=False) | Q(pain_next_day__isnull=False),
        client=session.client_id,
        # The morning after is at most a day and a night later.
        started_at__range=(since - PAIN_IS_KNOWN_FOR, session.started_at),
    ).exclude(pk=session.pk)
    known: list[tuple[dt.datetime, int]] = []
    for started_at, after, at, morning in rows.values_list(
        "started_at", "pain_after", "next_day_at", "pain_next_day"
    ):
        known += [(started_at, after)] if after is not None else []
        known += [(at, morning)] if morning is not None and at is not None else []
    known = [(at, level) for at, level in known if since <= at < session.started_at]
    return max(known, key=lambda each: each[0]) if known else None


def session_pain(session: ExerciseSession) -> SessionPain:
    """Return what is known of the pain of a session whose reports were read."""
    feelings = {report.feeling for report in session.reports.all()}
    return SessionPain(
        pain_before=session.pain_before,
        pain_after=session.pain_after,
        effort=session.effort,
        is_sharp=Feeling.SHARP in feelings,
        has_spread=Feeling.SPREADING in feelings,
        has_warning=Feeling.WARNING in feelings,
    )


def seen(session: ExerciseSession) -> SessionSeen:
    """Return one of the recent sessions as a rule sees it."""
    pain = session_pain(session)
    before, morning = session.pain_before, session.pain_next_day
    change = None if before is None or morning is None else morning - before
    logs = list(session.logs.all())
    asked = session.exercise_count or session.version.exercise_count
    return SessionSeen(
        zone=Zone(session.zone) if session.zone else None,
        peak=pain.pain_after,
        rise=pain.rise,
        effort=session.effort,
        next_day_change=change,
        next_day=next_day(change, light=traffic_light()),
        is_sharp=pain.is_sharp,
        has_spread=pain.has_spread,
        has_warning=pain.has_warning,
        is_complete=session.finished_at is not None and len(logs) >= asked,
        dose=Dose(session.dose),
        skipped=frozenset(
            str(log.prescription.exercise_id)
            for log in logs
            if log.outcome == Outcome.SKIPPED or log.instead_id is not None
        ),
        reported=frozenset(
            [
                str(report.prescription.exercise_id)
                for report in session.reports.all()
                if report.feeling in _GRAVE and report.prescription is not None
            ]
            + [
                str(log.prescription.exercise_id)
                for log in logs
                if log.skip_reason == SkipReason.PAIN
            ]
        ),
    )


def exercises_now(assignment: Assignment, version: AssignmentVersion) -> tuple[ExerciseNow, ...]:
    """Read the exercises of a version, when each was changed last, and what could replace them.

    Five statements. An easier exercise is offered only where nobody has to teach it first, and never
    one that was given up as too hard; to a client without a therapist only what is meant for starting
    alone. What a precaution keeps from this client replaces nothing, unless a therapist cleared it.
    """
    rows = list(
        Prescription.objects.filter(
            version__assignment=assignment, version__number__lte=version.number
        )
        .select_related("exercise", "version")
        .order_by("version__number", "position")
    )
    own = [row for row in rows if row.version_id == version.pk]
    wanted = {slug for row in own for slug in (*row.exercise.easier, *row.exercise.harder)}
    found = {
        one.slug: one
        for one in Exercise.objects.current()
        .filter(Q(clinic__isnull=True) | Q(clinic=assignment.clinic_id), slug__in=wanted)
        # A clinic's own one stands in for the built-in one of the same name.
        .order_by(F("clinic_id").asc(nulls_first=True))
        if not assignment.is_self_started or (one.self_start and not one.therapist_only)
    }
    spared = blocked_loads(precautions_of(assignment.client))
    cleared = cleared_exercises(assignment.client, clinic=assignment.clinic_id)
    found = {
        slug: one for slug, one in found.items() if slug in cleared or spared.isdisjoint(one.loads)
    }
    too_hard = given_up(steps_back_of(assignment.pk).values_list("changes", flat=True))

    def others(row: Prescription, slugs: Iterable[str]) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(
                key=str(found[slug].pk),
                name=found[slug].name,
                dosage=in_place_of(found[slug].dosage, row.dosage),
            )
            for slug in slugs
            if slug in found
        )

    return tuple(
        ExerciseNow(
            key=str(row.exercise_id),
            name=row.exercise.name,
            dosage=row.dosage,
            changed=_changed_in(rows, row.exercise_id),
            easier=others(
                row,
                [
                    slug
                    for slug in row.exercise.easier
                    if slug in found
                    and not found[slug].therapist_only
                    and str(found[slug].pk) not in too_hard
                ],
            ),
            harder=others(row, row.exercise.harder),
        )
        for row in own
    )


def _changed_in(rows: Sequence[Prescription], exercise_id: UUID) -> int:
    own = [row for row in rows if row.exercise_id == exercise_id]
    for earlier, later in reversed(list(pairwise(own))):
        if earlier.dosage != later.dosage:
            return later.version.number
    return own[0].version.number
