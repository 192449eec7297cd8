"""The page of the calendar link, and the feed: who gets it, how it is kept, and what the logs say."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from icalendar import Calendar

from accounts.models import User
from routines.models import Reminder, ReminderKind, ReminderSettings
from routines.services.calendars import make_link
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment

pytestmark = pytest.mark.django_db

PAGE = "/reminders/calendar/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    caches["throttles"].clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def feed_of(client: User) -> str:
    return f"/calendars/{make_link(client=client, at=NOW)}.ics"


def test_a_link_is_made_shown_once_made_anew_and_closed(client: Client, ivan: User) -> None:
    client.force_login(ivan)
    assert "Make my link" in client.get(PAGE).content.decode()

    made = client.post(f"{PAGE}link/").content.decode()
    (link,) = set(re.findall(r"http://testserver(/calendars/[\w-]{43}\.ics)", made))
    assert f'href="webcal://testserver{link}"' in made
    assert client.get(link).status_code == 200

    page = client.get(PAGE).content.decode()
    assert "Your link works" in page
    assert link not in page

    client.post(f"{PAGE}link/")
    assert client.get(link).status_code == 404

    closed = client.post(f"{PAGE}close/", follow=True).content.decode()
    assert "Make my link" in closed
    assert ReminderSettings.objects.get().calendar_hash is None


def test_strangers_sign_in_first_and_make_no_link(client: Client) -> None:
    for path in (PAGE, f"{PAGE}link/", f"{PAGE}close/"):
        answer = client.get(path) if path == PAGE else client.post(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")
    assert not ReminderSettings.objects.exists()


def test_the_feed_needs_no_sign_in_and_is_kept_nowhere(client: Client, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    Reminder.objects.create(
        client=ivan,
        kind=ReminderKind.HOMEWORK,
        assignment=assignment,
        times=["08:00"],
        changed_at=NOW,
    )

    answer = client.get(feed_of(ivan))

    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["URL"] == "http://testserver/"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_an_unchanged_feed_is_not_sent_again(client: Client, ivan: User) -> None:
    address = feed_of(ivan)
    etag = client.get(address)["ETag"]

    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == "private, no-store"
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_one_link_is_read_sixty_times_an_hour_and_no_more(client: Client, ivan: User) -> None:
    lena = make_client(therapist=make_therapist(clinic=make_clinic()), display_name="Lena Vogel")
    address = feed_of(ivan)
    for _ in range(60):
        assert client.get(address).status_code == 200

    too_often = client.get(address)

    assert too_often.status_code == 429
    assert int(too_often["Retry-After"]) > 0
    assert client.get(feed_of(lena)).status_code == 200, "many people share an address"


def test_a_secret_is_in_no_log_line(
    client: Client, ivan: User, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "s3cret" * 7
    logs = logging.getLogger("django.request")
    lines: list[str] = []
    handler = _as_configured(lines)
    logs.addHandler(handler)
    try:
        assert client.get(f"/calendars/{secret}.ics").status_code == 404
        assert client.post(feed_of(ivan)).status_code == 405
    finally:
        logs.removeHandler(handler)

    assert lines == [
        "Not Found: /calendars/(hidden)",
        "Method Not Allowed (POST): /calendars/(hidden)",
    ]


def _as_configured(lines: list[str]) -> logging.Handler:
    """Return a handler that keeps what ours would write, through the same filter."""

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    kept = Kept()
    ours = logging.getLogger().handlers
    filters = {
        one for handler in ours for one in handler.filters if type(one).__name__ == "HideSecrets"
    }
    assert filters, "the log hides secrets"
    for one in filters:
        kept.addFilter(one)
    return kept
