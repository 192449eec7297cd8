"""Assigning what a client's body must be spared: the warning, the reason, and who it counts for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from routines.domain.triage import Answer
from routines.models import Assignment, CheckKind, Clearance, Exercise, Routine
from routines.services.assignments import NotInYourCareError
from routines.services.precautions import answer as keep_answer
from tests.check_in_factories import at, make_map
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_performed_session,
    make_routine,
)
from tests.homework_forms import filled, form_url

pytestmark = pytest.mark.django_db

BONES = "osteoporosis"
WHY = "Choose what fits, leave it out, or say why it is fine for this client."
FIELD = "Why it is fine for this client"


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def sit_up() -> Exercise:
    # Something easier that nothing blocks stands beside it in the library.
    make_exercise(name="Dead bug", slug="dead-bug", self_start=True)
    return make_exercise(name="Sit-up", slug="sit-up", loads=["spine-flexion"], easier=["dead-bug"])


@pytest.fixture
def routine(sit_up: Exercise) -> Routine:
    return make_routine(exercises=[sit_up, make_exercise()])


def hold(client: User, by: User, precaution: str = BONES) -> None:
    keep_answer(client=client, answers={precaution: Answer.YES}, by=by, at=timezone.now())


def send(
    maya: User,
    routine: Routine,
    *clients: User,
    rows: Any = None,
    **typed: Any,
) -> tuple[int, str]:
    """Send the form as it is filled in; `typed` goes beside the rows."""
    exercises = [one.exercise for one in routine.items.order_by("position")]
    data = filled(*exercises, rows=dict(rows or {}), **typed)
    result = signed_in(maya).post(form_url(routine, *clients), data)
    return result.status_code, result.content.decode()


def signed_in(person: User) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def form(maya: User, routine: Routine, *clients: User) -> str:
    return signed_in(maya).get(form_url(routine, *clients)).content.decode()


def spread_after(client: User, maya: User, exercise: Exercise, *, times: int) -> None:
    """Do an exercise on some days, each time with pain further down the leg afterwards.

    Every other day: where the next morning is better again, nothing has spread.
    """
    homework = make_assignment(
        client=client,
        by=maya,
        routine=make_routine(exercises=[exercise]),
        at=timezone.now() - dt.timedelta(days=2 * times + 2),
    )
    for number in range(times):
        now = timezone.now() - dt.timedelta(days=2 * (times - number))
        make_map(client=client, kind=CheckKind.BEFORE, marks=[at("buttock")], now=now)
        session = make_performed_session(assignment=homework, now=now)
        after = now + dt.timedelta(minutes=20)
        make_map(
            client=client, kind=CheckKind.AFTER, marks=[at("calf")], now=after, session=session
        )


# --- a precaution that blocks --------------------------------------------------------------


@pytest.mark.parametrize("is_change", [False, True])
def test_homework_and_its_reason_are_kept_together_or_not_at_all(
    maya: User,
    ivan: User,
    routine: Routine,
    sit_up: Exercise,
    monkeypatch: pytest.MonkeyPatch,
    is_change: bool,
) -> None:
    homework = make_assignment(client=ivan, by=maya, routine=routine) if is_change else None
    hold(ivan, maya)
    before = [(one.pk, one.version_id) for one in Assignment.objects.all()]
    url = (
        reverse("admin:routines_assignment_change", args=[homework.pk])
        if homework
        else form_url(routine, ivan)
    )
    reason = {f"reason-{sit_up.pk}": "Cleared by her doctor."}
    sent = filled(sit_up, make_exercise(name="Other"), rows={}, **reason)
    if homework:
        sent["version"] = str(Assignment.objects.get().current_version.number)

    def refuse(**asked: Any) -> None:
        raise NotInYourCareError("Your care ended meanwhile.")

    monkeypatch.setattr("routines.services.precautions.clear_exercise", refuse)
    answer = signed_in(maya).post(url, sent)

    assert "Your care ended meanwhile." in answer.content.decode()
    assert answer.status_code == 422
    assert [(one.pk, one.version_id) for one in Assignment.objects.all()] == before
    assert not Clearance.objects.exists()


def test_a_blocked_exercise_says_why_and_what_it_would_be_exchanged_for(
    maya: User, ivan: User, routine: Routine
) -> None:
    hold(ivan, maya)

    text = form(maya, routine, ivan)

    assert "Sit-up" in text
    assert "Dead bug" in text
    assert "thin bones" in text.casefold()
    assert text.count(FIELD) == 1


def test_without_a_reason_it_is_not_sent(maya: User, ivan: User, routine: Routine) -> None:
    hold(ivan, maya)

    status, text = send(maya, routine, ivan, note="Slowly.")

    assert status == 422
    assert WHY in text
    assert "Slowly." in text
    assert not Assignment.objects.exists()
    assert not Clearance.objects.exists()


def test_the_warning_promises_nothing_that_does_not_happen_by_itself(
    maya: User, ivan: User, routine: Routine
) -> None:
    hold(ivan, maya)

    text = form(maya, routine, ivan)

    assert "Sit-up: not for this client. It bends the low back forward" in text
    assert "It is not left out by itself" in text
    assert "Sit-up: left out" not in text


def test_one_button_puts_what_fits_in_its_place_and_keeps_what_was_typed(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise
) -> None:
    hold(ivan, maya)
    dead_bug = Exercise.objects.get(slug="dead-bug")
    exchange = f"{sit_up.pk}:{dead_bug.pk}"
    assert f'name="exchange" value="{exchange}"' in form(maya, routine, ivan)

    status, text = send(
        maya, routine, ivan, rows={1: {"sets": "many"}}, note="Slowly.", exchange=exchange
    )

    assert status == 200
    assert f'name="exercises-0-exercise" value="{dead_bug.pk}"' in text
    assert str(sit_up.pk) not in text.partition('id="add"')[0]
    assert FIELD not in text
    assert 'value="many"' in text
    assert "Slowly." in text
    assert not Assignment.objects.exists()


def test_what_stands_there_already_is_not_offered_twice(
    maya: User, ivan: User, sit_up: Exercise
) -> None:
    hold(ivan, maya)
    dead_bug = Exercise.objects.get(slug="dead-bug")
    both = make_routine(name="Both", exercises=[sit_up, dead_bug])

    text = form(maya, both, ivan)
    _, after = send(maya, both, ivan, exchange=f"{sit_up.pk}:{dead_bug.pk}")

    assert 'name="exchange"' not in text
    # Nor is anybody told to choose what is not there to be chosen.
    assert "What would fit is part of this homework already." in text
    assert "put another one in its place" not in text
    refused = send(maya, both, ivan)[1]
    assert "Leave it out, or say why it is fine for this client." in refused
    assert WHY not in refused
    assert f'name="exercises-0-exercise" value="{sit_up.pk}"' in after


@pytest.mark.parametrize("asked", ["nonsense", "a:b", ":", "{sit_up}:{hidden}"])
def test_an_exchange_for_what_nobody_may_see_changes_nothing(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise, asked: str
) -> None:
    hidden = make_exercise(name="Hidden", clinic=make_clinic(name="Harbour"))

    status, text = send(
        maya, routine, ivan, exchange=asked.format(sit_up=sit_up.pk, hidden=hidden.pk)
    )

    assert status == 200
    assert f'name="exercises-0-exercise" value="{sit_up.pk}"' in text
    assert "Hidden" not in text


def test_the_place_that_stopped_it_is_where_the_browser_goes_and_all_are_counted(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise
) -> None:
    hold(ivan, maya)

    status, text = send(maya, routine, ivan)

    assert status == 422
    assert text.count(" autofocus") == 1
    field = text.partition(f'name="reason-{sit_up.pk}"')[2].partition(">")[0]
    assert " autofocus" in field
    assert "<b>2 exercises," in text


@pytest.mark.parametrize(
    ("rows", "head", "place"),
    [({1: {"sets": "many"}}, {}, 'id="exercise-2"'), ({}, {"weekdays": []}, 'id="when"')],
    ids=["row", "head"],
)
def test_after_any_mistake_the_browser_goes_to_the_first(
    maya: User, ivan: User, routine: Routine, rows: Any, head: Any, place: str
) -> None:
    status, text = send(maya, routine, ivan, rows=rows, **head)

    assert status == 422
    assert text.count(" autofocus") == 1
    assert " autofocus" in text.partition(place)[2].partition(">")[0]


def test_a_reason_is_kept_and_not_asked_for_again(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise
) -> None:
    hold(ivan, maya)

    status, _ = send(maya, routine, ivan, **{f"reason-{sit_up.pk}": "  Bone density is fine. "})

    assert status == 302
    cleared = Clearance.objects.get()
    assert (cleared.client, cleared.exercise, cleared.cleared_by) == (ivan, sit_up, maya)
    assert cleared.reason == "Bone density is fine."
    assert FIELD not in form(maya, make_routine(exercises=[sit_up]), ivan)


def test_what_was_typed_as_a_reason_is_there_after_a_mistake_elsewhere(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise
) -> None:
    hold(ivan, maya)

    status, text = send(
        maya,
        routine,
        ivan,
        rows={1: {"sets": "many"}},
        **{f"reason-{sit_up.pk}": "Bone density is fine."},
    )

    assert status == 422
    assert 'value="Bone density is fine."' in text
    assert not Clearance.objects.exists()


@pytest.mark.parametrize("reason", ["", "Typed before it was left out."])
def test_leaving_it_out_needs_no_reason_and_clears_nothing(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise, reason: str
) -> None:
    hold(ivan, maya)

    status, _ = send(
        maya, routine, ivan, rows={0: {"leave_out": "on"}}, **{f"reason-{sit_up.pk}": reason}
    )

    assert status == 302
    assert not Clearance.objects.exists()


def test_a_word_of_care_is_only_shown(maya: User, ivan: User) -> None:
    hold(ivan, maya, "pregnancy")
    lying = make_exercise(name="Bridge on the back", loads=["supine-lying"])
    careful = make_routine(exercises=[lying])

    text = form(maya, careful, ivan)
    status, _ = send(maya, careful, ivan)

    assert "note--care" in text
    assert FIELD not in text
    assert status == 302
    assert not Clearance.objects.exists()


# --- the direction guard -------------------------------------------------------------------


def test_what_got_worse_before_is_told_with_its_counts(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise
) -> None:
    spread_after(ivan, maya, sit_up, times=3)

    text = form(maya, routine, ivan)

    assert "This client was worse after 3 of 3 sessions that bend the low back forward" in text
    assert FIELD not in text
    assert "note--care" in text


# --- several clients -----------------------------------------------------------------------


def test_each_warning_says_whom_it_is_about_and_the_reason_counts_for_them_only(
    maya: User, ivan: User, routine: Routine, sit_up: Exercise
) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel")
    hold(ivan, maya)

    text = form(maya, routine, ivan, lena)
    status, _ = send(maya, routine, ivan, lena, **{f"reason-{sit_up.pk}": "Dense bones."})

    assert "Ivan: Sit-up" in text
    assert "Lena: " not in text
    assert status == 302
    assert Assignment.objects.count() == 2
    assert [one.client for one in Clearance.objects.all()] == [ivan]


# --- nothing to warn of --------------------------------------------------------------------


def test_where_nothing_applies_nothing_is_added(maya: User, ivan: User, routine: Routine) -> None:
    text = form(maya, routine, ivan)

    assert "note--flag" not in text
    assert FIELD not in text
    assert 'name="reason-' not in text


def test_each_client_costs_four_statements_at_most(
    maya: User, ivan: User, routine: Routine, count_statements: CountStatements
) -> None:
    others = [make_client(therapist=maya, display_name=f"Client {n}") for n in range(4)]
    browser = signed_in(maya)
    two, five = form_url(routine, ivan, others[0]), form_url(routine, ivan, *others)
    browser.get(two)

    with count_statements() as few:
        browser.get(two)
    with count_statements() as many:
        browser.get(five)

    assert 0 < len(many) - len(few) <= 3 * 4
