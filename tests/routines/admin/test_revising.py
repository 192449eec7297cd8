"""Changing homework that is given."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from routines.models import Routine
from tests.factories import (
    make_client,
    make_clinic,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_routine
from tests.homework_forms import exercises_of, filled

pytestmark = pytest.mark.django_db

UNPROCESSABLE = 422


def sign_in(person: User) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def therapist() -> User:
    return maya()


@pytest.fixture
def ivan(therapist: User) -> User:
    return make_client(therapist=therapist)


@pytest.fixture
def routine() -> Routine:
    return make_routine(review_after_weeks=2, days_per_week=5)


# --- changing ------------------------------------------------------------------------------


def test_changing_starts_from_what_is_in_force_and_says_what_is_new(
    therapist: User, ivan: User, routine: Routine
) -> None:
    assignment = make_assignment(client=ivan, routine=routine, note="Old.", at=timezone.now())
    url = reverse("admin:routines_assignment_change", args=[assignment.pk])
    browser = sign_in(therapist)
    bridge, stretch = exercises_of(routine)

    shown = browser.get(url).content.decode()
    data = filled(bridge, stretch, rows={0: {"sets": "3"}}, note="New.", version="1")
    data["weekdays"] = [str(day) for day in range(7)]
    answer = browser.post(url, data, follow=True)

    assert "Old." in shown
    assert 'name="version" value="1"' in shown
    text = answer.content.decode()
    assert "Changed for Ivan" in text
    assert "Bridge: 3 × 10, it was 2 × 10." in text
    assignment.refresh_from_db()
    assert assignment.current_version.number == 2
    assert assignment.versions.get(number=1).prescriptions.get(position=1).sets == 2


def test_changing_nothing_makes_no_version(therapist: User, ivan: User, routine: Routine) -> None:
    assignment = make_assignment(client=ivan, routine=routine, at=timezone.now())
    data = filled(*exercises_of(routine), version="1")
    data["weekdays"] = [str(day) for day in range(7)]

    answer = sign_in(therapist).post(
        reverse("admin:routines_assignment_change", args=[assignment.pk]), data, follow=True
    )

    assert "Nothing changed" in answer.content.decode()
    assert assignment.versions.count() == 1


def test_a_change_made_in_another_tab_is_not_overwritten_unseen(
    therapist: User, ivan: User, routine: Routine
) -> None:
    assignment = make_assignment(client=ivan, routine=routine, at=timezone.now())
    url = reverse("admin:routines_assignment_change", args=[assignment.pk])
    browser = sign_in(therapist)
    exercises = exercises_of(routine)
    browser.post(url, filled(*exercises, version="1", times_per_day="2"))

    late = browser.post(url, filled(*exercises, version="1", note="Late."))
    again = browser.post(url, filled(*exercises, version="2", note="Late."))

    assert late.status_code == UNPROCESSABLE
    assert "was changed while you worked on it" in late.content.decode()
    assert "Twice a day, it was once a day." in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()
    assert "Late." in late.content.decode()
    assert again.status_code == 302


@pytest.mark.parametrize("step", [{"move": "x:up"}, {"check": "1"}, {"times_per_day": "0"}])
def test_a_step_in_between_does_not_hide_the_other_tabs_change(
    therapist: User, ivan: User, routine: Routine, step: dict[str, str]
) -> None:
    assignment = make_assignment(client=ivan, routine=routine, at=timezone.now())
    url = reverse("admin:routines_assignment_change", args=[assignment.pk])
    browser = sign_in(therapist)
    exercises = exercises_of(routine)
    browser.post(url, filled(*exercises, version="1", times_per_day="2"))

    text = browser.post(url, filled(*exercises, version="1") | step).content.decode()

    assert 'name="version" value="1"' in text


@pytest.mark.parametrize("version", ["", "0", "nonsense", "99999999999999999999"])
def test_a_version_nobody_was_shown_is_not_believed(
    therapist: User, ivan: User, routine: Routine, version: str
) -> None:
    assignment = make_assignment(client=ivan, routine=routine, at=timezone.now())
    url = reverse("admin:routines_assignment_change", args=[assignment.pk])

    answer = sign_in(therapist).post(url, filled(*exercises_of(routine), version=version, note="!"))

    assert answer.status_code == UNPROCESSABLE
    assert assignment.versions.count() == 1


def test_homework_that_began_keeps_its_first_day(
    therapist: User, ivan: User, routine: Routine
) -> None:
    began = timezone.now() - dt.timedelta(days=5)
    assignment = make_assignment(client=ivan, routine=routine, at=began)
    data = filled(*exercises_of(routine), version="1", starts_on=began.date().isoformat(), note="!")

    answer = sign_in(therapist).post(
        reverse("admin:routines_assignment_change", args=[assignment.pk]), data
    )

    assert answer.status_code == 302
