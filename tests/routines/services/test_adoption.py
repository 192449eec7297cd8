"""Joining with an account one has already: the homework comes along, through the true settings."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from accounts.models import User
from accounts.services.care import end_care
from accounts.services.invitations import NewInvitation
from accounts.services.memberships import end_membership
from routines.models import Assignment, ExerciseSession
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_invitation,
    make_therapist,
)
from tests.homework_factories import (
    make_assignment,
    make_performed_session,
    make_routine,
    make_self_start,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def tom() -> User:
    return make_therapist(clinic=make_clinic(name="Hilltop Clinic"), display_name="Tom Reed")


@pytest.fixture
def sam() -> User:
    return make_client(display_name="Sam Keller")


def accept(invited: NewInvitation, person: User) -> int:
    browser = Browser()
    browser.force_login(person)
    return browser.post(f"/join/{invited.secret}/account/").status_code


def test_homework_and_what_was_started_alone_stand_side_by_side(maya: User, sam: User) -> None:
    own = make_performed_session(assignment=make_self_start(client=sam))
    invited = make_invitation(therapist=maya)
    given = make_assignment(client=invited.invitation.client)

    assert accept(invited, sam) == 302

    assert set(Assignment.objects.visible_to(sam)) == {own.assignment, given}
    assert set(Assignment.objects.visible_to(maya)) == {given}
    assert list(ExerciseSession.objects.visible_to(maya)) == []
    browser = Browser()
    browser.force_login(sam)
    assert given.name in browser.get("/").text
    assert browser.get(f"/assignments/{given.pk}/").status_code == 200


def test_two_open_invitations_both_bring_their_homework(maya: User, tom: User, sam: User) -> None:
    routine = make_routine()
    first, second = make_invitation(therapist=maya), make_invitation(therapist=tom)
    homework = [
        make_assignment(client=one.invitation.client, routine=routine) for one in (first, second)
    ]

    assert [accept(first, sam), accept(second, sam)] == [302, 302]

    assert set(Assignment.objects.visible_to(sam)) == set(homework)
    assert [set(Assignment.objects.visible_to(one)) for one in (maya, tom)] == [
        {homework[0]},
        {homework[1]},
    ]
    assert set(User.objects.in_care_of(maya)) == set(User.objects.in_care_of(tom)) == {sam}


def test_two_open_invitations_of_one_therapist_end_in_one_client(maya: User, sam: User) -> None:
    invitations = [make_invitation(therapist=maya) for _ in range(2)]
    for one in invitations:
        make_assignment(client=one.invitation.client)

    assert [accept(one, sam) for one in invitations] == [302, 302]

    assert set(User.objects.in_care_of(maya)) == {sam}
    assert Assignment.objects.visible_to(maya).filter(client=sam).count() == 2
    assert [accept(one, sam) for one in invitations] == [410, 410]


def test_the_place_of_the_invited_one_can_never_be_entered(maya: User, sam: User) -> None:
    invited = make_invitation(therapist=maya)
    accept(invited, sam)

    browser = Browser()
    browser.force_login(User.objects.get(pk=invited.invitation.client_id))

    assert browser.get("/")["Location"].startswith("/sign-in/")


def test_who_treats_the_invited_client_too_is_told_and_nothing_changes(maya: User) -> None:
    clinic = maya.memberships.get().clinic
    cleo = make_therapist(clinic=clinic, display_name="Cleo Brandt")
    invited = make_invitation(therapist=maya)
    make_care_relationship(therapist=cleo, client=invited.invitation.client)

    assert accept(invited, cleo) == 422

    assert set(User.objects.in_care_of(cleo)) == {invited.invitation.client}


def test_care_of_a_colleague_who_has_left_does_not_come_along(maya: User, sam: User) -> None:
    clinic = maya.memberships.get().clinic
    cleo = make_therapist(clinic=clinic, display_name="Cleo Brandt")
    invited = make_invitation(therapist=maya)
    care = make_care_relationship(therapist=cleo, client=invited.invitation.client)
    end_membership(membership=cleo.memberships.get(), at=NOW)
    # As if the rows had come from elsewhere: the rule must not rely on the closing of care.
    type(care).objects.filter(pk=care.pk).update(ended_at=None)

    assert accept(invited, sam) == 302

    assert not sam.care_received.filter(therapist=cleo).exists()
    assert set(User.objects.in_care_of(maya)) == {sam}


def test_an_invitation_whose_care_has_ended_brings_nothing(maya: User, sam: User) -> None:
    invited = make_invitation(therapist=maya)
    given = make_assignment(client=invited.invitation.client)
    care = invited.invitation.client.care_received.get()
    end_care(relationship=care, by=maya, at=invited.invitation.created_at)

    assert accept(invited, sam) == 410

    assert given not in Assignment.objects.visible_to(sam)
