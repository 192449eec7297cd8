"""What a phone sends by the hundred, in its usual form, read by hand.

A serializer takes ten times as long. So what has exactly the usual form is read here, and everything
else, also whatever is wrong, is left to the serializers, whose words it gets. A test holds that
nothing is read here otherwise than there.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import UUID

from accounts.time_zones import known_zones
from routines.api.fields import EARLIEST_YEAR, LATEST_YEAR
from routines.api.sessions import PERFORMED_SIDES
from routines.api.sync_bodies import MOST_ORDER, SENT_KINDS
from routines.domain.dosage import MAX_DURATION_SECONDS, MAX_REPETITIONS
from routines.domain.sets import MAX_SETS_LOGGED
from routines.models import Outcome, SkipReason, Source

Values = dict[str, Any]

_ITEM = frozenset({"id", "v", "kind", "made_at", "time_zone", "order", "body"})
_LOG = frozenset({"session", "prescription", "outcome"})
_LOG_MAY_HAVE = _LOG | {"sets", "skip_reason", "instead", "source", "logged_at"}
_SET = frozenset({"side", "repetitions", "seconds"})

_KINDS = frozenset(SENT_KINDS)
_OUTCOMES = frozenset(Outcome.values)
_REASONS = frozenset(SkipReason.values)
_SOURCES = frozenset(Source.values)
_SIDES = frozenset(PERFORMED_SIDES)

_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Version 7 in the variant of RFC 9562.
_KEY = re.compile(
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)


class _UnusualError(ValueError):
    """Not in the usual form; perhaps not wrong."""


def plain_item(raw: Any) -> Values | None:
    """Return what `SentItem` reads from one thing, or None where that has to look at it."""
    try:
        if type(raw) is not dict or raw.keys() != _ITEM:
            return None
        version, order, zone = raw["v"], raw["order"], raw["time_zone"]
        if type(version) is not int or version < 1 or type(raw["body"]) is not dict:
            return None
        if type(order) is not int or not 0 <= order <= MOST_ORDER:
            return None
        if type(zone) is not str or zone not in known_zones():
            return None
        return {
            "id": _id(raw["id"], _KEY),
            "v": version,
            "kind": _word(raw["kind"], _KINDS),
            "made_at": _moment(raw["made_at"]),
            "time_zone": zone,
            "order": order,
            "body": raw["body"],
        }
    except ValueError:
        return None


def plain_log(raw: Values) -> Values | None:
    """Return what `SentLog` reads from the body of a log, or None where that has to look at it."""
    try:
        names = raw.keys()
        if not _LOG <= names <= _LOG_MAY_HAVE:
            return None
        body: Values = {
            "session": _id(raw["session"], _ID),
            "prescription": _id(raw["prescription"], _ID),
            "outcome": _word(raw["outcome"], _OUTCOMES),
        }
        if len(names) > len(_LOG):
            _add_the_rest(body, raw)
        if (body["outcome"] == Outcome.SKIPPED) != ("skip_reason" in body):
            return None
        if "skip_reason" in body and ("sets" in body or "instead" in body):
            return None
        return body
    except ValueError:
        return None


def _add_the_rest(body: Values, raw: Values) -> None:
    if "sets" in raw:
        body["sets"] = _sets(raw["sets"])
    if "skip_reason" in raw:
        body["skip_reason"] = _word(raw["skip_reason"], _REASONS)
    if "instead" in raw:
        body["instead"] = _id(raw["instead"], _ID)
    if "source" in raw:
        body["source"] = _word(raw["source"], _SOURCES)
    if "logged_at" in raw:
        body["logged_at"] = _moment(raw["logged_at"])


def _sets(raw: Any) -> list[Values]:
    if type(raw) is not list or not 1 <= len(raw) <= MAX_SETS_LOGGED:
        raise _UnusualError
    return [_set(one) for one in raw]


def _set(raw: Any) -> Values:
    if type(raw) is not dict or not raw.keys() <= _SET or "side" not in raw:
        raise _UnusualError
    return {
        "side": _word(raw["side"], _SIDES),
        "repetitions": _number(raw.get("repetitions", 0), MAX_REPETITIONS),
        "seconds": _number(raw.get("seconds", 0), MAX_DURATION_SECONDS),
    }


def _number(raw: Any, most: int) -> int:
    # True is an `int` to `isinstance`, but not to this.
    if type(raw) is not int or not 0 <= raw <= most:
        raise _UnusualError
    return raw


def _word(raw: Any, words: frozenset[str]) -> str:
    if type(raw) is not str or raw not in words:
        raise _UnusualError
    return raw


def _id(raw: Any, form: re.Pattern[str]) -> UUID:
    if type(raw) is not str or not form.fullmatch(raw):
        raise _UnusualError
    return UUID(raw)


def _moment(raw: Any) -> dt.datetime:
    if type(raw) is not str:
        raise _UnusualError
    moment = dt.datetime.fromisoformat(raw)
    if moment.tzinfo is None or not EARLIEST_YEAR < moment.year < LATEST_YEAR:
        raise _UnusualError
    return moment.astimezone(dt.UTC)
