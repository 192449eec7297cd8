"""Logs from an outbox: which one stands, taken back, and corrected, whatever arrives first.

Of several logs of one exercise in one session the earliest stands that was not taken back. The
others are kept aside, like one that was taken back, and step in when the one before them is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from routines.domain.sets import SetLog
from routines.models import (
    Exercise,
    ExerciseLog,
    SentKind,
    SkipReason,
    SyncReceipt,
    SyncResult,
)
from routines.services import sessions
from routines.services.once import Stored
from routines.services.session_state import settle
from routines.services.sync import Inbox, Outcome, Sent


def log_in_order(
    inbox: Inbox, one: Sent, *, send: Callable[[bool], Stored[ExerciseLog]]
) -> Outcome:
    """Store a log that `send` stores: standing, or with True kept aside. Raises what it raises."""
    reason = ""
    try:
        stored = send(False)
    except sessions.AlreadyLoggedError as error:
        standing, other_result, reason = error.stored, SyncResult.CONFLICT, str(error)
    else:
        if stored.row.pk == one.sent_id:
            result = SyncResult.STORED if stored.is_new else SyncResult.ALREADY_STORED
            return Outcome(result=result, session_id=stored.row.session_id)
        standing, other_result = stored.row, SyncResult.ALREADY_STORED
    other = inbox.receipt(standing.pk)
    # What was logged on a page or alone was there first, whatever a phone's clock says.
    if other is None or other.kind != SentKind.LOG or other.key < one.key:
        send(True)
        return Outcome(
            result=other_result,
            reason=reason,
            stands=standing if reason else None,
            is_aside=True,
            session_id=standing.session_id,
        )
    standing.undone_at = standing.logged_at
    standing.save(update_fields=["undone_at"])
    _note(other, result=other_result, is_aside=True)
    send(False)
    return Outcome(result=SyncResult.STORED, session_id=standing.session_id)


def undo_in_order(inbox: Inbox, one: Sent, *, log: ExerciseLog) -> Outcome:
    """Take a log back; one that was kept aside for it steps in. Raises `TooLateError`."""
    was_standing = log.undone_at is None
    receipt = inbox.receipt(log.pk)
    # A phone's clock may be a minute ahead of ours: both taps are told by the phone's.
    tapped_at = receipt.made_at if receipt is not None else None
    sessions.undo(
        log=log, by=inbox.account, now=inbox.now, made_at=one.made_at, tapped_at=tapped_at
    )
    if receipt is not None and receipt.is_aside:
        # Nothing stands for it any more, also when the other one is taken back.
        _note(receipt, result=SyncResult.STORED, is_aside=False)
        log.undone_at = one.made_at
        log.save(update_fields=["undone_at"])
        return Outcome(result=SyncResult.STORED, session_id=log.session_id)
    if was_standing:
        _step_in(inbox, one, log)
        return Outcome(result=SyncResult.STORED, session_id=log.session_id)
    if log.undone_at is not None and one.made_at < log.undone_at:
        log.undone_at = one.made_at
        log.save(update_fields=["undone_at"])
    return Outcome(result=SyncResult.ALREADY_STORED, session_id=log.session_id)


def correct_in_order(
    inbox: Inbox,
    one: Sent,
    *,
    log: ExerciseLog,
    sets: Sequence[SetLog],
    reason: SkipReason | None,
    instead: Exercise | None,
) -> Outcome:
    """Correct a log, unless a later correction of it is here already. Raises like `correct`."""
    earlier = inbox.of_target(one)
    is_overtaken = any(one.key < each.key for each in earlier)
    if log.edited_at is not None and log.edited_at not in {each.made_at for each in earlier}:
        # Corrected on a page: of that only its time is known.
        is_overtaken = is_overtaken or one.made_at < log.edited_at
    sessions.correct(
        log=log,
        by=inbox.account,
        now=inbox.now,
        sets=sets,
        reason=reason,
        instead=instead,
        made_at=one.made_at,
        is_overtaken=is_overtaken,
    )
    return Outcome(result=SyncResult.STORED, session_id=log.session_id)


def _step_in(inbox: Inbox, one: Sent, log: ExerciseLog) -> None:
    aside = {
        row.sent_id: row
        for row in SyncReceipt.objects.filter(
            account=inbox.account, target=str(log.session_id), kind=SentKind.LOG, is_aside=True
        )
    }
    if not aside:
        return
    rows = ExerciseLog.objects.filter(pk__in=aside, prescription=log.prescription_id)
    first = min(rows, key=lambda row: aside[row.pk].key, default=None)
    if first is None:
        return
    first.undone_at = None
    first.save(update_fields=["undone_at"])
    _note(aside[first.pk], result=SyncResult.STORED, is_aside=False)
    inbox.receipts[first.pk] = aside[first.pk]
    settle(log.session, now=one.made_at)


def _note(receipt: SyncReceipt, *, result: SyncResult, is_aside: bool) -> None:
    receipt.result, receipt.is_aside = result.value, is_aside
    receipt.save(update_fields=["result", "is_aside"])
