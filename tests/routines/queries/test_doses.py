"""Which doses of a homework are worth offering, and what is read for it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from routines.domain.dosage import Dosage, Side
from routines.domain.doses import Offers, offers
from routines.models import Assignment, AssignmentVersion, Prescription, Routine
from routines.queries.doses import ease_percent, offers_for, short_portion
from tests.conftest import CountStatements
from tests.homework_factories import (
    STRETCH,
    make_assignment,
    make_exercise,
    make_homework,
    make_routine,
)

pytestmark = pytest.mark.django_db

EASE_OFF = [{"slug": "ease-off", "then": [{"change": "repetitions_or_hold", "add_percent": -25}]}]
PATTERN = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=8, rest_seconds=20)


def give(*dosages: Dosage) -> Assignment:
    routine = make_routine(
        exercises=[make_exercise(dosage=one) for one in dosages],
        regression=EASE_OFF,
        rounds=2,
        rest_between_items_seconds=20,
    )
    return make_assignment(client=make_homework().ivan, routine=routine)


def test_what_is_offered_is_what_the_prescriptions_say() -> None:
    dosages = (STRETCH, PATTERN, replace(STRETCH, hold_seconds=45))
    version = give(*dosages).current_version

    offered = offers_for(version.pk)

    assert offered == offers(
        dosages,
        rounds=version.rounds,
        rest_between_items_seconds=version.rest_between_items_seconds,
        ease_percent=25,
    )
    assert offered.gentle_minutes
    assert offered.short_minutes


def test_the_order_is_that_of_the_homework() -> None:
    version = give(STRETCH, PATTERN).current_version
    Prescription.objects.filter(version=version, position=1).update(position=3)

    assert short_portion(version).dosages[0] == replace(PATTERN, sets=1, repetition_pattern=(5,))
    assert offers_for(version.pk) == offers(
        (PATTERN, STRETCH),
        rounds=version.rounds,
        rest_between_items_seconds=version.rest_between_items_seconds,
        ease_percent=25,
    )


def test_what_changed_since_it_was_last_asked_counts() -> None:
    """Only what was read is remembered, so that neither a rule nor a dosage can be an old one."""
    version = give(STRETCH, replace(PATTERN, hold_seconds=120)).current_version
    first = offers_for(version.pk)

    Routine.objects.filter(assignments=version.assignment_id).update(regression=[])
    ruled = offers_for(version.pk)
    Prescription.objects.filter(version=version, position=1).update(hold_seconds=600)
    longer = offers_for(version.pk)
    AssignmentVersion.objects.filter(pk=version.pk).update(rounds=3)

    assert first.gentle_minutes
    assert ruled.gentle_minutes
    assert longer.gentle_minutes
    assert ruled.gentle_minutes < first.gentle_minutes
    assert longer.gentle_minutes > ruled.gentle_minutes
    assert (offers_for(version.pk).gentle_minutes or 0) > longer.gentle_minutes


@pytest.mark.parametrize("percent", [-25, -60])
@pytest.mark.parametrize(
    "dosage",
    [
        Dosage(repetitions=12, tempo="3-1-3", load="red band"),
        Dosage(repetitions=9, seconds_per_repetition=7, side=Side.ALTERNATING),
        Dosage(sets=3, repetitions=8, hold_seconds=5, rest_seconds=45, side=Side.BOTH),
        Dosage(sets=2, duration_seconds=200, rest_seconds=30, side=Side.LEFT),
    ],
)
def test_a_dosage_of_each_kind_is_read_as_the_models_read_it(dosage: Dosage, percent: int) -> None:
    version = give(dosage, STRETCH).current_version
    rule = [{"slug": "ease-off", "then": [{"change": "hold", "add_percent": percent}]}]
    Routine.objects.filter(assignments=version.assignment_id).update(regression=rule)

    assert offers_for(version.pk) == offers(
        [one.dosage for one in version.prescriptions.order_by("position")],
        rounds=version.rounds,
        rest_between_items_seconds=version.rest_between_items_seconds,
        ease_percent=-percent,
    )


def test_a_version_nobody_knows_offers_nothing() -> None:
    assert offers_for(uuid4()) == Offers()


def test_each_question_takes_one_statement_for_one_exercise_and_for_ten(
    count_statements: CountStatements,
) -> None:
    for dosages in ([STRETCH], [STRETCH] * 10):
        version = give(*dosages).current_version
        for ask in (
            lambda one: offers_for(one.pk),
            short_portion,
            ease_percent,
        ):
            with count_statements() as statements:
                ask(version)

            assert len(statements) == 1


def test_the_routines_own_rule_says_how_gentle() -> None:
    assert ease_percent(give(STRETCH).current_version) == 25
