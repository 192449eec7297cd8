"""What a therapist, or whoever runs the clinic, does about a warning sign."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import Clinic, User
from routines.models import (
    Assignment,
    Flag,
    KnownSign,
    Status,
)
from routines.queries.client_safety import SHOWN_FLAGS
from tests.check_in_factories import FEVER, NEW_NUMBNESS, WORRY, make_flag
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_manager,
    make_therapist,
)
from tests.homework_factories import make_assignment
from tests.staff_pages import ACKNOWLEDGE, CALLED, CLEAR, KNOWN, LATER, page_of, press, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


# --- flags ---------------------------------------------------------------------------------


def test_a_flag_is_shown_with_its_reason_its_clock_and_what_was_answered(
    maya: User, ivan: User
) -> None:
    make_flag(client=ivan, answers=FEVER)

    text = page_of(maya, ivan)

    assert "You marked a fever, shivers or night sweats." in text
    assert "to look at by" in text or "late by" in text
    assert "What was answered" in text
    assert "I have looked" in text


def test_what_was_done_is_kept_and_exercises_stay_closed(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)

    status, text = press(maya, ACKNOWLEDGE, flag.pk, CALLED, follow=True)

    assert status == 200
    assert "Saved. Exercises stay closed until you open them." in text
    assert "“Goes to hospital.”" in text
    assert "Exercises may go on" in text
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.action, flag.cleared_at) == (maya, "called", None)


def test_without_an_action_nothing_is_kept_and_the_note_stays(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)

    status, text = press(maya, ACKNOWLEDGE, flag.pk, {"note": "Rang twice."})

    assert status == 422
    assert "Choose what you did." in text
    assert 'value="Rang twice."' in text
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def test_a_note_for_the_next_visit_speaks_of_no_closed_exercises(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan, answers=WORRY)
    assert flag.urgency == "visit"

    _, text = press(maya, ACKNOWLEDGE, flag.pk, CALLED, follow=True)

    assert "Exercises stay closed" not in text
    assert "Exercises may go on" not in text


def test_the_second_one_to_look_is_told(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)
    press(maya, ACKNOWLEDGE, flag.pk, CALLED)

    _, text = press(maya, ACKNOWLEDGE, flag.pk, {"action": "other"}, follow=True)

    assert "Somebody has looked at this before you." in text
    assert Flag.objects.get().action == "called"


def test_exercises_go_on_only_after_somebody_has_looked(maya: User, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan)

    _, too_early = press(maya, CLEAR, flag.pk, follow=True)
    assert "First say what you did about it." in too_early
    assert Flag.objects.get().cleared_at is None

    press(maya, ACKNOWLEDGE, flag.pk, CALLED)
    _, text = press(maya, CLEAR, flag.pk, follow=True)

    assert "Exercises may go on, unless another flag stands." in text
    assert "Exercises open since" in text
    assert Flag.objects.get().cleared_at == LATER
    assert Assignment.objects.get(pk=assignment.pk).status == Status.ACTIVE


def test_what_waits_is_shown_however_much_came_after_it(maya: User, ivan: User) -> None:
    first = make_flag(client=ivan)
    copies = [
        Flag(
            client=ivan,
            clinic=first.clinic,
            urgency="today",
            signs=["fever"],
            because=["you marked a fever"],
            wording="1",
            raised_at=NOW + dt.timedelta(minutes=number),
            received_at=NOW,
            acknowledged_at=NOW,
            action="called",
            cleared_at=NOW,
        )
        for number in range(1, SHOWN_FLAGS + 3)
    ]
    Flag.objects.bulk_create(copies)

    text = page_of(maya, ivan)

    assert f'id="flag-{first.pk}"' in text
    assert text.count('id="flag-') == SHOWN_FLAGS + 1 + 1  # and the title of the earlier ones


# --- known signs ---------------------------------------------------------------------------


def test_a_sign_that_was_checked_becomes_known_and_raises_no_flag(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan, answers=NEW_NUMBNESS)
    press(maya, ACKNOWLEDGE, flag.pk, CALLED)
    assert "This is known and checked" in page_of(maya, ivan)

    _, text = press(
        maya,
        KNOWN,
        flag.pk,
        {"sign": "new-numbness", "note": "Since 2024, surgeon knows."},
        follow=True,
    )

    assert "Kept as known." in text
    assert "Since 2024, surgeon knows." in text

    known = KnownSign.objects.get()
    _, text = press(maya, "routines_known_end", known.pk, follow=True)
    assert "This sign raises flags again." in text
    known.refresh_from_db()
    assert (known.ended_at, known.ended_by) == (LATER, maya)


def test_known_takes_a_note(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan, answers=NEW_NUMBNESS)
    press(maya, ACKNOWLEDGE, flag.pk, CALLED)

    status, text = press(maya, KNOWN, flag.pk, {"sign": "new-numbness"})

    assert status == 422
    assert "Write in a few words what was checked, and when." in text
    assert not KnownSign.objects.exists()


def test_a_sign_that_nobody_may_set_aside_stays(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)
    press(maya, ACKNOWLEDGE, flag.pk, CALLED)

    _, text = press(
        maya, KNOWN, flag.pk, {"sign": "saddle-numbness", "note": "Always so."}, follow=True
    )

    assert "This sign always needs a look. It cannot be set as known." in text
    assert not KnownSign.objects.exists()


# --- whoever runs the clinic ---------------------------------------------------------------


def test_a_manager_reaches_a_flag_only_once_it_was_left_waiting(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    ana = make_manager(clinic=clinic)
    flag = make_flag(client=ivan)
    assert read(ana, "routines_flag_show", flag.pk)[0] == 404

    Flag.objects.update(escalated_at=NOW)
    status, text = read(ana, "routines_flag_show", flag.pk)

    assert status == 200
    assert "Ivan Petrov" in text
    assert "You marked numbness between your legs." in text
    assert "Treated by Maya Ortiz." in text
    assert "What was answered</summary>" not in text
    assert "Do you have" not in text
    assert reverse("admin:accounts_client_change", args=[ivan.pk]) not in text


def test_a_manager_looks_and_opens_no_exercises(clinic: Clinic, maya: User, ivan: User) -> None:
    ana = make_manager(clinic=clinic)
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan, escalated_at=NOW)

    status, text = press(ana, ACKNOWLEDGE, flag.pk, {"note": "Rang Maya."})
    assert status == 422
    assert "Choose what you did." in text
    assert 'value="Rang Maya."' in text

    _, text = press(ana, ACKNOWLEDGE, flag.pk, CALLED, follow=True)
    assert "Saved. Exercises stay closed until whoever treats this client opens them." in text
    assert "Waiting too long" not in text

    _, text = press(ana, CLEAR, flag.pk, follow=True)
    assert "This client is not in your care. Nothing was changed." in text
    assert Flag.objects.get().cleared_at is None
    assert Assignment.objects.get(pk=assignment.pk).status == Status.PAUSED
    _, looked_at = read(ana, "routines_flag_show", flag.pk)
    assert "I called the client, Ana Silva" in looked_at
    assert "I have looked" not in looked_at


def test_whoever_treats_the_client_finds_the_way_to_their_page(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)

    _, text = read(maya, "routines_flag_show", flag.pk)

    assert reverse("admin:accounts_client_change", args=[ivan.pk]) in text
