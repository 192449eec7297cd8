"""Browsers that somebody is reminded on: whose they are, how many, and when they are forgotten."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.models import PushSubscription, User
from accounts.services.push_subscriptions import (
    MOST_PER_PERSON,
    forget,
    forget_all,
    subscribe,
    unsubscribe,
)
from accounts.services.ways_in import change_password, prove_email
from tests.factories import NOW, make_user
from tests.push import APPLE, GOOGLE, SITE, BrowserSide, side

pytestmark = pytest.mark.django_db

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
    " Mobile Safari/537.36"
)


def address(number: int, host: str = GOOGLE) -> str:
    return f"https://{host}/send/{number}"


def say_yes(user: User, number: int = 1, **changes: Any) -> PushSubscription:
    """Subscribe the browser of this number."""
    keys = {"p256dh": side().p256dh, "auth": side().auth}
    given = {"site": SITE, "user_agent": ANDROID, "at": NOW, "endpoint": address(number), **keys}
    return subscribe(user=user, **{**given, **changes})


def endpoints(user: User) -> set[str]:
    return set(PushSubscription.objects.filter(user=user).values_list("endpoint", flat=True))


@pytest.fixture
def sam() -> User:
    return make_user()


def test_who_says_yes_is_reminded_in_that_browser(sam: User) -> None:
    row = say_yes(sam)

    assert (row.user, row.endpoint, row.site) == (sam, address(1), SITE)
    assert (row.p256dh, row.auth) == (side().p256dh, side().auth)
    assert row.device == "Chrome on Android"
    assert (row.created_at, row.seen_at, row.sent_at, row.failures) == (NOW, NOW, None, 0)


def test_saying_yes_again_makes_no_second_row_and_forgives_refusals(sam: User) -> None:
    first = say_yes(sam)
    PushSubscription.objects.update(failures=7, sent_at=NOW)
    later = NOW + dt.timedelta(days=3)
    fresh = BrowserSide()

    again = say_yes(sam, at=later, p256dh=fresh.p256dh, auth=fresh.auth)

    assert PushSubscription.objects.count() == 1
    assert (again.pk, again.created_at, again.seen_at) == (first.pk, NOW, later)
    assert (again.p256dh, again.failures, again.sent_at) == (fresh.p256dh, 0, NOW)


def test_a_browser_belongs_to_who_said_yes_last(sam: User) -> None:
    ivan = make_user(display_name="Ivan Petrov")
    say_yes(sam)

    say_yes(ivan)

    assert endpoints(sam) == set()
    assert endpoints(ivan) == {address(1)}


def test_a_changed_address_takes_the_place_of_the_old_one(sam: User) -> None:
    say_yes(sam)

    healed = say_yes(sam, 2, replaces=address(1), at=NOW + dt.timedelta(days=1))

    assert endpoints(sam) == {address(2)}
    assert healed.created_at == NOW
    say_yes(sam, 2, replaces=address(2))
    assert endpoints(sam) == {address(2)}


def test_nobody_replaces_somebody_elses_browser(sam: User) -> None:
    ivan = make_user(display_name="Ivan Petrov")
    say_yes(ivan)

    say_yes(sam, 2, replaces=address(1))

    assert endpoints(ivan) == {address(1)}


def test_the_browser_not_seen_for_longest_makes_room(sam: User) -> None:
    for number in range(MOST_PER_PERSON + 2):
        say_yes(sam, number, at=NOW + dt.timedelta(hours=number))

    assert endpoints(sam) == {address(number) for number in range(2, MOST_PER_PERSON + 2)}


@pytest.mark.parametrize(
    "endpoint", ["", "https://evil.org/x", "http://fcm.googleapis.com/x", "https://127.0.0.1/x"]
)
def test_a_push_service_that_nobody_knows_is_refused_kindly(sam: User, endpoint: str) -> None:
    with pytest.raises(ValidationError, match="Try Chrome") as refused:
        say_yes(sam, endpoint=endpoint)

    assert not endpoint or endpoint not in str(refused.value)
    assert not PushSubscription.objects.exists()


def test_an_operators_push_service_is_taken(sam: User, settings: Any) -> None:
    settings.PUSH_EXTRA_HOSTS = ["push.clinic.org"]

    say_yes(sam, endpoint="https://push.clinic.org/x")

    assert endpoints(sam) == {"https://push.clinic.org/x"}


@pytest.mark.parametrize(
    "keys", [{"p256dh": "x"}, {"auth": "x"}, {"p256dh": ""}, {"auth": "A" * 24}]
)
def test_keys_that_seal_nothing_are_refused_kindly(sam: User, keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="off and on again"):
        say_yes(sam, **keys)


def test_saying_no_ends_it_there_and_nowhere_else(sam: User) -> None:
    ivan = make_user(display_name="Ivan Petrov")
    say_yes(sam)
    say_yes(sam, 2)

    assert not unsubscribe(user=ivan, endpoint=address(1))
    assert unsubscribe(user=sam, endpoint=address(1))
    assert not unsubscribe(user=sam, endpoint=address(1))
    assert endpoints(sam) == {address(2)}


def test_only_ones_own_browsers_are_forgotten(sam: User) -> None:
    ivan = make_user(display_name="Ivan Petrov")
    row = say_yes(sam)

    assert not forget(user=ivan, subscription=row.pk)
    assert forget_all(user=ivan) == 0
    assert forget(user=sam, subscription=row.pk)


def test_a_new_password_ends_reminders_with_the_sessions(sam: User) -> None:
    say_yes(sam)

    change_password(user=sam, password="!hashed")

    assert endpoints(sam) == set()


def test_the_owner_of_the_mailbox_ends_reminders_that_a_stranger_asked_for(sam: User) -> None:
    say_yes(sam, endpoint=address(1, APPLE))

    prove_email(user=sam, email=str(sam.email), at=NOW)

    assert endpoints(sam) == set()


def test_people_see_their_own_browsers_and_nobody_elses(sam: User) -> None:
    ivan = make_user(display_name="Ivan Petrov")
    root = make_user(display_name="Root Admin", is_staff=True, is_superuser=True)
    row = say_yes(sam)
    rows = PushSubscription.objects

    assert list(rows.visible_to(sam)) == [row]
    for other in (ivan, root, AnonymousUser()):
        assert not rows.visible_to(other).exists()
    sam.is_active = False
    assert not rows.visible_to(sam).exists()
