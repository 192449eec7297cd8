"""Deciding about steps on the client's page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Membership, User
from accounts.services.memberships import add_member
from routines.models import Decision, Feeling, Pacing, Proposal, Status
from routines.services import proposals, sessions
from tests.factories import make_care_relationship, make_clinic, make_superuser, make_therapist
from tests.homework_factories import (
    NOW,
    Homework,
    make_exercise,
    make_good_days,
    make_log,
    make_performed_session,
    make_report,
    make_revision,
    make_ruled_homework,
    make_session,
    prescriptions_of,
)
from tests.homework_forms import filled

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
LATER = NOW + 4 * DAY


@pytest.fixture
def homework() -> Homework:
    return make_ruled_homework()


def browser(person: User) -> Browser:
    signed_in = Browser()
    signed_in.force_login(person)
    return signed_in


def client_page(homework: Homework) -> str:
    url = reverse("admin:accounts_client_change", args=[homework.ivan.pk])
    with time_machine.travel(LATER, tick=False):
        return browser(homework.maya).get(url).content.decode()


def press(homework: Homework, verb: str, *, by: User | None = None) -> tuple[int, str]:
    url = reverse(f"admin:routines_proposal_{verb}", args=[Proposal.objects.get().pk])
    with time_machine.travel(LATER, tick=False):
        answer = browser(by or homework.maya).post(url, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_step_that_waits_is_shown_with_its_reason(homework: Homework) -> None:
    make_good_days(homework, days=4)

    page = client_page(homework)

    assert "Waits for you" in page
    assert "Bridge: 2 × 12 instead of 2 × 10." in page
    assert "3 sessions in a row with pain at 3 or less" in page
    assert page.count("button--primary") == 1


def test_accept_puts_it_in_force(homework: Homework) -> None:
    make_good_days(homework, days=4)

    _, page = press(homework, "accept")

    assert "Core 1 is changed from today on." in page
    assert "Waits for you" not in page
    assert str(prescriptions_of(homework.assignment)[0].dosage) == "2 × 12"


def test_not_now_puts_it_away(homework: Homework) -> None:
    make_good_days(homework, days=4)

    _, page = press(homework, "decline")

    assert "Core 1 stays as it is for now." in page
    assert "Waits for you" not in page


def test_what_was_decided_meanwhile_is_said(homework: Homework) -> None:
    make_good_days(homework, days=4)
    make_revision(homework.assignment, note="Slowly.", at=LATER)

    _, page = press(homework, "accept")

    assert "This was decided already. Nothing was changed." in page


def test_change_opens_the_form_with_the_step_filled_in(homework: Homework) -> None:
    make_good_days(homework, days=4)
    url = reverse("admin:routines_assignment_change", args=[homework.assignment.pk])
    url += f"?proposal={Proposal.objects.get().pk}"
    maya = browser(homework.maya)

    with time_machine.travel(LATER, tick=False):
        page = maya.get(url).content.decode()
        sent = filled(
            homework.bridge.exercise,
            homework.stretch.exercise,
            rows={0: {"repetitions": "11"}},
            weekdays=["0", "1", "2", "3", "4", "5", "6"],
            starts_on=NOW.date().isoformat(),
            version="1",
        )
        answer = maya.post(url, sent)

    assert re.search('name="exercises-0-repetitions"[^>]* value="12"', page)
    assert "Proposed: Bridge: 2 × 12 instead of 2 × 10." in page
    assert answer.status_code == 302
    assert Proposal.objects.get().decision == Decision.CHANGED
    assert str(prescriptions_of(homework.assignment)[0].dosage) == "2 × 11"


def test_a_step_of_other_homework_fills_in_nothing(homework: Homework) -> None:
    make_good_days(homework, days=4)
    other = make_ruled_homework()
    url = reverse("admin:routines_assignment_change", args=[other.assignment.pk])

    page = browser(other.maya).get(f"{url}?proposal={Proposal.objects.get().pk}")

    assert "Proposed:" not in page.content.decode()


def test_a_step_back_is_shown_and_taken_back(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    page = client_page(homework)
    assert "Changed by the rules" in page
    assert "Pain reached 7." in page

    _, page = press(homework, "take_back")

    assert "Core 1 is as it was before." in page
    assert str(prescriptions_of(homework.assignment)[0].dosage) == "2 × 10"


def test_let_it_stand_puts_the_card_away(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)

    _, page = press(homework, "keep")

    assert "Changed by the rules" not in page


def test_what_was_changed_since_has_no_way_back(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7)
    make_revision(homework.assignment, note="Slowly.", at=LATER)

    page = client_page(homework)

    assert "Let it stand" in page
    assert "Take it back" not in page
    assert "Change it by hand" in press(homework, "take_back")[1]


def test_a_rest_stays_on_the_page_until_it_goes_on(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SPREADING)
    proposals.consider(session=session, now=NOW)
    assert "Nothing is due until you have looked." in client_page(homework)

    _, page = press(homework, "keep")
    assert "You let it rest." in page
    _, page = press(homework, "take_back")

    assert "Nothing is due until" not in page
    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.ACTIVE


@pytest.mark.parametrize("verb", ["accept", "decline", "take_back", "keep"])
def test_only_the_treating_therapist_decides(homework: Homework, verb: str) -> None:
    make_good_days(homework, days=4)
    colleague = make_therapist(clinic=homework.assignment.clinic, display_name="Cleo Berg")

    assert press(homework, verb, by=colleague)[0] == 404
    status, page = press(homework, verb, by=make_superuser())
    assert (status, "in your own care" in page) == (200, True)
    assert Proposal.objects.get().decision == Decision.OPEN


def test_looking_alone_decides_nothing(homework: Homework) -> None:
    make_good_days(homework, days=4)
    url = reverse("admin:routines_proposal_accept", args=[Proposal.objects.get().pk])

    assert browser(homework.maya).get(url).status_code == 302
    assert Proposal.objects.get().decision == Decision.OPEN


# --- by themselves -------------------------------------------------------------------------


def test_the_switch_lets_small_steps_happen_and_stops_them(homework: Homework) -> None:
    url = reverse("admin:accounts_client_pacing", args=[homework.ivan.pk])
    maya = browser(homework.maya)

    page = maya.post(url, {"allowed": "yes"}, follow=True).content.decode()
    assert "Small steps up now happen by themselves" in page
    assert 'aria-checked="true"' in page
    page = maya.post(url, {"allowed": "no"}, follow=True).content.decode()
    assert 'aria-checked="false"' in page
    assert not Pacing.objects.get().grows_by_itself


def test_each_clinic_where_they_meet_has_a_switch_of_its_own(homework: Homework) -> None:
    harbour = make_clinic(name="Harbour")
    add_member(user=homework.maya, clinic=harbour, role=Membership.Role.THERAPIST, at=NOW)
    make_care_relationship(therapist=homework.maya, client=homework.ivan, clinic=harbour)
    url = reverse("admin:accounts_client_pacing", args=[homework.ivan.pk])
    maya = browser(homework.maya)

    page = maya.post(url, {"allowed": "yes", "clinic": harbour.pk}, follow=True).content.decode()

    assert Pacing.objects.get().clinic == harbour
    assert sorted(re.findall(r'aria-checked="(\w+)"', page)) == ["false", "true"]
    assert "Small steps by themselves, <bdi>Harbour</bdi>" in page
    foreign = make_clinic(name="Elsewhere")
    for clinic in ({}, {"clinic": foreign.pk}, {"clinic": "x"}):
        assert maya.post(url, {"allowed": "yes", **clinic}).status_code == 404
    assert Pacing.objects.count() == 1


def test_nobody_else_has_the_switch(homework: Homework) -> None:
    url = reverse("admin:accounts_client_pacing", args=[homework.ivan.pk])
    colleague = make_therapist(clinic=homework.assignment.clinic, display_name="Cleo Berg")

    for person in (colleague, make_superuser()):
        assert browser(person).post(url, {"allowed": "yes"}).status_code == 404
    assert browser(homework.maya).get(url).status_code == 302
    assert not Pacing.objects.exists()


# --- the table of sessions -----------------------------------------------------------------


def test_a_session_tells_its_color_dose_reports_and_morning_after(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=2, now=NOW - DAY)
    session = make_session(assignment=homework.assignment)
    log = make_log(session=session, prescription=homework.bridge)
    log.instead = make_exercise(name="Pelvic tilt")
    log.source = "timed"
    log.save(update_fields=["instead", "source"])
    make_log(session=session, prescription=homework.stretch)
    make_report(session=session, feeling=Feeling.SHARP, prescription=homework.stretch)
    sessions.rate(session=session, by=homework.ivan, pain=4, now=NOW)
    session.refresh_from_db()
    session.dose, session.pain_next_day = "short", 3
    session.save(update_fields=["dose", "pain_next_day"])

    page = client_page(homework)

    for said in (
        "Too much",
        "3 minutes",
        "Figure four: sharp, or too much",
        "Bridge: Pelvic tilt instead, 2 × 10",
        "Next day 3, about the same",
        "1 timed, 1 tapped",
    ):
        assert said in page, said


def test_high_pain_that_only_stayed_is_never_called_calm(homework: Homework) -> None:
    make_performed_session(assignment=homework.assignment, pain=7, now=NOW - DAY)
    make_performed_session(assignment=homework.assignment, pain=7)

    page = client_page(homework)

    assert "As before" in page
    assert "Calm" not in page
