"""Flags: raised by a finding, answered by a therapist, cleared when exercises may go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from accounts.database import write_transaction
from accounts.models import CareRelationship, Clinic, User
from routines.domain.findings import notice_of
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


class NotYetError(FlagError):
    """The client cannot open the exercises again by themselves, or not yet."""


@write_transaction
def raise_flags(check_in: CheckIn, *, found: Triage, now: dt.datetime) -> list[Flag]:
    """Raise what a check-in found in each clinic that treats the client; let homework rest.

    One flag for each urgency. The same signs are not raised twice while nobody has looked. An
    emergency lets all homework rest and ends what runs; a flag for today rests what loads the place.
    Without a clinic the flag keeps exercises closed and alarms nobody: the page says so.
    """
    raised = []
    for urgency in (Urgency.NOW, Urgency.TODAY, Urgency.VISIT):
        findings = [one for one in found.findings if one.urgency is urgency]
        if findings:
            raised += _raise(check_in, urgency=urgency, findings=findings, now=now)
    _act(check_in.client, raised, now=now)
    return raised


@write_transaction
def raise_for_report(report: PainReport, *, now: dt.datetime) -> list[Flag]:
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
        if not _is_told(client, clinic, urgency=Urgency.TODAY, signs=[REPORTED])
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

    Raises `NotInYourCareError`, and `FlagError` for a flag that nobody has acknowledged.
    """
    flag = _locked(flag, by=by)
    if flag.acknowledged_at is None:
        raise FlagError("First say what you did about it. Then exercises may go on.")
    return _clear(flag, by=by, at=at)


@write_transaction
def say_seen(*, flag: Flag, by: User, check_in: CheckIn | None, at: dt.datetime) -> Flag:
    """Keep that the client was seen by a professional; a day later it opens the exercises, too.

    Raises `NotInYourCareError` for somebody else's flag. Opens them only with a later `check_in`
    that answers every emergency question with no, and only 24 hours after the flag; the therapist
    still has to look at it.
    """
    flag = Flag.objects.select_for_update(of=("self",), no_key=True).get(pk=flag.pk)
    if flag.client_id != by.pk:
        raise NotInYourCareError("This is not yours. Open yours from Today.")
    if flag.seen_at is None:
        flag.seen_at = at
        flag.save(update_fields=["seen_at"])
    if flag.cleared_at is None and check_in is not None and _is_all_clear(flag, check_in, at=at):
        return _clear(flag, by=by, at=at)
    return flag


@write_transaction
def record_known(
    *, client: User, clinic: Clinic, sign: str, note: str, by: User, at: dt.datetime
) -> KnownSign:
    """Remember that a sign is this client's usual state, checked by their therapist.

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
    check_in: CheckIn, *, urgency: Urgency, findings: Sequence[Finding], now: dt.datetime
) -> list[Flag]:
    client = check_in.client
    signs = [one.sign for one in findings]
    raised = []
    for clinic in _clinics(client):
        if _is_told(client, clinic, urgency=urgency, signs=signs):
            continue
        raised.append(
            Flag.objects.create(
                client=client,
                clinic=clinic,
                check_in=check_in,
                urgency=urgency.value,
                signs=signs,
                because=[one.because for one in findings],
                wording=check_in.wording,
                raised_at=check_in.answered_at,
                received_at=now,
                due_at=_due(clinic, urgency, now=now),
            )
        )
    return raised


def _is_told(
    client: User, clinic: Clinic | None, *, urgency: Urgency, signs: Sequence[str]
) -> bool:
    # Saying the same again while nobody has looked would only make the list longer.
    waiting = Flag.objects.open().unanswered().filter(client=client, clinic=clinic)
    told = waiting.filter(urgency=urgency.value).values_list("signs", flat=True)
    return any(set(signs) <= set(before) for before in told)


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
    acute = [one for one in raised if one.urgency != Urgency.VISIT]
    if not acute:
        return
    locked = lock_all_homework(client)
    rules = warning_rules()
    for flag in acute:
        notices = (notice_of(name, rules=rules) for name in flag.signs)
        rests = [notice.rests for notice in notices if notice is not None]
        rest_for(flag, rests=rests, locked=locked, now=now)
    if any(one.is_emergency for one in acute):
        running = ExerciseSession.objects.filter(client=client, finished_at__isnull=True)
        for session in running.order_by("pk"):
            settle(session, now=now, is_over=True)


# --- clearing ------------------------------------------------------------------------------


def _locked(flag: Flag, *, by: User) -> Flag:
    flag = (
        Flag.objects.select_for_update(of=("self",), no_key=True)
        .select_related("client", "clinic")
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
    rests = Proposal.objects.filter(
        flag=flag,
        direction=Direction.REST,
        decision=Decision.APPLIED,
        decided_at__isnull=True,
    )
    others = Flag.objects.open().filter(client=flag.client_id).exclude(urgency=Urgency.VISIT)
    other = others.exclude(pk=flag.pk).filter(clinic=flag.clinic_id).order_by("raised_at").first()
    for rest in rests.order_by("pk"):
        if other is not None:
            # It goes on resting for the one that still stands.
            rest.flag = other
            rest.save(update_fields=["flag"])
        else:
            end_rest(rest, locked=locked, by=by, at=at)
    return flag


def _is_all_clear(flag: Flag, check_in: CheckIn, *, at: dt.datetime) -> bool:
    if at - flag.raised_at < CLIENT_MAY_CLEAR_AFTER or check_in.answered_at <= flag.raised_at:
        return False
    asked = [
        slug
        for slug, sign in warning_rules().signs.items()
        if sign.urgency is Urgency.NOW and sign.group in _asked_groups(flag)
    ]
    asked += [slug for slug in flag.signs if slug in warning_rules().signs]
    return check_in.urgency == "" and all(check_in.answers.get(slug) == Answer.NO for slug in asked)


def _asked_groups(flag: Flag) -> set[str]:
    signs = warning_rules().signs
    return {signs[slug].group for slug in flag.signs if slug in signs}
