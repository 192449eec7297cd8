"""Passwords wait in a short line to be hashed; who finds it full is told kindly, and counted nowhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.test import Client as Browser

from accounts import hashers
from accounts.hashers import Line, LinedUpArgon2PasswordHasher, TooManyHashesError
from accounts.models import User
from tests.factories import PASSWORD, make_clinic, make_invitation, make_therapist, make_user

LINED_UP = ["accounts.hashers.LinedUpArgon2PasswordHasher"]


@pytest.fixture
def _lined_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = LINED_UP
    monkeypatch.setattr(LinedUpArgon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(hashers, "line", Line(at_once=1, waiting=2))


@pytest.fixture
def full(_lined_up: None) -> Line:
    """Give the site's line with nobody's place free; setting `inside` to 0 empties it."""
    hashers.line.inside = 3
    return hashers.line


def test_the_site_hashes_in_line() -> None:
    from config import settings as project

    assert project.PASSWORD_HASHERS[0] == LINED_UP[0]


def test_one_at_a_time_some_wait_and_more_are_turned_away() -> None:
    line = Line(at_once=1, waiting=2)
    go_on, holds = threading.Event(), threading.Semaphore(0)
    together: list[int] = []
    most = 0
    count = threading.Lock()

    def hold() -> None:
        nonlocal most
        with line.place():
            with count:
                together.append(1)
                most = max(most, len(together))
            holds.release()
            assert go_on.wait(30)
            with count:
                together.pop()

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(hold) for _ in range(3)]
        try:
            assert holds.acquire(timeout=30)
            while line.inside < 3:
                assert not any(one.done() for one in running)
            with pytest.raises(TooManyHashesError):
                pool.submit(hold).result(10)
        finally:
            go_on.set()
        for one in running:
            one.result(30)

    assert most == 1
    assert line.inside == 0
    with line.place():
        assert line.inside == 1


def test_a_hash_that_fails_gives_its_place_back() -> None:
    line = Line(at_once=1, waiting=0)

    with pytest.raises(ZeroDivisionError), line.place():
        raise ZeroDivisionError

    assert line.inside == 0


@pytest.mark.usefixtures("_lined_up")
def test_the_hashes_are_those_of_django() -> None:
    of_django = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")

    assert check_password(PASSWORD, of_django)
    assert check_password(PASSWORD, make_password(PASSWORD))
    assert not check_password("wrong", make_password(PASSWORD))


def test_with_the_line_full_no_password_is_hashed_or_compared(full: Line) -> None:
    of_django = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")

    with pytest.raises(TooManyHashesError):
        check_password(PASSWORD, of_django)
    with pytest.raises(TooManyHashesError):
        make_password(PASSWORD)


# --- what the person sees ------------------------------------------------------------------

PLACES: dict[str, Callable[[Browser, str], Any]] = {
    "sign-in": lambda browser, secret: browser.post(
        "/sign-in/", {"login": "sam@example.org", "password": PASSWORD}
    ),
    "sign-in of nobody": lambda browser, secret: browser.post(
        "/sign-in/", {"login": "nobody@example.org", "password": PASSWORD}
    ),
    "sign-up": lambda browser, secret: browser.post(
        "/sign-up/",
        {"display_name": "Kim", "email": "kim@example.org", "password1": PASSWORD},
    ),
    "joining": lambda browser, secret: browser.post(
        f"/join/{secret}/account/", {"email": "kim@example.org", "password": PASSWORD}
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_who_finds_the_line_full_is_asked_to_come_back_and_can(
    client: Browser, full: Line, place: str
) -> None:
    maya = make_therapist(clinic=make_clinic(), password=None)
    secret = make_invitation(therapist=maya).secret
    sam = make_user(email="sam@example.org", password=None)
    sam.password = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")
    sam.save()
    people = User.objects.count()

    # More often than a wrong password may be tried: nothing was looked at, so nothing counts.
    for _ in range(8):
        answer = PLACES[place](client, secret)
        assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Many people are signing in" in answer.text
    assert User.objects.count() == people
    assert client.get("/sign-in/").status_code == 200

    full.inside = 0

    assert PLACES[place](client, secret).status_code == (422 if "nobody" in place else 302)
