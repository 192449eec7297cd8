"""Who works in a clinic, and how many clients each one treats."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.services.care import end_care
from routines.queries.team import team
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_manager, make_therapist

pytestmark = pytest.mark.django_db


def counts(user: User) -> dict[str, int]:
    return {one.user.first_name: one.client_count for one in team(user=user).members}  # type: ignore[attr-defined]


def test_a_manager_sees_the_clinics_people_and_numbers_only() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    ana = make_manager(clinic=clinic)
    make_client(therapist=maya)
    make_client(therapist=maya, display_name="Lena Vogel")

    assert counts(ana) == {"Ana": 0, "Maya": 2}
    assert team(user=ana).runs_a_clinic
    assert not team(user=ana).treats(ana)
    assert team(user=ana).treats(maya)


def test_care_that_ended_no_longer_counts() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    ivan = make_client(therapist=maya)
    end_care(relationship=ivan.care_received.get(), by=maya, at=NOW)

    assert counts(make_manager(clinic=clinic))["Maya"] == 0


def test_a_therapist_sees_only_themselves() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    make_therapist(clinic=clinic, display_name="Tom Hale")

    assert list(counts(maya)) == ["Maya"]
    assert not team(user=maya).runs_a_clinic


def test_another_clinic_is_not_seen() -> None:
    make_therapist(clinic=make_clinic(name="Harbour Physio"), display_name="Tom Hale")

    assert list(counts(make_manager(clinic=make_clinic()))) == ["Ana"]


def test_the_team_takes_one_statement_whatever_its_size(count_statements: CountStatements) -> None:
    clinic = make_clinic()
    ana = make_manager(clinic=clinic)
    for number in range(5):
        make_therapist(clinic=clinic, display_name=f"Therapist {number}")

    with count_statements() as statements:
        assert len(team(user=ana).members) == 6

    assert len(statements) <= 2
