"""Putting homework together: choosing, adjusting, sending."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from routines.domain.dosage import Side
from routines.models import Assignment, Routine, Status
from tests.break_factories import give_breaks
from tests.check_in_factories import make_flag
from tests.factories import (
    make_client,
    make_clinic,
    make_invitation,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_exercise, make_routine, prescriptions_of
from tests.homework_forms import exercises_of, filled, form_url

pytestmark = pytest.mark.django_db

ADD = reverse("admin:routines_assignment_add")
SENT = reverse("admin:routines_assignment_sent")
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


# --- choosing ------------------------------------------------------------------------------


def test_from_a_client_one_chooses_the_routine(therapist: User, ivan: User) -> None:
    routine, other = make_routine(purpose="Wake up the core."), make_routine(name="Hips")
    make_assignment(client=ivan, routine=other)
    browser = sign_in(therapist)

    text = browser.get(f"{ADD}?client={ivan.pk}").content.decode()

    assert f"client={ivan.pk}&amp;routine={routine.pk}" in text
    assert text.count("Has it") == 1
    found = browser.get(f"{ADD}?client={ivan.pk}&q=hips").content.decode()
    assert "Hips" in found
    assert "Core 1" not in found
    assert "Nothing for “shoulder”" in browser.get(f"{ADD}?q=shoulder").content.decode()


def test_from_a_routine_one_chooses_the_clients(therapist: User, ivan: User) -> None:
    routine = make_routine()
    browser = sign_in(therapist)

    text = browser.get(f"{ADD}?routine={routine.pk}").content.decode()

    assert f'name="client" value="{ivan.pk}"' in text
    again = browser.get(f"{ADD}?routine={routine.pk}&chosen=1").content.decode()
    assert "Choose at least one client." in again


def test_who_is_chosen_stays_chosen_while_one_looks_for_the_next(
    therapist: User, ivan: User, routine: Routine
) -> None:
    make_client(therapist=therapist, display_name="Lena Vogel")
    browser = sign_in(therapist)

    text = browser.get(form_url(routine, ivan) + "&find=1&q=lena").content.decode()

    assert f'value="{ivan.pk}" checked' in text
    assert "Lena Vogel" in text
    assert "Nobody called" not in text
    nobody = browser.get(form_url(routine, ivan) + "&find=1&q=zzz").content.decode()
    assert "Nobody called “zzz”" in nobody
    assert f'value="{ivan.pk}" checked' in nobody


def test_more_than_fifty_clients_are_refused_with_a_sentence(
    therapist: User, routine: Routine
) -> None:
    clients = [make_client(therapist=therapist, email=None) for _ in range(51)]

    text = sign_in(therapist).get(form_url(routine, *clients)).content.decode()

    assert "Choose at most 50 clients at once." in text
    assert text.count(" checked") == 51


def test_the_form_starts_with_what_the_routine_says(
    therapist: User, ivan: User, routine: Routine
) -> None:
    text = sign_in(therapist).get(form_url(routine, ivan)).content.decode()

    last = timezone.localdate() + dt.timedelta(weeks=2)
    assert "Core 1 for Ivan" in text
    assert f'value="{last.isoformat()}"' in text
    assert "2 exercises, " in text
    assert text.count("checked") == 5


# --- sending -------------------------------------------------------------------------------


def test_a_template_as_it_is_takes_one_button(
    therapist: User, ivan: User, routine: Routine
) -> None:
    answer = sign_in(therapist).post(form_url(routine, ivan), filled(*exercises_of(routine)))

    assignment = Assignment.objects.get()
    assert answer.headers["Location"] == f"{SENT}?assignment={assignment.pk}"
    assert assignment.client == ivan
    assert [row.dosage for row in prescriptions_of(assignment)] == [
        exercise.dosage for exercise in exercises_of(routine)
    ]


def test_dose_side_note_order_and_leaving_out_reach_the_prescriptions(
    therapist: User, ivan: User
) -> None:
    bridge, plank = make_exercise(), make_exercise(name="Plank")
    stretch = exercises_of(make_routine())[1]
    routine = make_routine(exercises=[bridge, plank, stretch])
    rows: dict[int, dict[str, Any]] = {
        0: {"place": "3", "repetitions": "", "repetition_pattern": "5-3", "tempo": "3-1-3"},
        1: {"leave_out": "on", "sets": "nonsense"},
        2: {"place": "1", "side": "left", "note": "Slowly 🙂", "load": "red band"},
    }

    sign_in(therapist).post(
        form_url(routine, ivan),
        filled(
            *(bridge, plank, stretch),
            rows=rows,
            times_per_day="2",
            weekdays=["0", "2"],
            note="Left side first.\r\nA 4 is plenty.",
        ),
    )

    assignment = Assignment.objects.get()
    first, second = prescriptions_of(assignment)
    version = assignment.current_version
    assert (first.exercise, first.dosage.side, first.note) == (stretch, Side.LEFT, "Slowly 🙂")
    assert first.load == "red band"
    assert (second.exercise, second.dosage.repetition_pattern) == (bridge, (5, 3))
    assert (version.times_per_day, version.frequency.weekdays) == (2, frozenset({0, 2}))
    assert version.note == "Left side first.\nA 4 is plenty."


def test_several_clients_get_their_own_copies(therapist: User, routine: Routine) -> None:
    clients = [make_client(therapist=therapist) for _ in range(3)]
    browser = sign_in(therapist)

    answer = browser.post(form_url(routine, *clients), filled(*exercises_of(routine)), follow=True)

    assert Assignment.objects.count() == 3
    assert "Sent to 3 clients" in answer.content.decode()


def test_what_is_given_in_an_emergency_says_that_it_rests(
    therapist: User, ivan: User, routine: Routine
) -> None:
    make_flag(client=ivan)
    other = make_client(therapist=therapist, display_name="Lena Vogel")
    browser = sign_in(therapist)
    form = filled(*exercises_of(routine))

    alone = browser.post(form_url(routine, ivan), form, follow=True).text
    Assignment.objects.all().delete()
    together = browser.post(form_url(routine, ivan, other), form, follow=True).text

    assert "It rests for now: Ivan can begin once it is opened on their page." in alone
    assert together.count("Rests</span>") == 1


def test_somebody_invited_gets_homework_before_joining(therapist: User, routine: Routine) -> None:
    client = make_invitation(therapist=therapist).invitation.client

    text = (
        sign_in(therapist)
        .post(form_url(routine, client), filled(*exercises_of(routine)), follow=True)
        .content.decode()
    )

    assert "Ready for Ivan" in text
    assert reverse("admin:accounts_client_invitation", args=[client.pk]) in text


def test_a_double_click_sends_once(therapist: User, ivan: User, routine: Routine) -> None:
    browser = sign_in(therapist)
    data = filled(*exercises_of(routine))

    first = browser.post(form_url(routine, ivan), data)
    second = browser.post(form_url(routine, ivan), data)

    assert Assignment.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_another_dose_sent_right_after_is_not_taken_for_a_double_click(
    therapist: User, ivan: User, routine: Routine
) -> None:
    browser = sign_in(therapist)
    exercises = exercises_of(routine)
    browser.post(form_url(routine, ivan), filled(*exercises))

    answer = browser.post(form_url(routine, ivan), filled(*exercises, rows={0: {"sets": "9"}}))

    assert answer.status_code == UNPROCESSABLE
    assert "Ivan Petrov has Core 1 already." in answer.content.decode()
    assert 'value="9"' in answer.content.decode()


def test_what_a_client_has_already_is_said(therapist: User, ivan: User, routine: Routine) -> None:
    make_assignment(client=ivan, routine=routine)

    answer = sign_in(therapist).post(form_url(routine, ivan), filled(*exercises_of(routine)))

    assert answer.status_code == UNPROCESSABLE
    assert "Ivan Petrov has Core 1 already." in answer.content.decode()


def test_a_superuser_without_care_is_told_kindly(ivan: User, routine: Routine) -> None:
    answer = sign_in(make_superuser()).post(form_url(routine, ivan), filled(*exercises_of(routine)))

    assert answer.status_code == UNPROCESSABLE
    assert "You can only assign to clients in your own care." in answer.content.decode()


# --- while filling in ----------------------------------------------------------------------


def test_moving_and_adding_lose_nothing_and_store_nothing(
    therapist: User, ivan: User, routine: Routine
) -> None:
    plank = make_exercise(name="Plank")
    bridge, stretch = exercises_of(routine)
    browser = sign_in(therapist)
    typed = filled(
        bridge, stretch, rows={0: {"sets": "half-typ"}}, note="Half a sente", weekdays=[]
    )
    del typed["send"]

    moved = browser.post(form_url(routine, ivan), typed | {"move": f"{stretch.pk}:up"})
    grown = browser.post(form_url(routine, ivan), typed | {"add": "1", "new": str(plank.pk)})
    checked = browser.post(form_url(routine, ivan), typed | {"check": "1"})

    for answer in (moved, grown, checked):
        assert answer.status_code == 200
        text = answer.content.decode()
        assert 'value="half-typ"' in text
        assert "Half a sente" in text
    text = moved.content.decode()
    assert text.index("Figure four") < text.index(">Bridge<")
    assert grown.content.decode().count('class="dose card') == 3
    assert not Assignment.objects.exists()


def test_adding_nothing_asks_for_an_exercise(therapist: User, ivan: User, routine: Routine) -> None:
    typed = filled(*exercises_of(routine)) | {"add": "1", "new": ""}

    text = sign_in(therapist).post(form_url(routine, ivan), typed).content.decode()

    assert "Choose an exercise first." in text
    assert text.count('class="dose card') == 2


def test_the_sum_is_counted_while_filling_in(therapist: User, ivan: User) -> None:
    exercises = [make_exercise(name=f"Exercise {number}") for number in range(5)]
    routine = make_routine(exercises=exercises)
    browser = sign_in(therapist)

    answer = browser.post(
        form_url(routine, ivan),
        filled(*exercises, rows={0: {"leave_out": "on"}, 1: {"sets": "?"}}) | {"preview": "1"},
        headers={"HX-Request": "true"},
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.strip().startswith('<div class="burden')
    # A number that cannot be read makes it no fewer exercises.
    assert "4 exercises" in text
    assert not Assignment.objects.exists()
    assert "That is 5 exercises" in browser.get(form_url(routine, ivan)).content.decode()


def test_without_htmx_the_sum_comes_with_its_whole_form(therapist: User, ivan: User) -> None:
    exercise = make_exercise(name="Bridge")
    routine = make_routine(exercises=[exercise])

    answer = sign_in(therapist).post(form_url(routine, ivan), filled(exercise) | {"preview": "1"})

    assert answer.status_code == 200
    assert "<form" in answer.content.decode()
    assert not Assignment.objects.exists()


# --- desk breaks ---------------------------------------------------------------------------


def test_breaks_are_asked_for_by_the_day(therapist: User, ivan: User) -> None:
    routine = make_routine(name="Desk break", field="desk", times_per_day=8, days_per_week=5)
    make_assignment(client=ivan)
    browser = sign_in(therapist)

    shown = browser.get(form_url(routine, ivan)).content.decode()
    assert "Breaks a day" in shown
    assert "8 breaks a day" in shown
    assert "Which ones matter most" not in shown, "two minutes of standing are no burden"

    refused = browser.post(
        form_url(routine, ivan), filled(*exercises_of(routine), times_per_day="")
    )
    assert "Say how many breaks a day." in refused.content.decode()

    browser.post(form_url(routine, ivan), filled(*exercises_of(routine), times_per_day="8"))
    given = Assignment.objects.get(routine=routine)
    assert given.current_version.times_per_day == 8
    sent = browser.get(f"{SENT}?assignment={given.pk}").content.decode()
    assert "8 breaks a day, Mon to Fri" in sent


def test_another_break_says_which_one_it_takes_the_place_of(therapist: User, ivan: User) -> None:
    before = give_breaks(ivan, name="Desk break, 2 minutes")
    routine = make_routine(name="Desk break in your chair", field="desk")
    browser = sign_in(therapist)

    shown = browser.get(form_url(routine, ivan)).content.decode()
    assert "Desk break, 2 minutes ends for Ivan today, and this takes its place." in shown
    assert (
        "ends for Ivan"
        not in browser.get(form_url(make_routine(name="Other"), ivan)).content.decode()
    )

    browser.post(form_url(routine, ivan), filled(*exercises_of(routine), times_per_day="6"))

    before.refresh_from_db()
    assert before.status == Status.ENDED
    assert [one.name for one in Assignment.objects.current()] == ["Desk break in your chair"]
