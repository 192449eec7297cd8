"""Flags: raised by a finding, answered by a therapist, cleared when exercises may go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from uuid import UUID

from django.db.models import Q

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, User
from routines.domain.findings import questions_again, rests_of
from routines.domain.triage import Answer, Finding, Triage
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Urgency
from routines.models import (
    CheckIn,
    Decision,
    Direction,
    ExerciseSession,
    Flag,
    FlagAction,
    KnownSign,
    PainReport,
    Proposal,
)
from routines.queries.flags import told_before
from routines.services.assignments import NotInYourCareError
from routines.services.locks import lock_all_homework
from routines.services.rests import end_rest, rest_for
from routines.services.session_state import settle

# A second check by the client themselves counts a day later (safety rules, emergency).
CLIENT_MAY_CLEAR_AFTER = dt.timedelta(hours=24)
REPORTED = "reported"


class FlagError(ValueError):
    """This cannot be done with the flag; the text says why, and what to do instead."""


class AnsweredAlreadyError(FlagError):
    """Somebody has acknowledged it before."""


@write_transaction
def raise_flags(
    *, check_in: CheckIn, found: Triage, now: dt.datetime, told: Mapping[UUID, Triage] | None = None
) -> list[Flag]:
    """Raise what a check-in found in each clinic that treats the client; let homework rest.

    `told` is what counts, by its key, in a clinic that knows some of it: known in one is not known
    in another. Elsewhere all of `found` counts.

    One flag for each urgency. The same signs are not raised twice while nobody has looked; what
    rests for them rests again where somebody took it up meanwhile. Returned are the new ones. An
    emergency lets all homework rest and ends what runs, unless its rules rest nothing; a flag for
    today rests what loads the place.
    Without a clinic the flag keeps exercises closed and alarms nobody: the page says so.
    """
    raised: list[Flag] = []
    waiting: list[Flag] = []
    clinics = _clinics(check_in.client) if found.findings else ()
    for urgency, clinic in product(sorted(Urgency, key=lambda one: -one.rank), clinics):
        counts = (told or {}).get(clinic.pk, found) if clinic else found
        findings = [one for one in counts.findings if one.urgency is urgency]
        if not findings:
            continue
        signs = [one.sign for one in findings]
        before = told_before(check_in.client, clinic, urgency=urgency, signs=signs)
        if before is not None:
            waiting.append(before)
        else:
            raised.append(_raise(check_in, clinic, urgency, findings, now=now))
    _act(check_in.client, [*raised, *waiting], now=now)
    return raised


@write_transaction
def raise_for_report(*, report: PainReport, now: dt.datetime) -> list[Flag]:
    """Raise a flag for "Numb, weak, or bladder trouble", tapped in the middle of an exercise.

    It is for today until the questions that follow say more; they make a check-in of their own. The
    homework rests by the report itself.
    """
    client = report.session.client
    return [
        Flag.objects.create(
            client=client,
            clinic=clinic,
            report=report,
            urgency=Urgency.TODAY.value,
            signs=[REPORTED],
            because=["You said it feels numb or weak, or there is bladder trouble."],
            wording=warning_rules().version,
            raised_at=report.reported_at,
            received_at=now,
            due_at=_due(clinic, Urgency.TODAY, now=now),
        )
        for clinic in _clinics(client)
        if told_before(client, clinic, urgency=Urgency.TODAY, signs=[REPORTED]) is None
    ]


@write_transaction
def acknowledge(
    *, flag: Flag, by: User, action: FlagAction, note: str = "", at: dt.datetime
) -> Flag:
    """Remember who has looked at a flag, and what they did about it. Exercises stay closed.

    Raises `NotInYourCareError`, and `AnsweredAlreadyError` where somebody was first.
    """
    flag = _locked(flag, by=by)
    if flag.acknowledged_at is not None:
        raise AnsweredAlreadyError("Somebody has looked at this before you. Nothing was changed.")
    flag.acknowledged_at, flag.acknowledged_by = at, by
    flag.action, flag.note = action, note
    flag.full_clean(validate_constraints=False)
    flag.save(update_fields=["acknowledged_at", "acknowledged_by", "action", "note"])
    return flag


@write_transaction
def clear(*, flag: Flag, by: User, at: dt.datetime) -> Flag:
    """Let exercises go on: what rests for this flag is due again, unless another one stands.

    Whoever only runs the clinic may look at a flag left waiting, and opens nothing. Raises
    `NotInYourCareError`, and `FlagError` for a flag that nobody has acknowledged.
    """
    flag = _locked(flag, by=by)
    if not by.is_superuser and flag.clinic is not None:
        _require_care(flag.client, clinic=flag.clinic, by=by)
    if flag.acknowledged_at is None:
        raise FlagError("First say what you did about it. Then exercises may go on.")
    return _clear(flag, by=by, at=at)


@write_transaction
def say_seen(*, flag: Flag, by: User, check_in: CheckIn | None, at: dt.datetime) -> Flag:
    """Keep that the client was seen by a professional; a day later it opens the exercises, too.

    It holds for all flags of the same check-in, in whatever clinic. Raises `NotInYourCareError` for
    somebody else's flag. Opens them only with a `check_in` made 24 hours after the flag or later
    that answers every emergency question with no; the therapist still has to look at it.
    """
    if flag.client_id != by.pk:
        raise NotInYourCareError("This is not yours. Open yours from Today.")
    together = Q(pk=flag.pk)
    if flag.check_in_id is not None:
        together |= Q(check_in=flag.check_in_id)
    Flag.objects.filter(together, client=by, seen_at__isnull=True).update(seen_at=at)
    if check_in is not None:
        _open_seen(by, check_in, at=at)
    return Flag.objects.get(pk=flag.pk)


@write_transaction
def open_again(*, check_in: CheckIn, at: dt.datetime) -> list[Flag]:
    """Open what a second check clears: a day after the flag, all no, and the client was seen."""
    return _open_seen(check_in.client, check_in, at=at)


@write_transaction
def record_known(
    *, client: User, clinic: Clinic, sign: str, note: str, by: User, at: dt.datetime
) -> KnownSign:
    """Remember that a sign is this client's usual state, checked by their therapist.

    It counts in this clinic; another that treats the client is told as before.

    Raises `NotInYourCareError`, and `FlagError` for a sign that nobody may set aside.
    """
    _require_care(client, clinic=clinic, by=by)
    known = warning_rules().signs.get(sign)
    if known is None or known.cleared_by != "therapist":
        raise FlagError("This sign always needs a look. It cannot be set as known.")
    if not note.strip():
        raise FlagError("Write in a few words what was checked, and when.")
    standing = KnownSign.objects.standing().filter(client=client, clinic=clinic, sign=sign).first()
    if standing is not None:
        return standing
    return KnownSign.objects.create(
        client=client, clinic=clinic, sign=sign, note=note.strip(), recorded_at=at, recorded_by=by
    )


@write_transaction
def end_known(*, known: KnownSign, by: User, at: dt.datetime) -> KnownSign:
    """Let a sign raise flags again. Twice is once. Raises `NotInYourCareError`."""
    _require_care(known.client, clinic=known.clinic, by=by)
    if known.ended_at is None:
        known.ended_at, known.ended_by = at, by
        known.save(update_fields=["ended_at", "ended_by"])
    return known


# --- raising -------------------------------------------------------------------------------


def _raise(
    check_in: CheckIn,
    clinic: Clinic | None,
    urgency: Urgency,
    findings: Sequence[Finding],
    *,
    now: dt.datetime,
) -> Flag:
    return Flag.objects.create(
        client=check_in.client,
        clinic=clinic,
        check_in=check_in,
        urgency=urgency.value,
        signs=[one.sign for one in findings],
        because=[one.because for one in findings],
        wording=check_in.wording,
        raised_at=check_in.answered_at,
        received_at=now,
        due_at=_due(clinic, urgency, now=now),
    )


def _clinics(client: User) -> Iterable[Clinic | None]:
    care = CareRelationship.objects.in_force().filter(client=client).select_related("clinic")
    found = {one.clinic_id: one.clinic for one in care.order_by("started_at")}
    return list(found.values()) or [None]


def _due(clinic: Clinic | None, urgency: Urgency, *, now: dt.datetime) -> dt.datetime | None:
    if clinic is None or urgency is Urgency.VISIT:
        return None
    if urgency is Urgency.NOW:
        return now + dt.timedelta(minutes=clinic.flag_minutes)
    return now + dt.timedelta(hours=clinic.flag_hours)


def _act(client: User, raised: Sequence[Flag], *, now: dt.datetime) -> None:
    acute = [one for one in raised if one.closes_exercises]
    if not acute:
        return
    locked = lock_all_homework(client)
    for flag in acute:
        # Each clinic's homework for its own flag first: who has looked opens only their own.
        own = {key: one for key, one in locked.items() if one.clinic_id == flag.clinic_id}
        rest_for(flag, rests=_rests_of(flag), locked=own, now=now)
    for flag in acute:
        rest_for(flag, rests=_rests_of(flag), locked=locked, now=now)
    if any(one.is_emergency for one in acute):
        running = ExerciseSession.objects.filter(client=client, finished_at__isnull=True)
        for session in running.order_by("pk"):
            settle(session, now=now, is_over=True)


def _rests_of(flag: Flag) -> list[str]:
    return list(rests_of(flag.signs, rules=warning_rules(), urgency=Urgency(flag.urgency)))


# --- clearing ------------------------------------------------------------------------------


def _locked(flag: Flag, *, by: User) -> Flag:
    flag = (
        Flag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "clinic", "report")
        .get(pk=flag.pk)
    )
    if not Flag.objects.visible_to(by).filter(pk=flag.pk).exists() or flag.client_id == by.pk:
        raise NotInYourCareError("This client is not in your care. Nothing was changed.")
    return flag


def _require_care(client: User, *, clinic: Clinic, by: User) -> None:
    if not by.care_given.in_force().filter(client=client, clinic=clinic).exists():
        raise NotInYourCareError("This client is not in your care. Nothing was changed.")


def _clear(flag: Flag, *, by: User, at: dt.datetime) -> Flag:
    if flag.cleared_at is not None:
        return flag
    locked = lock_all_homework(flag.client)
    flag.cleared_at, flag.cleared_by = at, by
    flag.save(update_fields=["cleared_at", "cleared_by"])
    of_flag = Q(flag=flag)
    if flag.report is not None:
        # What the report itself let rest knows the session, and not the flag.
        of_flag |= Q(session=flag.report.session_id)
    rests = Proposal.objects.filter(
        of_flag,
        direction=Direction.REST,
        decision=Decision.APPLIED,
        decided_at__isnull=True,
    )
    standing = Flag.objects.open().filter(client=flag.client_id).exclude(pk=flag.pk)
    others = [one for one in standing.order_by("raised_at") if one.closes_exercises]
    for rest in rests.select_related("assignment").order_by("pk"):
        # What the flag's own clinic has not given rests on for a flag of any clinic.
        is_own = rest.assignment.clinic_id == flag.clinic_id
        keeps = [one for one in others if one.clinic_id == flag.clinic_id or not is_own]
        other = keeps[0] if keeps else None
        if other is not None:
            # It goes on resting for the one that still stands.
            rest.flag = other
            rest.save(update_fields=["flag"])
        else:
            end_rest(rest, locked=locked, by=by, at=at)
    return flag


def _open_seen(client: User, check_in: CheckIn, *, at: dt.datetime) -> list[Flag]:
    if check_in.urgency:
        return []
    seen = Flag.objects.open().filter(client=client, seen_at__isnull=False)
    locked = seen.select_for_update(of=("self",), no_key=True).select_related("client")
    clear = [one for one in locked.order_by("pk") if _is_all_clear(one, check_in)]
    return [_clear(one, by=client, at=at) for one in clear]


def _is_all_clear(flag: Flag, check_in: CheckIn) -> bool:
    if check_in.answered_at - flag.raised_at < CLIENT_MAY_CLEAR_AFTER:
        return False
    asked = questions_again(flag.signs, rules=warning_rules())
    return bool(asked) and all(check_in.answers.get(slug) == Answer.NO for slug in asked)
