"""People for tests, by plain keyword functions. The same persons everywhere: the therapist Maya,
her client Ivan, the manager Ana; in the other clinic the therapist Tom and his client Noor."""

from __future__ import annotations

import datetime as dt
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import CareRelationship, Clinic, Membership, User
from accounts.services.invitations import NewInvitation, invite_client
from routines.models import CheckIn, CheckKind

NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
NEVER_DUE = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
PASSWORD = "carryover-demo"

_numbers = count(1)


@cache
def _hashed(password: str | None, *hashers: str) -> str:
    return make_password(password)


def make_clinic(*, name: str = "Riverside Clinic", **fields: Any) -> Clinic:
    """Store a clinic."""
    return Clinic.objects.create(name=name, **{"created_at": NOW, **fields})


def make_user(*, display_name: str = "Sam Keller", **fields: Any) -> User:
    """Store a person who has joined and can sign in with PASSWORD, in no clinic."""
    first = display_name.split(maxsplit=1)[0].lower()
    email = fields.pop("email", f"{first}{next(_numbers)}@example.org")
    password = fields.pop("password", PASSWORD)
    joined = {"joined_at": NOW, "created_at": NOW}
    user = User(email=email or None, display_name=display_name, **{**joined, **fields})
    user.password = _hashed(password, *settings.PASSWORD_HASHERS)
    user.save()
    return user


def make_superuser(**fields: Any) -> User:
    """Store a person who runs the installation."""
    return make_user(
        **{"display_name": "Root Admin", "is_staff": True, "is_superuser": True, **fields}
    )


def make_therapist(
    *, clinic: Clinic | None, display_name: str = "Maya Ortiz", **fields: Any
) -> User:
    """Store a therapist of this clinic; with None, one who works nowhere."""
    user = make_user(display_name=display_name, **{"is_staff": True, **fields})
    if clinic is not None:
        make_membership(user=user, clinic=clinic)
    return user


def make_manager(*, clinic: Clinic, display_name: str = "Ana Silva", **fields: Any) -> User:
    """Store a manager of this clinic who treats nobody."""
    user = make_user(display_name=display_name, **{"is_staff": True, **fields})
    make_membership(user=user, clinic=clinic, role=Membership.Role.MANAGER)
    return user


def make_membership(
    *, user: User, clinic: Clinic, role: str = Membership.Role.THERAPIST
) -> Membership:
    """Store that a person works in a clinic."""
    return Membership.objects.create(user=user, clinic=clinic, role=role, started_at=NOW)


def make_client(
    *,
    therapist: User | None = None,
    clinic: Clinic | None = None,
    display_name: str = "Ivan Petrov",
    is_checked: bool = True,
    **fields: Any,
) -> User:
    """Store a client who has joined; in this therapist's care when one is given.

    The clinic is the therapist's first one unless given. `is_checked`: the safety questions are
    answered for good, or nothing could begin.
    """
    user = make_user(display_name=display_name, **fields)
    if therapist is not None:
        make_care_relationship(therapist=therapist, client=user, clinic=clinic)
    if is_checked:
        make_lasting_check(client=user)
    return user


def make_lasting_check(*, client: User) -> CheckIn:
    """Store a safety check that is never due again, so that homework begins at once."""
    return CheckIn.objects.create(
        client=client,
        kind=CheckKind.JOINING,
        answered_at=NEVER_DUE,
        received_at=NOW,
        local_day=NOW.date(),
        time_zone=client.time_zone,
        answers={"fever": "no"},
        wording="1",
        fingerprint="lasting",
    )


def make_care_relationship(
    *, therapist: User, client: User, clinic: Clinic | None = None, at: dt.datetime = NOW
) -> CareRelationship:
    """Put a client in a therapist's care."""
    where = clinic or therapist.memberships.treating().select_related("clinic")[0].clinic
    return CareRelationship.objects.create(
        therapist=therapist, client=client, clinic=where, started_at=at
    )


def make_invitation(
    *,
    therapist: User,
    clinic: Clinic | None = None,
    display_name: str = "Ivan Petrov",
    email: str = "",
    at: dt.datetime | None = None,
) -> NewInvitation:
    """Invite a new client: the invitation, its secret and its code. Made now unless `at` says."""
    where = clinic or therapist.memberships.treating().select_related("clinic")[0].clinic
    return invite_client(
        therapist=therapist,
        clinic=where,
        display_name=display_name,
        email=email,
        at=at or dt.datetime.now(tz=dt.UTC),
    )
