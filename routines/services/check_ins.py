"""Keeping a check-in: stored as it was given, judged by the rules, and acted on at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.body import BodyMap, Side, as_rows
from routines.domain.check_points import not_answered
from routines.domain.schedule import local_day
from routines.domain.triage import Answer, triage
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.domain.windows import believed
from routines.models import Activity, CheckIn, ExerciseSession, FunctionRating
from routines.queries.check_ins import facts_for
from routines.queries.known_signs import known_signs
from routines.services import next_days
from routines.services.flags import open_again, raise_flags
from routines.services.once import SentBeforeError, Stored, fingerprint
from routines.services.sessions import NotYourHomeworkError, SessionError
from routines.services.sparing import spare_homework


class CheckInError(ValueError):
    """This cannot be kept like this; the text says what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a client said: where it is, pain now (0 to 10), and answers by the name of the question.

    `body_map` is None where the client was not asked; an empty map says "nowhere". Answers hold the
    signs and gates by their slug, risks as `risk-<slug>`, and `weaker`. `ratings` are 0 to 10 by the
    key of the activity, `global_change` is -5 to 5.
    """

    body_map: BodyMap | None = None
    pain: int | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    words: str = ""
    global_change: int | None = None
    ratings: Mapping[uuid.UUID, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was said."""
        return (
            self.body_map is None
            and self.pain is None
            and self.global_change is None
            and not (self.answers or self.words or self.ratings)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the same as plain values, for the fingerprint."""
        return {
            "map": None if self.body_map is None else as_rows(self.body_map),
            "pain": self.pain,
            "answers": {key: str(value) for key, value in self.answers.items()},
            "words": self.words,
            "global_change": self.global_change,
            "ratings": {str(key): value for key, value in self.ratings.items()},
        }


@write_transaction
def record(
    *,
    key: uuid.UUID,
    client: User,
    kind: CheckPoint,
    given: Given,
    at: dt.datetime,
    now: dt.datetime,
    session: ExerciseSession | None = None,
    corrects: CheckIn | None = None,
    time_zone: str = "",
    awaited: uuid.UUID | None = None,
) -> Stored[CheckIn]:
    """Store a check-in under the phone's own `key`, judge it, and act on it; sent twice it is one.

    The rules' findings stand in the row with the version of the wording. Findings raise flags and
    let homework rest at once. A check-in is never too late: one that was made without a signal is
    judged when it arrives, with the time it was made. `corrects` names an earlier one of the same
    client that this one replaces; a correction can raise an alarm, and never takes one back.
    `awaited` is the key of a session that has not arrived yet: nobody waits with a warning for it.

    Raises `CheckInError` with what to do, `NotYourHomeworkError` for somebody else's session,
    `SessionError`, and `SentBeforeError` where the key stands for something else.
    """
    body = fingerprint(
        {
            "kind": kind.value,
            "session": session.pk if session else awaited,
            "corrects": corrects.pk if corrects else None,
            **given.as_json(),
        }
    )
    known = _known(key, client=client, body=body)
    if known is not None:
        return known
    if given.is_empty:
        raise CheckInError("Nothing was marked yet. Mark a place, or tap “Nowhere”.")
    if session is not None and session.client_id != client.pk:
        raise NotYourHomeworkError("This is not your session. Open yours from Today.")
    if corrects is not None:
        _check_correction(corrects, client=client)
    # Locked, so that two check-ins in the same moment see each other's maps and flags.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
    made_at = believed(at, now=now)
    zone = time_zone or client.time_zone
    day = local_day(made_at, zone)
    rules = warning_rules()
    known_by = known_signs(client)
    facts = facts_for(
        client,
        body_map=given.body_map,
        pain=given.pain,
        answers=given.answers,
        words=given.words,
        at=made_at,
        day=day,
        corrects=corrects,
        known=known_by,
    )
    found = triage(given.answers, facts=facts, rules=rules)
    check_in = CheckIn(
        id=key,
        client=client,
        kind=kind.value,
        session=session,
        corrects=corrects,
        answered_at=made_at,
        received_at=now,
        local_day=day,
        time_zone=zone,
        pain=given.pain,
        **_map_columns(given.body_map),
        answers={name: str(answer) for name, answer in given.answers.items()},
        unanswered=list(not_answered(kind, answers=given.answers, opened=found.ask, rules=rules)),
        wording=rules.version,
        words=given.words,
        global_change=given.global_change,
        urgency=found.urgency or "",
        findings=[
            {"sign": one.sign, "urgency": str(one.urgency), "because": one.because}
            for one in found.findings
        ],
        fingerprint=body,
    )
    try:
        with write_transaction():
            check_in.save(force_insert=True)
    except IntegrityError:
        # The same key came twice in the same moment; the other one was first.
        known = _known(key, client=client, body=body)
        if known is None:
            raise
        return known
    _rate(check_in, given.ratings)
    told = {
        clinic: triage(given.answers, facts=replace(facts, known=known), rules=rules)
        for clinic, known in known_by.by_clinic.items()
        if known != facts.known
    }
    raised = raise_flags(check_in=check_in, found=found, told=told, now=now)
    if any(one.urgency == Urgency.VISIT for one in raised):
        # Some signs for the next visit block one way of loading until somebody has looked.
        spare_homework(client=client, now=now)
    open_again(check_in=check_in, at=now)
    _answer_the_morning(check_in, now=now)
    return Stored(check_in, is_new=True)


def _known(key: uuid.UUID, *, client: User, body: str) -> Stored[CheckIn] | None:
    known = CheckIn.objects.filter(pk=key).first()
    if known is None:
        return None
    if known.client_id != client.pk:
        raise SentBeforeError(None)
    if known.fingerprint != body:
        raise SentBeforeError(known)
    return Stored(known, is_new=False)


def _answer_the_morning(check_in: CheckIn, *, now: dt.datetime) -> None:
    # Pain told with the place answers the question of the morning after, too: nobody is asked twice,
    # and no therapist reads that it was left open. What was tapped there stays.
    if check_in.kind != CheckPoint.MORNING or check_in.pain is None:
        return
    yesterday = check_in.local_day - dt.timedelta(days=1)
    done = ExerciseSession.objects.performed().filter(
        client=check_in.client_id, local_day=yesterday
    )
    answers = set(done.values_list("pain_next_day", flat=True))
    if answers == {None}:
        next_days.answer(
            client=check_in.client,
            day=check_in.local_day,
            pain=check_in.pain,
            by=check_in.client,
            now=now,
            made_at=check_in.answered_at,
            today=check_in.local_day,
        )


def _check_correction(corrects: CheckIn, *, client: User) -> None:
    if corrects.client_id != client.pk:
        raise CheckInError("This is not your check-in. Open yours from Progress.")
    if CheckIn.objects.filter(corrects=corrects).exists():
        raise CheckInError("You changed this one before. Change the newer one instead.")


def _map_columns(body_map: BodyMap | None) -> dict[str, Any]:
    if body_map is None:
        return {"has_map": False}
    return {
        "has_map": True,
        "marks": as_rows(body_map),
        "furthest_left": body_map.furthest(Side.LEFT),
        "furthest_right": body_map.furthest(Side.RIGHT),
        "numb_left": body_map.numb_level(Side.LEFT),
        "numb_right": body_map.numb_level(Side.RIGHT),
    }


def _rate(check_in: CheckIn, ratings: Mapping[uuid.UUID, int]) -> None:
    if not ratings:
        return
    own = set(
        Activity.objects.filter(client=check_in.client_id, pk__in=ratings).values_list(
            "pk", flat=True
        )
    )
    if own != set(ratings):
        raise CheckInError("One of these activities is not on your list any more. Open it again.")
    rows = [
        FunctionRating(activity_id=activity, check_in=check_in, rating=rating)
        for activity, rating in ratings.items()
    ]
    for row in rows:
        row.full_clean(validate_unique=False)
    FunctionRating.objects.bulk_create(rows)


__all__ = ["CheckInError", "Given", "SessionError", "record"]
