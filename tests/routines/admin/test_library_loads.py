"""What a clinic's own exercise asks of the body, so that precautions can go by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from routines.models import Exercise
from tests.factories import make_clinic, make_therapist

pytestmark = pytest.mark.django_db

ADD = reverse("admin:routines_exercise_add")
SWORD: dict[str, Any] = {
    "name": "Sword lift",
    "region": "core",
    "steps": "Stand.",
    "sets": "2",
    "repetitions": "10",
    "side": "none",
}


@pytest.fixture
def browser() -> Browser:
    browser = Browser()
    browser.force_login(make_therapist(clinic=make_clinic()))
    return browser


def test_it_is_kept_and_shown_again(browser: Browser) -> None:
    browser.post(ADD, {**SWORD, "loads": ["spine-flexion", "balance"]})

    exercise = Exercise.objects.get()
    shown = browser.get(reverse("admin:routines_exercise_change", args=[exercise.pk])).text
    assert exercise.loads == ["spine-flexion", "balance"]
    assert shown.count("checked") == 2


def test_what_nobody_knows_is_refused_and_the_rest_stays(browser: Browser) -> None:
    wrong = browser.post(ADD, {**SWORD, "loads": ["balance", "sword"]}).text

    assert not Exercise.objects.exists()
    assert "Tick only what is in the list." in wrong
    assert wrong.count("checked") == 1
