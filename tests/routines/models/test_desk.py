"""Who may see how somebody's days at a desk go."""

from __future__ import annotations

import pytest

from accounts.models import User
from routines.models import DeskEvent, DeskPlan
from tests.desk_factories import send_desk
from tests.factories import make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


def test_days_at_a_desk_are_seen_by_whose_they_are_and_by_who_treats_them() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    event = send_desk(ivan, "started").row
    strangers: list[User] = [make_client(), make_therapist(clinic=make_clinic())]

    for user in (ivan, maya):
        assert [*DeskEvent.objects.visible_to(user)] == [event]
        assert [one.client for one in DeskPlan.objects.visible_to(user)] == [ivan]
    for user in strangers:
        assert not DeskEvent.objects.visible_to(user).exists()
        assert not DeskPlan.objects.visible_to(user).exists()
