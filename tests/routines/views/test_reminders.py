"""The page of reminders: switches and times as plain forms, and a kind sentence where one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.models import Assignment, Reminder, ReminderKind
from routines.services.reminders import turn_all_on
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_frequency, make_performed_session
from tests.push import PRIVATE_KEY, SUBJECT, subscribe_row

pytestmark = pytest.mark.django_db

ASKS = "Shall we remind you?"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ivan(client: Client) -> User:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    client.force_login(ivan)
    return ivan


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan, frequency=make_frequency(times_per_day=2))


@pytest.fixture
def reminder(ivan: User, homework: Assignment) -> Reminder:
    turn_all_on(client=ivan, now=NOW)
    return Reminder.objects.get(assignment=homework)


@pytest.fixture
def _key(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = PRIVATE_KEY, SUBJECT


def shown(client: Client, path: str = "/reminders/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_one_button_turns_it_all_on_and_one_turns_it_all_off(
    client: Client, ivan: User, homework: Assignment
) -> None:
    assert "Turn reminders on" in shown(client)
    assert not Reminder.objects.exists()

    assert client.post("/reminders/on/").headers["Location"] == "/reminders/"

    page = shown(client)
    assert "8:00 and 18:30" in page
    assert "Reminders are on." in page
    assert Reminder.objects.filter(client=ivan, is_on=True).count() == 4
    client.post("/reminders/off/")
    assert not Reminder.objects.filter(is_on=True).exists()
    assert "Turn all reminders off" not in shown(client)


def test_new_homework_is_turned_on_alone(client: Client, ivan: User, reminder: Reminder) -> None:
    client.post("/reminders/off/")
    other = make_assignment(client=ivan)
    assert f'name="assignment" value="{other.pk}"' in shown(client)

    client.post("/reminders/on/", {"assignment": str(other.pk)})

    assert [one.assignment_id for one in Reminder.objects.filter(is_on=True)] == [other.pk]


@pytest.mark.parametrize("key", ["x", "0199a222-0000-7000-8000-000000000000"])
def test_homework_that_is_not_there_is_not_found(client: Client, ivan: User, key: str) -> None:
    assert client.post("/reminders/on/", {"assignment": key}).status_code == 404


def test_a_switch_is_a_form_and_htmx_gets_the_list_alone(
    client: Client, reminder: Reminder
) -> None:
    path = f"/reminders/{reminder.pk}/switch/"

    assert client.post(path, {"is_on": "no"}).headers["Location"] == "/reminders/"
    assert not Reminder.objects.get(pk=reminder.pk).is_on
    part = client.post(path, {"is_on": "yes"}, headers={"HX-Request": "true"})

    assert Reminder.objects.get(pk=reminder.pk).is_on
    assert part.content.decode().lstrip().startswith('<section class="stack" id="reminders">')
    assert "<html" not in part.content.decode()


def test_times_are_changed_and_one_that_is_left_empty_goes(
    client: Client, reminder: Reminder
) -> None:
    path = f"/reminders/{reminder.pk}/"
    assert 'value="18:30"' in shown(client, path)

    response = client.post(path, {"time_1": "10:15", "time_2": ""})

    assert response.headers["Location"] == "/reminders/"
    reminder.refresh_from_db()
    assert reminder.times == ["10:15"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"time_1": "", "time_2": ""}, "Pick one time at least, or turn this reminder off."),
        ({"time_1": "22:00", "time_2": "8:00"}, "22:00 is in your quiet hours, 21:00 to 7:30."),
        ({"time_1": "late", "time_2": "8:00"}, "Write a time such as 8:00 or 18:30."),
    ],
    ids=["none", "quiet", "no-time"],
)
def test_times_that_cannot_be_are_refused_and_stay_typed(
    client: Client, reminder: Reminder, typed: dict[str, str], sentence: str
) -> None:
    response = client.post(f"/reminders/{reminder.pk}/", typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert all(f'value="{one}"' in page for one in typed.values() if one)
    reminder.refresh_from_db()
    assert reminder.times == ["08:00", "18:30"]


def test_desk_breaks_have_no_times_to_change(client: Client, reminder: Reminder) -> None:
    desk = Reminder.objects.get(kind=ReminderKind.DESK)

    assert client.get(f"/reminders/{desk.pk}/").headers["Location"] == "/reminders/"


def test_that_one_stopped_is_told_once_and_one_tap_turns_it_on_again(
    client: Client, reminder: Reminder
) -> None:
    Reminder.objects.filter(pk=reminder.pk).update(stopped_at=NOW, ignored_in_a_row=5)
    assert "Turn it on again" in shown(client)

    client.post(f"/reminders/{reminder.pk}/seen/")

    page = shown(client)
    assert "Turn it on again" not in page
    assert f"Stopped by itself on {NOW.day} {NOW:%B}" in page
    client.post(f"/reminders/{reminder.pk}/switch/", {"is_on": "yes"})
    assert "Stopped by itself" not in shown(client)


@pytest.mark.usefixtures("_key")
def test_a_phone_is_asked_about_only_after_the_first_session(
    client: Client, homework: Assignment
) -> None:
    assert ASKS not in shown(client)
    assert ASKS not in shown(client, "/")

    make_performed_session(assignment=homework)

    assert ASKS in shown(client)
    assert ASKS in shown(client, "/")


def test_a_site_that_pushes_nothing_asks_nobody(
    client: Client, homework: Assignment, settings: Any
) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    make_performed_session(assignment=homework)

    assert ASKS not in shown(client)
    assert ASKS not in shown(client, "/")
    assert "In your calendar" in shown(client)


def test_each_device_can_be_removed(client: Client, ivan: User) -> None:
    row = subscribe_row(ivan, device="Firefox on Android")
    assert "Firefox on Android" in shown(client)

    client.post("/push/subscriptions/delete/", {"subscription": str(row.pk), "next": "/reminders/"})

    assert "Firefox on Android" not in shown(client)


def test_email_is_offered_only_where_an_address_is_known(client: Client, ivan: User) -> None:
    assert "By email" in shown(client)

    User.objects.filter(pk=ivan.pk).update(email=None)

    assert "By email" not in shown(client)


def test_strangers_and_therapists_do_not_find_it(client: Client, reminder: Reminder) -> None:
    maya = reminder.client.care_received.get().therapist
    for person in (maya, make_client(display_name="Lena Vogel", email="lena@example.org")):
        client.force_login(person)
        for path in ("", "switch/", "seen/"):
            assert client.post(f"/reminders/{reminder.pk}/{path}").status_code == 404
    client.logout()
    assert client.get("/reminders/").status_code == 302


def test_settings_and_homework_lead_there(client: Client, homework: Assignment) -> None:
    for path in ("/settings/", f"/assignments/{homework.pk}/"):
        assert 'href="/reminders/"' in shown(client, path)
