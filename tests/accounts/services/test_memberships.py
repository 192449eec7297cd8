"""Who works in a clinic."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Membership
from accounts.services.memberships import add_member, end_membership
from tests.factories import NOW, make_clinic, make_manager, make_superuser, make_user

pytestmark = pytest.mark.django_db


def test_who_works_in_a_clinic_may_enter_the_admin() -> None:
    sam = make_user()

    membership = add_member(user=sam, clinic=make_clinic(), role="therapist", at=NOW)

    sam.refresh_from_db()
    assert sam.is_staff
    assert add_member(user=sam, clinic=membership.clinic, role="therapist", at=NOW) == membership


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValidationError):
        add_member(user=make_user(), clinic=make_clinic(), role="owner", at=NOW)


def test_the_admin_stays_open_while_another_membership_runs() -> None:
    clinic = make_clinic()
    ana = make_manager(clinic=clinic)
    add_member(user=ana, clinic=clinic, role="therapist", at=NOW)

    end_membership(membership=ana.memberships.get(role=Membership.Role.MANAGER), at=NOW)
    ana.refresh_from_db()
    assert ana.is_staff

    end_membership(membership=ana.memberships.get(role=Membership.Role.THERAPIST), at=NOW)
    ana.refresh_from_db()
    assert not ana.is_staff


def test_superusers_keep_the_admin() -> None:
    root = make_superuser()
    membership = add_member(user=root, clinic=make_clinic(), role="manager", at=NOW)

    end_membership(membership=membership, at=NOW)

    root.refresh_from_db()
    assert root.is_staff
