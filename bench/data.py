"""The measured data: a clinic of 50 clients with years behind them, made in bulk.

People and homework go through the services; sessions and logs are far too many for that and are
written as rows, in the shape the services give them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import sys
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import Clinic, Membership, User
from accounts.services.care import begin_care
from accounts.services.memberships import add_member
from routines.domain.doses import USUAL_EASE_PERCENT, Dose
from routines.domain.schedule import EVERY_DAY, Frequency
from routines.domain.sets import as_prescribed
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Prescription,
    Routine,
)
from routines.queries.caseload import TRACKED_DAYS
from routines.services import assignments

CLIENTS = 50
WRITERS = 8
BATCH = 20_000
LONG_AGO = dt.timedelta(days=3000)
ROUTINES = ("core-level-1", "piriformis-release")
CSRF = "b" * 32

_keys = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who signs in: the therapist, her clients, and clients who do nothing but log."""

    therapist: User
    clients: list[User]
    writers: list[User]


def say(text: str) -> None:
    """Show progress where it does not mix with the figures."""
    print(text, file=sys.stderr, flush=True)


def make_people() -> People:
    """Make a clinic, its therapist, and clients with two routines each, revised twice."""
    now = timezone.now()
    at = now - LONG_AGO
    clinic = Clinic.objects.create(name="Bench Clinic", created_at=at)
    therapist = _person("therapist", at, is_staff=True)
    add_member(user=therapist, clinic=clinic, role=Membership.Role.THERAPIST, at=at)
    groups: list[list[User]] = []
    for name, count in (("client", CLIENTS), ("writer", WRITERS)):
        group = [_person(f"{name}{number}", at) for number in range(count)]
        for client in group:
            begin_care(therapist=therapist, client=client, clinic=clinic, at=at)
            for slug in ROUTINES:
                _assign(slug, client, therapist, at=at)
        groups.append(group)
    # Only the clients are on the therapist's list; the writers would make it longer than said.
    therapist.care_given.filter(client__in=groups[1]).update(ended_at=now)
    return People(therapist=therapist, clients=groups[0], writers=groups[1])


def grow(people: People, *, total: int) -> None:
    """Add finished sessions, evenly over the clients and back in time, until there are so many logs.

    The last fortnight is the same at every size, two sessions a day with one log between them: what a
    page draws of it must not make it look slower by its history.
    """
    existing = ExerciseLog.objects.count()
    if existing >= total:
        return
    plans = [Plan(client) for client in people.clients]
    per_round = sum(len(plan.prescriptions[0]) for plan in plans)
    started = ExerciseSession.objects.filter(client__in=people.clients).count() // len(plans)
    sessions: list[Sequence[Any]] = []
    logs: list[Sequence[Any]] = []
    today = timezone.now().date()
    for back in itertools.count(started):
        for plan in plans:
            day, which = today - dt.timedelta(days=back // 2 + 1), back % 2
            session, its_logs = plan.day(day, which)
            if back < 2 * TRACKED_DAYS:
                its_logs = its_logs[: 1 - which]
            sessions.append(session)
            logs += its_logs
            existing += len(its_logs)
        if len(logs) >= BATCH or existing >= total:
            _insert(ExerciseSession, _SESSION_COLUMNS, sessions)
            _insert(ExerciseLog, _LOG_COLUMNS, logs)
            if existing % (10 * BATCH) < per_round + BATCH or existing >= total:
                say(f"  {min(existing, total):,} of {total:,} logs")
            sessions, logs = [], []
        if existing >= total:
            break
    if connection.vendor == "postgresql":
        # What autovacuum would do a minute later.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def open_logs(people: People, *, count: int) -> Iterator[tuple[User, uuid.UUID, uuid.UUID]]:
    """Make unfinished sessions and give (client, session, prescription) to log, in turns."""
    plans = [Plan(client) for client in people.writers]
    rows: list[Sequence[Any]] = []
    waiting: list[list[tuple[User, uuid.UUID, uuid.UUID]]] = [[] for _ in plans]
    # Older days may no longer be logged. Nobody reads these clients' Today, so many fit on one.
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    while sum(map(len, waiting)) < count:
        for plan, waits in zip(plans, waiting, strict=True):
            session, _ = plan.day(yesterday, 0, finished=False)
            rows.append(session)
            waits += [
                (plan.client, session[0], one.pk)
                # All but the last: finishing a session is another figure.
                for one in plan.prescriptions[0][:-1]
            ]
    insert_sessions(rows)
    return itertools.chain.from_iterable(zip(*waiting, strict=True))


def cookie_of(user: User, *, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> str:
    """Sign a person in by this backend and return the cookies of their phone."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


# --- rows ----------------------------------------------------------------------------------

_SESSION_COLUMNS = (
    *("id", "client", "assignment", "version", "local_day", "time_zone"),
    *("started_at", "finished_at", "is_performed", "source", "dose", "ease_percent"),
    *("pain_after", "effort", "zone", "note", "fingerprint", "received_at"),
)
_LOG_COLUMNS = (
    *("id", "session", "prescription", "outcome", "skip_reason", "sets"),
    *("source", "logged_at", "received_at", "fingerprint"),
)


def insert_sessions(rows: Sequence[Sequence[Any]]) -> None:
    """Store sessions that `Plan.day` made."""
    _insert(ExerciseSession, _SESSION_COLUMNS, rows)


class Plan:
    """The homework of one client, ready to be written down as done."""

    def __init__(self, client: User) -> None:
        self.client = client
        given = Assignment.objects.filter(client=client).order_by("created_at")
        self.assignments = list(given.select_related("version"))
        self.prescriptions = [
            list(Prescription.objects.filter(version=one.version).order_by("position"))
            for one in self.assignments
        ]
        self.sets = [
            [json.dumps([s.as_json() for s in as_prescribed(one.dosage)]) for one in each]
            for each in self.prescriptions
        ]

    def day(
        self, day: dt.date, which: int, *, finished: bool = True
    ) -> tuple[Sequence[Any], list[Sequence[Any]]]:
        """Return one session as a row, and its logs."""
        assignment = self.assignments[which]
        at = dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)
        key = _key(at)
        over = at + dt.timedelta(minutes=9) if finished else None
        pain = 3 + day.day % 4 if finished else None
        session: Sequence[Any] = (
            *(key, self.client.pk, assignment.pk, assignment.version_id, day, "UTC", at, over),
            *(finished, "tapped", Dose.FULL.value, USUAL_EASE_PERCENT),
            *(pain, 4 if finished else None, "", "", "0" * 64, at),
        )
        if not finished:
            return session, []
        logs: list[Sequence[Any]] = [
            (_key(at), key, one.pk, "performed", "", sets, "tapped", at, at, "0" * 64)
            for one, sets in zip(self.prescriptions[which], self.sets[which], strict=True)
        ]
        return session, logs


def _key(at: dt.datetime) -> uuid.UUID:
    milliseconds = int(at.timestamp() * 1000)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62 | next(_keys))


def _insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    fields = {one.name: one.column for one in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(fields[name] or name) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    marks = ", ".join(["%s"] * len(names))
    adapted = [[_adapt(value) for value in row] for row in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", adapted)  # noqa: S608


def _adapt(value: Any) -> Any:
    if connection.vendor != "sqlite":
        return value
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _person(name: str, at: dt.datetime, **fields: Any) -> User:
    return User.objects.create_user(
        f"{name}@example.org", display_name=f"{name} Bench", joined_at=at, created_at=at, **fields
    )


def _assign(slug: str, client: User, by: User, *, at: dt.datetime) -> None:
    routine = Routine.objects.built_in().get(slug=slug)
    exercises = assignments.prescribed_from(routine)
    frequency = Frequency(times_per_day=1, weekdays=EVERY_DAY, starts_on=at.date())
    given = assignments.assign(
        routine=routine, client=client, by=by, exercises=exercises, frequency=frequency, at=at
    )
    for days, note in ((10, "Slowly."), (20, "Slowly, and breathe.")):
        assignments.revise(
            assignment=given,
            by=by,
            exercises=exercises,
            frequency=frequency,
            note=note,
            at=at + dt.timedelta(days=days),
        )
    Assignment.objects.filter(pk=given.pk).update(
        seen_version=AssignmentVersion.objects.filter(assignment=given).count()
    )
