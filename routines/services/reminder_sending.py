"""Sending what was claimed: looking once more whether it is still wanted, then telling, then noting.

What is decided here is decided at the moment of sending: quiet hours, days off, the cap of a day,
and whether the thing is done already.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from accounts.database import write_transaction
from routines.domain.check_points import DUE
from routines.domain.reminder_words import (
    CHECK_IN,
    DESK,
    MORNING,
    STOPPED,
    ReminderWords,
    homework_words,
)
from routines.domain.reminders import STOP_SLOT, is_day_off, is_snoozed, peace_ends
from routines.domain.schedule import local_day
from routines.models import (
    OccurrenceState,
    Reminder,
    ReminderKind,
    ReminderOccurrence,
    SparedBecause,
)
from routines.queries.reminder_company import Company, company
from routines.queries.reminder_needs import Need, NextBreaks, needs
from routines.queries.reminder_rules import quiet_hours, settings_kept
from routines.services import reminder_ways
from routines.services.reminder_claims import BATCH, LEASE, MOST_TRIES, claim, held
from routines.services.reminder_ways import Notice, Verdict, Went

logger = logging.getLogger(__name__)

_FIRST_WAIT = 30

Push = Callable[..., list[Verdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """What becomes of one occurrence: its new state, why, and when it is tried again."""

    state: OccurrenceState
    because: str = ""
    try_at: dt.datetime | None = None
    was_tried: bool = False


def deliver(
    *,
    now: dt.datetime,
    worker: str,
    site: str = "",
    push: Push | None = None,
    breaks: NextBreaks | None = None,
    limit: int = BATCH,
) -> int:
    """Claim one batch of what waits, send what is still wanted, and return how many were claimed.

    Whoever has no phone gets an e-mail where they want one, but for desk breaks. `site` is where
    the links of e-mails lead. A worker that is killed in between has its batch sent once more, by
    another, under the same tags.
    """
    claimed = claim(now=now, worker=worker, limit=limit)
    if not claimed:
        return 0
    lease_until = now + LEASE
    wanted, fates = _decide(claimed, now=now, breaks=breaks)
    fates |= _tell(wanted, now=now, site=site, push=push or reminder_ways.by_push)
    _note(claimed, fates, now=now, worker=worker, lease_until=lease_until)
    return len(claimed)


# --- what is still wanted ------------------------------------------------------------------


def _decide(
    claimed: Sequence[ReminderOccurrence], *, now: dt.datetime, breaks: NextBreaks | None
) -> tuple[list[tuple[ReminderOccurrence, ReminderWords]], dict[UUID, _Fate]]:
    fates: dict[UUID, _Fate] = {}
    open_ones = []
    for one in claimed:
        fate = _refusal(one, now=now)
        if fate is None:
            open_ones.append(one)
        else:
            fates[one.pk] = fate
    if not open_ones:
        return [], fates
    others = company(open_ones, now=now)
    asked = {one.pk: one for one in open_ones if one.slot != STOP_SLOT}
    for one in list(asked.values()):
        if one.reminder.kind == ReminderKind.HOMEWORK:
            asked |= {each.pk: each for each in others[one.reminder.client_id].beside(one)}
    need = needs(list(asked.values()), now=now, breaks=breaks)
    wanted = []
    for one in open_ones:
        because = _reason_to_spare(one, need, others[one.reminder.client_id], now=now)
        if because:
            fates[one.pk] = _Fate(state=OccurrenceState.SPARED, because=because)
        else:
            wanted.append((one, _words(one, need, others[one.reminder.client_id])))
    return wanted, fates


def _refusal(one: ReminderOccurrence, *, now: dt.datetime) -> _Fate | None:
    client, reminder = one.reminder.client, one.reminder
    settings = settings_kept(client)
    is_stop = one.slot == STOP_SLOT
    is_off = not reminder.is_on or (reminder.stopped_at is not None and not is_stop)
    if is_off or not client.is_active:
        return _spared(SparedBecause.OFF)
    if now >= one.ends_at:
        return _spared(SparedBecause.LATE)
    if is_day_off(
        local_day(now, client.time_zone), off_from=settings.off_from, off_until=settings.off_until
    ):
        return _spared(SparedBecause.QUIET)
    peace = peace_ends(now, quiet=quiet_hours(settings), time_zone=client.time_zone)
    if peace <= now:
        return None
    if is_stop:
        # The last word can wait until the morning; nothing follows it.
        return _Fate(state=OccurrenceState.WAITING, try_at=peace)
    return _spared(SparedBecause.QUIET)


def _reason_to_spare(
    one: ReminderOccurrence, need: Mapping[UUID, Need], others: Company, *, now: dt.datetime
) -> str:
    if one.slot == STOP_SLOT:
        return ""
    if need[one.pk] is Need.LOGGED:
        return SparedBecause.LOGGED
    if need[one.pk] is Need.NOT_DUE:
        return SparedBecause.NOT_DUE
    if one.reminder.kind == ReminderKind.CHECK_IN and others.was_told_this_week(one):
        return SparedBecause.ENOUGH
    if _leader(one, need, others).pk != one.pk:
        return SparedBecause.TOGETHER
    if is_snoozed(one.slot):
        return ""
    most = settings_kept(one.reminder.client).most_per_day
    return SparedBecause.ENOUGH if others.told_today(one, now=now) >= most else ""


def _leader(
    one: ReminderOccurrence, need: Mapping[UUID, Need], others: Company
) -> ReminderOccurrence:
    """Return which one speaks for the homework that is due together: what was sent, else the first."""
    if one.reminder.kind != ReminderKind.HOMEWORK or is_snoozed(one.slot):
        return one
    beside = others.beside(one)
    sent = [each for each in beside if each.state == OccurrenceState.SENT]
    return next((each for each in [*sent, *beside] if need[each.pk] is Need.NEEDED), one)


def _words(one: ReminderOccurrence, need: Mapping[UUID, Need], others: Company) -> ReminderWords:
    if one.slot == STOP_SLOT:
        return STOPPED
    kind = one.reminder.kind
    if kind == ReminderKind.DESK:
        return DESK
    if kind == ReminderKind.NEXT_DAY:
        return MORNING
    if kind == ReminderKind.CHECK_IN:
        return CHECK_IN
    together = [] if is_snoozed(one.slot) else others.beside(one)
    homework = {
        each.reminder.assignment_id: each.reminder.assignment
        for each in [one, *(other for other in together if need[other.pk] is Need.NEEDED)]
    }
    minutes = [each.current_version.estimated_minutes for each in homework.values() if each]
    return homework_words(sum(minutes))


# --- telling -------------------------------------------------------------------------------


def _tell(
    wanted: Sequence[tuple[ReminderOccurrence, ReminderWords]],
    *,
    now: dt.datetime,
    site: str,
    push: Push,
) -> dict[UUID, _Fate]:
    if not wanted:
        return {}
    rows = {one.pk: one for one, _ in wanted}
    notices = [_notice(one, words, now=now) for one, words in wanted]
    try:
        verdicts = push(notices, now=now)
    except Exception:
        # Whatever it is, it must not take the worker with it, and waiting may mend it.
        logger.exception("Reminders could not be pushed; they are tried again.")
        verdicts = [Verdict(Went.LATER, _FIRST_WAIT)] * len(notices)
    went = dict(zip([one.occurrence for one in notices], verdicts, strict=True))
    letters = [
        one
        for one in notices
        if went[one.occurrence].went is Went.NO_WAY and _wants_letter(rows[one.occurrence])
    ]
    mailed = reminder_ways.by_email([_for_mail(one) for one in letters], site=site)
    went |= zip([one.occurrence for one in letters], mailed, strict=True)
    # Not all batches at the same moment; within one alike, so that few statements note it.
    jitter = 1 + random.random() / 4  # noqa: S311
    return {key: _fate(rows[key], verdict, now=now, jitter=jitter) for key, verdict in went.items()}


def _notice(one: ReminderOccurrence, words: ReminderWords, *, now: dt.datetime) -> Notice:
    return Notice(
        occurrence=one.pk,
        person=one.reminder.client,
        words=words,
        path=_path(one),
        seconds=max(1, int((one.ends_at - now).total_seconds())),
        is_quiet=one.reminder.kind == ReminderKind.DESK,
    )


def _path(one: ReminderOccurrence) -> str:
    if one.slot == STOP_SLOT:
        return reverse("routines:reminder-list")
    if one.reminder.kind == ReminderKind.HOMEWORK:
        return reverse("routines:assignment-show", args=[one.reminder.assignment_id])
    if one.reminder.kind == ReminderKind.CHECK_IN:
        return f"{reverse('routines:check_in-create')}?kind={DUE}"
    if one.reminder.kind == ReminderKind.DESK:
        return reverse("routines:desk-show")
    return reverse("routines:today-show")


def _wants_letter(one: ReminderOccurrence) -> bool:
    client = one.reminder.client
    is_in_time = one.reminder.kind != ReminderKind.DESK or one.slot == STOP_SLOT
    return is_in_time and settings_kept(client).by_email and bool(client.email)


def _for_mail(notice: Notice) -> Notice:
    # A letter has no buttons.
    return replace(notice, words=replace(notice.words, actions=()))


def _fate(one: ReminderOccurrence, verdict: Verdict, *, now: dt.datetime, jitter: float) -> _Fate:
    if verdict.went is Went.SENT:
        return _Fate(state=OccurrenceState.SENT, was_tried=True)
    if verdict.went is Went.NO_WAY:
        return _spared(SparedBecause.NO_WAY)
    if verdict.went is Went.REFUSED or one.tries + 1 >= MOST_TRIES:
        return _Fate(state=OccurrenceState.FAILED, was_tried=True)
    wait = max(verdict.seconds, _FIRST_WAIT * 2**one.tries) * jitter
    try_at = now + dt.timedelta(seconds=wait)
    if try_at >= one.ends_at:
        return _Fate(state=OccurrenceState.FAILED, was_tried=True)
    return _Fate(state=OccurrenceState.WAITING, try_at=try_at, was_tried=True)


def _spared(because: SparedBecause) -> _Fate:
    return _Fate(state=OccurrenceState.SPARED, because=because)


# --- noting --------------------------------------------------------------------------------


@write_transaction
def _note(
    claimed: Sequence[ReminderOccurrence],
    fates: Mapping[UUID, _Fate],
    *,
    now: dt.datetime,
    worker: str,
    lease_until: dt.datetime,
) -> None:
    """Store what became of each that is still ours; whose lease ran out belongs to another."""
    alike: dict[_Fate, list[ReminderOccurrence]] = defaultdict(list)
    for one in claimed:
        alike[fates[one.pk]].append(one)
    for fate, rows in alike.items():
        is_sent = fate.state == OccurrenceState.SENT
        held([one.pk for one in rows], worker=worker, lease_until=lease_until).update(
            state=fate.state,
            spared_because=fate.because,
            try_at=fate.try_at,
            tries=F("tries") + int(fate.was_tried),
            sent_at=now if is_sent else None,
            claimed_by="",
            lease_until=None,
        )
    done = [one for one in claimed if fates[one.pk].because == SparedBecause.LOGGED]
    if done:
        # Whoever does it before they are told ignores nothing.
        Reminder.objects.filter(
            pk__in={one.reminder_id for one in done}, ignored_in_a_row__gt=0
        ).update(ignored_in_a_row=0)
    told = [
        one.reminder_id
        for one in claimed
        if one.slot == STOP_SLOT and fates[one.pk].state == OccurrenceState.SENT
    ]
    if told:
        Reminder.objects.filter(pk__in=told).update(is_stop_told=True)
