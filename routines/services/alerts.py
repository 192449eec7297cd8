"""Telling therapists by email that somebody waits: at once, again to the clinic, or once a day.

No letter carries a health word or a name: initials, and where to look. What is not sent yet is sent
by the next call; a letter that fails stays in line.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.mail import EmailMessage
from django.db.models import QuerySet

from accounts.models import CareRelationship, Membership, User
from accounts.time_zones import zone_or_utc
from routines.domain.warning_signs import Urgency
from routines.models import Flag

logger = logging.getLogger(__name__)

# In the therapist's own morning, before the first client.
DIGEST_HOUR = 7
AT_ONCE = (Urgency.NOW.value, Urgency.TODAY.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """How many letters went out: at once, to who runs a clinic, and as digests."""

    at_once: int = 0
    escalated: int = 0
    digests: int = 0


def send_alerts(*, now: dt.datetime, site: str) -> Sent:
    """Send every letter that is due; `site` is the address of this installation.

    Urgent flags and those for today go to the therapists at once, one letter each. One that nobody
    has acknowledged in the clinic's time goes to whoever runs the clinic. Everything below waits for
    one letter a day. A flag of a clinic without a reachable therapist is late from the beginning.
    """
    return Sent(
        at_once=_tell(now=now, site=site),
        escalated=_escalate(now=now, site=site),
        digests=_digest(now=now, site=site),
    )


def _tell(*, now: dt.datetime, site: str) -> int:
    sent = 0
    untold = Flag.objects.unanswered().filter(told_at__isnull=True, urgency__in=AT_ONCE)
    for flag in _waiting(untold):
        to = _therapists(flag)
        when = "now" if flag.is_emergency else "today"
        told = _send(
            to,
            subject=f"Carryover: {flag.client.initials} needs you {when}",
            lines=[
                f"Somebody in your care ({flag.client.initials}) needs a look {when}.",
                f"Open your caseload: {site}/admin/",
                "They were told what to do, and not to wait for you.",
            ],
        )
        if told:
            Flag.objects.filter(pk=flag.pk).update(told_at=now)
        elif not to:
            # Nobody can be told: whoever runs the clinic is asked at once.
            Flag.objects.filter(pk=flag.pk, due_at__gt=now).update(due_at=now)
        sent += told
    return sent


def _escalate(*, now: dt.datetime, site: str) -> int:
    sent = 0
    late = Flag.objects.unanswered().filter(
        escalated_at__isnull=True, due_at__lte=now, urgency__in=AT_ONCE
    )
    for flag in _waiting(late):
        to = _emails(
            Membership.objects.current()
            .filter(clinic=flag.clinic_id, role=Membership.Role.MANAGER)
            .select_related("user")
        )
        told = _send(
            to,
            subject=f"Carryover: nobody has looked after {flag.client.initials} yet",
            lines=[
                f"A client of your clinic ({flag.client.initials}) has waited longer than you set.",
                f"Please see that somebody calls them: {site}/admin/",
            ],
        )
        if told or not to:
            # Without anybody to tell, it still shows as late on every page.
            Flag.objects.filter(pk=flag.pk).update(escalated_at=now)
        sent += told
    return sent


def _digest(*, now: dt.datetime, site: str) -> int:
    untold = Flag.objects.unanswered().filter(told_at__isnull=True, urgency=Urgency.VISIT.value)
    by_therapist: dict[User, list[Flag]] = defaultdict(list)
    due: set[UUID] = set()
    for flag in _waiting(untold):
        treating = [care.therapist for care in _care(flag)]
        # One letter for a flag: in the first of their mornings, to all of them.
        if any(_is_due(flag, therapist=one, now=now) for one in treating):
            due.add(flag.pk)
            for therapist in treating:
                by_therapist[therapist].append(flag)
    sent = 0
    for therapist, flags in by_therapist.items():
        if not therapist.email:
            continue
        who = ", ".join(sorted({one.client.initials for one in flags}))
        told = _send(
            [therapist.email],
            subject="Carryover: notes for your next visits",
            lines=[
                f"There are new notes for the next visits of: {who}.",
                f"They wait on the clients' pages: {site}/admin/",
            ],
        )
        if not told:
            due -= {one.pk for one in flags}
        sent += told
    Flag.objects.filter(pk__in=due).update(told_at=now)
    return sent


def _is_due(flag: Flag, *, therapist: User, now: dt.datetime) -> bool:
    zone = zone_or_utc(therapist.time_zone)
    here = now.astimezone(zone)
    morning = here.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if here < morning:
        morning -= dt.timedelta(days=1)
    return flag.received_at < morning


def _waiting(flags: QuerySet[Flag]) -> Iterable[Flag]:
    rows = flags.filter(clinic__isnull=False).select_related("client", "clinic")
    return rows.order_by("received_at")


def _care(flag: Flag) -> Sequence[CareRelationship]:
    rows = CareRelationship.objects.in_force().filter(client=flag.client_id, clinic=flag.clinic_id)
    # Whoever may not sign in any more can look at nothing: the clinic has to hear of it instead.
    return list(rows.filter(therapist__is_active=True).select_related("therapist"))


def _therapists(flag: Flag) -> list[str]:
    return [one.therapist.email for one in _care(flag) if one.therapist.email]


def _emails(memberships: Iterable[Membership]) -> list[str]:
    # Whoever may not sign in any more can look at nothing.
    return [one.user.email for one in memberships if one.user.email and one.user.is_active]


def _send(to: Sequence[str], *, subject: str, lines: Sequence[str]) -> bool:
    if not to:
        return False
    letter = EmailMessage(subject=subject, body="\n\n".join(lines), bcc=list(to))
    try:
        letter.send()
    except Exception as error:
        # A mail server that is away, or an address that cannot be written down: this letter stays in
        # line for the next call, and whatever it was may hold up no other. No address in the log.
        logger.error(
            "A letter to therapists could not be sent (%s); it is tried again.",
            type(error).__name__,
        )
        return False
    return True
