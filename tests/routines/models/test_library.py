"""Who sees which exercises and routines, and what the rows say about themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from routines.models import Availability, Exercise, Routine
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    BRIDGE,
    STRETCH,
    make_assignment,
    make_exercise,
    make_revision,
    make_routine,
    prescribed_in,
)

pytestmark = pytest.mark.django_db


def names(user: User | AnonymousUser, model: type[Exercise | Routine] = Routine) -> set[str]:
    return {one.name for one in model.objects.visible_to(user)}


def test_a_clients_library_is_what_they_may_start_and_what_they_were_given() -> None:
    maya = make_therapist(clinic=(clinic := make_clinic()))
    ivan = make_client(therapist=maya)
    make_routine(name="Desk break", availability=Availability.SELF_START)
    make_routine(name="Core 2")
    make_routine(name="Retired", availability=Availability.SELF_START, retired_at=NOW)
    make_routine(name="Ours", availability=Availability.SELF_START, clinic=clinic)
    make_assignment(client=ivan, routine=make_routine(name="Core 1"))

    assert names(ivan) == {"Desk break", "Core 1"}
    assert names(make_client(display_name="Sam Keller")) == {"Desk break"}


def test_a_client_sees_the_exercises_of_what_they_see_and_those_for_everybody() -> None:
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    start = make_exercise(name="Desk squat")
    make_routine(availability=Availability.SELF_START, exercises=[start])
    make_exercise(name="Walking", self_start=True)
    make_exercise(name="Press-up", self_start=True, therapist_only=True)
    make_exercise(name="Bird dog")
    given = [make_exercise(name="Bridge"), make_exercise(name="Figure four", dosage=STRETCH)]
    assignment = make_assignment(client=ivan, routine=make_routine(exercises=given))
    make_revision(assignment, exercises=prescribed_in(assignment.current_version)[:1])

    assert names(ivan, Exercise) == {"Desk squat", "Walking", "Bridge", "Figure four"}
    assert names(make_client(display_name="Sam Keller"), Exercise) == {"Desk squat", "Walking"}


def test_who_works_in_a_clinic_sees_its_library_and_the_built_in_one() -> None:
    riverside, harbour = make_clinic(), make_clinic(name="Harbour Physio")
    for model_name, clinic in (("Core 1", None), ("Ours", riverside), ("Theirs", harbour)):
        make_routine(name=model_name, clinic=clinic, exercises=[])
        make_exercise(name=model_name, clinic=clinic)

    for person in (make_therapist(clinic=riverside), make_manager(clinic=riverside)):
        assert names(person) == names(person, Exercise) == {"Core 1", "Ours"}
    assert names(make_therapist(clinic=None)) == {"Core 1"}
    assert names(make_superuser(), Exercise) == {"Core 1", "Ours", "Theirs"}


def test_a_therapist_who_is_somebodys_client_sees_what_they_were_given() -> None:
    harbour = make_clinic(name="Harbour Physio")
    tom = make_therapist(clinic=harbour, display_name="Tom Hale")
    maya = make_therapist(clinic=make_clinic())
    cleo = make_client(therapist=tom, display_name="Cleo Marsh", is_staff=True)
    theirs = make_routine(name="Theirs", clinic=harbour, exercises=[make_exercise(name="Row")])
    make_assignment(client=cleo, routine=theirs)

    assert "Theirs" in names(cleo)
    assert "Row" in names(cleo, Exercise)
    assert "Theirs" not in names(maya)


@pytest.mark.parametrize("model", [Exercise, Routine])
def test_nobody_and_who_was_shut_out_see_nothing(model: type[Exercise | Routine]) -> None:
    make_routine(availability=Availability.SELF_START)

    assert names(AnonymousUser(), model) == set()
    assert names(make_superuser(is_active=False), model) == set()


def test_a_slug_is_taken_once_in_each_library() -> None:
    clinic = make_clinic()
    for owner in (None, clinic):
        make_exercise(slug="bridge", clinic=owner)
        make_routine(slug="core-1", clinic=owner, exercises=[])

    for owner in (None, clinic):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_exercise(slug="bridge", clinic=owner)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_routine(slug="core-1", clinic=owner, exercises=[])


@pytest.mark.parametrize("fields", [{"times_per_day": 0}, {"days_per_week": 8}, {"rounds": 0}])
def test_the_database_refuses_a_routine_nobody_can_do(fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_routine(exercises=[], **fields)


def test_an_impossible_dosage_is_refused_by_the_row_with_its_field() -> None:
    exercise = make_exercise()
    exercise.sets = 99

    with pytest.raises(ValidationError) as caught:
        exercise.full_clean()

    assert set(caught.value.message_dict) == {"sets"}


def test_an_exercise_says_what_it_is() -> None:
    bridge = make_exercise(dosage=BRIDGE, feel="In your buttocks.")
    figure_four = make_exercise(dosage=STRETCH, cues=["Keep your back flat.", "Breathe."])

    assert (str(bridge), bridge.has_sides, bridge.cue) == ("Bridge", False, "In your buttocks.")
    assert (figure_four.has_sides, figure_four.cue) == (True, "Keep your back flat.")
    assert bridge.dosage == BRIDGE


def test_routines_come_with_their_items_in_order_in_two_statements(
    django_assert_num_queries: object,
) -> None:
    routine = make_routine()
    routine.items.filter(position=1).update(position=3)

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = Routine.objects.built_in().current().with_items().get()
        assert [str(item) for item in found.items.all()] == ["2. Figure four", "3. Bridge"]
    assert (str(found), found.may_self_start) == ("Core 1", False)
    assert Exercise.objects.built_in().current().count() == 2
