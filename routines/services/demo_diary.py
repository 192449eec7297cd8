"""The verbs of the demo: homework is given and done on its day, through the services, at times of its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.dosage import Side
from routines.domain.schedule import EVERY_DAY, Frequency, local_day, zone
from routines.domain.sets import SideAmount, as_prescribed, corrected
from routines.models import Assignment, ExerciseSession, Prescription, Routine, SkipReason, Source
from routines.services import assignments, sessions

DAY = dt.timedelta(days=1)


class DemoDiary:
    """What happens on which day, counted back from the moment `now` in one time zone."""

    def __init__(self, *, now: dt.datetime, time_zone: str) -> None:
        self.now = now
        self.time_zone = time_zone
        self.today = local_day(now, time_zone)
        self.chance = random.Random(7)  # noqa: S311  # the same demo every time

    def day(self, ago: int) -> dt.date:
        return self.today - ago * DAY

    def at(self, ago: int, *, hour: int, minute: int = 0) -> dt.datetime:
        moment = dt.datetime.combine(self.day(ago), dt.time(hour, minute))
        return moment.replace(tzinfo=zone(self.time_zone)).astimezone(dt.UTC)

    def assign(
        self,
        slug: str,
        client: User,
        by: User,
        *,
        ago: int,
        hour: int = 10,
        times_per_day: int = 1,
        weekdays: frozenset[int] = EVERY_DAY,
        note: str = "",
    ) -> Assignment:
        routine = Routine.objects.built_in().get(slug=slug)
        return assignments.assign(
            routine=routine,
            client=client,
            by=by,
            exercises=assignments.prescribed_from(routine),
            frequency=Frequency(
                times_per_day=times_per_day,
                weekdays=weekdays,
                starts_on=self.day(ago),
                ends_on=self.today + 3 * 7 * DAY,
            ),
            note=note,
            at=self.at(ago, hour=hour, minute=5),
        )

    def do(
        self,
        assignment: Assignment,
        *,
        ago: int,
        hour: int,
        pain: int | None = None,
        effort: int | None = None,
    ) -> None:
        """Do all of it as prescribed and rate it."""
        session = self.begin(assignment, ago=ago, hour=hour)
        now = session.started_at
        sessions.log_rest_as_prescribed(session=session, at=now, now=now)
        self.end(session, pain=pain, effort=effort)

    def begin(
        self, assignment: Assignment, *, ago: int, hour: int, source: Source | None = None
    ) -> ExerciseSession:
        # Guided on most days, tapped on the list on the others.
        source = source or (Source.TIMED if ago % 3 else Source.TAPPED)
        minute = self.chance.randrange(0, 40)
        at = self.at(ago - 1 if source is Source.BACK_FILLED else ago, hour=hour, minute=minute)
        # A demo made early in the morning has its session of today a moment ago.
        at = min(at, self.now - dt.timedelta(minutes=12))
        return sessions.start(
            key=uuid7(),
            assignment=assignment,
            client=assignment.client,
            day=self.day(ago),
            at=at,
            now=at,
            source=source,
        ).row

    def log(
        self,
        session: ExerciseSession,
        *,
        skip: tuple[str, SkipReason] | None = None,
        one_side_less: str = "",
        only: int | None = None,
    ) -> None:
        """Log one exercise after another, a minute apart."""
        for number, one in enumerate(_prescriptions(session)[:only], start=1):
            at = session.started_at + dt.timedelta(minutes=number)
            if skip and skip[0] == one.exercise.slug:
                sessions.log_skipped(
                    key=uuid7(), session=session, prescription=one, reason=skip[1], at=at, now=at
                )
                continue
            sets = as_prescribed(one.dosage)
            if one_side_less == one.exercise.slug:
                whole = SideAmount(
                    sets=one.sets, repetitions=one.repetitions, seconds=one.hold_seconds
                )
                less = dataclasses.replace(whole, sets=1, seconds=20)
                sets = corrected(one.dosage, {Side.LEFT: whole, Side.RIGHT: less})
            sessions.log_performed(
                key=uuid7(), session=session, prescription=one, sets=sets, at=at, now=at
            )

    def end(
        self,
        session: ExerciseSession,
        *,
        pain: int | None = None,
        effort: int | None = None,
        note: str | None = None,
    ) -> None:
        at = session.started_at + dt.timedelta(minutes=10)
        sessions.rate(
            session=session, by=session.client, pain=pain, effort=effort, note=note, now=at
        )


def _prescriptions(session: ExerciseSession) -> list[Prescription]:
    rows = Prescription.objects.filter(version=session.version_id)
    return list(rows.select_related("exercise").order_by("position"))
