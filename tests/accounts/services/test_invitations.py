"""Inviting and joining: once, in time, by the right person."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Consent, Invitation, User
from accounts.secrets import CODE_ALPHABET, hash_secret
from accounts.services.care import NotTreatingHereError, end_care, transfer
from accounts.services.invitations import (
    INVITATION_LIFETIME,
    AlreadyJoinedError,
    EmailTakenError,
    ExpiredInvitationError,
    InvitationError,
    NewAccount,
    NotForYouError,
    NoWayInError,
    RevokedInvitationError,
    UnknownInvitationError,
    UsedInvitationError,
    accept_invitation,
    invite_client,
    preview,
    renew_invitation,
    revoke_invitation,
)
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_invitation,
    make_therapist,
    make_user,
)

WAY_IN = NewAccount(email="ivan@example.org", password="a long sentence", time_zone="Asia/Tokyo")


@pytest.fixture
def maya(db: None) -> User:
    return make_therapist(clinic=make_clinic())


def test_an_invited_client_is_in_care_before_they_join(maya: User) -> None:
    invitation, _secret, _code = make_invitation(therapist=maya, display_name="Ivan Petrov")

    client = invitation.client
    assert set(User.objects.in_care_of(maya)) == {client}
    assert client.joined_at is None
    assert not client.has_usable_password()


def test_figures_look_as_the_therapist_chose_until_the_client_chooses(maya: User) -> None:
    maya.figure_build, maya.figure_tone = "broad", 3
    maya.save(update_fields=["figure_build", "figure_tone"])

    invitation, _secret, _code = make_invitation(therapist=maya, display_name="Ivan Petrov")

    assert (invitation.client.figure_build, invitation.client.figure_tone) == ("broad", 3)


def test_only_hashes_are_stored(maya: User) -> None:
    invitation, secret, code = make_invitation(therapist=maya)

    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert stored["secret_hash"] == hash_secret(secret)
    assert not any(secret in str(value) or code in str(value) for value in stored.values())
    assert len(secret) == 43
    assert len(code) == 6
    assert set(code) <= set(CODE_ALPHABET)


def test_a_therapist_cannot_invite_into_a_clinic_where_they_do_not_work(maya: User) -> None:
    with pytest.raises(NotTreatingHereError):
        invite_client(
            therapist=maya, clinic=make_clinic(name="Hill Clinic"), display_name="Ivan", at=NOW
        )

    assert not User.objects.filter(display_name="Ivan").exists()


def test_looking_changes_nothing(maya: User) -> None:
    invitation, secret, code = make_invitation(therapist=maya)
    before = list(Invitation.objects.values()), list(User.objects.values())

    assert preview(secret=secret, at=timezone.now()) == invitation
    assert preview(code=f" {code[:3].lower()}-{code[3:]}", at=timezone.now()) == invitation
    assert (list(Invitation.objects.values()), list(User.objects.values())) == before


def test_joining_gives_the_client_their_account(maya: User) -> None:
    invitation, _secret, _code = make_invitation(therapist=maya)

    acceptance = accept_invitation(invitation=invitation, who=WAY_IN, at=timezone.now())

    client = User.objects.get(pk=acceptance.client.pk)
    assert client == invitation.client
    assert acceptance.placeholder is None
    assert client.email == "ivan@example.org"
    assert client.check_password("a long sentence")
    assert client.time_zone == "Asia/Tokyo"
    assert client.joined_at is not None
    assert set(User.objects.in_care_of(maya)) == {client}
    assert Consent.objects.visible_to(client).get().version == "1"


def test_an_email_may_be_left_out(maya: User) -> None:
    first, second = (make_invitation(therapist=maya).invitation for _ in range(2))

    for invitation in (first, second):
        who = NewAccount(passkey={"id": "x"})
        accept_invitation(invitation=invitation, who=who, at=timezone.now())

    assert User.objects.filter(email__isnull=True, joined_at__isnull=False).count() == 2


@pytest.mark.parametrize("who", [NewAccount(), NewAccount(password="a long sentence")])
def test_an_account_needs_a_way_back_in(maya: User, who: NewAccount) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)

    with pytest.raises(NoWayInError):
        accept_invitation(invitation=invitation, who=who, at=timezone.now())

    assert preview(secret=secret, at=timezone.now()).accepted_at is None


@pytest.mark.parametrize(
    "sample", [{"secret": ""}, {"secret": "x" * 43}, {"code": "AAAAAA"}, {"code": ""}]
)
def test_what_nobody_gave_out_is_unknown(maya: User, sample: dict[str, str]) -> None:
    make_invitation(therapist=maya)

    with pytest.raises(UnknownInvitationError):
        preview(**sample, at=timezone.now())


def test_an_old_invitation_has_expired(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya, at=NOW)
    after = NOW + INVITATION_LIFETIME

    with pytest.raises(ExpiredInvitationError):
        preview(secret=secret, at=after)
    with pytest.raises(ExpiredInvitationError):
        accept_invitation(invitation=invitation, who=WAY_IN, at=after)
    assert preview(secret=secret, at=after - dt.timedelta(seconds=1)) == invitation


def test_an_invitation_works_once(maya: User) -> None:
    invitation, secret, code = make_invitation(therapist=maya)
    accept_invitation(invitation=invitation, who=WAY_IN, at=timezone.now())

    with pytest.raises(UsedInvitationError):
        preview(secret=secret, at=timezone.now())
    with pytest.raises(UsedInvitationError):
        preview(code=code, at=timezone.now())
    with pytest.raises(UsedInvitationError):
        accept_invitation(
            invitation=invitation, who=NewAccount(email="x@example.org"), at=timezone.now()
        )
    assert User.objects.get(pk=invitation.client_id).email == "ivan@example.org"


def test_a_revoked_invitation_is_closed(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)

    revoke_invitation(invitation=invitation, at=timezone.now())

    with pytest.raises(RevokedInvitationError):
        preview(secret=secret, at=timezone.now())
    with pytest.raises(RevokedInvitationError):
        accept_invitation(invitation=invitation, who=WAY_IN, at=timezone.now())


def test_a_new_invitation_replaces_the_old_one(maya: User) -> None:
    old = make_invitation(therapist=maya, at=NOW)

    new = renew_invitation(invitation=old.invitation, at=timezone.now())

    assert new.invitation.client == old.invitation.client
    with pytest.raises(RevokedInvitationError):
        preview(secret=old.secret, at=timezone.now())
    assert preview(secret=new.secret, at=timezone.now()) == new.invitation


def test_who_has_joined_is_not_invited_again(maya: User) -> None:
    invitation = make_invitation(therapist=maya).invitation
    accept_invitation(invitation=invitation, who=WAY_IN, at=timezone.now())
    invitation.refresh_from_db()

    with pytest.raises(AlreadyJoinedError):
        renew_invitation(invitation=invitation, at=timezone.now())


def test_ended_care_takes_the_invitation_along(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)

    end_care(relationship=maya.care_given.get(), by=maya, at=timezone.now())

    with pytest.raises(RevokedInvitationError):
        preview(secret=secret, at=timezone.now())
    with pytest.raises(RevokedInvitationError):
        renew_invitation(invitation=invitation, at=timezone.now())


def test_a_therapist_who_left_lets_nobody_in(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)
    # Not through the service, which would revoke the invitation as well.
    maya.memberships.update(ended_at=timezone.now())

    with pytest.raises(RevokedInvitationError):
        preview(secret=secret, at=timezone.now())
    with pytest.raises(RevokedInvitationError):
        accept_invitation(invitation=invitation, who=WAY_IN, at=timezone.now())
    assert User.objects.get(pk=invitation.client_id).joined_at is None


def test_a_handed_over_client_joins_the_new_therapist(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)
    colleague = make_therapist(clinic=invitation.clinic, display_name="Lena Roth")

    transfer(relationship=maya.care_given.get(), to=colleague, by=maya, at=timezone.now())

    assert preview(secret=secret, at=timezone.now()).invited_by == colleague
    assert set(User.objects.in_care_of(colleague)) == {invitation.client}
    assert not User.objects.in_care_of(maya).exists()


def test_a_taken_email_is_refused_and_the_invitation_stays_open(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)
    make_user(email="ivan@example.org")

    with pytest.raises(EmailTakenError):
        accept_invitation(invitation=invitation, who=WAY_IN, at=timezone.now())

    assert preview(secret=secret, at=timezone.now()).accepted_at is None


def test_somebody_with_an_account_takes_the_care_along(maya: User) -> None:
    invitation = make_invitation(therapist=maya).invitation
    sam = make_client(display_name="Sam Keller")
    moved: list[tuple[User, User]] = []

    acceptance = accept_invitation(
        invitation=invitation,
        who=sam,
        at=timezone.now(),
        adopt=lambda placeholder, account: moved.append((placeholder, account)),
    )

    assert acceptance.client == sam
    assert acceptance.placeholder == invitation.client
    assert moved == [(invitation.client, sam)]
    assert set(User.objects.in_care_of(maya)) == {sam}
    assert not User.objects.get(pk=invitation.client_id).is_active


@pytest.mark.parametrize(("own", "kept"), [("", "+34 600 1"), ("112", "112")])
def test_the_number_a_therapist_wrote_down_goes_along_unless_there_is_one(
    maya: User, own: str, kept: str
) -> None:
    invitation = make_invitation(therapist=maya).invitation
    User.objects.filter(pk=invitation.client_id).update(phone="+34 600 1")
    sam = make_client(display_name="Sam Keller", phone=own)

    accept_invitation(invitation=invitation, who=sam, at=timezone.now())

    sam.refresh_from_db()
    assert sam.phone == kept


def test_when_the_homework_cannot_move_nothing_does(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)
    sam = make_client(display_name="Sam Keller")

    def refuse(placeholder: User, account: User) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        accept_invitation(invitation=invitation, who=sam, at=timezone.now(), adopt=refuse)

    assert set(User.objects.in_care_of(maya)) == {invitation.client}
    assert preview(secret=secret, at=timezone.now()).accepted_at is None


def test_a_client_already_in_care_may_accept_again(maya: User) -> None:
    ivan = make_client(therapist=maya)
    invitation = make_invitation(therapist=maya).invitation

    accept_invitation(invitation=invitation, who=ivan, at=timezone.now())

    assert set(User.objects.in_care_of(maya)) == {ivan}


def test_a_therapist_does_not_become_their_own_client(maya: User) -> None:
    invitation, secret, _code = make_invitation(therapist=maya)

    with pytest.raises(NotForYouError):
        accept_invitation(invitation=invitation, who=maya, at=timezone.now())

    assert preview(secret=secret, at=timezone.now()).accepted_at is None


def test_one_open_invitation_per_client_and_per_code(maya: User) -> None:
    invitation = make_invitation(therapist=maya).invitation
    other = make_invitation(therapist=maya).invitation
    twin = {
        field.attname: getattr(other, field.attname)
        for field in Invitation._meta.concrete_fields
        if field.attname != "id"
    }

    for clash in ({"client_id": invitation.client_id}, {"code_hash": invitation.code_hash}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(**{**twin, "secret_hash": "0" * 64, **clash})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_join_at_once_one_gets_in() -> None:
    maya = make_therapist(clinic=make_clinic())
    invitation, secret, _code = make_invitation(therapist=maya)
    results: list[str] = []
    start = threading.Barrier(2)

    def join(name: str) -> None:
        try:
            mine = preview(secret=secret, at=timezone.now())
            start.wait(timeout=10)
            who = NewAccount(email=f"{name}@example.org", password="a long sentence")
            accept_invitation(invitation=mine, who=who, at=timezone.now())
            results.append(name)
        except InvitationError as error:
            results.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=(name,)) for name in ("ivan", "boris")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(results) == 2
    assert "UsedInvitationError" in results
    winner = next(name for name in results if name != "UsedInvitationError")
    assert User.objects.get(pk=invitation.client_id).email == f"{winner}@example.org"
    assert Consent.objects.count() == 1
