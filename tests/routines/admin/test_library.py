"""Exercises and routines in the admin: built-in ones to read and copy, own ones to change."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Clinic, User
from routines.domain.dosage import Side
from routines.forms.library import NUMBERS
from routines.models import Exercise, Routine, RoutineItem
from tests.conftest import CountStatements
from tests.factories import make_clinic, make_manager, make_superuser, make_therapist
from tests.homework_factories import STRETCH, make_exercise, make_routine

pytestmark = pytest.mark.django_db

EXERCISES = reverse("admin:routines_exercise_changelist")
ROUTINES = reverse("admin:routines_routine_changelist")
UNPROCESSABLE = 422

NEW_EXERCISE = {
    "name": "Sword lift",
    "region": "core",
    "position": "standing",
    "equipment": "A band\r\n\r\n  A door ",
    "sets": "2",
    "repetitions": "10",
    "hold_seconds": "",
    "duration_seconds": "",
    "rest_seconds": "30",
    "side": "none",
    "load": "red band",
    "repetition_pattern": "",
    "tempo": "",
    "steps": "Stand.\nLift the sword.",
    "cues": "",
    "feel": "",
    "mistakes": "",
    "breathing": "",
    "easier": "",
    "harder": "",
    "not_for": "",
    "stop_rules": "",
}
NEW_ROUTINE = {
    "name": "My core",
    "field": "core",
    "purpose": "",
    "for_whom": "",
    "not_for": "",
    "cautions": "Slowly.",
    "times_per_day": "1",
    "days_per_week": "5",
    "review_after_weeks": "4",
    "rounds": "1",
    "rest_between_items_seconds": "10",
}


def sign_in(person: User) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def browser(clinic: Clinic) -> Browser:
    return sign_in(make_therapist(clinic=clinic))


def items(*rows: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """Return what the rows of a routine's form send."""
    data: dict[str, Any] = {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": initial}
    usual = {
        "sets": "2",
        "repetitions": "10",
        "hold_seconds": "0",
        "duration_seconds": "0",
        "rest_seconds": "0",
        "side": "none",
        "load": "",
        "repetition_pattern": "",
        "tempo": "",
        "note": "",
        "place": "",
    }
    for index, row in enumerate(rows):
        data |= {f"items-{index}-{name}": value for name, value in {**usual, **row}.items()}
    return data


# --- exercises -----------------------------------------------------------------------------


def test_a_new_exercise_belongs_to_the_clinic(browser: Browser, clinic: Clinic) -> None:
    answer = browser.post(reverse("admin:routines_exercise_add"), NEW_EXERCISE)

    exercise = Exercise.objects.get()
    assert answer.status_code == 302
    assert (exercise.clinic, exercise.slug) == (clinic, "sword-lift")
    assert exercise.steps == ["Stand.", "Lift the sword."]
    assert exercise.equipment == ["A band", "A door"]
    assert str(exercise.dosage) == "2 × 10, red band"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give the exercise a name."),
        ({"name": "x" * 121}, "Shorten the name to 120 letters."),
        ({"steps": " \n "}, "Write at least one step."),
        ({"steps": "x" * 301}, "Line 1 has 301 letters. Shorten it to 300."),
        ({"cues": "\n".join("abc" for _ in range(31))}, "Use at most 30 lines."),
        ({"repetitions": ""}, "Say how many repetitions, or how long to go on for."),
        ({"sets": "21"}, "Choose between 1 and 20 sets."),
        ({"sets": "many"}, "Write a whole number, for example 10."),
        ({"repetition_pattern": "5-3-1"}, "Give one number for each of the 2 sets"),
        ({"name": "BRIDGE"}, "Your clinic has one with this name."),
    ],
)
def test_mistakes_in_an_exercise_are_said_kindly(
    browser: Browser, clinic: Clinic, typed: dict[str, str], said: str
) -> None:
    make_exercise(clinic=clinic)

    answer = browser.post(reverse("admin:routines_exercise_add"), NEW_EXERCISE | typed)

    text = answer.content.decode()
    assert answer.status_code == UNPROCESSABLE
    assert said in text
    assert "everything you typed is still here" in text
    assert "Lift the sword." in text or "steps" in typed
    assert Exercise.objects.count() == 1


def test_an_own_exercise_is_changed_and_keeps_its_slug(browser: Browser, clinic: Clinic) -> None:
    exercise = make_exercise(clinic=clinic, slug="bridge")
    url = reverse("admin:routines_exercise_change", args=[exercise.pk])

    assert "Lie on your back." in browser.get(url).content.decode()
    browser.post(url, NEW_EXERCISE | {"side": "both"})

    exercise.refresh_from_db()
    assert (exercise.name, exercise.slug, exercise.side) == ("Sword lift", "bridge", Side.BOTH)


def test_a_built_in_exercise_can_be_read_and_copied_not_changed(
    browser: Browser, clinic: Clinic
) -> None:
    exercise = make_exercise(steps=["Lie on your back.", "Lift & <hold>."])
    url = reverse("admin:routines_exercise_change", args=[exercise.pk])

    text = browser.get(url).content.decode()
    refused = browser.post(url, NEW_EXERCISE)
    copied = browser.post(reverse("admin:routines_exercise_copy", args=[exercise.pk]))

    assert "<li>Lift &amp; &lt;hold&gt;.</li>" in text
    assert 'name="_save"' not in text
    assert refused.status_code == 403
    copy = Exercise.objects.get(clinic=clinic)
    assert copied.headers["Location"] == reverse("admin:routines_exercise_change", args=[copy.pk])
    exercise.refresh_from_db()
    assert exercise.name == "Bridge"


def test_nobody_deletes_and_a_superuser_changes_no_built_in_exercise() -> None:
    exercise = make_exercise()
    root = sign_in(make_superuser())

    delete = reverse("admin:routines_exercise_delete", args=[exercise.pk])
    change = reverse("admin:routines_exercise_change", args=[exercise.pk])
    assert root.post(delete, {"post": "yes"}).status_code == 403
    assert root.post(change, NEW_EXERCISE).status_code == 403
    assert Exercise.objects.count() == 1


def test_the_action_copies_what_is_chosen(browser: Browser, clinic: Clinic) -> None:
    chosen = [make_exercise(), make_exercise(name="Plank")]

    answer = browser.post(
        EXERCISES,
        {"action": "copy_selected", "_selected_action": [str(one.pk) for one in chosen]},
        follow=True,
    )

    assert "Copied to Riverside Clinic: 2." in answer.content.decode()
    assert Exercise.objects.filter(clinic=clinic).count() == 2


def test_whoever_works_nowhere_can_copy_nothing() -> None:
    exercise = make_exercise()
    root = sign_in(make_superuser())

    answer = root.post(reverse("admin:routines_exercise_copy", args=[exercise.pk]), follow=True)

    assert "You need to work in a clinic to copy to it." in answer.content.decode()


def test_retired_rows_leave_the_list_until_asked_for(browser: Browser, clinic: Clinic) -> None:
    exercise = make_exercise(name="Old one", clinic=clinic)
    url = reverse("admin:routines_exercise_retire", args=[exercise.pk])

    browser.post(url)

    assert "Old one" not in browser.get(EXERCISES).content.decode()
    assert "Old one" in browser.get(EXERCISES + "?retired=yes").content.decode()
    assert "Offered again." in browser.post(url, follow=True).content.decode()


def test_filters_and_search_narrow_the_list_down(browser: Browser, clinic: Clinic) -> None:
    make_exercise(name="Heel slide", region="core")
    make_exercise(name="Calf raise", region="lower-leg", clinic=clinic)

    def listed(query: str) -> set[str]:
        text = browser.get(EXERCISES + query).content.decode()
        return {name for name in ("Heel slide", "Calf raise") if name in text}

    assert listed("?region=core") == {"Heel slide"}
    assert listed("?origin=own") == {"Calf raise"}
    assert listed("?origin=built-in") == {"Heel slide"}
    assert listed("?q=calf") == {"Calf raise"}


# --- routines ------------------------------------------------------------------------------


def test_a_new_routine_comes_with_its_exercises_in_order(browser: Browser, clinic: Clinic) -> None:
    bridge, plank = make_exercise(), make_exercise(name="Plank")
    rows = items(
        {"exercise": str(bridge.pk), "place": "2", "repetition_pattern": "5-3", "repetitions": ""},
        {"exercise": str(plank.pk), "place": "1", "note": "Slowly."},
        dict.fromkeys((*NUMBERS, "exercise"), ""),
    )

    answer = browser.post(reverse("admin:routines_routine_add"), NEW_ROUTINE | rows)

    routine = Routine.objects.get()
    first, second = routine.items.order_by("position")
    assert answer.status_code == 302
    assert (routine.clinic, routine.slug, routine.cautions) == (clinic, "my-core", ["Slowly."])
    assert (first.exercise, first.note, first.position) == (plank, "Slowly.", 1)
    assert (second.exercise, second.dosage.repetition_pattern) == (bridge, (5, 3))


def test_a_row_without_numbers_takes_the_exercises_usual_dosage(browser: Browser) -> None:
    stretch = make_exercise(name="Stretch", dosage=STRETCH, seconds_per_repetition=32)
    plank = make_exercise(name="Plank")
    empty = dict.fromkeys(NUMBERS, "")
    rows = items(
        {**empty, "exercise": str(stretch.pk)},
        {**empty, "exercise": str(plank.pk), "sets": "5", "repetitions": "1"},
    )

    answer = browser.post(reverse("admin:routines_routine_add"), NEW_ROUTINE | rows)

    first, second = Routine.objects.get().items.order_by("position")
    assert answer.status_code == 302
    assert first.dosage == dataclasses.replace(STRETCH, seconds_per_repetition=32)
    assert str(second.dosage) == "5 × 1"


def test_own_items_change_places_and_are_removed(browser: Browser, clinic: Clinic) -> None:
    routine = make_routine(clinic=clinic)
    first, second = routine.items.order_by("position")
    plank = make_exercise(name="Plank")
    rows = items(
        {"id": str(first.pk), "exercise": str(first.exercise_id)},
        {
            "id": str(second.pk),
            "exercise": str(second.exercise_id),
            "place": "2",
            "side": "both",
            "repetitions": "1",
            "hold_seconds": "30",
        },
        {"exercise": str(plank.pk), "place": "1"},
        initial=2,
    )
    rows["items-0-DELETE"] = "on"

    answer = browser.post(
        reverse("admin:routines_routine_change", args=[routine.pk]), NEW_ROUTINE | rows
    )

    assert answer.status_code == 302
    names = routine.items.order_by("position").values_list("position", "exercise__name")
    assert list(names) == [(1, "Plank"), (2, "Figure four")]


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ({"name": ""}, {}, "Give the routine a name."),
        ({"times_per_day": "13"}, {}, "Choose a number from 1 to 12."),
        ({"days_per_week": "0"}, {}, "Choose a number from 1 to 7."),
        ({}, {"sets": "0", "repetitions": "5"}, "Choose between 1 and 20 sets."),
        ({}, {"repetitions": "0"}, "Say how many repetitions"),
        ({}, {"place": "x"}, "Write a whole number, for example 3."),
        ({}, {"side": "both"}, "Bridge has no sides."),
        ({}, {"note": "x" * 241}, "240"),
    ],
)
def test_mistakes_in_a_routine_are_said_kindly(
    browser: Browser, head: dict[str, str], row: dict[str, str], said: str
) -> None:
    bridge = make_exercise()

    answer = browser.post(
        reverse("admin:routines_routine_add"),
        NEW_ROUTINE | head | items({"exercise": str(bridge.pk), **row}),
    )

    assert answer.status_code == UNPROCESSABLE
    assert said in answer.content.decode()
    assert not Routine.objects.exists()


def test_foreign_exercises_and_clinics_are_refused(browser: Browser, clinic: Clinic) -> None:
    other = make_clinic(name="Other")
    foreign = make_exercise(name="FOREIGN", clinic=other)
    add = reverse("admin:routines_routine_add")

    refused = browser.post(add, NEW_ROUTINE | items({"exercise": str(foreign.pk)}))
    browser.post(add, NEW_ROUTINE | items() | {"clinic": str(other.pk)})

    assert refused.status_code == UNPROCESSABLE
    assert "This exercise is not in your library." in refused.content.decode()
    assert "FOREIGN" not in refused.content.decode()
    assert Routine.objects.get().clinic == clinic


def test_an_items_own_key_cannot_reach_another_routine(browser: Browser, clinic: Clinic) -> None:
    mine, foreign = make_routine(clinic=clinic), make_routine(clinic=make_clinic(name="Other"))
    item = foreign.items.order_by("position")[0]
    before = RoutineItem.objects.filter(pk=item.pk).values().get()

    browser.post(
        reverse("admin:routines_routine_change", args=[mine.pk]),
        NEW_ROUTINE
        | items({"id": str(item.pk), "exercise": str(item.exercise_id), "sets": "9"}, initial=1),
    )

    assert RoutineItem.objects.filter(pk=item.pk).values().get() == before


def test_a_built_in_routine_is_read_assigned_and_copied(browser: Browser, clinic: Clinic) -> None:
    routine = make_routine()
    url = reverse("admin:routines_routine_change", args=[routine.pk])

    text = browser.get(url).content.decode()
    browser.post(reverse("admin:routines_routine_copy", args=[routine.pk]))

    assert "<b>Figure four</b>" in text
    assert f"?routine={routine.pk}" in text
    assert browser.post(url, NEW_ROUTINE | items()).status_code == 403
    assert Routine.objects.get(clinic=clinic).items.count() == 2


def test_a_manager_keeps_the_library_too(clinic: Clinic) -> None:
    browser = sign_in(make_manager(clinic=clinic))

    browser.post(reverse("admin:routines_exercise_add"), NEW_EXERCISE)

    assert Exercise.objects.get().clinic == clinic


@pytest.mark.parametrize("url", [EXERCISES, ROUTINES])
def test_the_lists_cost_the_same_for_one_row_and_for_ten(
    browser: Browser, clinic: Clinic, url: str, count_statements: CountStatements
) -> None:
    make_routine(clinic=clinic, exercises=[make_exercise(clinic=clinic)])
    browser.get(url)
    with count_statements() as one:
        browser.get(url)
    for number in range(9):
        own = make_exercise(name=f"Exercise {number}", clinic=clinic)
        make_routine(name=f"Routine {number}", clinic=clinic, exercises=[own])
    with count_statements() as many:
        browser.get(url)

    assert len(one) == len(many)
