"""What a phone tells of a reminder: kept once, by its owner, and never from tomorrow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.models import OccurrenceState, Reminder, ReminderKind, ReminderOccurrence
from tests.factories import NOW, make_client
from tests.homework_factories import TODAY

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan(client: Client) -> User:
    ivan = make_client()
    client.force_login(ivan)
    return ivan


@pytest.fixture
def occurrence(ivan: User) -> ReminderOccurrence:
    reminder = Reminder.objects.create(
        client=ivan, kind=ReminderKind.CHECK_IN, times=["09:00"], changed_at=NOW
    )
    return ReminderOccurrence.objects.create(
        reminder=reminder,
        local_day=TODAY,
        slot="09:00",
        due_at=NOW - 30 * MINUTE,
        ends_at=NOW + 60 * MINUTE,
        state=OccurrenceState.SENT,
        sent_at=NOW - 30 * MINUTE,
    )


def tell(client: Client, occurrence: ReminderOccurrence, **changes: str) -> Any:
    said = {"occurrence": str(occurrence.pk), "what": "opened", "at": "2000-01-01T00:00:00.000Z"}
    return client.post("/reminders/answers/", {**said, **changes})


def test_it_is_kept_with_its_moment_and_told_again_it_changes_nothing(
    client: Client, occurrence: ReminderOccurrence
) -> None:
    at = NOW - 5 * MINUTE
    said = {"what": "snoozed", "at": at.isoformat().replace("+00:00", ".000Z")}

    assert tell(client, occurrence, **said).status_code == 204
    assert tell(client, occurrence, **said).status_code == 204
    assert tell(client, occurrence, what="opened").status_code == 204

    occurrence.refresh_from_db()
    assert (occurrence.answer, occurrence.answered_at) == ("snoozed", at)
    # It comes again once.
    assert ReminderOccurrence.objects.count() == 2


def test_a_clock_that_runs_ahead_is_put_right(
    client: Client, occurrence: ReminderOccurrence
) -> None:
    tell(client, occurrence, what="done", at="2199-01-01T00:00:00.000Z")

    occurrence.refresh_from_db()
    assert (occurrence.answer, occurrence.answered_at) == ("done", NOW)


@pytest.mark.parametrize(
    "changes", [{"what": "ignored"}, {"at": "x"}], ids=["ignored", "no-moment"]
)
def test_what_is_no_answer_is_refused(
    client: Client, occurrence: ReminderOccurrence, changes: dict[str, str]
) -> None:
    assert tell(client, occurrence, **changes).status_code == 422

    occurrence.refresh_from_db()
    assert occurrence.answer == ""


def test_strangers_do_not_find_it(client: Client, occurrence: ReminderOccurrence) -> None:
    client.force_login(make_client(display_name="Lena Vogel", email="lena@example.org"))

    assert tell(client, occurrence).status_code == 404

    occurrence.refresh_from_db()
    assert occurrence.answer == ""
