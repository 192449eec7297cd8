"""When it is time to stand up next: from plans, taps and breaks, for one or for many."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from routines.domain.desk import Begins
from routines.queries.desk import day_of, next_break, next_breaks
from tests.conftest import CountStatements
from tests.desk_factories import make_desk_plan, send_desk
from tests.factories import NOW, make_client
from tests.homework_factories import make_performed_session, make_self_start

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def make_desk_worker(**changes: Any) -> User:
    client = make_client()
    make_desk_plan(client=client, **changes)
    return client


def test_without_a_plan_or_with_one_switched_off_nothing_is_due() -> None:
    nobody = make_client()
    off = make_desk_worker(is_on=False, begins=Begins.CLOCK)

    assert next_breaks([nobody, off], now=NOW) == {nobody.pk: None, off.pk: None}


def test_it_counts_from_the_last_time_somebody_stood_up() -> None:
    client = make_desk_worker()
    assert next_break(client, now=NOW) is None

    send_desk(client, "started", at=NOW)
    assert next_break(client, now=NOW) == NOW + 45 * MINUTE
    send_desk(client, "stood", at=NOW + 10 * MINUTE)
    assert next_break(client, now=NOW + 10 * MINUTE) == NOW + 55 * MINUTE


def test_a_break_done_as_homework_counts_and_other_homework_does_not() -> None:
    client = make_desk_worker()
    send_desk(client, "started", at=NOW)
    core = make_self_start(client=client)
    core.field = "core"
    core.save()
    make_performed_session(assignment=core, now=NOW + 10 * MINUTE)
    assert next_break(client, now=NOW + 12 * MINUTE) == NOW + 45 * MINUTE

    core.field = "desk"
    core.save()
    now = NOW + 12 * MINUTE
    assert next_break(client, now=now) == NOW + 55 * MINUTE
    assert day_of(client, now=now).exercised == 1


def test_each_has_the_hours_and_the_day_of_their_own_zone() -> None:
    tokyo = make_desk_worker(begins=Begins.CLOCK)
    tokyo.time_zone = "Asia/Tokyo"
    honolulu = make_desk_worker(begins=Begins.CLOCK)
    honolulu.time_zone = "Pacific/Honolulu"
    # Tuesday 20:00 in Honolulu is Wednesday 15:00 in Tokyo.
    now = dt.datetime(2026, 3, 11, 6, 0, tzinfo=dt.UTC)
    send_desk(tokyo, "stood", at=now)
    send_desk(honolulu, "stood", at=now)

    assert next_breaks([tokyo, honolulu], now=now) == {
        tokyo.pk: now + 45 * MINUTE,
        honolulu.pk: None,
    }


def test_yesterday_says_nothing_about_today() -> None:
    client = make_desk_worker()
    send_desk(client, "started", at=NOW - dt.timedelta(days=1))

    assert next_break(client, now=NOW) is None


def test_many_cost_as_many_statements_as_one(count_statements: CountStatements) -> None:
    clients = [make_desk_worker() for _ in range(10)]
    for client in clients:
        send_desk(client, "started", at=NOW)

    with count_statements() as for_one:
        next_breaks(clients[:1], now=NOW)
    with count_statements() as for_ten:
        due = next_breaks(clients, now=NOW)

    assert len(for_one) == len(for_ten) == 3
    assert set(due.values()) == {NOW + 45 * MINUTE}
