"""Closing the ways in: at the first proof of an email, at a reset, and for who is a moment late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.services.tokens import create_token, use_token
from accounts.services.ways_in import (
    Closed,
    OtherEmailError,
    SignedOutMeanwhileError,
    add_passkey,
    change_password,
    finish_reset,
    prove_email,
)
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db

EMAIL = "sam@example.org"
NEW = "another long sentence"


@pytest.fixture
def sam() -> User:
    """Somebody signed up with Sam's email and made every way in that there is."""
    sam = make_user(email=EMAIL)
    EmailAddress.objects.create(user=sam, email=EMAIL, primary=True, verified=False)
    return furnished(sam)


def furnished(person: User) -> User:
    for _ in range(2):
        Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    create_token(user=person, name="x", at=NOW, days=None)
    EmailAddress.objects.create(user=person, email="evil@example.org", verified=False)
    return person


def verify(person: User) -> None:
    EmailAddress.objects.filter(user=person, email=person.email).update(verified=True)


def ways_in(person: User) -> tuple[int, int, bool]:
    """Return passkeys, open tokens and whether the old password still works."""
    stored = User.objects.get(pk=person.pk)
    return (
        Authenticator.objects.filter(user=person).count(),
        person.access_tokens.live(NOW).count(),
        stored.check_password(PASSWORD),
    )


def addresses(person: User) -> list[tuple[str, bool, bool]]:
    rows = EmailAddress.objects.filter(user=person).order_by("email")
    return list(rows.values_list("email", "primary", "verified"))


# --- the first proof -----------------------------------------------------------------------


def test_the_first_proof_closes_what_was_there_before(sam: User) -> None:
    closed = prove_email(user=sam, email=EMAIL, at=NOW)

    assert closed == Closed(passkeys=2, tokens=1, password=True, is_first_proof=True)
    assert ways_in(sam) == (0, 0, False)
    assert addresses(sam) == [(EMAIL, True, True)]


def test_a_session_of_an_account_without_a_password_ends_too() -> None:
    kim = make_user(email="kim@example.org", display_name="Kim Park", password=None)
    before = kim.get_session_auth_hash()

    closed = prove_email(user=kim, email="kim@example.org", at=NOW)

    assert closed == Closed(passkeys=0, tokens=0, password=False, is_first_proof=True)
    assert User.objects.get().get_session_auth_hash() != before
    assert kim.get_session_auth_hash() == User.objects.get().get_session_auth_hash()


def test_a_later_proof_closes_nothing(sam: User) -> None:
    prove_email(user=sam, email=EMAIL, at=NOW)
    sam.set_password(PASSWORD)
    sam.save()
    furnished(sam)

    assert prove_email(user=sam, email=EMAIL, at=NOW) is None
    assert ways_in(sam) == (2, 1, True)
    assert len(addresses(sam)) == 2


def test_the_email_is_the_owners_and_nobody_waits_for_it_any_more(sam: User) -> None:
    evil = make_user(email="evil2@example.org", display_name="Evil Twin")
    EmailAddress.objects.create(user=evil, email="evil2@example.org", primary=True)
    EmailAddress.objects.create(user=evil, email=EMAIL)

    prove_email(user=sam, email=EMAIL, at=NOW)

    assert addresses(evil) == [("evil2@example.org", True, False)]


def test_a_mailbox_that_was_left_meanwhile_proves_nothing(sam: User) -> None:
    User.objects.update(email="evil@example.org")

    with pytest.raises(OtherEmailError):
        prove_email(user=sam, email=EMAIL, at=NOW)

    assert ways_in(sam) == (2, 1, True)


def test_others_keep_their_ways_in(sam: User) -> None:
    kim = make_user(email="kim@example.org", display_name="Kim Park")
    Authenticator.objects.create(user=kim, type=Authenticator.Type.WEBAUTHN, data={})
    create_token(user=kim, name="x", at=NOW, days=None)

    prove_email(user=sam, email=EMAIL, at=NOW)

    assert ways_in(kim) == (1, 1, True)


# --- a reset -------------------------------------------------------------------------------


@pytest.mark.parametrize("is_verified", [True, False])
def test_a_reset_closes_every_other_way_in(sam: User, is_verified: bool) -> None:
    if is_verified:
        verify(sam)

    closed = finish_reset(user=sam, password=make_password(NEW), at=NOW)

    assert closed == Closed(passkeys=2, tokens=1, password=False, is_first_proof=not is_verified)
    assert ways_in(sam) == (0, 0, False)
    assert User.objects.get(pk=sam.pk).check_password(NEW)
    assert addresses(sam) == [(EMAIL, True, True)]


def test_of_two_resets_at_once_the_first_counts(sam: User) -> None:
    other = User.objects.get(pk=sam.pk)
    finish_reset(user=sam, password=make_password(NEW), at=NOW)

    with pytest.raises(SignedOutMeanwhileError):
        finish_reset(user=other, password=make_password("a third long sentence"), at=NOW)

    assert User.objects.get(pk=sam.pk).check_password(NEW)


# --- a moment late -------------------------------------------------------------------------

LATE: dict[str, Callable[[User], object]] = {
    "a token": lambda late: create_token(user=late, name="x", at=NOW, days=1),
    "a passkey": lambda late: add_passkey(user=late, name="x", credential={"id": "x"}),
    "a password": lambda late: change_password(user=late, password=make_password(PASSWORD)),
}


@pytest.mark.parametrize("what", LATE)
def test_a_request_from_before_the_closing_leaves_no_way_in(sam: User, what: str) -> None:
    late = User.objects.get(pk=sam.pk)
    prove_email(user=sam, email=EMAIL, at=NOW)

    with pytest.raises(SignedOutMeanwhileError):
        LATE[what](late)

    assert ways_in(sam) == (0, 0, False)


@pytest.mark.parametrize("what", LATE)
def test_the_owner_makes_new_ones_right_away(sam: User, what: str) -> None:
    prove_email(user=sam, email=EMAIL, at=NOW)

    LATE[what](sam)

    assert any(ways_in(sam))


def test_a_token_of_before_opens_nothing(sam: User) -> None:
    plain = create_token(user=sam, name="x", at=NOW, days=None).plain

    finish_reset(user=sam, password=make_password(NEW), at=NOW)

    assert use_token(plain=plain, at=NOW + dt.timedelta(seconds=1)) is None


# --- what is said --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        (Closed(0, 0, False, True), "To be safe, we signed out all other devices."),
        (Closed(1, 0, False, True), "devices and removed 1 passkey. You can make"),
        (Closed(0, 2, True, True), "devices and removed 2 API tokens and the old password. You"),
        (Closed(2, 1, True, True), "removed 2 passkeys, 1 API token and the old password. You"),
    ],
)
def test_it_says_what_was_closed(closed: Closed, sentence: str) -> None:
    assert sentence in closed.said
