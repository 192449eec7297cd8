"""Preferences: what was given changes, the rest stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.preferences import change_preferences
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_only_what_was_given_changes() -> None:
    sam = make_user(time_zone="Europe/Madrid")

    change_preferences(user=sam, theme="dark", text_size=130)

    stored = User.objects.get(pk=sam.pk)
    assert (stored.theme, stored.text_size) == ("dark", 130)
    assert stored.time_zone == "Europe/Madrid"


def test_a_refusal_leaves_the_person_as_they_were() -> None:
    sam = make_user()

    with pytest.raises(ValidationError):
        change_preferences(user=sam, theme="dark", time_zone="Mars/Olympus")
    with pytest.raises(ValidationError):
        change_preferences(user=sam, language="tlh")

    assert (sam.theme, sam.time_zone, sam.language) == ("system", "UTC", "en")
    assert User.objects.get(pk=sam.pk).theme == "system"
