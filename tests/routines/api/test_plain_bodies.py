"""What is read by hand is what the serializers read, and whatever is unusual is left to them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from routines.api.fields import StrictSerializer
from routines.api.plain_bodies import plain_item, plain_log
from routines.api.sync_bodies import SENT_KINDS, SentItem, SentLog
from routines.models import SkipReason, Source

Body = dict[str, Any]

KEY = "0199f6b0-9a10-7a44-8d3e-5f6a7b8c9d0e"
SESSION = "0199F6B0-7D00-7F20-9B8C-2A3B4C5D6E7F"
PRESCRIPTION = "0199f5a2-2b01-4e55-07f0-1c2d3e4f5a6b"

USUAL_LOGS: list[Body] = [
    {"outcome": "performed"},
    {"outcome": "performed", "sets": [{"side": "none", "repetitions": 10}]},
    {
        "outcome": "performed",
        "sets": [
            {"side": "left", "seconds": 30},
            {"side": "right", "repetitions": 1, "seconds": 30},
        ],
    },
    {"outcome": "performed", "sets": [{"side": "none"}] * 100},
    {"outcome": "performed", "instead": KEY, "source": "timed"},
    {"outcome": "performed", "logged_at": "2026-11-20T08:04:10.123456+01:00"},
    {"outcome": "performed", "logged_at": "2026-11-20 08:04:10Z"},
    *({"outcome": "skipped", "skip_reason": reason} for reason in SkipReason.values),
    *({"outcome": "performed", "source": source} for source in Source.values),
]
USUAL_ITEMS: list[Body] = [
    *({"kind": kind} for kind in SENT_KINDS),
    {"v": 2},
    {"order": 0},
    {"order": 2**53 - 1},
    {"made_at": "2026-11-20T08:04:10Z"},
    {"made_at": "2026-11-20T08:04:10.5-09:30"},
    {"time_zone": "Pacific/Chatham"},
    {"body": {}},
]
# What a phone never sends, or what is wrong; in the place of any value.
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 2**53, 10**30, "", " ", "\0", "x", "1", [], {}, [[]], [{}]),
    *(
        KEY,
        KEY.upper(),
        KEY.replace("-", ""),
        f"{{{KEY}}}",
        f"urn:uuid:{KEY}",
        f" {KEY}",
        f"{KEY}\n",
    ),
    *("0199f6b0-9a10-4a44-8d3e-5f6a7b8c9d0e", "0199f6b0-9a10-7a44-cd3e-5f6a7b8c9d0e"),
    *("2026-11-20", "2026-11-20T08:04:10", "20261120T080410Z", "2026-W47-5T08:04:10Z", "soon"),
    *(
        "2026-11-20T08:04:10,5Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T8:4+01",
        "2026-11-20T08:04:60Z",
    ),
    *("0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00+01:00", "1969-12-31T23:30:00-01:00"),
    *("2999-12-31T23:59:00-01:00", "9999-12-31T23:59:59-12:00", "2026-11-20T08:04:10+01:00:30"),
    *("Europe/Berlin", "europe/berlin", " Europe/Berlin", "UTC", "Mars/Base", "\ud800", "٣"),
    *("performed", "Performed", "skipped", "no-time", "tapped", "paper", "log", "session", "left"),
    *([{"side": "left"}], [{"side": "both"}], [{"side": "left", "repetitions": True}], [None]),
    *([{"side": "left", "repetitions": 201}], [{"side": "left", "seconds": 7201}], [{"reps": 1}]),
    *([{"side": "left", "load": "3 kg"}], [{"side": "none"}] * 101, {"side": "left"}, {"a": [1]}),
]
NAMES = [
    *(
        "id",
        "v",
        "kind",
        "made_at",
        "time_zone",
        "order",
        "body",
        "session",
        "prescription",
        "outcome",
    ),
    *("sets", "skip_reason", "instead", "source", "logged_at", "owner", "", "\ud800"),
]


LEFT_OUT = object()


def log(**says: Any) -> Body:
    return {"session": SESSION, "prescription": PRESCRIPTION, **says}


def item(**says: Any) -> Body:
    usual = {"id": KEY, "v": 1, "kind": "log", "made_at": "2026-11-20T08:04:10+01:00"}
    return {**usual, "time_zone": "Europe/Berlin", "order": 41, "body": {"a": 1}, **says}


def by_serializer(shape: type[StrictSerializer], raw: Any) -> Body | None:
    serializer = shape(data=raw)
    try:
        serializer.is_valid(raise_exception=True)
    except ValidationError:
        return None
    return dict(serializer.validated_data)


@pytest.mark.parametrize("says", USUAL_LOGS, ids=range(len(USUAL_LOGS)))
def test_a_log_as_phones_send_it_is_read_by_hand(says: Body) -> None:
    read = plain_log(log(**says))

    assert read is not None
    assert read == by_serializer(SentLog, log(**says))


@pytest.mark.parametrize("says", USUAL_ITEMS, ids=range(len(USUAL_ITEMS)))
def test_an_envelope_as_phones_send_it_is_read_by_hand(says: Body) -> None:
    read = plain_item(item(**says))

    assert read is not None
    assert read == by_serializer(SentItem, item(**says))
    assert read["body"] is not None


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.just(LEFT_OUT) | st.sampled_from(ODD) | st.text(max_size=4) | st.integers(),
    ),
    max_size=3,
)


def changed(usual: Body, changes: list[tuple[str, Any]]) -> Body:
    return {name: said for name, said in (usual | dict(changes)).items() if said is not LEFT_OUT}


@given(usual=st.sampled_from(USUAL_LOGS), changes=CHANGES)
def test_whatever_a_log_looks_like_nothing_is_read_otherwise_than_the_serializer_reads_it(
    usual: Body, changes: list[tuple[str, Any]]
) -> None:
    raw = changed(log(**usual), changes)
    read = plain_log(raw)

    assert read is None or read == by_serializer(SentLog, raw)


@given(usual=st.sampled_from(USUAL_ITEMS), changes=CHANGES)
def test_whatever_an_envelope_looks_like_nothing_is_read_otherwise(
    usual: Body, changes: list[tuple[str, Any]]
) -> None:
    raw = changed(item(**usual), changes)
    read = plain_item(raw)

    assert read is None or read == by_serializer(SentItem, raw)


@pytest.mark.parametrize(
    "place", [*log(), "outcome", "sets", "skip_reason", "instead", "source", "logged_at"]
)
def test_each_odd_value_in_each_place_of_a_log(place: str) -> None:
    for outcome in ({"outcome": "performed"}, {"outcome": "skipped", "skip_reason": "pain"}):
        for odd in ODD:
            raw = log(**{**outcome, place: odd})
            read = plain_log(raw)
            assert read is None or read == by_serializer(SentLog, raw), odd


@pytest.mark.parametrize("place", item())
def test_each_odd_value_in_each_place_of_an_envelope(place: str) -> None:
    for odd in ODD:
        raw = item(**{place: odd})
        read = plain_item(raw)
        assert read is None or read == by_serializer(SentItem, raw), odd


def test_what_is_no_object_is_left_to_the_serializer() -> None:
    assert [plain_item(odd) for odd in ODD] == [None] * len(ODD)
