"""The caseload: each client with their last 14 days, and whether they need their therapist.

Three statements, whatever the number of clients; the days are counted in the client's own zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import CareRelationship, Invitation, User
from accounts.time_zones import zone_or_utc
from routines.domain.adherence import DayAdherence, total
from routines.domain.attention import Attention, ClientActivity, Reach, Reason, attention, say_day
from routines.domain.schedule import last_days, local_day
from routines.models import Assignment, ExerciseSession, Field, Pacing, Status
from routines.queries.activity import Activity, activities_in
from routines.queries.due import Asked, asked, summed_days, without_breaks
from routines.queries.signs import (
    flags_of,
    last_reach,
    last_told,
    limits_in_force,
    limits_of,
    open_flags,
    open_proposals,
    reach_of,
    rests_of,
    signs_of,
    told_of,
    unseen_rests,
    unseen_signs,
)

TRACKED_DAYS = 14
SIGN_DAYS = 14
MORNING_DAYS = 7
_ENDS_SOON_DAYS = 7
_URGENCY = list(Reason)
_FLAGGED = (Reason.FLAG_NOW, Reason.FLAG_TODAY, Reason.WARNING, Reason.SPREADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseloadRow:
    """One client as the caseload and the client list show them, on their own day `today`."""

    care: CareRelationship
    today: dt.date
    attention: Attention | None
    days: tuple[DayAdherence, ...]
    homework: tuple[Asked, ...]
    activity: Activity
    last_session_at: dt.datetime | None
    invitation_ends_at: dt.datetime | None
    news: str
    detail: str
    proposals: int = 0
    reach: tuple[Reach, ...] = ()
    told: tuple[dt.date, int] | None = None

    @property
    def client(self) -> User:
        """The client."""
        return self.care.client

    @property
    def has_joined(self) -> bool:
        """Whether the client has an account of their own by now."""
        return self.client.joined_at is not None

    @property
    def has_started(self) -> bool:
        """Whether the client has ever begun a session."""
        return self.last_session_at is not None

    @property
    def needs_you(self) -> bool:
        """Whether a rule says to look at this client."""
        return self.attention is not None

    @property
    def is_flagged(self) -> bool:
        """Whether a warning sign or spread is the reason to look."""
        return self.attention is not None and self.attention.reason in _FLAGGED

    @property
    def is_on_track(self) -> bool:
        """Whether there is homework under way and no reason to worry."""
        return not self.needs_you and self.has_started and bool(self.active)

    @property
    def active(self) -> tuple[Asked, ...]:
        """The homework that is neither paused nor over."""
        return _under_way(self.homework, today=self.today)

    @property
    def waits_for_homework(self) -> bool:
        """Whether nothing is under way and nothing rests either."""
        rests = any(one.status == Status.PAUSED for one in self.homework)
        return not self.active and not rests

    @property
    def pain(self) -> tuple[tuple[dt.date, int], ...]:
        """Pain after sessions in the days that were read, 0 to 10, and what was told since then."""
        return (*self.activity.pain, self.told) if self.told else self.activity.pain

    @property
    def last_pain(self) -> int | None:
        """The last pain the client told, after a session or in a check-in, 0 to 10."""
        return self.pain[-1][1] if self.pain else None

    @property
    def reaches(self) -> Reach | None:
        """The furthest place at the last check-in with a map, in the days that were read."""
        return self.reach[-1] if self.reach else None

    @property
    def has_moved(self) -> int:
        """Which way the furthest place went since the check-in before: 1 down the leg, -1 up, or 0.

        Beside a warning sign nothing has moved up, also once somebody has looked: less pain with
        less feeling is no good news.
        """
        if len(self.reach) < 2:
            return 0
        before, now = self.reach[-2:]
        moved = (now.level > before.level) - (now.level < before.level)
        return 0 if moved < 0 and (self.is_flagged or now.has_sign) else moved

    @property
    def mornings_open(self) -> int:
        """On how many of the last seven days the morning after was asked about and not answered."""
        since = self.today - dt.timedelta(days=MORNING_DAYS)
        asked_about = self.activity.mornings.items()
        return sum(not told for day, told in asked_about if since <= day < self.today)

    @property
    def did_most_of_last_week(self) -> bool:
        """Whether more than half of what was due in the last seven days was done."""
        ratio = total(self.days[-7:]).ratio
        return ratio is not None and ratio > 0.5

    def days_of(self, assignment_id: UUID) -> tuple[DayAdherence, ...]:
        """Return the tracked days of one piece of homework; empty when it is not known here."""
        period = last_days(self.today, TRACKED_DAYS)
        for one in self.activity.asked:
            if one.assignment_id == assignment_id:
                return tuple(one.days(period, self.activity.performed.get(assignment_id, {})))
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """All clients of one therapist, those who need something first."""

    rows: tuple[CaseloadRow, ...]

    @property
    def needs_you(self) -> tuple[CaseloadRow, ...]:
        """Clients with a reason, the most urgent first."""
        return tuple(row for row in self.rows if row.needs_you)

    @property
    def on_track(self) -> tuple[CaseloadRow, ...]:
        """Clients for whom things go well, the newest session first."""
        return tuple(row for row in self.rows if row.is_on_track)

    @property
    def quiet(self) -> tuple[CaseloadRow, ...]:
        """Everybody else: just invited, paused, or without homework."""
        return tuple(row for row in self.rows if not row.needs_you and not row.is_on_track)

    @property
    def not_started(self) -> tuple[CaseloadRow, ...]:
        """Clients who have not begun a session yet, joined or not."""
        return tuple(row for row in self.rows if not row.has_started)

    @property
    def did_most_of_last_week(self) -> int:
        """How many did more than half of what was due in the last seven days."""
        return sum(1 for row in self.rows if row.did_most_of_last_week)

    def named(self, words: str) -> Caseload:
        """Return only the clients whose name or e-mail holds all the words."""
        wanted = words.casefold().split()
        return Caseload(
            rows=tuple(
                row
                for row in self.rows
                if all(
                    word in f"{row.client.display_name} {row.client.email or ''}".casefold()
                    for word in wanted
                )
            )
        )


def caseload(*, therapist: User, now: dt.datetime) -> Caseload:
    """Read everybody this therapist treats now (3 statements, whatever the number)."""
    care = therapist.care_given.in_force()
    rows = rows_about(care, viewer=therapist, now=now)
    return Caseload(rows=tuple(sorted(rows, key=_order)))


def rows_about(
    care: QuerySet[CareRelationship],
    *,
    viewer: User,
    now: dt.datetime,
    days_back: int = TRACKED_DAYS,
) -> list[CaseloadRow]:
    """Read the clients in `care`, as far as `viewer` may see their homework (3 statements).

    `days_back` is how far their pain is read; never less than the tracked days.
    """
    # A day more than is shown: the client's calendar may be a day ahead or behind ours.
    since = now.date() - dt.timedelta(days=days_back + 1)
    people = care.values("client")
    homework = asked(
        Assignment.objects.visible_to(viewer)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=since), client__in=people)
        .exclude(clinic__isnull=True)
    )
    sessions = ExerciseSession.objects.visible_to(viewer).filter(
        client__in=people, assignment__clinic__isnull=False, local_day__gte=since
    )
    activities = activities_in(homework, sessions)
    return [
        _row(one, activities.get((one.client_id, one.clinic_id), Activity()), now=now)
        for one in _with_facts(care, since=now.date() - dt.timedelta(days=SIGN_DAYS))
    ]


def _with_facts(care: QuerySet[CareRelationship], *, since: dt.date) -> QuerySet[CareRelationship]:
    invitation = Invitation.objects.open().filter(
        client=OuterRef("client"), clinic=OuterRef("clinic")
    )
    last = ExerciseSession.objects.filter(
        client=OuterRef("client"), assignment__clinic=OuterRef("clinic")
    ).order_by("-started_at")
    return care.select_related("client", "clinic").annotate(
        signs=unseen_signs(client=OuterRef("client"), clinic=OuterRef("clinic"), since=since),
        rests=unseen_rests(client=OuterRef("client"), clinic=OuterRef("clinic")),
        flags=open_flags(client=OuterRef("client"), clinic=OuterRef("clinic")),
        reach=last_reach(client=OuterRef("client"), since=since),
        told=last_told(client=OuterRef("client"), since=since),
        limits=limits_in_force(client=OuterRef("client"), clinic=OuterRef("clinic")),
        proposals=open_proposals(client=OuterRef("client"), clinic=OuterRef("clinic")),
        grows_by_itself=Exists(
            Pacing.objects.filter(
                client=OuterRef("client"), clinic=OuterRef("clinic"), grows_by_itself=True
            )
        ),
        invited_at=Subquery(invitation.values("created_at")[:1]),
        invitation_ends_at=Subquery(invitation.values("expires_at")[:1]),
        last_session_at=Subquery(last.values("started_at")[:1]),
        rated_at=Subquery(last.filter(pain_after__isnull=False).values("started_at")[:1]),
        # Breaks taken are no homework done: missed days are about the rest.
        last_homework_at=Subquery(
            last.exclude(assignment__field=Field.DESK).values("started_at")[:1]
        ),
    )


def _row(care: CareRelationship, activity: Activity, *, now: dt.datetime) -> CaseloadRow:
    client = care.client
    today = local_day(now, client.time_zone)
    period = last_days(today, TRACKED_DAYS)
    per_assignment = [
        one.days(period, activity.performed.get(one.assignment_id, {}))
        for one in without_breaks(activity.asked)
    ]
    days = summed_days(per_assignment) or [
        DayAdherence(day=day, due=0, performed=0) for day in period
    ]
    current = tuple(one for one in activity.asked if one.status != Status.ENDED)
    invited_at, ends_at, last_at, last_homework_at = (
        getattr(care, name)
        for name in ("invited_at", "invitation_ends_at", "last_session_at", "last_homework_at")
    )

    def on(moment: dt.datetime | None) -> dt.date | None:
        return local_day(moment, client.time_zone) if moment else None

    under_way = without_breaks(_under_way(current, today=today))
    starts = [one.frequencies[0][0] for one in under_way]
    reach, told = reach_of(care), told_of(care, rated_at=care.rated_at)  # type: ignore[attr-defined]
    found = attention(
        ClientActivity(
            today=today,
            has_joined=client.joined_at is not None,
            invited_on=on(invited_at),
            invitation_ends_on=on(ends_at),
            homework_since=min(starts, default=None),
            last_session_on=on(last_homework_at),
            days=days,
            pain=activity.pain,
            told=told,
            signs=signs_of(care, today=today),
            rests=rests_of(care),
            flags=flags_of(care),
            reach=reach,
            limits=limits_of(care),
            now=now.astimezone(zone_or_utc(client.time_zone)),
        )
    )
    news, detail = (
        (found.title, found.evidence)
        if found
        else _good_news(
            client,
            current=current,
            days=days,
            last_on=on(last_at),
            invited_on=on(invited_at),
            today=today,
        )
    )
    return CaseloadRow(
        care=care,
        today=today,
        attention=found,
        days=tuple(days),
        homework=current,
        activity=activity,
        last_session_at=last_at,
        invitation_ends_at=ends_at,
        news=news,
        detail=detail,
        proposals=care.proposals,  # type: ignore[attr-defined]
        reach=reach,
        told=told,
    )


def _good_news(
    client: User,
    *,
    current: Sequence[Asked],
    days: Sequence[DayAdherence],
    last_on: dt.date | None,
    invited_on: dt.date | None,
    today: dt.date,
) -> tuple[str, str]:
    if client.joined_at is None:
        return "Invited", f"Invited {say_day(invited_on, today=today)}" if invited_on else ""
    if not current:
        return "No homework", "Nothing is assigned at the moment"
    active = _under_way(current, today=today)
    if not active:
        over = [one.now.ends_on for one in current if one.status == Status.ACTIVE]
        last = max((day for day in over if day), default=None)
        if last is not None:
            return "Homework over", f"The last day was {say_day(last, today=today)}"
        return "Paused", "All homework rests"
    if last_on is None:
        first = min(one.now.starts_on for one in active)
        return "New", f"Starts {first.day} {first:%b}" if first > today else "No session yet"
    ends = [one.now.ends_on for one in active if one.now.ends_on is not None]
    last = min(ends, default=None)
    if last is not None and (last - today).days <= _ENDS_SOON_DAYS:
        return "On track", "Homework ends today" if last == today else f"Homework ends on {last:%A}"
    done = total(days)
    if not done.due and all(one.is_break for one in active):
        return "On track", "Desk breaks, and no other homework"
    return "On track", f"{done.performed} of {done.due} done in {len(days)} days"


def _under_way(homework: Iterable[Asked], *, today: dt.date) -> tuple[Asked, ...]:
    return tuple(
        one
        for one in homework
        if one.status == Status.ACTIVE and (one.now.ends_on is None or one.now.ends_on >= today)
    )


def _order(row: CaseloadRow) -> tuple[int, float, str]:
    urgency = _URGENCY.index(row.attention.reason) if row.attention else len(_URGENCY)
    newest = -row.last_session_at.timestamp() if row.last_session_at else 0.0
    return (urgency, newest, row.client.display_name.casefold())
