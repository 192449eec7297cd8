"""How each kind of thing from an outbox is done: its body, what it is about, and the service.

Another kind is one more entry in `KINDS`, a name in `SentKind`, and a body in `sync_bodies`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError

from routines.api import sync_bodies
from routines.api.check_ins import given_in
from routines.api.fields import Shapes, StrictSerializer
from routines.api.logs import instead_of, reason_of, sets_of, store_log
from routines.api.plain_bodies import plain_item, plain_log
from routines.api.problems import flat_errors
from routines.api.sessions import source_of
from routines.domain.desk import DeskEventKind
from routines.domain.doses import Dose
from routines.domain.sets import SetLog
from routines.domain.triage import Answer
from routines.domain.warning_signs import CheckPoint
from routines.domain.windows import clock_error
from routines.models import (
    Assignment,
    CheckIn,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    SentKind,
    SyncResult,
)
from routines.services import desk, reports, sessions
from routines.services.check_ins import record
from routines.services.once import Stored, fingerprint
from routines.services.precautions import answer
from routines.services.sync import Inbox, Outcome, RefusedError, Sent, WaitsError
from routines.services.sync_logs import correct_in_order, log_in_order, undo_in_order
from routines.services.sync_sessions import answer_in_order, rate_in_order, record_in_order

Body = dict[str, Any]

# Not part of what a thing means: sent again after a clock was set, it is the same thing.
_MOMENTS = frozenset({"started_at", "logged_at", "reported_at", "at"})
_SAYS = {"pain_after": "pain", "effort": "effort", "note": "note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind in one version. `about` names the field of the body that says what it is about.

    `plan` returns the row of a log that nothing stands in the way of, and stores nothing; None where
    there is more to do. `plain` reads a body in its usual form faster than its shape does; see `plain_bodies`.
    """

    shape: type[StrictSerializer]
    do: Callable[[Inbox, Sent, Body], Outcome]
    plan: Callable[[Inbox, Sent, Body], ExerciseLog | None] | None = None
    plain: Callable[[Body], Body | None] | None = None
    about: str = ""
    is_never_late: bool = False


def read(raw: Any, *, shapes: Shapes, sent_at: dt.datetime, now: dt.datetime) -> Sent:
    """Return one thing ready to be taken in. Raises `ValidationError` for what is none."""
    envelope = plain_item(raw) or shapes.read(sync_bodies.SentItem, raw)
    kind = KINDS.get((envelope["kind"], envelope["v"]))
    if kind is None:
        raise ValidationError({"v": ["We do not know this version yet. Keep it, and update."]})
    try:
        plain = kind.plain(envelope["body"]) if kind.plain else None
        body = plain or shapes.read(kind.shape, envelope["body"])
    except ValidationError as error:
        raise ValidationError({"body": error.detail}) from error
    off = clock_error(sent_at, now=now)
    corrected = {name: body[name] + off for name in _MOMENTS & body.keys()} if off else {}
    meaning = {name: said for name, said in envelope["body"].items() if name not in _MOMENTS}

    def said(one: Sent) -> Body:
        return {**body, "id": one.sent_id, **corrected}

    def plan(inbox: Inbox, one: Sent) -> ExerciseLog | None:
        assert kind.plan is not None  # noqa: S101 - handed on only where there is one
        return kind.plan(inbox, one, said(one))

    def act(inbox: Inbox, one: Sent) -> Outcome:
        try:
            return kind.do(inbox, one, said(one))
        except ValidationError as error:
            raise RefusedError(list(flat_errors(error.detail))) from error

    if envelope["kind"] == SentKind.SESSION:
        # From the phone's own day and clock, and never from ours: sent again, it is the same.
        begun = {**body, "started_at": body.get("started_at", envelope["made_at"])}
        body["source"] = source_of(begun, time_zone=envelope["time_zone"])
    return Sent(
        sent_id=envelope["id"],
        kind=SentKind(envelope["kind"]),
        order=envelope["order"],
        phone_at=envelope["made_at"],
        made_at=envelope["made_at"] + off,
        time_zone=envelope["time_zone"],
        target=str((body.get(kind.about) or "") if kind.about else envelope["id"]),
        names=tuple(_SAYS[name] for name in body if name in _SAYS),
        fingerprint=fingerprint({"kind": envelope["kind"], "body": meaning}),
        act=act,
        plan=plan if kind.plan else None,
        is_never_late=kind.is_never_late,
    )


# --- what each kind does -------------------------------------------------------------------


def _begin(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    own = Assignment.objects.filter(client=inbox.account)
    assignment = own.filter(pk=body["assignment"]).first()
    if assignment is None:
        raise ValidationError({"assignment": ["We do not know this homework."]})
    stored = sessions.start(
        key=one.sent_id,
        assignment=assignment,
        client=inbox.account,
        day=body["day"],
        at=body.get("started_at", one.made_at),
        now=inbox.now,
        source=body["source"],
        dose=Dose(body.get("dose", Dose.FULL)),
        made_at=one.made_at,
        time_zone=one.time_zone,
        version=body.get("version"),
    )
    return Outcome(result=_result(stored), session_id=stored.row.pk)


def _log(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    session = inbox.session(body["session"])
    prescription = inbox.prescription(session, body["prescription"])
    body.setdefault("logged_at", one.made_at)
    return log_in_order(
        inbox,
        one,
        send=lambda is_aside: store_log(
            session, prescription, body, now=inbox.now, made_at=one.made_at, is_aside=is_aside
        ),
    )


def _plan_log(inbox: Inbox, one: Sent, body: Body) -> ExerciseLog | None:
    if "instead" in body:
        return None
    session = inbox.session(body["session"])
    return inbox.plans.row(
        key=one.sent_id,
        session=session,
        prescription=inbox.prescription(session, body["prescription"]),
        at=body.get("logged_at", one.made_at),
        made_at=one.made_at,
        source=body.get("source"),
        sets=[SetLog.from_json(each) for each in body["sets"]] if "sets" in body else None,
        skip_reason=body.get("skip_reason", ""),
    )


def _undo(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    return undo_in_order(inbox, one, log=inbox.log(body["log"]))


def _correct(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    log = inbox.log(body["log"])
    instead = instead_of(body, log.prescription)
    return correct_in_order(
        inbox,
        one,
        log=log,
        sets=sets_of(body, log.session, log.prescription, instead),
        reason=reason_of(body),
        instead=instead,
    )


def _rate(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    says = {name: body[said] for said, name in _SAYS.items() if said in body}
    return rate_in_order(inbox, one, session=inbox.session(body["session"]), says=says)


def _finish(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    session = inbox.session(body["session"])
    sessions.finish(session=session, by=inbox.account, now=one.made_at)
    return Outcome(result=SyncResult.STORED, session_id=session.pk)


def _report(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    session = inbox.session(body["session"])
    named = body.get("prescription")
    stored = reports.report(
        key=one.sent_id,
        session=session,
        prescription=inbox.prescription(session, named) if named else None,
        feeling=Feeling(body["feeling"]),
        by=inbox.account,
        at=body.get("reported_at", one.made_at),
        now=inbox.now,
        made_at=one.made_at,
    )
    return Outcome(result=_result(stored), session_id=session.pk)


def _next_day(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    return answer_in_order(inbox, one, day=body["day"], pain=body["pain"])


def _check_in(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    corrects = None
    if body.get("corrects") is not None:
        corrects = CheckIn.objects.filter(client=inbox.account, pk=body["corrects"]).first()
        if corrects is None:
            raise WaitsError
    named = body.get("session")
    own = ExerciseSession.objects.filter(client=inbox.account)
    session = own.filter(pk=named).first() if named else None
    stored = record(
        key=one.sent_id,
        client=inbox.account,
        kind=CheckPoint(body["kind"]),
        given=given_in(body),
        at=body.get("at", one.made_at),
        now=inbox.now,
        session=session,
        corrects=corrects,
        time_zone=one.time_zone,
        # A warning waits for nothing; the session is linked when it arrives.
        awaited=named if session is None else None,
    )
    if body.get("precautions"):
        given = {slug: Answer(said) for slug, said in body["precautions"].items()}
        answer(client=inbox.account, answers=given, by=inbox.account, at=stored.row.answered_at)
    return record_in_order(inbox, stored=stored)


def _at_the_desk(inbox: Inbox, one: Sent, body: Body) -> Outcome:
    minutes = body.get("minutes")
    stored = desk.record(
        key=one.sent_id,
        client=inbox.account,
        kind=DeskEventKind(body["kind"]),
        at=one.made_at,
        now=inbox.now,
        until=one.made_at + dt.timedelta(minutes=minutes) if minutes else None,
        time_zone=one.time_zone,
    )
    return Outcome(result=_result(stored))


def _result(stored: Stored[Any]) -> SyncResult:
    return SyncResult.STORED if stored.is_new else SyncResult.ALREADY_STORED


KINDS: Mapping[tuple[str, int], Kind] = {
    (SentKind.SESSION, 1): Kind(shape=sync_bodies.SentSession, do=_begin),
    (SentKind.LOG, 1): Kind(
        shape=sync_bodies.SentLog, do=_log, plan=_plan_log, plain=plain_log, about="session"
    ),
    (SentKind.UNDO, 1): Kind(shape=sync_bodies.SentUndo, do=_undo, about="log"),
    (SentKind.CORRECTION, 1): Kind(shape=sync_bodies.SentCorrection, do=_correct, about="log"),
    (SentKind.RATING, 1): Kind(shape=sync_bodies.SentRating, do=_rate, about="session"),
    (SentKind.FINISH, 1): Kind(shape=sync_bodies.SentFinish, do=_finish, about="session"),
    (SentKind.REPORT, 1): Kind(
        shape=sync_bodies.SentReport, do=_report, about="session", is_never_late=True
    ),
    (SentKind.NEXT_DAY, 1): Kind(shape=sync_bodies.SentNextDay, do=_next_day, about="day"),
    (SentKind.CHECK_IN, 1): Kind(
        shape=sync_bodies.SentCheckIn, do=_check_in, about="session", is_never_late=True
    ),
    (SentKind.DESK, 1): Kind(shape=sync_bodies.SentDesk, do=_at_the_desk),
}
