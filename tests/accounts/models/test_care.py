"""Who sees whom: one rule per model, effective at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import (
    AccessToken,
    CareRelationship,
    Client,
    Clinic,
    Consent,
    Invitation,
    Membership,
    User,
)
from accounts.services.care import begin_care, end_care
from accounts.services.memberships import end_membership
from tests.conftest import CountStatements
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_invitation,
    make_manager,
    make_superuser,
    make_therapist,
)

pytestmark = pytest.mark.django_db
MODELS: list[Any] = [
    AccessToken,
    CareRelationship,
    Client,
    Clinic,
    Consent,
    Invitation,
    Membership,
    User,
]


def test_a_therapist_sees_the_clients_in_their_care_and_nobody_else() -> None:
    clinic, other = make_clinic(), make_clinic(name="Hill Clinic")
    maya, tom = make_therapist(clinic=clinic), make_therapist(clinic=other, display_name="Tom Lee")
    ivan = make_client(therapist=maya)
    make_client(therapist=tom, display_name="Noor Haddad")
    make_client(display_name="Sam Keller")

    assert set(User.objects.in_care_of(maya)) == {ivan}
    assert set(User.objects.visible_to(maya)) == {maya, ivan}
    assert {client.pk for client in Client.objects.visible_to(maya)} == {ivan.pk}


def test_a_colleague_of_the_same_clinic_does_not_see_the_client() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    colleague = make_therapist(clinic=clinic, display_name="Lena Roth")
    ivan = make_client(therapist=maya)

    assert ivan not in User.objects.visible_to(colleague)
    assert not CareRelationship.objects.visible_to(colleague).exists()


def test_a_manager_sees_the_clinics_people_but_not_as_clients() -> None:
    clinic, other = make_clinic(), make_clinic(name="Hill Clinic")
    ana, maya = make_manager(clinic=clinic), make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)
    tom = make_therapist(clinic=other, display_name="Tom Lee")
    make_client(therapist=tom, display_name="Noor Haddad")
    invitation = make_invitation(therapist=maya, display_name="New Person").invitation

    assert set(User.objects.visible_to(ana)) == {ana, maya, ivan, invitation.client}
    assert set(Invitation.objects.visible_to(ana)) == {invitation}
    assert not Client.objects.visible_to(ana).exists()
    assert not User.objects.in_care_of(ana).exists()


def test_a_manager_who_also_treats_sees_their_own_clients() -> None:
    clinic = make_clinic()
    ana = make_manager(clinic=clinic)
    Membership.objects.create(user=ana, clinic=clinic, role=Membership.Role.THERAPIST)
    ivan = make_client(therapist=ana, clinic=clinic)

    assert set(User.objects.in_care_of(ana)) == {ivan}


def test_a_therapist_without_a_clinic_sees_nobody() -> None:
    clinic = make_clinic()
    make_client(therapist=make_therapist(clinic=clinic))
    make_client(display_name="Sam Keller")
    lone = make_therapist(clinic=None, display_name="Nils Berg")

    assert not User.objects.in_care_of(lone).exists()
    assert set(User.objects.visible_to(lone)) == {lone}
    for model in set(MODELS) - {User}:
        assert not model.objects.visible_to(lone).exists()


def test_ended_care_closes_at_once() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    relationship = maya.care_given.get()

    end_care(relationship=relationship, by=ivan, at=NOW + dt.timedelta(days=1))

    assert not User.objects.in_care_of(maya).exists()
    assert not CareRelationship.objects.visible_to(maya).exists()
    assert set(CareRelationship.objects.visible_to(ivan)) == {relationship}


def test_a_therapist_who_leaves_the_clinic_sees_nobody_there_any_more() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    make_client(therapist=maya)
    # Even a row that was left open by mistake opens nothing.
    Membership.objects.filter(user=maya).update(ended_at=NOW)

    assert not User.objects.in_care_of(maya).exists()


def test_care_in_another_clinic_than_the_therapists_opens_nothing() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client()
    CareRelationship.objects.create(
        therapist=maya, client=ivan, clinic=make_clinic(name="Hill Clinic")
    )

    assert not User.objects.in_care_of(maya).exists()


def test_a_client_sees_only_themselves() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    make_client(therapist=maya, display_name="Noor Haddad")

    assert set(User.objects.visible_to(ivan)) == {ivan}
    assert not Membership.objects.visible_to(ivan).exists()
    assert not Invitation.objects.visible_to(ivan).exists()


@pytest.mark.parametrize("model", MODELS)
def test_strangers_and_closed_accounts_see_nothing(model: Any) -> None:
    maya = make_therapist(clinic=make_clinic(), is_active=False)
    make_invitation(therapist=maya)

    assert not model.objects.visible_to(AnonymousUser()).exists()
    assert not model.objects.visible_to(maya).exists()


def test_a_superuser_sees_all() -> None:
    root = make_superuser()
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)

    assert set(User.objects.visible_to(root)) == {root, maya, ivan}
    assert {client.pk for client in Client.objects.visible_to(root)} == {ivan.pk}
    assert CareRelationship.objects.visible_to(root).count() == 1


@pytest.mark.parametrize("model", MODELS)
def test_a_rule_adds_no_query(model: Any, count_statements: CountStatements) -> None:
    clinic = make_clinic()
    ana = make_manager(clinic=clinic)
    make_invitation(therapist=make_therapist(clinic=clinic))

    with count_statements() as statements:
        list(model.objects.visible_to(ana))

    assert len(statements) == 1


def test_one_membership_and_one_care_of_a_kind_run_at_a_time() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=maya, clinic=clinic, role=Membership.Role.THERAPIST)
    with pytest.raises(IntegrityError), transaction.atomic():
        CareRelationship.objects.create(therapist=maya, client=ivan, clinic=clinic)


def test_care_may_begin_anew_after_it_ended() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    end_care(relationship=maya.care_given.get(), by=maya, at=NOW + dt.timedelta(days=1))

    make_care_relationship(therapist=maya, client=ivan, at=NOW + dt.timedelta(days=9))

    assert set(User.objects.in_care_of(maya)) == {ivan}


def test_nobody_treats_themselves() -> None:
    maya = make_therapist(clinic=make_clinic())

    with pytest.raises(ValidationError):
        begin_care(therapist=maya, client=maya, clinic=maya.memberships.get().clinic, at=NOW)


def test_leaving_a_clinic_ends_care_invitations_and_the_admin() -> None:
    maya = make_therapist(clinic=make_clinic())
    make_client(therapist=maya)
    invitation = make_invitation(therapist=maya).invitation

    end_membership(membership=maya.memberships.get(), at=dt.datetime.now(tz=dt.UTC))

    maya.refresh_from_db()
    invitation.refresh_from_db()
    assert not maya.care_given.current().exists()
    assert invitation.revoked_at is not None
    assert not maya.is_staff
