"""Limits, precautions and scores on a client's page, and who may do nothing about them."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Clinic, User
from routines.models import (
    Flag,
    KnownSign,
    MeasureScore,
    PrecautionAnswer,
    Thresholds,
)
from routines.services import flags
from tests.check_in_factories import NEW_NUMBNESS, make_flag
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_exercise, make_routine, prescriptions_of
from tests.staff_pages import ACKNOWLEDGE, CALLED, CLEAR, KNOWN, LATER, LIMITS, page_of, press, read

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


# --- limits --------------------------------------------------------------------------------


def test_limits_are_kept_with_who_set_them(maya: User, ivan: User) -> None:
    press(maya, "accounts_client_limits", ivan.pk, LIMITS)
    _, text = press(
        maya, "accounts_client_limits", ivan.pk, {**LIMITS, "pain_at_least": ""}, follow=True
    )

    assert "Your caseload goes by these from now on." in text
    assert "Pain 6, up by 3, 4 days, 2 places" in text
    standing = Thresholds.objects.in_force().get()
    assert (standing.pain_at_least, standing.pain_rise, standing.changed_by) == (None, 3, maya)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pain_rise": "a lot"}, "Write a whole number."),
        ({"pain_rise": "11"}, "less than or equal to 10"),
        ({"missed_days": "0"}, "greater than or equal to 1"),
        ({"levels_down": ""}, "This field is required."),
        ({"pain_at_least": "-1"}, "greater than or equal to 1"),
    ],
)
def test_a_limit_that_cannot_be_is_said_and_nothing_typed_is_lost(
    maya: User, ivan: User, typed: dict[str, str], said: str
) -> None:
    wrong = {**LIMITS, **typed}

    status, text = press(maya, "accounts_client_limits", ivan.pk, wrong)

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
        {
            "precaution": "stenosis-spondylolisthesis",
            "answer": "yes",
            "note": "MRI last year.",
        },
        follow=True,
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
    assert f"Why: {told.reason[0].lower()}{told.reason[1:]}" in theirs


def test_a_precaution_can_be_taken_back(maya: User, ivan: User) -> None:
    typed = {"precaution": "osteoporosis"}
    press(maya, "accounts_client_precaution", ivan.pk, {**typed, "answer": "yes"})
    assert "No longer applies" in page_of(maya, ivan)

    press(maya, "accounts_client_precaution", ivan.pk, {**typed, "answer": "no"})

    assert "No longer applies" not in page_of(maya, ivan)
    assert PrecautionAnswer.objects.in_force().get().answer == "no"


def test_an_unknown_precaution_is_refused(maya: User, ivan: User) -> None:
    status, text = press(
        maya, "accounts_client_precaution", ivan.pk, {"precaution": "bad-luck", "answer": "yes"}
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
        {"measure": "odi", "score": "34", "measured_on": "2026-03-09"},
        follow=True,
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

    status, text = press(maya, "accounts_client_score", ivan.pk, wrong)

    assert status == 422
    assert said in text
    assert f'name="score" inputmode="numeric" required value="{wrong["score"]}"' in text
    assert f'value="{wrong["measured_on"]}"' in text
    assert not MeasureScore.objects.exists()


# --- who may -------------------------------------------------------------------------------


def _everything(clinic: Clinic, ivan: User, maya: User) -> list[tuple[str, Any, dict[str, str]]]:
    """Return each thing that can be pressed about Ivan, and what would make it work."""
    flag = make_flag(client=ivan, answers=NEW_NUMBNESS)
    known = flags.record_known(
        client=ivan, clinic=clinic, sign="new-numbness", note="Checked.", by=maya, at=NOW
    )
    return [
        (ACKNOWLEDGE, flag.pk, CALLED),
        (CLEAR, flag.pk, {}),
        (KNOWN, flag.pk, {"sign": "new-numbness", "note": "Checked."}),
        ("routines_known_end", known.pk, {}),
        ("accounts_client_limits", ivan.pk, LIMITS),
        ("accounts_client_precaution", ivan.pk, {"precaution": "osteoporosis", "answer": "yes"}),
        (
            "accounts_client_score",
            ivan.pk,
            {"measure": "odi", "score": "34", "measured_on": "2026-03-09"},
        ),
    ]


def test_nobody_else_does_anything(clinic: Clinic, maya: User, ivan: User) -> None:
    strangers = [
        make_client(therapist=maya, display_name="Lena Vogel"),
        ivan,
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_manager(clinic=clinic),
        make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale"),
    ]
    for name, pk, typed in _everything(clinic, ivan, maya):
        assert press(None, name, pk, typed)[0] == 302, name
        assert [press(one, name, pk, typed)[0] for one in strangers] == [404] * 5, name

    flag = Flag.objects.get()
    assert (flag.acknowledged_at, flag.cleared_at) == (None, None)
    assert KnownSign.objects.standing().count() == 1
    assert not Thresholds.objects.exists()
    assert not PrecautionAnswer.objects.exists()
    assert not MeasureScore.objects.exists()


def test_opening_an_address_does_nothing(clinic: Clinic, maya: User, ivan: User) -> None:
    for name, pk, _ in _everything(clinic, ivan, maya):
        assert read(maya, name, pk)[0] == 405, name


def test_nobody_looks_at_a_flag_about_themselves(clinic: Clinic, maya: User) -> None:
    cleo = make_therapist(clinic=clinic, display_name="Cleo Marsh")
    make_client(therapist=cleo, display_name="Lena Vogel")
    own = make_flag(client=maya, clinic=clinic, escalated_at=NOW)
    ana = make_manager(clinic=clinic)
    hers = make_flag(client=ana, clinic=clinic, escalated_at=NOW)

    for who, flag in ((maya, own), (ana, hers)):
        assert read(who, "routines_flag_show", flag.pk)[0] == 404
        for name in (ACKNOWLEDGE, CLEAR, KNOWN):
            typed = {**CALLED, "sign": "saddle-numbness"}
            assert press(who, name, flag.pk, typed)[0] == 404, name

    assert not Flag.objects.filter(acknowledged_at__isnull=False).exists()


def test_a_superuser_looks_and_clears_and_is_offered_no_form_that_takes_a_therapist(
    maya: User, ivan: User
) -> None:
    root = make_superuser()
    flag = make_flag(client=ivan)

    text = page_of(root, ivan)
    assert "I have looked" in text
    assert "When to tell me" not in text
    assert "Set a precaution" not in text
    assert "Type in a score" not in text

    press(root, ACKNOWLEDGE, flag.pk, CALLED)
    press(root, CLEAR, flag.pk)
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.cleared_by) == (root, root)
    assert press(root, "accounts_client_limits", ivan.pk, LIMITS)[0] == 404
