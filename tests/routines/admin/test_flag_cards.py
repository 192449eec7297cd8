"""A flag on the client's page: what was said, what was left open, and what may be done about it."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from accounts.models import User
from routines.domain.warning_signs import CheckPoint
from routines.models import Feeling, Flag, Proposal, Status
from routines.services.proposals import keep
from tests.check_in_factories import FEVER, LOW, at, make_check_in, make_flag
from tests.factories import NOW, make_care_relationship, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    make_assignment,
    make_exercise,
    make_report,
    make_routine,
    make_session,
    prescriptions_of_session,
)
from tests.safety_pages import ACKNOWLEDGE, CALLED, CLEAR, page_of, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


def test_a_flag_shows_the_map_the_numbers_and_what_got_no_answer(maya: User, ivan: User) -> None:
    make_check_in(
        client=ivan,
        kind=CheckPoint.BEFORE,
        answers={"numb-weak-both": "yes", "new-numbness": "not-sure"},
        marks=[at("calf", pain=3, numbness=4)],
        pain=6,
    )

    text = page_of(maya, ivan)
    card = unescape(text.partition('id="safety-flags"')[2].partition("</article>")[0])

    assert "Left inner calf: pain, 3 of 10; numbness, 4 of 10" in card
    assert "6 of 10" in card
    assert "<b>Not sure</b>" in card
    assert "5 questions asked and not answered" in card
    assert card.count("No answer") == 5
    # Read without another tap as long as nobody has looked.
    assert card.count('<details class="fold" open>') == 2


def test_a_flag_shows_where_it_was_the_time_before(maya: User, ivan: User) -> None:
    """Less pain with more numbness is only seen beside what was marked then."""
    day = dt.timedelta(days=1)
    for ago, marks in (
        (3, [at("thigh-back")]),
        (2, [at("calf", pain=6), at("foot", numbness=2)]),
        (1, [at("buttock", pain=2), at("foot", numbness=5)]),
    ):
        make_check_in(client=ivan, marks=marks, now=NOW - ago * day)

    card = unescape(page_of(maya, ivan).partition('id="safety-flags"')[2])

    assert "Left foot: numbness, 5 of 10" in card
    then = "Before, Sun 8 Mar: Left foot: numbness, 2 of 10. Left inner calf: pain, 6 of 10."
    assert then in card
    assert "back of thigh" not in card


def test_what_one_check_in_said_is_read_once(maya: User, ivan: User) -> None:
    """An emergency and something for today are two flags with two clocks, and one story."""
    both = {"chest-breath": "yes", "new-numbness": "yes"}
    make_check_in(client=ivan, marks=[at("calf", numbness=4)], answers=both)
    make_check_in(client=ivan, answers=FEVER, now=NOW + dt.timedelta(hours=1))

    card = page_of(maya, ivan).partition('id="safety-flags"')[2].partition("</section>")[0]

    assert card.count("<article") == 3
    assert card.count("I have looked") == 3
    assert card.count("Left inner calf: numbness, 4 of 10") == 1
    assert card.count("From the same check-in as above.") == 1


def test_a_flag_that_waits_draws_where_it_is(maya: User, ivan: User) -> None:
    make_check_in(client=ivan, answers=FEVER, marks=[at("calf", pain=7)])
    flag = Flag.objects.get()

    waits = page_of(maya, ivan)
    assert waits.count('class="body"') == 1
    assert "From behind" in waits
    assert f'id="{flag.pk}-back-calf-left"' in waits
    # The words beside it say the same, to a therapist and not about themselves.
    assert re.search(r'<div class="told__map" aria-hidden="true">\s*<svg', waits)

    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)
    assert 'class="body"' not in page_of(maya, ivan)


def test_a_flag_without_a_map_says_so(maya: User, ivan: User) -> None:
    make_check_in(client=ivan, marks=[at("thigh-back")], now=NOW - dt.timedelta(days=1))
    make_flag(client=ivan, answers=FEVER)

    page = page_of(maya, ivan)

    assert "No body map with this check-in." in page
    assert "Before, " not in page


def test_who_feels_low_needs_a_call_and_no_closed_exercises(maya: User, ivan: User) -> None:
    homework = make_assignment(client=ivan)
    flag = make_flag(client=ivan, answers=LOW)
    before = page_of(maya, ivan)
    assert "Help needed now" in before
    assert "Look at the flag above" not in before
    assert "Paused" not in before

    _, looked = press(maya, ACKNOWLEDGE, flag.pk, follow=True, **CALLED)
    assert "Saved. Homework stays open; nothing rests for this." in looked
    assert "Exercises may go on" not in looked
    assert "No homework rests for this." in looked

    _, away = press(maya, CLEAR, flag.pk, follow=True)
    assert "Put away. Your client&#x27;s Today no longer speaks of it." in away
    assert "No homework rests for this." not in away
    homework.refresh_from_db()
    assert homework.status == Status.ACTIVE


def test_without_a_map_the_pattern_is_not_called_the_therapists_own(maya: User, ivan: User) -> None:
    page = page_of(maya, ivan)

    assert '<h2 id="safety">No body map yet</h2>' in page
    assert "Your pain pattern" not in page


def test_a_flag_from_the_middle_of_an_exercise_says_of_which(maya: User, ivan: User) -> None:
    routine = make_routine(name="Core", exercises=[make_exercise(name="Bridge")])
    session = make_session(assignment=make_assignment(client=ivan, routine=routine))
    bridge = prescriptions_of_session(session)[0]
    make_report(session=session, prescription=bridge, feeling=Feeling.WARNING)

    page = page_of(maya, ivan)
    assert "In the middle of Bridge, Core." in page
    assert "Said it feels numb or weak" in page

    Flag.objects.update(clinic=make_clinic(name="Harbour"))
    mia = make_therapist(clinic=Flag.objects.get().clinic, display_name="Mia Falk")
    make_care_relationship(therapist=mia, client=ivan)
    elsewhere = page_of(mia, ivan)
    assert "Said it feels numb or weak" in elsewhere
    assert "In the middle of" not in elsewhere


def test_homework_that_rests_for_a_flag_offers_no_button_that_would_be_refused(
    maya: User, ivan: User
) -> None:
    make_assignment(client=ivan)
    flag = make_flag(client=ivan)

    page = page_of(maya, ivan)
    assert "Look at the flag above first." in page
    assert "Goes on where the warning sign is cleared" in page
    assert "Resume" not in page
    assert "Let it rest" not in page

    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)
    press(maya, CLEAR, flag.pk)
    cleared = page_of(maya, ivan)
    assert "Goes on where" not in cleared
    assert "Pause<" in cleared


def test_homework_kept_at_rest_by_hand_is_taken_up_by_hand_once_its_flag_is_cleared(
    maya: User, ivan: User
) -> None:
    homework = make_assignment(client=ivan)
    flag = make_flag(client=ivan)
    rest = Proposal.objects.get(assignment=homework)
    keep(proposal=rest, by=maya, at=NOW)
    press(maya, ACKNOWLEDGE, flag.pk, **CALLED)
    press(maya, CLEAR, flag.pk)

    page = page_of(maya, ivan)
    assert "Go on with it" in page
    assert "Resume" in page
    assert "Look at the flag above" not in page

    press(maya, "routines_assignment_resume", homework.pk)
    homework.refresh_from_db()
    assert homework.status == Status.ACTIVE
