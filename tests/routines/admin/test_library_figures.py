"""Figures in the admin's library: seen beside every exercise, borrowed by a clinic's own."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Clinic, User
from routines.models import Exercise
from tests.factories import NOW, make_clinic, make_therapist
from tests.homework_factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db

EXERCISES = reverse("admin:routines_exercise_changelist")
OWN = {
    **dict.fromkeys(("equipment", "cues", "feel", "mistakes", "breathing", "easier", "harder"), ""),
    **dict.fromkeys(("not_for", "stop_rules", "load", "repetition_pattern", "tempo"), ""),
    **{"name": "Our bridge", "region": "core", "position": "supine", "steps": "Lift."},
    **{"sets": "1", "repetitions": "10", "side": "none", "figure": "bridge"},
}


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def browser(maya: User) -> Browser:
    browser = Browser()
    browser.force_login(maya)
    return browser


def test_the_list_shows_each_exercises_figure(browser: Browser) -> None:
    make_exercise(name="Bridge", slug="bridge")

    assert "figures/regular/bridge-end.svg" in browser.get(EXERCISES).text


def test_one_exercise_shows_its_figure(browser: Browser) -> None:
    bridge = make_exercise(name="Bridge", slug="bridge", region="buttock")

    page = browser.get(reverse("admin:routines_exercise_change", args=[bridge.pk])).text

    assert "figures/regular/bridge-end.svg" in page


def test_an_own_exercise_borrows_a_figure(browser: Browser, clinic: Clinic) -> None:
    make_exercise(name="Bridge", slug="bridge")

    response = browser.post(f"{EXERCISES}add/", OWN)

    assert response.status_code == 302
    own = Exercise.objects.get(clinic=clinic)
    assert own.figure == own.figure_slug == "bridge"


def test_a_figure_nobody_drew_is_refused_with_what_was_typed_kept(
    browser: Browser, clinic: Clinic
) -> None:
    response = browser.post(f"{EXERCISES}add/", {**OWN, "figure": "unicorn"})

    assert response.status_code == 422
    assert "Our bridge" in response.text
    assert not Exercise.objects.filter(clinic=clinic).exists()


def test_a_copy_keeps_the_figure_of_what_was_copied(browser: Browser, clinic: Clinic) -> None:
    bridge = make_exercise(name="Bridge", slug="bridge")

    browser.post(reverse("admin:routines_exercise_copy", args=[bridge.pk]))

    assert Exercise.objects.get(clinic=clinic).figure_slug == "bridge"


def test_a_routine_that_is_only_read_shows_the_figure_of_each_exercise(browser: Browser) -> None:
    bridge = make_exercise(name="Bridge", slug="bridge")
    routine = make_routine(exercises=[bridge])

    page = browser.get(reverse("admin:routines_routine_change", args=[routine.pk])).text

    assert "figures/regular/bridge-end.svg" in page
    assert "<b>Bridge</b>" in page


def test_easier_and_harder_ones_are_called_by_their_names(browser: Browser) -> None:
    make_exercise(name="Buttock squeeze", slug="glute-squeeze")
    make_exercise(name="Gone", slug="bridge-old", retired_at=NOW)
    bridge = make_exercise(name="Bridge", slug="bridge", easier=["bridge-old", "glute-squeeze"])

    page = browser.get(reverse("admin:routines_exercise_change", args=[bridge.pk])).text

    assert "<ul><li>Buttock squeeze</li></ul>" in page
    assert "glute squeeze" not in page
