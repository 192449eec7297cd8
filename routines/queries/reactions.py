"""How pain moved around each session that has a map before and after: for trend, ledger and guard."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from routines.domain.body import BodyMap, read_map
from routines.domain.centralization import Status, session_status
from routines.domain.directions import DirectionSample, Guard, worse_directions
from routines.domain.response import Response, ResponseSample, responses
from routines.domain.triage import Answer
from routines.models import CheckIn, CheckKind, ExerciseLog, Outcome

REMEMBERED_DAYS = 180
# An older map says nothing of how it was before the session.
LONGEST_BEFORE = dt.timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One session: its day, the maps around it, and what they say."""

    session: UUID | None
    day: dt.date
    before: BodyMap | None
    after: BodyMap
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One exercise that was done in a session: its name in the library and what it loads."""

    slug: str
    name: str
    loads: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """How pain moved around one exercise, as counts; never as a cause."""

    name: str
    response: Response


def reactions(client: User, *, today: dt.date) -> tuple[Reaction, ...]:
    """Return the sessions of the last half year with a map after them, oldest first (1 statement)."""
    told = list(
        CheckIn.objects.standing()
        .with_map()
        .filter(client=client, local_day__gt=today - dt.timedelta(days=REMEMBERED_DAYS))
        .order_by("answered_at")
        .only("kind", "session_id", "local_day", "marks", "answers", "answered_at", "has_map")
    )
    return tuple(
        _reaction(after, told, place)
        for place, after in enumerate(told)
        if after.kind == CheckKind.AFTER
    )


def done_in(found: Sequence[Reaction]) -> dict[UUID, list[Done]]:
    """Return the exercises that were done in the sessions of some reactions (1 statement)."""
    rows = (
        ExerciseLog.objects.standing()
        .filter(session__in=[one.session for one in found if one.session])
        .filter(outcome=Outcome.PERFORMED)
        .values_list(
            "session_id",
            "prescription__exercise__slug",
            "prescription__exercise__name",
            "prescription__exercise__loads",
        )
    )
    done: dict[UUID, list[Done]] = defaultdict(list)
    for session, slug, name, loads in rows:
        done[session].append(Done(slug=slug, name=name, loads=frozenset(loads)))
    return done


def guard_of(client: User, *, today: dt.date) -> Guard:
    """Return the directions after which this client's pattern got worse (2 statements)."""
    found = reactions(client, today=today)
    if not any(one.status is Status.SPREADING for one in found):
        return Guard()
    done = done_in(found)
    return Guard(
        worse=worse_directions(
            DirectionSample(
                day=one.day,
                loads=frozenset().union(*(each.loads for each in done.get(one.session, ()))),
                status=one.status,
            )
            for one in found
            if one.session is not None
        )
    )


def ledger(found: Sequence[Reaction]) -> tuple[LedgerLine, ...]:
    """Return the counts around each exercise, silent under five times (1 statement)."""
    done = done_in(found)
    names: dict[str, str] = {}
    samples = []
    for one in found:
        if one.before is None or one.session is None:
            continue
        for each in done.get(one.session, ()):
            names[each.slug] = each.name
            samples.append(
                ResponseSample(
                    key=each.slug, before=one.before.furthest(), after=one.after.furthest()
                )
            )
    return tuple(
        LedgerLine(name=names[slug], response=response)
        for slug, response in sorted(responses(samples).items())
        if response is not None
    )


def _reaction(after: CheckIn, told: Sequence[CheckIn], place: int) -> Reaction:
    before = next((one for one in reversed(told[:place]) if one.kind != CheckKind.AFTER), None)
    if before is not None and after.answered_at - before.answered_at > LONGEST_BEFORE:
        before = None
    tomorrow = after.local_day + dt.timedelta(days=1)
    morning = next((one for one in told[place + 1 :] if one.local_day == tomorrow), None)
    weaker = after.answers.get("weaker")
    start, end = read_map(before.marks) if before else None, read_map(after.marks)
    return Reaction(
        session=after.session_id,
        day=after.local_day,
        before=start,
        after=end,
        status=session_status(
            before=start,
            after=end,
            morning=read_map(morning.marks) if morning else None,
            is_weaker=None if weaker is None else weaker != Answer.NO,
        ),
    )
