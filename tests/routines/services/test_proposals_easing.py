"""Easing off and resting: applied at once, told with the reason, and taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from routines.domain.dosage import Side
from routines.domain.schedule import local_day
from routines.models import (
    Assignment,
    Decision,
    Direction,
    ExerciseSession,
    Feeling,
    Proposal,
    SkipReason,
    Status,
)
from routines.services import assignments, next_days, proposals, sessions
from routines.services.assignments import ChangedMeanwhileError, NotInYourCareError
from routines.services.proposals import DecidedAlreadyError
from tests.factories import make_therapist
from tests.homework_factories import (
    NOW,
    STRETCH,
    Homework,
    make_exercise,
    make_good_days,
    make_performed_session,
    make_report,
    make_revision,
    make_ruled_homework,
    make_session,
    make_skip,
    prescribed_in,
    prescriptions_of,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def homework() -> Homework:
    return make_ruled_homework()


def said(assignment: Assignment) -> list[str]:
    """Return the dosages in force, as the client reads them."""
    return [f"{one.exercise.name}: {one.dosage}" for one in prescriptions_of(assignment)]


def the_proposal() -> Proposal:
    return Proposal.objects.get()


def rated(homework: Homework, *, days: int = 0, **rating: Any) -> ExerciseSession:
    """Do the homework some days from NOW on and rate it."""
    return make_performed_session(
        assignment=homework.assignment, now=NOW + days * DAY, **{"effort": 4, **rating}
    )


AS_GIVEN = ["Bridge: 2 × 10", "Figure four: 3 × 30 s each side"]
EASED = ["Bridge: 2 × 6", "Figure four: 2 × 30 s each side"]
GROWN = ["Bridge: 2 × 12", "Figure four: 3 × 30 s each side"]


# --- a step back ---------------------------------------------------------------------------


def test_after_red_it_is_less_at_once_and_the_client_reads_why(homework: Homework) -> None:
    session = rated(homework, pain=7)

    proposal = the_proposal()
    assert (proposal.direction, proposal.decision) == (Direction.REGRESSION, Decision.APPLIED)
    assert (proposal.session, proposal.reason) == (session, "Pain reached 7.")
    assert proposal.decided_at is None
    assert said(homework.assignment) == EASED
    version = proposal.result
    assert version is not None
    assert (version.number, version.created_by) == (2, None)
    assert version.changes == [
        "Bridge: 2 × 6, it was 2 × 10.",
        "Figure four: 2 × 30 s each side, it was 3 × 30 s each side.",
        "Why: pain reached 7.",
    ]


def test_the_session_stays_in_the_version_it_was_begun_with(homework: Homework) -> None:
    session = rated(homework, pain=7)

    session.refresh_from_db()
    assert session.version.number == 1
    assert session.zone == "red"


def test_rating_again_does_not_ease_off_again(homework: Homework) -> None:
    session = rated(homework, pain=7)
    sessions.rate(session=session, by=homework.ivan, pain=8, effort=9, now=NOW)

    assert the_proposal().reason == "Pain reached 7."
    assert said(homework.assignment) == EASED


def test_a_corrected_answer_takes_its_step_back(homework: Homework) -> None:
    session = rated(homework, pain=7)
    sessions.rate(session=session, by=homework.ivan, pain=1, now=NOW)

    proposal = the_proposal()
    assert (proposal.decision, proposal.decided_by) == (Decision.TAKEN_BACK, None)
    assert said(homework.assignment) == AS_GIVEN
    version = homework.assignment.versions.latest("number")
    assert version.changes[-1] == "As it was before. You corrected your answer."

    sessions.rate(session=session, by=homework.ivan, pain=7, now=NOW)
    assert said(homework.assignment) == EASED
    assert Proposal.objects.filter(decision=Decision.APPLIED).count() == 1


def test_a_corrected_answer_leaves_what_the_therapist_changed_since(homework: Homework) -> None:
    session = rated(homework, pain=7)
    make_revision(homework.assignment, note="Slowly.", at=NOW + HOUR)
    sessions.rate(session=session, by=homework.ivan, pain=1, now=NOW + 2 * HOUR)

    assert the_proposal().decision == Decision.APPLIED
    assert said(homework.assignment) == EASED


def test_two_sore_sessions_in_a_row_ease_off_once_while_it_stays_sore(homework: Homework) -> None:
    rated(homework, pain=4)
    rated(homework, days=1, pain=4)
    assert the_proposal().reason == "2 sore sessions in a row."

    for days in (2, 3, 4):
        rated(homework, days=days, pain=4)
    assert Proposal.objects.count() == 1


def test_not_settled_on_the_next_morning_eases_off(homework: Homework) -> None:
    rated(homework, pain=1)
    rated(homework, days=1, pain=2)
    next_days.answer(
        client=homework.ivan,
        day=(NOW + 2 * DAY).date(),
        pain=3,
        by=homework.ivan,
        now=NOW + 2 * DAY,
    )

    assert the_proposal().reason == "On the next morning pain was still 2 higher than before."


def test_what_was_left_out_for_pain_is_eased_alone(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_skip(session=session, prescription=homework.stretch, reason=SkipReason.PAIN)
    sessions.rate(session=session, by=homework.ivan, pain=6, now=NOW)

    assert said(homework.assignment) == [AS_GIVEN[0], EASED[1]]


def test_a_sharp_pain_eases_the_reported_exercise(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SHARP, prescription=homework.bridge)

    proposals.consider(session=session, now=NOW)

    assert the_proposal().reason == "A sharp pain was reported at Bridge."
    assert said(homework.assignment) == [EASED[0], AS_GIVEN[1]]
    session.refresh_from_db()
    assert session.zone == "red"


def test_again_within_three_sessions_it_is_the_easier_exercise_then_none(
    homework: Homework,
) -> None:
    tilt = make_exercise(name="Pelvic tilt", slug="tilt")
    bridge = homework.bridge.exercise
    bridge.easier = [tilt.slug]
    bridge.save(update_fields=["easier"])
    rated(homework, pain=7)
    rated(homework, days=3, pain=7)

    assert said(homework.assignment) == ["Pelvic tilt: 2 × 10", EASED[1]]
    rated(homework, days=6, pain=7)
    assert said(homework.assignment) == ["Pelvic tilt: 2 × 10"]


def test_what_was_too_hard_is_never_offered_as_the_easier_one(homework: Homework) -> None:
    tilt = make_exercise(name="Pelvic tilt", slug="tilt")
    bridge, four = homework.bridge.exercise, homework.stretch.exercise
    bridge.easier, four.easier = [tilt.slug], [bridge.slug]
    for exercise in (bridge, four):
        exercise.save(update_fields=["easier"])
    rated(homework, pain=7)
    rated(homework, days=3, pain=7)
    assert said(homework.assignment)[0] == "Pelvic tilt: 2 × 10"

    rated(homework, days=9, pain=7)
    rated(homework, days=12, pain=7)

    # The bridge is easier than the stretch, but it was too hard itself: the stretch goes instead.
    assert all("Bridge" not in one for one in said(homework.assignment))


def test_an_easier_exercise_keeps_the_side(homework: Homework) -> None:
    seated = make_exercise(name="Seated four", slug="seated", dosage=STRETCH)
    four = homework.stretch.exercise
    four.easier = [seated.slug]
    four.save(update_fields=["easier"])
    version = homework.assignment.current_version
    bridge, stretch = prescribed_in(version)
    left = replace(stretch, dosage=replace(stretch.dosage, side=Side.LEFT))
    make_revision(homework.assignment, exercises=[bridge, left])
    homework.assignment.refresh_from_db()
    rated(homework, pain=7)
    rated(homework, days=3, pain=7)

    assert said(homework.assignment)[1] == "Seated four: 3 × 30 s left side"


def test_it_overtakes_a_step_up_that_waits(homework: Homework) -> None:
    make_good_days(homework, days=4)
    rated(homework, days=4, pain=7)

    up, back = Proposal.objects.order_by("created_at")
    assert (up.decision, back.decision) == (Decision.OVERTAKEN, Decision.APPLIED)


# --- taking it back ------------------------------------------------------------------------


def test_a_therapist_takes_a_step_back_back(homework: Homework) -> None:
    rated(homework, pain=7)
    for at in (NOW + HOUR, NOW + 2 * HOUR):
        proposals.take_back(proposal=the_proposal(), by=homework.maya, at=at)

    proposal = the_proposal()
    assert (proposal.decision, proposal.decided_at) == (Decision.TAKEN_BACK, NOW + HOUR)
    assert said(homework.assignment) == AS_GIVEN
    version = homework.assignment.versions.latest("number")
    assert (version.number, version.created_by) == (3, homework.maya)
    assert version.changes[-1] == "As it was before."


def test_what_a_person_took_back_does_not_come_again(homework: Homework) -> None:
    session = rated(homework, pain=7)
    proposals.take_back(proposal=the_proposal(), by=homework.maya, at=NOW + HOUR)

    sessions.rate(session=session, by=homework.ivan, pain=8, now=NOW + 2 * HOUR)

    assert said(homework.assignment) == AS_GIVEN


def test_what_was_changed_since_is_not_taken_back(homework: Homework) -> None:
    rated(homework, pain=7)
    make_revision(homework.assignment, note="Slowly.", at=NOW + HOUR)

    with pytest.raises(ChangedMeanwhileError):
        proposals.take_back(proposal=the_proposal(), by=homework.maya, at=NOW + 2 * HOUR)
    assert said(homework.assignment) == EASED


def test_only_what_was_applied_is_taken_back(homework: Homework) -> None:
    make_good_days(homework, days=4)

    with pytest.raises(DecidedAlreadyError):
        proposals.take_back(proposal=the_proposal(), by=homework.maya, at=NOW + 5 * DAY)


def test_letting_it_stand_is_remembered_once(homework: Homework) -> None:
    rated(homework, pain=7)
    for at in (NOW + HOUR, NOW + 2 * HOUR):
        proposals.keep(proposal=the_proposal(), by=homework.maya, at=at)

    proposal = the_proposal()
    assert (proposal.decision, proposal.decided_at) == (Decision.APPLIED, NOW + HOUR)
    assert proposal.decided_by == homework.maya


@pytest.mark.parametrize("decide", ["accept", "decline", "take_back", "keep"])
def test_only_the_treating_therapist_decides(homework: Homework, decide: str) -> None:
    make_good_days(homework, days=4)
    proposal = the_proposal()
    colleague = make_therapist(clinic=homework.assignment.clinic, display_name="Cleo Berg")

    for person in (colleague, homework.ivan):
        with pytest.raises(NotInYourCareError):
            getattr(proposals, decide)(proposal=proposal, by=person, at=NOW + 5 * DAY)
    assert the_proposal().decision == Decision.OPEN


# --- rest ----------------------------------------------------------------------------------


@pytest.fixture
def stopped(homework: Homework) -> ExerciseSession:
    """Return a session that was stopped because it moved down the leg."""
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.SPREADING, prescription=homework.bridge)
    proposals.consider(session=session, now=NOW)
    return session


def test_spread_rests_the_homework_until_the_therapist_has_looked(
    homework: Homework, stopped: ExerciseSession
) -> None:
    homework.assignment.refresh_from_db()

    proposal = the_proposal()
    assert (proposal.direction, proposal.decision) == (Direction.REST, Decision.APPLIED)
    assert (proposal.session, proposal.result) == (stopped, None)
    assert proposal.reason == "It moved down the leg at Bridge."
    assert homework.assignment.status == Status.PAUSED
    assert homework.assignment.pauses.get().starts_on == local_day(NOW, homework.ivan.time_zone)


def test_a_second_report_does_not_rest_it_twice(
    homework: Homework, stopped: ExerciseSession
) -> None:
    make_report(session=stopped, feeling=Feeling.WARNING)
    proposals.consider(session=stopped, now=NOW)
    sessions.rate(session=stopped, by=homework.ivan, pain=8, effort=9, now=NOW)

    assert Proposal.objects.count() == 1


def test_taken_back_it_goes_on(homework: Homework, stopped: ExerciseSession) -> None:
    proposals.take_back(proposal=the_proposal(), by=homework.maya, at=NOW + DAY)

    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.ACTIVE
    assert homework.assignment.pauses.get().ends_on == local_day(NOW, homework.ivan.time_zone)


def test_a_sign_in_a_session_of_an_older_version_rests_it_too(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_revision(homework.assignment, note="Slowly.")
    make_report(session=session, feeling=Feeling.WARNING)

    proposals.consider(session=session, now=NOW)

    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.PAUSED


def test_red_in_a_session_of_an_older_version_changes_nothing(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_revision(homework.assignment, note="Slowly.")

    sessions.rate(session=session, by=homework.ivan, pain=8, now=NOW)

    assert not Proposal.objects.exists()


def test_a_sign_in_homework_that_rests_already_is_kept(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=NOW)
    make_report(session=session, feeling=Feeling.WARNING)

    proposals.consider(session=session, now=NOW)

    assert the_proposal().direction == Direction.REST
    assert homework.assignment.pauses.count() == 1


def test_a_red_session_that_turns_out_to_have_spread_rests(homework: Homework) -> None:
    session = rated(homework, pain=7)
    make_report(session=session, feeling=Feeling.SPREADING)

    proposals.consider(session=session, now=NOW)

    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.PAUSED
    assert {one.direction for one in Proposal.objects.filter(decision=Decision.APPLIED)} == {
        Direction.REST
    }


def test_a_report_that_was_removed_takes_the_rest_back(
    homework: Homework, stopped: ExerciseSession
) -> None:
    stopped.reports.all().delete()

    proposals.consider(session=stopped, now=NOW)

    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.ACTIVE
    assert the_proposal().decision == Decision.TAKEN_BACK
