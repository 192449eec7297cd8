"""Joining in the same moment: real threads with connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Consent, Invitation, User
from accounts.services.care import end_care
from accounts.services.invitations import (
    EmailTakenError,
    InvitationError,
    NewAccount,
    accept_invitation,
    revoke_invitation,
)
from tests.factories import make_client, make_clinic, make_invitation, make_therapist

pytestmark = pytest.mark.django_db(transaction=True)

IVAN = NewAccount(email="ivan@example.org", password="a long sentence")


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Let each call run in a thread of its own from one start signal; return answers or errors."""
    answers: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls), timeout=30)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            answers[index] = calls[index]()
        except Exception as error:  # the test looks at it
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def joining(invitation: Invitation, who: User | NewAccount) -> Callable[[], Any]:
    # Read anew, as each request would.
    own = Invitation.objects.select_related("client", "clinic", "invited_by").get(pk=invitation.pk)
    return lambda: accept_invitation(invitation=own, who=who, at=timezone.now())


def test_one_email_for_two_clients_at_once_is_taken_once(maya: User) -> None:
    invitations = [make_invitation(therapist=maya).invitation for _ in range(2)]

    answers = at_once(*[joining(one, IVAN) for one in invitations])

    assert sum(isinstance(one, EmailTakenError) for one in answers) == 1
    assert User.objects.filter(email="ivan@example.org").count() == 1
    assert Invitation.objects.open().count() == 1
    assert Consent.objects.count() == 1


def test_an_email_taken_between_the_look_and_the_write_is_said_to_be_taken(
    maya: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = User.full_clean

    def taken_meanwhile(self: User, *args: Any, **options: Any) -> None:
        make_client(email=IVAN.email)
        check(self, *args, **options)

    join = joining(make_invitation(therapist=maya).invitation, IVAN)
    monkeypatch.setattr(User, "full_clean", taken_meanwhile)

    with pytest.raises(EmailTakenError):
        join()
    assert Invitation.objects.open().count() == 1


def test_a_new_account_and_an_old_one_at_once_make_one_client(maya: User) -> None:
    invitation = make_invitation(therapist=maya).invitation
    sam = make_client(display_name="Sam Keller")

    answers = at_once(joining(invitation, IVAN), joining(invitation, sam))

    assert sum(isinstance(one, InvitationError) for one in answers) == 1
    assert User.objects.in_care_of(maya).count() == 1
    assert User.objects.in_care_of(maya).get().joined_at is not None


@pytest.mark.parametrize("close", ["revoke", "end care"])
def test_joining_while_it_is_taken_back_does_one_or_the_other(maya: User, close: str) -> None:
    invitation = make_invitation(therapist=maya).invitation
    care = invitation.client.care_received.get()

    def take_back() -> None:
        if close == "revoke":
            revoke_invitation(invitation=invitation, at=timezone.now())
        else:
            end_care(relationship=care, by=maya, at=timezone.now())

    joined, closed = at_once(joining(invitation, IVAN), take_back)

    assert closed is None
    invitation.refresh_from_db()
    assert (invitation.accepted_at is None) is isinstance(joined, InvitationError)
    assert (invitation.accepted_at is None) is (invitation.revoked_at is not None)
