"""Check-ins as pages and rules need them: the last ones, what is due, what triage may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.body import BodyMap, Side, as_rows, regions
from routines.domain.check_points import (
    BEFORE_SESSION_EVERY,
    RISK,
    THOROUGH,
    ComingCheck,
    checks_before_session,
    due_before_session,
)
from routines.domain.triage import Answer, Facts
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.models import (
    Assignment,
    CheckIn,
    CheckKind,
    Decision,
    Direction,
    ExerciseSession,
    Flag,
    PrecautionAnswer,
    Proposal,
    Source,
)
from routines.queries.json_rows import JsonRows, moment_of
from routines.queries.known_signs import KnownSigns, known_signs

# The precaution that is a risk for a broken bone at the same time.
_THIN_BONES = ("osteoporosis", "thin-bones")
_REMEMBERED = 5
# The levels of the low back itself.
_BACK = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMap:
    """Where it was the last time: the map, and the client's own day."""

    day: dt.date
    body_map: BodyMap


def last_map(client: User, *, before: dt.datetime) -> LastMap | None:
    """Return the client's last map from before a moment, or None (1 statement)."""
    rows = _maps(client, before=before)[:1]
    return next((LastMap(day=row.local_day, body_map=_map(row)) for row in rows), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAfter:
    """What the page after a session knows of the place: told already, or how it was the last time."""

    is_told: bool
    last_day: dt.date | None
    fresh_id: UUID


def place_after(session: ExerciseSession) -> PlaceAfter:
    """Return whether the place after a session was told, and the day of the last map (1 statement)."""
    rows = (
        CheckIn.objects.standing()
        .with_map()
        .filter(client=session.client_id)
        .order_by("-answered_at")
        .values_list("session", "kind", "local_day")
    )
    last = rows.first()
    is_told = last is not None and last[:2] == (session.pk, CheckPoint.AFTER)
    return PlaceAfter(is_told=is_told, last_day=last[2] if last else None, fresh_id=uuid7())


def due_check(client: User, *, now: dt.datetime, is_break: bool = False) -> CheckPoint | None:
    """Return the check that comes before a session that begins now, or None (1 statement)."""
    return due_before_session(_last_checks(client), now=now, is_break=is_break)


def thorough_check(client: User, *, now: dt.datetime) -> CheckPoint:
    """Return the longer check that is due now, else the weekly one (1 statement)."""
    due = due_check(client, now=now)
    return due if due in THOROUGH else CheckPoint.WEEKLY


def coming_checks(client: User, *, is_break: bool = False) -> tuple[ComingCheck, ...]:
    """Return which checks come before a session, and from when on (1 statement)."""
    return checks_before_session(_last_checks(client), is_break=is_break)


def answered_checks(client: OuterRef) -> JsonRows:
    """Return what to annotate rows with, so that `coming_checks_in` needs no statement of its own."""
    answered = CheckIn.objects.filter(client=client).exclude(answers={})
    last = answered.order_by().values("kind").annotate(at=Max("answered_at"))
    return JsonRows(last, kind="kind", at="at")


def coming_checks_in(
    rows: Sequence[Mapping[str, str]], *, is_break: bool = False
) -> tuple[ComingCheck, ...]:
    """Return the same as `coming_checks`, from what `answered_checks` has found."""
    last = {CheckPoint(row["kind"]): moment_of(row["at"]) for row in rows}
    return checks_before_session(last, is_break=is_break)


def _last_checks(client: User) -> dict[CheckPoint, dt.datetime]:
    # One that holds a number and no answer was no check.
    answered = CheckIn.objects.filter(client=client).exclude(answers={})
    rows = answered.values_list("kind").annotate(Max("answered_at"))
    return {CheckPoint(kind): at for kind, at in rows}


def check_before(session: ExerciseSession, *, now: dt.datetime) -> CheckPoint | None:
    """Return the check that comes before the first exercise of a session, or None.

    What was filled in later, is finished, or began so long ago that another check would be due by
    now was done already: then there is nothing to ask before it. At most one statement.
    """
    is_over = (
        session.finished_at is not None
        or session.source in (Source.BACK_FILLED, Source.PAPER)
        or now - session.started_at >= BEFORE_SESSION_EVERY
    )
    if is_over:
        return None
    return due_check(session.client, now=now, is_break=session.assignment.is_break)


def open_flags(client: User, *, rests: bool) -> tuple[Flag, ...]:
    """Return the flags to speak of on Today, at most one of each kind (1 statement).

    First an emergency that closes no exercises; and where all homework `rests`, what keeps it
    closed, the most urgent.
    """
    acute = Flag.objects.open().filter(client=client).exclude(urgency=Urgency.VISIT)
    # "now" comes before "today", in the alphabet as well.
    found = list(acute.order_by("urgency", "-raised_at"))
    beside = [one for one in found if not one.closes_exercises][:1]
    closing = [one for one in found if one.closes_exercises][:1]
    return (*beside, *(closing if rests else ()))


def resting_for(check_in: CheckIn, *, reader: User) -> Sequence[Assignment]:
    """Return the homework that rests since a check-in, of what `reader` may see (1 statement).

    Where the same was said before and nobody has looked, it is what rests since then.
    """
    if check_in.urgency not in (Urgency.NOW, Urgency.TODAY):
        return []
    rests = Proposal.objects.filter(
        assignment=OuterRef("pk"),
        flag__client=check_in.client_id,
        flag__raised_at__lte=check_in.answered_at,
        direction=Direction.REST,
        decision=Decision.APPLIED,
        decided_at__isnull=True,
    )
    rows = Assignment.objects.visible_to(reader).filter(Exists(rests))
    return list(rows.order_by("pk"))


def facts_for(
    client: User,
    *,
    body_map: BodyMap | None,
    pain: int | None,
    answers: Mapping[str, Answer],
    words: str,
    at: dt.datetime,
    day: dt.date,
    corrects: CheckIn | None = None,
    known: KnownSigns | None = None,
) -> Facts:
    """Return what triage may know of a check-in made `at`, on the client's own `day`.

    What it `corrects` was never so, and is compared with nothing. Known is what each clinic that
    treats the client knows; `known` where the caller has read it. Five statements (one more where
    nobody treats the client), whatever the number of check-ins before.
    """
    earlier = _remembered(client, before=at, corrects=corrects)
    weaker = answers.get("weaker")
    if pain is None and body_map is not None:
        pain = strongest(body_map)
    return Facts(
        map_now=body_map,
        map_before=_map(earlier[0]) if earlier else None,
        morning_held_lower=body_map is not None
        and any(
            _level(body_map.furthest(side)) >= level
            for side, level in held_at(earlier, day=day).items()
        ),
        pain_now=pain,
        pain_yesterday=_highest_pain(client, day=day - dt.timedelta(days=1)),
        risks=_risks(client, answers=answers),
        known=(known or known_signs(client)).everywhere,
        is_weaker=None if weaker is None else weaker is not Answer.NO,
        words=words,
    )


def facts_json(
    client: User, *, at: dt.datetime, day: dt.date, corrects: CheckIn | None = None
) -> dict[str, object]:
    """Return what the phone needs to judge a check-in by itself (at most five statements)."""
    facts = facts_for(
        client, body_map=None, pain=None, answers={}, words="", at=at, day=day, corrects=corrects
    )
    earlier = _remembered(client, before=at, corrects=corrects)
    return {
        "mapBefore": None if facts.map_before is None else as_rows(facts.map_before),
        "heldAt": {side.value: level for side, level in held_at(earlier, day=day).items()},
        "levels": {slug: region.level for slug, region in regions().items()},
        "painYesterday": facts.pain_yesterday,
        "risks": sorted(facts.risks),
        "known": sorted(facts.known),
    }


def _maps(client: User, *, before: dt.datetime) -> Sequence[CheckIn]:
    rows = CheckIn.objects.standing().with_map().filter(client=client, answered_at__lt=before)
    return rows.order_by("-answered_at")  # type: ignore[return-value]  # sliced by the caller


def _remembered(
    client: User, *, before: dt.datetime, corrects: CheckIn | None
) -> Sequence[CheckIn]:
    wrong = corrects.pk if corrects else None
    newest = list(_maps(client, before=before)[: _REMEMBERED + 1])
    return [row for row in newest if row.pk != wrong][:_REMEMBERED]


def _map(row: CheckIn) -> BodyMap:
    found = row.body_map
    assert found is not None  # noqa: S101  # the rows were asked for with a map
    return found


def strongest(body_map: BodyMap) -> int | None:
    """Return the pain of a map, 0 to 10; None without marks.

    Who was not asked for a number has given one with each place.
    """
    return max((mark.pain for mark in body_map.marks), default=None)


def held_at(earlier: Sequence[CheckIn], *, day: dt.date) -> dict[Side, int]:
    """Return, by side, how far down pain went on an earlier day: still there, it has stayed lower.

    `earlier` are the last maps, the newest first. A side on which it never went down is not there.
    A good hour after a session is no measure: that pain is back the next morning is not spreading.
    """
    found: dict[Side, int] = {}
    for place, lower in enumerate(earlier[:2]):
        before = next((one for one in earlier[place + 1 :] if one.kind != CheckKind.AFTER), None)
        if before is None or lower.local_day >= day:
            continue
        for side in (Side.LEFT, Side.RIGHT):
            was, became = (_map(one).furthest(side) for one in (before, lower))
            if became is None or (was is None and became <= _BACK):
                # A back that begins to hurt, or in which pain has gathered, is not pain further down.
                continue
            if became > _level(was):
                found[side] = min(became, found.get(side, became))
    return found


def _level(level: int | None) -> int:
    return -1 if level is None else level


def _highest_pain(client: User, *, day: dt.date) -> int | None:
    told = CheckIn.objects.standing().filter(client=client, local_day=day).only("pain", "marks")
    numbers = [
        one.pain
        if one.pain is not None
        else max((mark["pain"] for mark in one.marks), default=None)
        for one in told
    ]
    rated = ExerciseSession.objects.filter(client=client, local_day=day).aggregate(
        most=Max("pain_after")
    )["most"]
    return max((pain for pain in (*numbers, rated) if pain is not None), default=None)


def _risks(client: User, *, answers: Mapping[str, Answer]) -> frozenset[str]:
    # What was said at joining holds on; a later answer to the same question replaces it.
    joined = CheckIn.objects.standing().filter(client=client, kind=CheckPoint.JOINING)
    all_answers: dict[str, str] = {}
    for said in joined.order_by("answered_at").values_list("answers", flat=True):
        all_answers |= said
    all_answers |= {key: str(value) for key, value in answers.items()}
    risks = {
        key.removeprefix(RISK)
        for key, value in all_answers.items()
        if key.startswith(RISK) and value != Answer.NO
    }
    precaution, risk = _THIN_BONES
    has_thin_bones = (
        PrecautionAnswer.objects.in_force()
        .filter(client=client, precaution=precaution)
        .exclude(answer=Answer.NO)
        .exists()
    )
    return frozenset(risks | ({risk} if has_thin_bones else set()))
