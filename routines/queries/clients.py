"""One client's page for their therapist: homework with its last 14 days, pain, and last sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import CareRelationship, Client, Invitation, User
from routines.domain.adherence import Adherence, DayAdherence, total
from routines.domain.pain import PainValue
from routines.domain.schedule import local_day
from routines.domain.sets import as_prescribed
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    Source,
    Status,
)
from routines.queries.caseload import CaseloadRow, rows_about
from routines.queries.progress import PainChart, pain_chart

SHOWN_SESSIONS = 12
SHOWN_ENDED = 5
PAIN_DAYS = 42


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenHomework:
    """One assignment as the therapist sees it: how often, how it goes, and since when."""

    assignment: Assignment
    version: AssignmentVersion
    days: tuple[DayAdherence, ...]
    today: dt.date

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed without anybody ending it."""
        return self.version.ends_on is not None and self.version.ends_on < self.today

    @property
    def adherence(self) -> Adherence:
        """Done of due in the days shown."""
        return total(self.days)

    @property
    def is_paused(self) -> bool:
        """Whether it rests at the moment."""
        return self.assignment.status == Status.PAUSED

    @property
    def has_ended(self) -> bool:
        """Whether it is over for good."""
        return self.assignment.status == Status.ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session in the therapist's table: what was done, what not and why, how it felt."""

    session: ExerciseSession
    logs: tuple[ExerciseLog, ...]

    @property
    def performed(self) -> int:
        """How many exercises were done."""
        return sum(1 for log in self.logs if log.outcome == Outcome.PERFORMED)

    @property
    def skips(self) -> tuple[ExerciseLog, ...]:
        """What was left out; each says why."""
        return tuple(log for log in self.logs if log.outcome == Outcome.SKIPPED)

    @property
    def changed(self) -> tuple[ExerciseLog, ...]:
        """What was done otherwise than prescribed."""
        return tuple(
            log
            for log in self.logs
            if log.outcome == Outcome.PERFORMED
            and tuple(log.performed_sets) != as_prescribed(self.session.dosage_of(log.prescription))
        )

    @property
    def origin(self) -> str:
        """How the session came to be known, where that matters for trusting it."""
        said = "" if self.session.source == Source.TAPPED else self.session.get_source_display()
        edited = "Corrected later" if any(log.edited_at for log in self.logs) else ""
        return ", ".join(part for part in (said, edited) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPage:
    """Everything the client's page shows. `row` and `care` are None where nobody treats them."""

    client: User
    care: CareRelationship | None
    row: CaseloadRow | None
    invitation: Invitation | None
    homework: tuple[GivenHomework, ...]
    ended: tuple[GivenHomework, ...]
    pain: PainChart
    sessions: tuple[SessionLine, ...]


def client_page(*, client_id: UUID, viewer: User, now: dt.datetime) -> ClientPage | None:
    """Read the page of one client, or None where `viewer` does not treat them (7 statements)."""
    if viewer.is_superuser:
        care = CareRelationship.objects.current()
    else:
        care = viewer.care_given.in_force()
    # The earliest one where the same two meet in two clinics.
    care = care.filter(client=client_id).order_by("started_at")
    rows = rows_about(care, viewer=viewer, now=now, days_back=PAIN_DAYS)
    row = rows[0] if rows else None
    client = row.client if row else Client.objects.visible_to(viewer).filter(pk=client_id).first()
    if client is None:
        return None
    today = local_day(now, client.time_zone)
    homework = [
        GivenHomework(
            assignment=one,
            version=one.current_version,
            days=row.days_of(one.pk) if row else (),
            today=today,
        )
        for one in Assignment.objects.visible_to(viewer)
        .filter(client=client_id, version__isnull=False, clinic__isnull=False)
        .with_current_version()
        .order_by("created_at")
    ]
    rated = [PainValue(day=day, pain=pain) for day, pain in row.activity.pain] if row else []
    ended = [one for one in homework if one.has_ended]
    return ClientPage(
        client=client,
        care=row.care if row else None,
        row=row,
        invitation=_invitation(client, viewer=viewer),
        homework=tuple(one for one in homework if not one.has_ended),
        ended=tuple(reversed(ended[-SHOWN_ENDED:])),
        pain=pain_chart(rated, since=today - dt.timedelta(days=PAIN_DAYS - 1), until=today),
        sessions=_sessions(client_id, viewer=viewer),
    )


def _invitation(client: User, *, viewer: User) -> Invitation | None:
    if client.joined_at is not None:
        return None
    return (
        Invitation.objects.visible_to(viewer).filter(client=client).order_by("-created_at").first()
    )


def _sessions(client_id: UUID, *, viewer: User) -> tuple[SessionLine, ...]:
    logs = ExerciseLog.objects.standing().select_related("prescription__exercise")
    sessions = (
        ExerciseSession.objects.visible_to(viewer)
        .filter(client=client_id, assignment__clinic__isnull=False)
        .select_related("assignment", "version")
        .prefetch_related(Prefetch("logs", queryset=logs.order_by("prescription__position")))
        .order_by("-started_at")[:SHOWN_SESSIONS]
    )
    return tuple(SessionLine(session=one, logs=tuple(one.logs.all())) for one in sessions)
