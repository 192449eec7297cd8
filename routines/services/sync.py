"""Taking in what a phone kept in its outbox: each thing once, whatever the order it arrives in.

What a thing does is done by the services of its kind. Here stand the rules between things: where
each stands among all that was sent, what is remembered of it, and that one that fails stops no other.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, cast

from django.db import DatabaseError
from django.db.models import Model

from accounts.database import write_transaction
from accounts.identifiers import uuid7
from accounts.models import User
from accounts.rows import known
from routines.domain.sets import ImpossibleSetsError
from routines.domain.windows import believed, is_out_of_reach
from routines.models import (
    CheckIn,
    DeskEvent,
    ExerciseLog,
    ExerciseSession,
    PainReport,
    Prescription,
    SentKind,
    SyncReceipt,
    SyncResult,
)
from routines.models.sync import EventKey
from routines.queries.sync_rows import prescriptions_of, receipts_of, sessions_of
from routines.services.check_ins import CheckInError
from routines.services.locks import lock_account, lock_all_homework
from routines.services.log_plans import LogPlans
from routines.services.log_rows import insert_together
from routines.services.once import SentBeforeError
from routines.services.receipt_rows import insert_receipts
from routines.services.session_state import settle_together
from routines.services.sessions import SessionError
from routines.services.sync_order import put_together

logger = logging.getLogger(__name__)

OUT_OF_REACH = (
    "The time of this is more than 30 days ago, or has not come yet. Check the clock of your phone. "
    "Tell your therapist what you did."
)
CLOCK_IS_OFF = "Kept. Its time cannot be right, so the nearest time that can be stands with it."
OUR_FAULT = "Something went wrong on our side. Keep it, and send it again later."
WAITS = "What this belongs to has not arrived yet. Keep it, and send it again with the rest."


# What locks no homework: nothing but a session, or not even that.
_SESSION_ONLY = {
    *(SentKind.LOG, SentKind.UNDO, SentKind.CORRECTION, SentKind.FINISH),
    SentKind.DESK,
}


class WaitsError(Exception):
    """What a thing belongs to is not there yet, or is not this account's; nobody learns which."""


class RefusedError(ValueError):
    """A thing that cannot be taken; `errors` are pairs of field and message."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(errors[0][1])
        self.errors = tuple(errors)


class _NotAllNewError(Exception):
    """One of several logs is not to be stored like the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a thing. `stands` is the row that stands instead, with a conflict.

    `errors` are pairs of field and message. `session_id` is the session that it was about, if any.
    """

    result: SyncResult
    reason: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    stands: Model | None = None
    is_aside: bool = False
    session_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One thing from an outbox, already read. `act` does it and says what became of it.

    `plan` is for logs: it returns the row that comes of it where nothing stands in its way, or None.
    `phone_at` is the phone's own moment, `made_at` the same put right by the server's clock. `target`
    and `names` as in `SyncReceipt`. `is_never_late`: a warning is kept however wrong the clock is.
    """

    sent_id: uuid.UUID
    kind: SentKind
    order: int
    phone_at: dt.datetime
    made_at: dt.datetime
    time_zone: str
    target: str
    names: tuple[str, ...]
    fingerprint: str
    act: Callable[[Inbox, Sent], Outcome]
    plan: Callable[[Inbox, Sent], ExerciseLog | None] | None = None
    is_never_late: bool = False

    @property
    def key(self) -> EventKey:
        """Where it stands among all that was sent."""
        return EventKey(self.order, self.made_at, self.sent_id)


@write_transaction
def take(*, account: User, sent: Sequence[Sent], now: dt.datetime) -> list[Outcome]:
    """Take things in, in the order they were made; return what became of each, in the order given.

    One transaction, a savepoint for each: what fails leaves nothing behind and stops no other. Logs
    that follow one another and are all new are stored together, in a few statements.
    """
    # Locked, so that two batches of one account come one after the other and see each other.
    lock_account(account)
    inbox = Inbox(account=account, now=now)
    inbox.remember([one.sent_id for one in sent])
    if {one.kind for one in sent if one.sent_id not in inbox.receipts} - _SESSION_ONLY:
        # Homework before its sessions, as everywhere: a log before it would lock its session first.
        lock_all_homework(account)
    outcomes: dict[int, Outcome] = {}
    in_order = sorted(range(len(sent)), key=lambda place: sent[place].key)
    for is_run, places in groupby(in_order, key=lambda place: sent[place].plan is not None):
        run = list(places)
        ones = [sent[place] for place in run]
        found = inbox.take_run(ones) if is_run else map(inbox.take, ones)
        outcomes |= zip(run, found, strict=True)
    if inbox.touched:
        put_together(client=account, touched=inbox.touched, new=inbox.new, now=now)
    return [outcomes[place] for place in range(len(sent))]


@dataclass(slots=True, kw_only=True)
class Inbox:
    """One batch of one account while it is taken in, and what was read for it so far."""

    account: User
    now: dt.datetime
    receipts: dict[uuid.UUID, SyncReceipt] = field(default_factory=dict)
    touched: set[uuid.UUID] = field(default_factory=set)
    new: set[SentKind] = field(default_factory=set)
    _sessions: dict[uuid.UUID, ExerciseSession] = field(default_factory=dict)
    _prescriptions: dict[uuid.UUID, dict[uuid.UUID, Prescription]] = field(default_factory=dict)
    plans: LogPlans = field(init=False)

    def __post_init__(self) -> None:
        self.plans = LogPlans(now=self.now)

    def remember(self, keys: Sequence[uuid.UUID]) -> None:
        """Read the receipts of these (1 statement)."""
        self.receipts |= receipts_of(self.account, keys)

    def session(self, pk: uuid.UUID) -> ExerciseSession:
        """Return a session of the account. Raises `WaitsError`."""
        found = self._sessions.get(pk)
        if found is None:
            self._look_up({pk})
            found = self._sessions.get(pk)
        if found is None:
            raise WaitsError
        return found

    def prescription(self, session: ExerciseSession, pk: uuid.UUID) -> Prescription:
        """Return an exercise that a session asks for. Raises `RefusedError`."""
        version = session.version_id
        asked = self._prescriptions.get(version)
        if asked is None:
            asked = self._prescriptions[version] = prescriptions_of(version)
        found = asked.get(pk)
        if found is None:
            raise RefusedError([("prescription", "This exercise is not part of this session.")])
        return found

    def log(self, pk: uuid.UUID) -> ExerciseLog:
        """Return a log of the account, locked. Raises `WaitsError`."""
        rows = ExerciseLog.objects.filter(session__client=self.account)
        rows = rows.select_for_update(of=("self",))
        found = rows.select_related("session__version", "prescription__exercise").filter(pk=pk)
        log = found.first()
        if log is None:
            raise WaitsError
        return log

    def take(self, one: Sent) -> Outcome:
        """Take one thing in, or say why not."""
        known = self.receipts.get(one.sent_id)
        if known is not None:
            return self._again(known, one)
        is_off = is_out_of_reach(one.made_at, now=self.now)
        if is_off and not one.is_never_late:
            return Outcome(
                result=SyncResult.INVALID,
                reason=OUT_OF_REACH,
                errors=(("made_at", OUT_OF_REACH),),
            )
        if is_off:
            one = replace(one, made_at=believed(one.made_at, now=self.now))
        outcome = self._act(one)
        if outcome.session_id is not None:
            self.touched.add(outcome.session_id)
        if outcome.result == SyncResult.STORED:
            self.new.add(one.kind)
            if is_off:
                return replace(outcome, reason=CLOCK_IS_OFF)
        return outcome

    def _act(self, one: Sent) -> Outcome:
        try:
            with write_transaction():
                outcome = one.act(self, one)
                self._keep(one, outcome)
            return outcome
        except WaitsError:
            return Outcome(result=SyncResult.RETRY, reason=WAITS)
        except Exception as error:
            self._read_anew()
            return self._refused(one, error)

    def take_run(self, run: Sequence[Sent]) -> list[Outcome]:
        """Take in logs that follow one another; those that are nothing special together."""
        outcomes: list[Outcome] = []
        plain: dict[uuid.UUID, tuple[Sent, ExerciseLog]] = {}
        for one, log in zip(run, self._planned(run), strict=True):
            if log is None or one.sent_id in plain or one.sent_id in self.receipts:
                outcomes += self._take_together([*plain.values()])
                plain.clear()
                outcomes.append(self.take(one))
            else:
                plain[one.sent_id] = one, log
        return outcomes + self._take_together([*plain.values()])

    def _planned(self, run: Sequence[Sent]) -> list[ExerciseLog | None]:
        """Return the row of each log, or None where there is more to do than to store it."""
        if len(run) > 1:
            with suppress(DatabaseError), write_transaction():
                new = [one for one in run if one.sent_id not in self.receipts]
                self._look_up({uuid.UUID(target) for target in {one.target for one in new}})
                return [self._plan(one) for one in run]
        return [None] * len(run)

    def _plan(self, one: Sent) -> ExerciseLog | None:
        is_known = one.sent_id in self.receipts
        if one.plan is None or is_known or is_out_of_reach(one.made_at, now=self.now):
            return None
        try:
            return one.plan(self, one)
        except DatabaseError:
            raise
        except Exception:
            # Taken alone it fails again, and is told why.
            return None

    def _take_together(self, plain: Sequence[tuple[Sent, ExerciseLog]]) -> list[Outcome]:
        if len(plain) > 1:
            try:
                with write_transaction():
                    if insert_together([log for _, log in plain]):
                        return self._settle_and_keep(plain)
                    raise _NotAllNewError
            except Exception:
                # One by one it shows which of them it was.
                self._read_anew()
        return [self.take(one) for one, _ in plain]

    def _settle_and_keep(self, plain: Sequence[tuple[Sent, ExerciseLog]]) -> list[Outcome]:
        last = {log.session_id: one.made_at for one, log in plain}
        settle_together(last)
        outcomes = [
            Outcome(result=SyncResult.STORED, session_id=log.session_id) for _, log in plain
        ]
        rows = [self._receipt(one, said) for (one, _), said in zip(plain, outcomes, strict=True)]
        insert_receipts(rows)
        self.receipts |= {row.sent_id: row for row in rows}
        self.touched |= last.keys()
        self.new.add(SentKind.LOG)
        return outcomes

    def _look_up(self, keys: set[uuid.UUID]) -> None:
        """Read the sessions of these keys that were not read before (at most 1 statement)."""
        unknown = keys - self._sessions.keys()
        if unknown:
            self._sessions |= {row.pk: row for row in sessions_of(self.account, unknown)}

    def _read_anew(self) -> None:
        # What was noted meanwhile was rolled back.
        known, self.receipts = list(self.receipts), {}
        self._sessions.clear()
        self.remember(known)

    def _refused(self, one: Sent, error: Exception) -> Outcome:
        if isinstance(error, SentBeforeError):
            return Outcome(result=SyncResult.CONFLICT, reason=str(error), stands=error.stored)
        if isinstance(error, RefusedError):
            return Outcome(result=SyncResult.INVALID, reason=str(error), errors=error.errors)
        if isinstance(error, SessionError | CheckInError | ImpossibleSetsError):
            place = getattr(error, "field", "")
            return Outcome(
                result=SyncResult.INVALID, reason=str(error), errors=((place, str(error)),)
            )
        # The rest of a day must not wait for one thing that we fail on.
        logger.error("Could not take in one %s", one.kind.value, exc_info=error)
        return Outcome(result=SyncResult.RETRY, reason=OUR_FAULT)

    def of_target(self, one: Sent) -> list[SyncReceipt]:
        """Return what arrived before of the same kind about the same (1 statement)."""
        rows = SyncReceipt.objects.filter(account=self.account, target=one.target, kind=one.kind)
        return list(rows.exclude(result=SyncResult.CONFLICT))

    def receipt(self, key: uuid.UUID) -> SyncReceipt | None:
        """Return the receipt of a thing, if it came this way (at most 1 statement)."""
        if key not in self.receipts:
            self.remember([key])
        return self.receipts.get(key)

    def _keep(self, one: Sent, outcome: Outcome) -> None:
        row = self._receipt(one, outcome)
        insert_receipts([row])
        self.receipts[one.sent_id] = row

    def _receipt(self, one: Sent, outcome: Outcome) -> SyncReceipt:
        receipt: SyncReceipt = known(
            SyncReceipt,
            id=uuid7(),
            account_id=self.account.pk,
            sent_id=one.sent_id,
            kind=one.kind.value,
            target=one.target,
            names=list(one.names),
            fingerprint=one.fingerprint,
            result=outcome.result.value,
            is_aside=outcome.is_aside,
            order=one.order,
            made_at=one.made_at,
            time_zone=one.time_zone,
            received_at=self.now,
        )
        return receipt

    def _again(self, known: SyncReceipt, one: Sent) -> Outcome:
        if known.fingerprint != one.fingerprint:
            stands = self._standing(known)
            return Outcome(
                result=SyncResult.CONFLICT, reason=str(SentBeforeError(stands)), stands=stands
            )
        if known.result == SyncResult.CONFLICT:
            stands = self._standing(known)
            return Outcome(result=SyncResult.CONFLICT, reason=_other_stands(stands), stands=stands)
        return Outcome(result=SyncResult.ALREADY_STORED)

    def _standing(self, known: SyncReceipt) -> Model | None:
        kind = SentKind(known.kind)
        rows: Any
        key: object
        if kind is SentKind.NEXT_DAY:
            day = dt.date.fromisoformat(known.target) - dt.timedelta(days=1)
            rows = ExerciseSession.objects.filter(client=self.account, local_day=day)
            return cast("Model | None", rows.exclude(pain_next_day=None).first())
        if kind in (SentKind.SESSION, SentKind.RATING, SentKind.FINISH):
            rows, key = ExerciseSession.objects.filter(client=self.account), known.target
        elif kind in (SentKind.LOG, SentKind.UNDO, SentKind.CORRECTION):
            rows = ExerciseLog.objects.filter(session__client=self.account)
            key = str(known.sent_id) if kind is SentKind.LOG else known.target
        elif kind is SentKind.REPORT:
            rows, key = PainReport.objects.filter(session__client=self.account), known.sent_id
        elif kind is SentKind.DESK:
            rows, key = DeskEvent.objects.filter(client=self.account), known.sent_id
        else:
            rows, key = CheckIn.objects.filter(client=self.account), known.sent_id
        row: Any = rows.filter(pk=key).first()
        if known.is_aside and row is not None:
            others = ExerciseLog.objects.standing().filter(session=row.session_id)
            row = others.filter(prescription=row.prescription_id).first()
        return cast("Model | None", row)


def _other_stands(stands: Model | None) -> str:
    said = f": {stands.said}" if isinstance(stands, ExerciseLog) else ""
    return f"This exercise is logged already{said}. Change that one if it is wrong."
