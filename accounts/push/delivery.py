"""Pushes messages to people: to each browser that they said yes in, and notes what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils.translation import get_language_info

from accounts.database import write_transaction
from accounts.models import PushSubscription, User
from accounts.push.messages import PushMessage, payload
from accounts.push.sender import Delivery, Outcome, Parcel, Sender
from accounts.push.vapid import BadVapidError, Signer, public_key, read_private_key

T = TypeVar("T")

# Rows named in one statement.
_AT_ONCE = 500
_MOST_FAILURES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class PushResult:
    """What became of one message, by the number of the person's browsers; all 0 where there is none.

    `later_seconds` is set where some were put off: not before so many seconds from now. Trying again
    sends to all of the person's browsers, so where `sent` is not 0 it is better left alone.
    """

    sent: int = 0
    gone: int = 0
    refused: int = 0
    later_seconds: int | None = None


class _Way(NamedTuple):
    """One subscription, as far as sending needs it."""

    pk: UUID
    person: UUID
    endpoint: str
    p256dh: str
    auth: str
    site: str
    language: str


def application_server_key() -> str:
    """Return the public key that browsers subscribe with; empty where this site does not push."""
    sender = _sender()
    return sender.key if sender else ""


def push_is_ready() -> bool:
    """Tell whether this site has a key and a subject, and so can push."""
    return _sender() is not None


def send_to(
    messages: Sequence[tuple[User | UUID, PushMessage]],
    *,
    now: datetime,
    by: Sender | None = None,
) -> list[PushResult]:
    """Push each message to all browsers of its person; return a result for each, in that order.

    The same person may be there several times. Takes up to a minute, so call it outside of every
    transaction. Closed accounts get nothing. Subscriptions that are over are deleted. Without keys
    nothing is sent and nothing is an error. `by` is another sender than this site's own.
    """
    ready = _sender()
    sender = by or (ready.sender if ready else None)
    if sender is None:
        return [PushResult()] * len(messages)
    people = [person.pk if isinstance(person, User) else person for person, _ in messages]
    ways = _ways_of(people)
    jobs = [
        (number, way, message)
        for number, (person, (_, message)) in enumerate(zip(people, messages, strict=True))
        for way in ways.get(person, ())
    ]
    deliveries = sender.send([_parcel(way, message) for _, way, message in jobs], now=now)
    found = [(number, way, one) for (number, way, _), one in zip(jobs, deliveries, strict=True)]
    _note([(way, one.outcome) for _, way, one in found], now=now)
    of_each: list[list[Delivery]] = [[] for _ in messages]
    for number, _, one in found:
        of_each[number].append(one)
    return [_result(each) for each in of_each]


def send_one(subscription: PushSubscription, message: PushMessage, *, now: datetime) -> Outcome:
    """Push to this browser alone and return what became of it. Raises `RuntimeError` without keys."""
    sender = _sender()
    if sender is None:
        raise RuntimeError("This site has no key to push with.")
    user = subscription.user
    way = _Way(
        subscription.pk,
        user.pk,
        subscription.endpoint,
        subscription.p256dh,
        subscription.auth,
        subscription.site,
        user.language,
    )
    [delivery] = sender.sender.send([_parcel(way, message)], now=now)
    _note([(way, delivery.outcome)], now=now)
    return delivery.outcome


# --- the sender of this process ------------------------------------------------------------


class _Ready(NamedTuple):
    sender: Sender
    key: str


def _sender() -> _Ready | None:
    return _made(
        settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT, tuple(settings.PUSH_EXTRA_HOSTS)
    )


@lru_cache(maxsize=2)
def _made(private_key: str, subject: str, extra_hosts: tuple[str, ...]) -> _Ready | None:
    if not private_key:
        return None
    try:
        key = read_private_key(private_key)
        signer = Signer(key, subject)
    except BadVapidError:
        # `manage.py check` says what is wrong; homework goes on without reminders.
        return None
    return _Ready(Sender(signer, extra_hosts=extra_hosts), public_key(key))


# --- rows ----------------------------------------------------------------------------------


def _ways_of(people: Sequence[UUID]) -> dict[UUID, list[_Way]]:
    found: dict[UUID, list[_Way]] = {}
    for some in _portions(list(dict.fromkeys(people))):
        rows = PushSubscription.objects.filter(user__in=some, user__is_active=True).order_by("pk")
        for row in rows.values_list(
            "pk", "user_id", "endpoint", "p256dh", "auth", "site", "user__language"
        ):
            way = _Way(*row)
            found.setdefault(way.person, []).append(way)
    return found


def _parcel(way: _Way, message: PushMessage) -> Parcel:
    return Parcel(
        endpoint=way.endpoint,
        p256dh=way.p256dh,
        auth=way.auth,
        payload=payload(
            message,
            site=way.site,
            account=str(way.person),
            language=way.language,
            is_rtl=_is_rtl(way.language),
        ),
        ttl_seconds=message.ttl_seconds,
        urgency=message.urgency,
        topic=message.tag,
    )


@lru_cache(maxsize=64)
def _is_rtl(language: str) -> bool:
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False


def _note(found: Sequence[tuple[_Way, Outcome]], *, now: datetime) -> None:
    """Store what became of the subscriptions, by a statement or two for hundreds of them."""
    by_outcome: dict[Outcome, list[_Way]] = {}
    for way, outcome in found:
        by_outcome.setdefault(outcome, []).append(way)
    sent = list({way.pk for way in by_outcome.get(Outcome.SENT, ())})
    # By address, for meanwhile the row may have got a new one that lives.
    gone = list({way.endpoint for way in by_outcome.get(Outcome.GONE, ())})
    refused = list({way.pk for way in by_outcome.get(Outcome.REFUSED, ())} - set(sent))
    if not (sent or gone or refused):
        return
    rows = PushSubscription.objects
    with write_transaction():
        for some in _portions(sent):
            rows.filter(pk__in=some).update(sent_at=now, failures=0)
        for addresses in _portions(gone):
            rows.filter(endpoint__in=addresses).delete()
        for some in _portions(refused):
            # The column is a small one.
            rows.filter(pk__in=some, failures__lt=_MOST_FAILURES).update(failures=F("failures") + 1)


def _result(deliveries: Sequence[Delivery]) -> PushResult:
    counts = Counter(one.outcome for one in deliveries)
    later = [one.seconds for one in deliveries if one.outcome is Outcome.LATER]
    return PushResult(
        sent=counts[Outcome.SENT],
        gone=counts[Outcome.GONE],
        refused=counts[Outcome.REFUSED],
        later_seconds=max(later) if later else None,
    )


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
