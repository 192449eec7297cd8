"""Who sees when a therapist wants to be told, and what the database refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from routines.models import Thresholds
from tests.factories import NOW, make_care_relationship, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def thresholds() -> Thresholds:
    clinic = make_clinic()
    ivan = make_client(therapist=make_therapist(clinic=clinic), is_checked=False)
    return Thresholds.objects.create(client=ivan, clinic=clinic, changed_at=NOW)


def test_they_are_seen_in_their_own_clinic(thresholds: Thresholds) -> None:
    ivan = thresholds.client
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    maya = ivan.care_received.get(clinic=thresholds.clinic).therapist
    people = (ivan, maya, tom, AnonymousUser())

    assert [Thresholds.objects.visible_to(one).count() for one in people] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"pain_at_least": 0}, "thresholds_pain_range"),
        ({"pain_at_least": 11}, "thresholds_pain_range"),
        ({"pain_rise": 0}, "thresholds_pain_rise_range"),
        ({"missed_days": 31}, "thresholds_missed_days_range"),
        ({"levels_down": 8}, "thresholds_levels_down_range"),
    ],
)
def test_nonsense_is_refused(thresholds: Thresholds, fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Thresholds.objects.filter(pk=thresholds.pk).update(**fields)


def test_one_row_is_in_force_and_the_earlier_ones_are_kept(thresholds: Thresholds) -> None:
    fields = {"client": thresholds.client, "clinic": thresholds.clinic, "changed_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Thresholds.objects.create(**fields)

    Thresholds.objects.update(replaced_at=NOW)
    newer = Thresholds.objects.create(**fields, pain_rise=3)

    assert list(Thresholds.objects.in_force()) == [newer]
    assert str(newer) == f"{thresholds.client_id}: pain rise 3, 3 days"
