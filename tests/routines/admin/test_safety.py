"""What a therapist does about a client's safety."""

from __future__ import annotations

import datetime as dt
from html import unescape

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Clinic, User
from routines.models import (
    Assignment,
    Flag,
    KnownSign,
    MeasureScore,
    PrecautionAnswer,
    Status,
    Thresholds,
)
from routines.queries.client_safety import SHOWN_FLAGS
from tests.check_in_factories import FEVER, NEW_NUMBNESS, WORRY, make_flag
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_exercise, make_routine, prescriptions_of
from tests.safety_pages import (
    ACKNOWLEDGE,
    CALLED,
    CLEAR,
    KNOWN,
    LATER,
    LIMITS,
    page_of,
    press,
)

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

    assert "<p>Marked a fever, shivers or night sweats.</p>" in text
    assert "You marked" not in text
    assert "to look at by" in text or "late by" in text
    assert "What was answered" in text
    assert "I have looked" in text


def test_what_was_done_is_kept_and_exercises_stay_closed(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)

    status, text = press(maya, ACKNOWLEDGE, flag.pk, follow=True, **CALLED)

    assert status == 200
    assert "Saved. Exercises stay closed until you open them." in text
    assert "“Goes to hospital.”" in text
    # Letting them go on is a second step: the button stands behind a fold that says what it does.
    before, _, after = text.partition("Exercises may go on")
    assert "<details" in before.rpartition("<form")[2]
    assert "Yes, let them go on" in after.partition("</details>")[0]
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.action, flag.cleared_at) == (maya, "called", None)


def test_without_an_action_nothing_is_kept_and_the_note_stays(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)

    status, text = press(maya, ACKNOWLEDGE, flag.pk, note="Rang twice.")

    assert status == 422
    assert "Choose what you did." in text
    assert 'value="Rang twice."' in text
    flag.refresh_from_db()
    assert flag.acknowledged_at is None


def test_a_note_for_the_next_visit_speaks_of_no_closed_exercises(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan, answers=WORRY)
    assert flag.urgency == "visit"

    _, text = press(maya, ACKNOWLEDGE, flag.pk, follow=True, **CALLED)

    assert "Exercises stay closed" not in text
    assert "Exercises may go on" not in text


def test_the_second_one_to_look_is_told(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)
    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)

    _, text = press(maya, ACKNOWLEDGE, flag.pk, follow=True, action="other")

    assert "Somebody has looked at this before you." in text
    assert Flag.objects.get().action == "called"


def test_exercises_go_on_only_after_somebody_has_looked(maya: User, ivan: User) -> None:
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan)

    _, too_early = press(maya, CLEAR, flag.pk, follow=True)
    assert "First say what you did about it." in too_early
    assert Flag.objects.get().cleared_at is None

    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)
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
    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)
    assert "This is known and checked" in page_of(maya, ivan)

    _, text = press(
        maya, KNOWN, flag.pk, follow=True, sign="new-numbness", note="Since 2024, surgeon knows."
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
    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)

    status, text = press(maya, KNOWN, flag.pk, sign="new-numbness")

    assert status == 422
    assert "Write in a few words what was checked, and when." in text
    assert not KnownSign.objects.exists()


def test_a_sign_that_nobody_may_set_aside_stays(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)
    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)

    _, text = press(maya, KNOWN, flag.pk, follow=True, sign="saddle-numbness", note="Always so.")

    assert "This sign always needs a look. It cannot be set as known." in text
    assert not KnownSign.objects.exists()


# --- limits --------------------------------------------------------------------------------


def test_limits_are_kept_with_who_set_them(maya: User, ivan: User) -> None:
    press(maya, "accounts_client_limits", ivan.pk, **LIMITS)
    _, text = press(
        maya, "accounts_client_limits", ivan.pk, follow=True, **{**LIMITS, "pain_at_least": ""}
    )

    assert "Your caseload goes by these from now on." in text
    assert "Pain 6, up by 3, days missed 4, places down 2" in text
    standing = Thresholds.objects.in_force().get()
    assert (standing.pain_at_least, standing.pain_rise, standing.changed_by) == (None, 3, maya)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pain_rise": "a lot"}, "Write a whole number."),
        ({"pain_rise": "11"}, "Write a number from 1 to 10."),
        ({"missed_days": "0"}, "Write a number from 1 to 30."),
        ({"levels_down": ""}, "Write a number from 1 to 7."),
        ({"pain_at_least": "-1"}, "Write a number from 1 to 10."),
    ],
)
def test_a_limit_that_cannot_be_is_said_and_nothing_typed_is_lost(
    maya: User, ivan: User, typed: dict[str, str], said: str
) -> None:
    wrong = {**LIMITS, **typed}

    status, text = press(maya, "accounts_client_limits", ivan.pk, **wrong)

    assert status == 422
    assert said in text
    for name, value in wrong.items():
        assert f'name="{name}" inputmode="numeric" maxlength="3" value="{value}"' in text
    assert not Thresholds.objects.exists()


# --- precautions ---------------------------------------------------------------------------


def test_a_precaution_exchanges_homework_and_both_sides_read_why(maya: User, ivan: User) -> None:
    press_up = make_exercise(
        name="Press-up", slug="press-up", loads=["spine-extension"], easier=["prone-lying"]
    )
    make_exercise(name="Lying face down", slug="prone-lying", loads=[], self_start=True)
    bridge = make_exercise()
    routine = make_routine(exercises=[press_up, bridge])
    assignment = make_assignment(client=ivan, routine=routine)

    _, text = press(
        maya,
        "accounts_client_precaution",
        ivan.pk,
        follow=True,
        precaution="stenosis-spondylolisthesis",
        answer="yes",
        note="MRI last year.",
    )

    assert "Saved. Homework that it speaks of was fitted to it." in text
    assert "“MRI last year.”" in text
    assignment.refresh_from_db()
    names = [row.exercise.name for row in prescriptions_of(assignment)]
    assert names == ["Lying face down", "Bridge"]
    assert "Changed by the rules" in text
    told = assignment.proposals.get()
    assert told.said
    assert told.said in unescape(text)
    assert "your therapist noted that" in told.reason.casefold()
    phone = Browser()
    phone.force_login(ivan)
    with time_machine.travel(LATER, tick=False):
        url = reverse("routines:assignment-show", args=[assignment.pk])
        theirs = unescape(phone.get(url).content.decode())
    assert "Lying face down" in theirs
    assert "Left out: Press-up" in theirs


def test_a_precaution_can_be_taken_back(maya: User, ivan: User) -> None:
    typed = {"precaution": "osteoporosis"}
    press(maya, "accounts_client_precaution", ivan.pk, answer="yes", **typed)
    assert "No longer applies" in page_of(maya, ivan)

    press(maya, "accounts_client_precaution", ivan.pk, answer="no", **typed)

    assert "No longer applies" not in page_of(maya, ivan)
    assert PrecautionAnswer.objects.in_force().get().answer == "no"


def test_an_unknown_precaution_is_refused(maya: User, ivan: User) -> None:
    status, text = press(
        maya, "accounts_client_precaution", ivan.pk, precaution="bad-luck", answer="yes"
    )

    assert status == 422
    assert "Choose a precaution." in text
    assert not PrecautionAnswer.objects.exists()


# --- scores --------------------------------------------------------------------------------


def test_a_score_in_range_is_kept(maya: User, ivan: User) -> None:
    _, text = press(
        maya,
        "accounts_client_score",
        ivan.pk,
        follow=True,
        measure="odi",
        score="34",
        measured_on="2026-03-09",
    )

    assert "The score is kept." in text
    assert MeasureScore.objects.get().score == 34


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"score": "101"}, "100"),
        ({"score": ""}, "Write the score."),
        ({"score": "many"}, "Write a whole number."),
        ({"measured_on": "2026-04-01"}, "That day has not come yet."),
        ({"measured_on": "9.3."}, "Write the day as 2026-03-31."),
        ({"measure": "luck"}, "Choose one of the measures."),
    ],
)
def test_a_score_that_cannot_be_is_said_and_nothing_typed_is_lost(
    maya: User, ivan: User, typed: dict[str, str], said: str
) -> None:
    right = {"measure": "odi", "score": "34", "measured_on": "2026-03-09"}
    wrong = {**right, **typed}

    status, text = press(maya, "accounts_client_score", ivan.pk, **wrong)

    assert status == 422
    assert said in text
    assert f'name="score" inputmode="numeric" required value="{wrong["score"]}"' in text
    assert f'value="{wrong["measured_on"]}"' in text
    assert not MeasureScore.objects.exists()
