"""Whether what a reminder is about is still to be done, for many occurrences in few statements."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from uuid import UUID

from django.db.models import Max, Q

from accounts.models import User
from routines.domain.check_points import THOROUGH, due_before_session
from routines.domain.reminders import DESK_WINDOW, wall_time
from routines.domain.warning_signs import CheckPoint
from routines.models import (
    Assignment,
    CheckIn,
    DeskEvent,
    ExerciseSession,
    Field,
    ReminderKind,
    ReminderOccurrence,
)
from routines.queries import desk
from routines.queries.due import Asked, asked

# Somebody in the middle of it is not told that it is ready.
JUST_BEGUN = dt.timedelta(minutes=30)

NextBreaks = Callable[[Iterable[User]], Mapping[UUID, dt.datetime | None]]


class Need(StrEnum):
    """What there is to say: it is still to be done, it was done, or nothing is due."""

    NEEDED = "needed"
    LOGGED = "logged"
    NOT_DUE = "not_due"


def needs(
    occurrences: Sequence[ReminderOccurrence], *, now: dt.datetime, breaks: NextBreaks | None = None
) -> dict[UUID, Need]:
    """Return for each occurrence whether it is still needed at `now` (at most 8 statements).

    The occurrences come with their reminder, its client and homework. `breaks` tells of clients
    when it is time to stand up next; asked only where a desk break is among them.
    """
    found: dict[UUID, Need] = {}
    of_kind: dict[str, list[ReminderOccurrence]] = defaultdict(list)
    for one in occurrences:
        of_kind[one.reminder.kind].append(one)
    if homework := of_kind[ReminderKind.HOMEWORK]:
        found |= _homework(homework, now=now)
    if mornings := of_kind[ReminderKind.NEXT_DAY]:
        found |= _mornings(mornings)
    if weekly := of_kind[ReminderKind.CHECK_IN]:
        found |= _check_ins(weekly, now=now)
    if at_desk := of_kind[ReminderKind.DESK]:
        found |= _desk(at_desk, now=now, breaks=breaks or (lambda people: next_breaks(people, now)))
    return found


def next_breaks(people: Iterable[User], now: dt.datetime) -> Mapping[UUID, dt.datetime | None]:
    """Return when it is time for each to stand up next (3 statements); None: not today any more.

    A break that is due and unanswered lies in the past for ten minutes; then the next one counts.
    """
    return desk.next_breaks(people, now=now)


def answered_at_desk(occurrences: Sequence[ReminderOccurrence]) -> set[UUID]:
    """Return which desk occurrences were followed by anything at the desk (2 statements).

    For they move on by themselves after ten minutes, whether somebody stood up or not.
    """
    clients = {one.reminder.client_id for one in occurrences}
    since = min(one.due_at for one in occurrences) - DESK_WINDOW
    of_them = Q(client__in=clients)
    events = DeskEvent.objects.filter(of_them, at__gte=since).values_list("client", "at")
    breaks = ExerciseSession.objects.filter(
        of_them, started_at__gte=since, assignment__field=Field.DESK
    ).values_list("client", "started_at")
    moments: dict[UUID, list[dt.datetime]] = defaultdict(list)
    for client, at in [*events, *breaks]:
        moments[client].append(at)
    return {
        one.pk
        for one in occurrences
        if any(at >= one.due_at for at in moments[one.reminder.client_id])
    }


def _homework(occurrences: Sequence[ReminderOccurrence], *, now: dt.datetime) -> dict[UUID, Need]:
    keys = {one.reminder.assignment_id for one in occurrences if one.reminder.assignment_id}
    histories = {one.assignment_id: one for one in asked(Assignment.objects.filter(pk__in=keys))}
    days = {one.local_day for one in occurrences}
    done: dict[tuple[UUID, dt.date], int] = defaultdict(int)
    begun: set[tuple[UUID, dt.date]] = set()
    rows = ExerciseSession.objects.filter(assignment__in=keys, local_day__in=days).values_list(
        "assignment", "local_day", "is_performed", "started_at", "finished_at"
    )
    for assignment, day, is_performed, started_at, finished_at in rows:
        done[assignment, day] += is_performed
        if finished_at is None and now - started_at < JUST_BEGUN:
            begun.add((assignment, day))
    return {
        one.pk: _need_of_homework(
            one, histories, done=done, is_begun=(one.reminder.assignment_id, one.local_day) in begun
        )
        for one in occurrences
    }


def _need_of_homework(
    occurrence: ReminderOccurrence,
    histories: Mapping[UUID, Asked],
    *,
    done: Mapping[tuple[UUID, dt.date], int],
    is_begun: bool,
) -> Need:
    key = occurrence.reminder.assignment_id
    history = histories.get(key) if key else None
    due = history.due_on(occurrence.local_day) if history else 0
    if key is None or not due:
        return Need.NOT_DUE
    times = [wall_time(slot) for slot in occurrence.reminder.times]
    place = sum(wall <= wall_time(occurrence.slot) for wall in times)
    # By the second of three times a day, two of three are to be done; the last time, all.
    expected = math.ceil(due * max(1, place) / max(1, place, len(times)))
    is_enough = done[key, occurrence.local_day] >= expected
    return Need.LOGGED if is_enough or is_begun else Need.NEEDED


def _mornings(occurrences: Sequence[ReminderOccurrence]) -> dict[UUID, Need]:
    yesterday = dt.timedelta(days=1)
    answers: dict[tuple[UUID, dt.date], list[int | None]] = defaultdict(list)
    rows = (
        ExerciseSession.objects.performed()
        .filter(
            client__in={one.reminder.client_id for one in occurrences},
            local_day__in={one.local_day - yesterday for one in occurrences},
        )
        .values_list("client", "local_day", "pain_next_day")
    )
    for client, day, pain in rows:
        answers[client, day].append(pain)
    found = {}
    for one in occurrences:
        pains = answers[one.reminder.client_id, one.local_day - yesterday]
        is_answered = any(pain is not None for pain in pains)
        found[one.pk] = Need.NOT_DUE if not pains else Need.LOGGED if is_answered else Need.NEEDED
    return found


def _check_ins(occurrences: Sequence[ReminderOccurrence], *, now: dt.datetime) -> dict[UUID, Need]:
    clients = {one.reminder.client_id for one in occurrences}
    with_homework = set(
        Assignment.objects.current().filter(client__in=clients).values_list("client", flat=True)
    )
    answered = CheckIn.objects.filter(client__in=clients).exclude(answers={}).order_by()
    last: dict[UUID, dict[CheckPoint, dt.datetime]] = defaultdict(dict)
    rows = answered.values_list("client", "kind").annotate(at=Max("answered_at"))
    for client, kind, at in rows:
        last[client][CheckPoint(kind)] = at
    return {
        one.pk: _need_of_check_in(one, last[one.reminder.client_id], now=now)
        if one.reminder.client_id in with_homework
        else Need.NOT_DUE
        for one in occurrences
    }


def _need_of_check_in(
    occurrence: ReminderOccurrence, last: Mapping[CheckPoint, dt.datetime], *, now: dt.datetime
) -> Need:
    # The first one comes before the first session; nobody is called to it.
    if CheckPoint.JOINING not in last:
        return Need.NOT_DUE
    if due_before_session(last, now=now) in THOROUGH:
        return Need.NEEDED
    thorough = max(at for point, at in last.items() if point in THOROUGH)
    was_done_today = thorough >= occurrence.due_at - dt.timedelta(days=1)
    return Need.LOGGED if was_done_today else Need.NOT_DUE


def _desk(
    occurrences: Sequence[ReminderOccurrence], *, now: dt.datetime, breaks: NextBreaks
) -> dict[UUID, Need]:
    at = breaks({one.reminder.client_id: one.reminder.client for one in occurrences}.values())
    found = {}
    for one in occurrences:
        moment = at.get(one.reminder.client_id)
        if moment is None:
            found[one.pk] = Need.NOT_DUE
        else:
            found[one.pk] = Need.NEEDED if moment <= now else Need.LOGGED
    return found
