"""What one clinic has recorded as known is known there, and nowhere else."""

from __future__ import annotations

import pytest

from accounts.models import CareRelationship, Clinic, User
from routines.models import KnownSign
from routines.queries.known_signs import known_signs
from tests.conftest import CountStatements
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_therapist,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside() -> Clinic:
    return make_clinic()


@pytest.fixture
def harbour() -> Clinic:
    return make_clinic(name="Harbour")


@pytest.fixture
def ivan(riverside: Clinic, harbour: Clinic) -> User:
    ivan = make_client(therapist=make_therapist(clinic=riverside))
    make_care_relationship(
        therapist=make_therapist(clinic=harbour, display_name="Tom Hale"), client=ivan
    )
    return ivan


def record(client: User, clinic: Clinic, *signs: str) -> None:
    for sign in signs:
        KnownSign.objects.create(
            client=client, clinic=clinic, sign=sign, note="Looked at.", recorded_at=NOW
        )


def test_known_everywhere_is_what_each_clinic_knows(
    ivan: User, riverside: Clinic, harbour: Clinic
) -> None:
    record(ivan, riverside, "fever", "dvt")
    record(ivan, harbour, "dvt", "both-legs")

    found = known_signs(ivan)

    assert found.by_clinic == {riverside.pk: {"fever", "dvt"}, harbour.pk: {"dvt", "both-legs"}}
    assert found.everywhere == {"dvt"}


def test_a_clinic_that_no_longer_treats_the_client_knows_nothing_for_others(
    ivan: User, riverside: Clinic, harbour: Clinic
) -> None:
    record(ivan, riverside, "fever")
    CareRelationship.objects.filter(clinic=riverside).update(ended_at=NOW)

    assert known_signs(ivan).everywhere == frozenset()


def test_whom_nobody_treats_keeps_what_was_checked_once(ivan: User, riverside: Clinic) -> None:
    record(ivan, riverside, "fever")
    CareRelationship.objects.update(ended_at=NOW)

    assert known_signs(ivan).everywhere == {"fever"}


def test_it_is_one_statement_for_any_number(
    ivan: User, riverside: Clinic, harbour: Clinic, count_statements: CountStatements
) -> None:
    record(ivan, riverside, "fever", "dvt", "both-legs")
    record(ivan, harbour, "fever", "dvt")

    with count_statements() as statements:
        known_signs(ivan)

    assert len(statements) == 1
