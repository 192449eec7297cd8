"""One client's page for their therapist: homework with its last 14 days, pain, and last sessions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import dropwhile
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.models import CareRelationship, Client, Invitation, User
from routines.domain.adherence import Adherence, DayAdherence, total
from routines.domain.dosage import Dosage
from routines.domain.pain import PainValue
from routines.domain.rating import HIGH_PAIN
from routines.domain.safety import traffic_light
from routines.domain.schedule import last_days, local_day
from routines.domain.sets import is_as_asked
from routines.domain.traffic_light import NextDay, Zone, next_day
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    Field,
    Outcome,
    PainReport,
    Source,
    Status,
)
from routines.queries.break_progress import BreakAdherence, break_adherence
from routines.queries.caseload import CaseloadRow, rows_about
from routines.queries.due import summed_days, without_breaks
from routines.queries.json_rows import JsonRows
from routines.queries.progress import PainChart, pain_chart
from routines.queries.proposals import ProposalCard, cards, with_proposals

SHOWN_SESSIONS = 12
SHOWN_ENDED = 5
PAIN_DAYS = 42
_ZONES = {
    Zone.GREEN.value: ("Calm", "good"),
    Zone.AMBER.value: ("Sore", "care"),
    Zone.RED.value: ("Too much", "pain"),
}
_MORNINGS = {
    NextDay.SETTLED: "settled",
    NextDay.SAME: "about the same",
    NextDay.NOT_SETTLED: "not settled",
    None: "",
}


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
    def is_break(self) -> bool:
        """Whether it is a desk break, which is counted beside the rest."""
        return self.assignment.field == Field.DESK

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
class Reported:
    """One answer under "It hurts": what was felt, and at which exercise where that is known."""

    feeling: Feeling
    exercise: str

    @property
    def said(self) -> str:
        """The client's own words, and where."""
        label = str(self.feeling.label)
        return f"{self.exercise}: {label[:1].lower()}{label[1:]}" if self.exercise else label


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session in the therapist's table: what was done, what not and why, how it felt."""

    session: ExerciseSession
    logs: tuple[ExerciseLog, ...]
    reports: tuple[Reported, ...] = ()

    @property
    def asked(self) -> int:
        """How many exercises the session asked for, in its dose."""
        return self.session.exercise_count or self.session.version.exercise_count

    @property
    def easier(self) -> tuple[ExerciseLog, ...]:
        """What was done in an easier version instead."""
        return tuple(log for log in self.logs if log.instead_id is not None)

    @property
    def performed(self) -> int:
        """How many exercises were done."""
        return sum(1 for log in self.logs if log.outcome == Outcome.PERFORMED)

    @property
    def skips(self) -> tuple[ExerciseLog, ...]:
        """What was left out; each says why."""
        return tuple(log for log in self.logs if log.outcome == Outcome.SKIPPED)

    @property
    def changed(self) -> tuple[tuple[ExerciseLog, Dosage], ...]:
        """What was done otherwise than asked for, and what the session's dose asked for."""
        performed = [
            (log, self.session.dosage_of(log.prescription))
            for log in self.logs
            if log.outcome == Outcome.PERFORMED and log.instead_id is None
        ]
        return tuple(
            (log, asked)
            for log, asked in performed
            if not is_as_asked(log.performed_sets, asked, rounds=self._rounds)
        )

    @property
    def _rounds(self) -> int:
        return 1 if self.session.is_short else self.session.version.rounds

    @property
    def origin(self) -> str:
        """How the session came to be known, which matters for trusting it: "6 timed, 1 tapped"."""
        said = Counter(Source(log.source).label for log in self.logs)
        if len(said) == 1:
            parts = [str(label) for label in said]
        else:
            parts = [f"{number} {str(label).lower()}" for label, number in said.most_common()]
        edited = ["Corrected later"] if any(log.edited_at for log in self.logs) else []
        return ", ".join(parts + edited)

    @property
    def zone(self) -> tuple[str, str]:
        """The traffic light of the session in a word, and how it looks; empty while not rated."""
        # Green for who began with high pain: nothing was added, but nobody is calm with a 6.
        if self.session.zone == Zone.GREEN and (self.session.pain_after or 0) >= HIGH_PAIN:
            return ("As before", "care")
        return _ZONES.get(self.session.zone, ("", ""))

    @property
    def morning_after(self) -> str:
        """How the next morning compares, in words; empty where it was not answered."""
        session = self.session
        if session.pain_next_day is None:
            return ""
        if session.pain_before is None:
            return f"Next day {session.pain_next_day}"
        change = session.pain_next_day - session.pain_before
        meaning = next_day(change, light=traffic_light())
        return f"Next day {session.pain_next_day}, {_MORNINGS[meaning]}"


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
    proposals: tuple[ProposalCard, ...] = ()
    # As many days as pain is drawn for, from the first on which anything was asked or done.
    days: tuple[DayAdherence, ...] = ()
    breaks: BreakAdherence | None = None
    # The viewer's own care, one in each clinic they meet in; each says `grows_by_itself`.
    own_care: tuple[CareRelationship, ...] = ()

    @property
    def waiting(self) -> tuple[ProposalCard, ...]:
        """Proposals that wait for a decision."""
        return tuple(card for card in self.proposals if card.is_open)

    @property
    def applied(self) -> tuple[ProposalCard, ...]:
        """What rules did by themselves and nobody has looked at, rests first; rests always."""
        return tuple(
            card
            for card in self.proposals
            if not card.is_open and (card.is_rest or not card.is_looked_at)
        )

    @property
    def waiting_for_flags(self) -> frozenset[UUID]:
        """The keys of the homework that is taken up again where its flag is cleared, and not here."""
        return frozenset(one.assignment_id for one in self.applied if one.waits_for_a_flag)


def client_page(*, client_id: UUID, viewer: User, now: dt.datetime) -> ClientPage | None:
    """Read the page of one client, or None where `viewer` does not treat them (7 statements).

    Two more where desk breaks were given.
    """
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
    given = list(
        with_proposals(
            Assignment.objects.visible_to(viewer)
            .filter(client=client_id, version__isnull=False, clinic__isnull=False)
            .with_current_version()
            .order_by("created_at"),
            now=now,
        )
    )
    homework = [
        GivenHomework(
            assignment=one,
            version=one.current_version,
            days=row.days_of(one.pk) if row else (),
            today=today,
        )
        for one in given
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
        proposals=cards(given),
        days=_days(row, today=today) if row else (),
        breaks=break_adherence(
            homework=row.activity.asked,
            performed=row.activity.performed,
            client=client,
            viewer=viewer,
            day=today,
        )
        if row
        else None,
        own_care=tuple(one.care for one in rows if one.care.therapist_id == viewer.pk),
    )


def _days(row: CaseloadRow, *, today: dt.date) -> tuple[DayAdherence, ...]:
    period = last_days(today, PAIN_DAYS)
    days = summed_days(
        [
            one.days(period, row.activity.performed.get(one.assignment_id, {}))
            for one in without_breaks(row.activity.asked)
        ]
    )
    return tuple(dropwhile(lambda day: day.state == "rest", days))


def _invitation(client: User, *, viewer: User) -> Invitation | None:
    if client.joined_at is not None:
        return None
    return (
        Invitation.objects.visible_to(viewer).filter(client=client).order_by("-created_at").first()
    )


def _sessions(client_id: UUID, *, viewer: User) -> tuple[SessionLine, ...]:
    logs = ExerciseLog.objects.standing().select_related("prescription__exercise", "instead")
    reports = PainReport.objects.filter(session=OuterRef("pk")).order_by("reported_at")
    sessions = (
        ExerciseSession.objects.visible_to(viewer)
        .filter(_has_a_line(), client=client_id, assignment__clinic__isnull=False)
        .select_related("assignment", "version")
        .annotate(
            report_rows=JsonRows(
                reports, feeling="feeling", exercise="prescription__exercise__name"
            )
        )
        .prefetch_related(Prefetch("logs", queryset=logs.order_by("prescription__position")))
        .order_by("-started_at")[:SHOWN_SESSIONS]
    )
    return tuple(
        SessionLine(
            session=one,
            logs=tuple(one.logs.all()),
            reports=tuple(
                Reported(feeling=Feeling(row["feeling"]), exercise=row["exercise"] or "")
                for row in one.report_rows
            ),
        )
        for one in sessions
    )


def _has_a_line() -> Q:
    """Homework, or a desk break in which something was said; eight a day would hide the rest."""
    said = PainReport.objects.filter(session=OuterRef("pk"))
    hurt = Q(pain_after__gte=HIGH_PAIN) | ~Q(note="") | Q(Exists(said))
    return ~Q(assignment__field=Field.DESK) | hurt
