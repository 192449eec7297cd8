"""Who sees a flag and what is known of a client, and what the database refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import Clinic, User
from accounts.services.care import end_care
from accounts.services.memberships import add_member
from routines.models import Flag, KnownSign
from tests.check_in_factories import WORRY, make_flag
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


@pytest.fixture
def flag(ivan: User) -> Flag:
    return make_flag(client=ivan)


def seen_by(user: User | AnonymousUser) -> int:
    return Flag.objects.visible_to(user).count()


def test_a_flag_is_seen_by_the_client_and_the_therapist(maya: User, flag: Flag) -> None:
    assert [seen_by(one) for one in (flag.client, maya, make_superuser())] == [1] * 3


def test_a_flag_is_seen_by_nobody_else(clinic: Clinic, maya: User, flag: Flag) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=flag.client)
    strangers: list[User | AnonymousUser] = [
        AnonymousUser(),
        make_client(therapist=maya, display_name="Lena Vogel", is_checked=False),
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_manager(clinic=clinic),
        make_superuser(is_active=False),
        # Treats the client, too, in a clinic with flags of its own.
        tom,
    ]

    assert [seen_by(stranger) for stranger in strangers] == [0] * len(strangers)


def test_the_manager_sees_who_was_left_waiting_and_only_those(
    clinic: Clinic, ivan: User, flag: Flag
) -> None:
    ana = make_manager(clinic=clinic)
    make_flag(client=ivan, answers=WORRY)
    elsewhere = make_manager(clinic=make_clinic(name="Harbour"), display_name="Ben Reed")
    Flag.objects.filter(pk=flag.pk).update(escalated_at=NOW + HOUR)

    assert list(Flag.objects.visible_to(ana)) == [flag]
    assert seen_by(elsewhere) == 0

    ana.is_active = False
    assert seen_by(ana) == 0


def test_who_treats_and_runs_the_clinic_sees_a_flag_once(
    clinic: Clinic, maya: User, flag: Flag
) -> None:
    add_member(user=maya, clinic=clinic, role="manager", at=NOW)
    Flag.objects.filter(pk=flag.pk).update(escalated_at=NOW)

    assert seen_by(maya) == 1


def test_after_care_only_the_client_sees_it(maya: User, flag: Flag) -> None:
    end_care(relationship=maya.care_given.get(), by=maya, at=NOW)

    assert (seen_by(maya), seen_by(flag.client)) == (0, 1)


def test_a_flag_without_a_clinic_is_the_clients_alone(clinic: Clinic, maya: User) -> None:
    lena = make_client(display_name="Lena Vogel", is_checked=False)
    make_flag(client=lena)

    make_care_relationship(therapist=maya, client=lena)

    assert [seen_by(one) for one in (lena, maya, make_manager(clinic=clinic))] == [1, 0, 0]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"urgency": "soon"}, "flag_urgency_known"),
        ({"urgency": ""}, "flag_urgency_known"),
        ({"acknowledged_at": NOW}, "flag_acknowledged_with_action"),
        ({"action": "called"}, "flag_acknowledged_with_action"),
    ],
)
def test_nonsense_is_refused(flag: Flag, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Flag.objects.filter(pk=flag.pk).update(**fields)


def test_flags_are_kept_by_what_became_of_them(ivan: User, flag: Flag) -> None:
    note = make_flag(client=ivan, answers=WORRY)

    assert set(Flag.objects.open()) == {flag, note}
    assert list(Flag.objects.emergencies()) == [flag]

    Flag.objects.filter(pk=flag.pk).update(acknowledged_at=NOW, action="called", cleared_at=NOW)
    assert list(Flag.objects.open()) == [note]
    assert list(Flag.objects.unanswered()) == [note]


@pytest.mark.parametrize(
    ("due", "acknowledged", "late"),
    [(NOW, None, True), (NOW + HOUR, None, False), (None, None, False), (NOW, NOW, False)],
)
def test_it_is_late_when_nobody_looked_in_time(
    due: dt.datetime | None, acknowledged: dt.datetime | None, late: bool
) -> None:
    assert Flag(due_at=due, acknowledged_at=acknowledged).is_late(NOW) is late


def test_a_flag_says_how_urgent_it_is_and_no_more(flag: Flag) -> None:
    assert str(flag) == f"{flag.client_id}: now"
    assert flag.is_emergency


def test_a_known_sign_stands_once_needs_a_note_and_is_seen_in_its_clinic(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    fields = {"client": ivan, "clinic": clinic, "sign": "fever", "recorded_at": NOW}
    known = KnownSign.objects.create(**fields, note="Looked at on Monday.")
    with pytest.raises(IntegrityError), transaction.atomic():
        KnownSign.objects.create(**fields, note="Once more.")
    with pytest.raises(IntegrityError, match="known_sign_has_a_note"), transaction.atomic():
        KnownSign.objects.create(**{**fields, "sign": "dvt"}, note="")
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    readers = (maya, ivan, tom, make_manager(clinic=clinic), AnonymousUser())

    found = [KnownSign.objects.visible_to(one).count() for one in readers]

    assert found == [1, 1, 0, 0, 0]
    assert str(known) == f"{ivan.pk}: fever"
    KnownSign.objects.update(ended_at=NOW)
    KnownSign.objects.create(**fields, note="It came back as before.")
    assert KnownSign.objects.standing().count() == 1
