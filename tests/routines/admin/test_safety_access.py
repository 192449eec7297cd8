"""Who may do something about a client's safety, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
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
from tests.homework_factories import make_assignment
from tests.safety_pages import (
    ACKNOWLEDGE,
    CALLED,
    CLEAR,
    KNOWN,
    LIMITS,
    page_of,
    press,
    read,
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
        assert press(None, name, pk, **typed)[0] == 302, name
        assert [press(one, name, pk, **typed)[0] for one in strangers] == [404] * 5, name

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
            assert press(who, name, flag.pk, **typed)[0] == 404, name

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

    press(root, ACKNOWLEDGE, flag.pk, **CALLED)
    press(root, CLEAR, flag.pk)
    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.cleared_by) == (root, root)
    assert press(root, "accounts_client_limits", ivan.pk, **LIMITS)[0] == 404


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
    assert "Marked numbness between their legs." in text
    assert "Treated by Maya Ortiz." in text
    assert "What was answered</summary>" not in text
    assert "Do you have" not in text
    assert reverse("admin:accounts_client_change", args=[ivan.pk]) not in text


def test_a_manager_looks_and_opens_no_exercises(clinic: Clinic, maya: User, ivan: User) -> None:
    ana = make_manager(clinic=clinic)
    assignment = make_assignment(client=ivan)
    flag = make_flag(client=ivan, escalated_at=NOW)

    status, text = press(ana, ACKNOWLEDGE, flag.pk, note="Rang Maya.")
    assert status == 422
    assert "Choose what you did." in text
    assert 'value="Rang Maya."' in text

    _, text = press(ana, ACKNOWLEDGE, flag.pk, follow=True, **CALLED)
    assert "Saved. Exercises stay closed until whoever treats this client opens them." in text
    assert "Waiting too long" not in text

    _, text = press(ana, CLEAR, flag.pk, follow=True)
    assert "This client is not in your care. Nothing was changed." in text
    assert Flag.objects.get().cleared_at is None
    assert Assignment.objects.get(pk=assignment.pk).status == Status.PAUSED
    _, looked_at = read(ana, "routines_flag_show", flag.pk)
    assert "I called the client, Ana Silva" in looked_at
    assert "I have looked" not in looked_at


def test_whoever_treats_the_client_reads_the_answers_before_saying_that_they_looked(
    maya: User, ivan: User
) -> None:
    flag = make_flag(client=ivan)
    browser = Browser()
    browser.force_login(maya)

    answer = browser.get(reverse("admin:routines_flag_show", args=[flag.pk]))

    page = reverse("admin:accounts_client_change", args=[ivan.pk])
    assert (answer.status_code, answer["Location"]) == (302, f"{page}#flag-{flag.pk}")
    assert f'id="flag-{flag.pk}"' in browser.get(page).content.decode()
