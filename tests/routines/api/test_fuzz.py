"""Bodies nobody would think of: whatever is sent, the answer is a problem and never our fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.identifiers import uuid7
from routines.api.sync_bodies import SENT_KINDS
from routines.domain.body import as_rows, read_map
from routines.domain.warning_rules import warning_rules
from routines.models import CheckIn, CheckKind, ExerciseLog
from tests.homework_factories import make_log, make_session, prescriptions_of_session
from tests.routines.api.conftest import People, SignIn

EXAMPLES = settings(
    max_examples=80,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

odd_texts = st.sampled_from(
    [
        "",
        "\0",
        "a\0b",
        "\ud800",
        "x" * 9_000,
        "\u202eabc",
        "🏃‍♀️" * 300,
        "0001-01-01",
        "9999-12-31",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1970-01-01T00:00:00Z",
        "2026-03-10T24:00:00Z",
        "2026-03-10T09:00:60Z",
        "2026-03-10T09:00:00+99:99",
        "٢٠٢٦-03-10",
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-7000-8000-000000000000",
        "ffffffff-ffff-7fff-bfff-ffffffffffff",
    ]
)
words = st.sampled_from(
    ["performed", "skipped", "none", "left", "right", "both", "pain", "timed", "paper", "tapped"]
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([-1, 0, 3, 10, 11, 2**31, 2**63, 10**400])
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | odd_texts
    | words
    | st.dates().map(str)
    | st.uuids().map(str)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
sets = st.lists(
    st.fixed_dictionaries(
        {},
        optional={"side": words | leaves, "repetitions": leaves, "seconds": leaves, "x": leaves},
    ),
    max_size=4,
)


def some_of(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies that change some fields of a good one, and perhaps bring a foreign name."""
    return st.fixed_dictionaries({}, optional={**fields, "zzz": leaves})


def send(client: APIClient, method: str, address: str, body: Any) -> int:
    caches["throttles"].clear()
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    # The stubs want text, which could not be just any bytes.
    sent: Any = raw
    answer = client.generic(method, address, sent, content_type="application/json")
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.json()["code"]
    return int(answer.status_code)


def test_what_is_sent_to_begin_a_session(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)

    @EXAMPLES
    @given(
        change=some_of(id=values, assignment=values, day=values, started_at=values, source=values),
        zone=st.sampled_from(["America/Los_Angeles", "Pacific/Kiritimati", "UTC"]),
    )
    def fuzz(change: dict[str, Any], zone: str) -> None:
        type(people.ivan).objects.filter(pk=people.ivan.pk).update(time_zone=zone)
        body = {
            "id": str(uuid7()),
            "assignment": str(people.assignment.pk),
            "day": "2026-03-10",
            "started_at": "2026-03-10T09:00:00Z",
        }
        send(client, "POST", "/api/v1/sessions", body | change)

    fuzz()


def test_what_is_sent_to_log_and_to_correct(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    session = make_session(assignment=people.assignment)
    bridge, stretch = prescriptions_of_session(session)
    log = make_log(session=session, prescription=stretch)
    change_of_log: dict[str, Any] = {
        "outcome": words | values,
        "sets": sets | values,
        "skip_reason": words | values,
    }

    @EXAMPLES
    @given(
        new=some_of(
            id=values, prescription=values, logged_at=values, source=values, **change_of_log
        ),
        correction=some_of(**change_of_log),
    )
    def fuzz(new: dict[str, Any], correction: dict[str, Any]) -> None:
        body = {"id": str(uuid7()), "prescription": str(bridge.pk), "outcome": "performed"}
        send(client, "POST", f"/api/v1/sessions/{session.pk}/logs", body | new)
        send(client, "PATCH", f"/api/v1/logs/{log.pk}", {"outcome": "performed"} | correction)

    fuzz()
    for one in ExerciseLog.objects.select_related("prescription"):
        assert {each.side for each in one.performed_sets} <= set(one.prescription.dosage.sides)


def test_what_waits_in_an_outbox(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    session = make_session(assignment=people.assignment)
    bridge, stretch = prescriptions_of_session(session)
    log = make_log(session=session, prescription=stretch)
    # Names that some kind knows, so that more than the envelope is read.
    body = some_of(
        assignment=st.just(str(people.assignment.pk)) | values,
        session=st.just(str(session.pk)) | values,
        log=st.just(str(log.pk)) | values,
        prescription=st.just(str(bridge.pk)) | values,
        outcome=words | values,
        skip_reason=words | values,
        sets=sets | values,
        day=st.just("2026-03-10") | values,
        pain=values,
        pain_after=values,
        note=values,
        feeling=st.sampled_from(["pull", "warning"]) | values,
        version=values,
        kind=st.sampled_from(["after", "morning"]) | values,
        logged_at=values,
    )
    good = {
        "v": 1,
        "made_at": "2026-03-10T09:30:00Z",
        "time_zone": "Europe/Berlin",
        "order": 1,
    }
    sent = st.builds(
        lambda kind, body, change: {
            **good,
            "id": str(uuid7()),
            "kind": kind,
            "body": body,
            **change,
        },
        st.sampled_from(SENT_KINDS),
        body,
        some_of(id=values, made_at=values, time_zone=values, order=values, v=values, body=values),
    )

    @EXAMPLES
    @given(
        items=st.lists(sent | values, max_size=4), sent_at=st.just("2026-03-10T09:30:00Z") | values
    )
    def fuzz(items: list[Any], sent_at: Any) -> None:
        send(client, "POST", "/api/v1/sync", {"items": items, "sent_at": sent_at})

    fuzz()


def test_what_is_sent_to_rate(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    session = make_session(assignment=people.assignment)

    @EXAMPLES
    @given(change=some_of(pain_after=values, effort=values, note=values, finished=values))
    def fuzz(change: dict[str, Any]) -> None:
        send(client, "PATCH", f"/api/v1/sessions/{session.pk}", change)

    fuzz()


def test_what_is_sent_to_report_how_it_is(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    CheckIn.objects.all().delete()
    answer = st.sampled_from(["yes", "no", "not-sure"]) | leaves
    question = st.sampled_from([*warning_rules().signs, "weaker", "risk-over-70"]) | odd_texts
    mark: dict[str, Any] = {"pain": leaves, "numbness": st.integers(0, 10), "tingling": leaves}
    place = {
        "region": st.sampled_from(["calf", "saddle"]) | leaves,
        "side": st.sampled_from(["left", "middle"]) | leaves,
    }

    @EXAMPLES
    @given(
        change=some_of(
            id=values,
            kind=st.sampled_from([*CheckKind.values]) | values,
            at=values,
            map=st.lists(st.fixed_dictionaries(place, optional=mark), max_size=3) | values,
            pain=values,
            answers=st.dictionaries(question, answer, max_size=3) | values,
            words=values,
            global_change=values,
            ratings=values,
            session=values,
            corrects=values,
        )
    )
    def fuzz(change: dict[str, Any]) -> None:
        body = {"id": str(uuid7()), "kind": "after", "pain": 3}
        send(client, "POST", "/api/v1/check-ins", body | change)

    fuzz()
    for one in CheckIn.objects.filter(has_map=True):
        assert as_rows(read_map(one.marks)) == one.marks


def test_what_is_sent_to_look_at_a_flag(people: People, sign_in: SignIn) -> None:
    sign_in(people.ivan).post(
        "/api/v1/check-ins", {"id": str(uuid7()), "kind": "after", "answers": {"fever": "yes"}}
    )
    path = f"/api/v1/flags/{people.ivan.flags.get().pk}/acknowledgement"
    client = sign_in(people.maya)

    @EXAMPLES
    @given(body=some_of(action=st.sampled_from(["called", "known"]) | values, note=values))
    def fuzz(body: dict[str, Any]) -> None:
        send(client, "POST", path, body)

    fuzz()


@EXAMPLES
@given(raw=st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
@pytest.mark.django_db
def test_what_is_no_object_at_all(people: People, sign_in: SignIn, raw: bytes) -> None:
    client = sign_in(people.ivan)

    assert send(client, "POST", "/api/v1/sessions", raw) in {400, 422}
