"""Who sees what a body must be spared, and what the database refuses."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from accounts.models import Clinic, User
from routines.models import Clearance, PrecautionAnswer
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import make_exercise

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


def everybody(clinic: Clinic, maya: User, ivan: User) -> list[User | AnonymousUser]:
    """Return Ivan, Maya, root; Tom who treats Ivan elsewhere; then those who see nothing."""
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    return [
        ivan,
        maya,
        make_superuser(),
        tom,
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_client(therapist=maya, display_name="Lena Vogel", is_checked=False),
        make_manager(clinic=clinic),
        make_superuser(is_active=False),
        AnonymousUser(),
    ]


def test_answers_are_seen_by_who_treats_the_client_anywhere(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    PrecautionAnswer.objects.create(
        client=ivan, precaution="hip-replacement", answer="yes", answered_at=NOW
    )

    people = everybody(clinic, maya, ivan)

    found = [PrecautionAnswer.objects.visible_to(one).count() for one in people]
    assert found == [1, 1, 1, 1, 0, 0, 0, 0, 0]


def test_a_clearance_is_seen_in_its_own_clinic(clinic: Clinic, maya: User, ivan: User) -> None:
    Clearance.objects.create(
        client=ivan, clinic=clinic, exercise=make_exercise(), reason="Fine.", cleared_at=NOW
    )

    people = everybody(clinic, maya, ivan)

    found = [Clearance.objects.visible_to(one).count() for one in people]
    assert found == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_one_answer_is_in_force_and_the_earlier_ones_are_kept(ivan: User) -> None:
    fields = {"client": ivan, "precaution": "osteoporosis", "answered_at": NOW}
    first = PrecautionAnswer.objects.create(**fields, answer="no")
    with pytest.raises(IntegrityError), transaction.atomic():
        PrecautionAnswer.objects.create(**fields, answer="yes")

    PrecautionAnswer.objects.filter(pk=first.pk).update(replaced_at=NOW)
    second = PrecautionAnswer.objects.create(**fields, answer="yes")

    assert list(PrecautionAnswer.objects.in_force()) == [second]
    assert str(second) == f"{ivan.pk}: osteoporosis yes"


def test_nonsense_is_refused(clinic: Clinic, ivan: User) -> None:
    bridge = make_exercise()
    with pytest.raises(IntegrityError, match="precaution_answer_known"), transaction.atomic():
        PrecautionAnswer.objects.create(
            client=ivan, precaution="osteoporosis", answer="maybe", answered_at=NOW
        )
    fields = {"client": ivan, "clinic": clinic, "exercise": bridge, "cleared_at": NOW}
    with pytest.raises(IntegrityError, match="clearance_has_a_reason"), transaction.atomic():
        Clearance.objects.create(**fields, reason="")
    cleared = Clearance.objects.create(**fields, reason="Looked at.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(**fields, reason="Again.")

    assert list(Clearance.objects.standing()) == [cleared]
    assert str(cleared) == f"{ivan.pk}: {bridge.pk}"
    Clearance.objects.update(ended_at=NOW)
    assert not Clearance.objects.standing().exists()
