"""The ways by which a reminder reaches somebody: a push to their phones, else an e-mail.

Both take many at once and are called outside of every transaction.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from smtplib import SMTPRecipientsRefused
from uuid import UUID

from django.core.mail import EmailMessage, get_connection

from accounts.models import User
from accounts.push import PushMessage, PushResult, send_to
from routines.domain.reminder_words import ACTION_LABELS, ReminderWords

logger = logging.getLogger(__name__)

_LATER_SECONDS = 30


class Went(StrEnum):
    """What became of one notice."""

    SENT = "sent"
    LATER = "later"
    NO_WAY = "no_way"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one person. `path` is the page it opens; `seconds` how long it is of use.

    `is_quiet`: a phone may let it wait while its screen is off.
    """

    occurrence: UUID
    person: User
    words: ReminderWords
    path: str
    seconds: int
    is_quiet: bool = False

    @property
    def tag(self) -> str:
        """What makes a second push of the same occurrence replace the first."""
        return tag_of(self.occurrence)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a notice went; `seconds` is how long to wait where it is to be tried again."""

    went: Went
    seconds: int = 0


def tag_of(occurrence: UUID) -> str:
    """Return the tag of an occurrence, always the same: 32 characters that tell nothing."""
    return base64.urlsafe_b64encode(hashlib.sha256(occurrence.bytes).digest()[:24]).decode()


def by_push(notices: Sequence[Notice], *, now: dt.datetime) -> list[Verdict]:
    """Push each notice to all phones of its person; NO_WAY where they have none."""
    messages = [
        (
            one.person,
            PushMessage(
                title=one.words.title,
                body=one.words.body,
                path=one.path,
                tag=one.tag,
                actions=tuple(
                    (action.value, ACTION_LABELS[action]) for action in one.words.actions
                ),
                ttl_seconds=one.seconds,
                urgency="low" if one.is_quiet else "normal",
                occurrence=str(one.occurrence),
            ),
        )
        for one in notices
    ]
    return [_verdict(result) for result in send_to(messages, now=now)]


def by_email(notices: Sequence[Notice], *, site: str) -> list[Verdict]:
    """Write each notice to its person's address, over one connection; `site` is where links lead."""
    if not notices:
        return []
    found = []
    connection = get_connection()
    try:
        connection.open()
        for one in notices:
            letter = EmailMessage(
                subject=one.words.title,
                body=f"{one.words.title}.\n\n{one.words.body}\n\n{site}{one.path}",
                to=[one.person.email or ""],
                connection=connection,
            )
            found.append(_mailed(letter))
    except OSError as error:
        # No address in the log; what was not written is tried again.
        logger.error("Reminders could not be mailed (%s); they are tried again.", _name(error))
    finally:
        connection.close()
    return found + [Verdict(Went.LATER, _LATER_SECONDS)] * (len(notices) - len(found))


def _mailed(letter: EmailMessage) -> Verdict:
    """Send one letter. An address that nobody takes holds up no other; a server that is away does."""
    try:
        letter.send()
    except (SMTPRecipientsRefused, ValueError) as error:
        logger.warning("A reminder could not be mailed to its address (%s).", _name(error))
        return Verdict(Went.REFUSED)
    return Verdict(Went.SENT)


def _name(error: Exception) -> str:
    # What an error says may hold an address.
    return type(error).__name__


def _verdict(result: PushResult) -> Verdict:
    # Trying again would reach the phones once more that have it already.
    if result.sent:
        return Verdict(Went.SENT)
    if result.later_seconds is not None:
        return Verdict(Went.LATER, result.later_seconds)
    return Verdict(Went.REFUSED if result.refused else Went.NO_WAY)
