"""Growing step by step: what a rule proposes, and what the therapist decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from routines.domain.doses import Dose
from routines.domain.schedule import local_day
from routines.models import (
    Assignment,
    Decision,
    Direction,
    ExerciseSession,
    Pacing,
    Proposal,
)
from routines.services import assignments, next_days, proposals
from routines.services.pacings import allow_growth
from routines.services.proposals import DecidedAlreadyError
from tests.factories import make_client
from tests.homework_factories import (
    BRIDGE,
    EASE_OFF,
    NOW,
    STRENGTH,
    STRETCH,
    Homework,
    make_assignment,
    make_exercise,
    make_good_days,
    make_performed_session,
    make_revision,
    make_routine,
    make_ruled_homework,
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


# --- a step up -----------------------------------------------------------------------------


def test_three_good_sessions_propose_one_small_step(homework: Homework) -> None:
    answered_at = make_good_days(homework, days=4)

    proposal = the_proposal()
    assert (proposal.direction, proposal.decision) == (Direction.PROGRESSION, Decision.OPEN)
    assert proposal.rule == "strength"
    assert proposal.said == "Bridge: 2 × 12 instead of 2 × 10."
    assert proposal.reason.startswith("3 sessions in a row with pain at 3 or less")
    assert proposal.session == ExerciseSession.objects.order_by("started_at").last()
    assert proposal.created_at == answered_at
    assert said(homework.assignment) == AS_GIVEN


def test_it_waits_for_the_morning_answer(homework: Homework) -> None:
    make_good_days(homework, days=3)
    rated(homework, days=3, pain=2)

    assert not Proposal.objects.exists()


def test_a_gentle_or_short_session_never_counts(homework: Homework) -> None:
    make_good_days(homework, days=3)
    session = rated(homework, days=3, pain=2)
    session.dose = Dose.GENTLE
    session.save(update_fields=["dose"])
    next_days.answer(
        client=homework.ivan,
        day=(NOW + 4 * DAY).date(),
        pain=2,
        by=homework.ivan,
        now=NOW + 4 * DAY,
    )

    assert not Proposal.objects.exists()


def test_nothing_is_proposed_twice(homework: Homework) -> None:
    make_good_days(homework, days=7)
    last = ExerciseSession.objects.order_by("started_at").last()
    assert last is not None

    assert proposals.consider(session=last, now=NOW + 8 * DAY) is None
    assert Proposal.objects.count() == 1


def test_accepting_puts_it_in_force_and_tells_the_client_why(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR

    version = proposals.accept(proposal=the_proposal(), by=homework.maya, at=at)

    proposal = the_proposal()
    assert (proposal.decision, proposal.decided_by) == (Decision.ACCEPTED, homework.maya)
    assert (proposal.decided_at, proposal.result) == (at, version)
    assert (version.number, version.created_by) == (2, homework.maya)
    assert version.changes[0] == "Bridge: 2 × 12, it was 2 × 10."
    assert version.changes[1].startswith("Why: 3 sessions in a row")
    assert said(homework.assignment) == GROWN


def test_after_a_step_the_count_begins_anew(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR
    proposals.accept(proposal=the_proposal(), by=homework.maya, at=at)

    make_good_days(homework, days=2, since=4)
    assert Proposal.objects.count() == 1


def test_the_next_step_comes_three_sessions_later(homework: Homework) -> None:
    single = make_exercise(name="Single-leg bridge", slug="single")
    bridge = homework.bridge.exercise
    bridge.harder = [single.slug]
    bridge.save(update_fields=["harder"])
    at = make_good_days(homework, days=4) + HOUR
    proposals.accept(proposal=the_proposal(), by=homework.maya, at=at)

    make_good_days(homework, days=3, since=4)

    later = Proposal.objects.open().get()
    assert later.said == "Single-leg bridge, 2 × 10, instead of Bridge."
    proposals.accept(proposal=later, by=homework.maya, at=at + 4 * DAY)
    assert said(homework.assignment)[0] == "Single-leg bridge: 2 × 10"


def test_not_now_waits_three_sessions_before_it_asks_again(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR
    proposals.decline(proposal=the_proposal(), by=homework.maya, at=at)
    proposals.decline(proposal=the_proposal(), by=homework.maya, at=at + HOUR)

    assert the_proposal().decided_at == at
    assert said(homework.assignment) == AS_GIVEN
    make_good_days(homework, days=2, since=4)
    assert not Proposal.objects.open().exists()
    make_good_days(homework, days=1, since=6)
    assert Proposal.objects.open().exists()


def test_the_same_session_never_asks_again_whatever_the_rules_own_time() -> None:
    homework = make_ruled_homework(progression={**STRENGTH, "at_most_every": "1 day"})
    at = make_good_days(homework, days=4) + HOUR
    proposals.decline(proposal=the_proposal(), by=homework.maya, at=at)
    last = ExerciseSession.objects.latest("started_at")

    assert proposals.consider(session=last, now=at + 3 * DAY) is None
    assert Proposal.objects.count() == 1


def test_changed_by_the_therapist_it_is_theirs(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR
    version = homework.assignment.current_version
    bridge, stretch = prescribed_in(version)

    after = proposals.accept_changed(
        proposal=the_proposal(),
        by=homework.maya,
        exercises=[replace(bridge, dosage=replace(BRIDGE, repetitions=11)), stretch],
        frequency=version.frequency,
        note=version.note,
        seen=1,
        at=at,
    )

    proposal = the_proposal()
    assert (proposal.decision, proposal.result) == (Decision.CHANGED, after)
    assert said(homework.assignment)[0] == "Bridge: 2 × 11"


def test_saved_without_a_change_it_is_not_now(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR
    version = homework.assignment.current_version

    after = proposals.accept_changed(
        proposal=the_proposal(),
        by=homework.maya,
        exercises=prescribed_in(version),
        frequency=version.frequency,
        note=version.note,
        at=at,
    )

    assert after == version
    assert (the_proposal().decision, the_proposal().result) == (Decision.DECLINED, None)


def test_a_change_by_hand_overtakes_it(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR
    make_revision(homework.assignment, note="Slowly.", at=at)

    proposal = the_proposal()
    assert (proposal.decision, proposal.decided_by) == (Decision.OVERTAKEN, homework.maya)
    for decide in (proposals.accept, proposals.decline):
        with pytest.raises(DecidedAlreadyError):
            decide(proposal=proposal, by=homework.maya, at=at)


def test_ending_the_homework_overtakes_it(homework: Homework) -> None:
    at = make_good_days(homework, days=4) + HOUR
    assignments.end(assignment=homework.assignment, by=homework.maya, at=at)

    assert the_proposal().decision == Decision.OVERTAKEN


def test_nothing_grows_while_it_rests_or_after_its_last_day(homework: Homework) -> None:
    make_good_days(homework, days=3)
    session = rated(homework, days=3, pain=2)
    assignments.pause(assignment=homework.assignment, by=homework.maya, at=NOW + 4 * DAY)
    next_days.answer(
        client=homework.ivan,
        day=(NOW + 4 * DAY).date(),
        pain=2,
        by=homework.ivan,
        now=NOW + 4 * DAY,
    )
    assert not Proposal.objects.exists()

    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + 4 * DAY)
    version = homework.assignment.current_version
    version.ends_on = local_day(NOW + 3 * DAY, homework.ivan.time_zone)
    version.save(update_fields=["ends_on"])
    assert proposals.consider(session=session, now=NOW + 4 * DAY) is None
    assignments.end(assignment=homework.assignment, by=homework.maya, at=NOW + 4 * DAY)
    assert proposals.consider(session=session, now=NOW + 4 * DAY) is None


def test_a_sore_session_since_then_keeps_it_from_growing(homework: Homework) -> None:
    make_good_days(homework, days=3)
    rated(homework, days=3, pain=2)
    make_performed_session(
        assignment=homework.assignment, pain=4, effort=4, now=NOW + 4 * DAY - 3 * HOUR
    )
    next_days.answer(
        client=homework.ivan,
        day=(NOW + 4 * DAY).date(),
        pain=2,
        by=homework.ivan,
        now=NOW + 4 * DAY,
    )

    assert not Proposal.objects.exists()


# --- by itself -----------------------------------------------------------------------------


def allow(homework: Homework, allowed: bool = True) -> Pacing:
    return allow_growth(
        client=homework.ivan,
        clinic=homework.assignment.clinic,  # type: ignore[arg-type]
        by=homework.maya,
        allowed=allowed,
        at=NOW,
    )


def test_where_the_therapist_allowed_it_a_small_step_is_applied_at_once(
    homework: Homework,
) -> None:
    allow(homework)
    make_good_days(homework, days=4)

    proposal = the_proposal()
    assert proposal.decision == Decision.APPLIED
    assert proposal.result is not None
    assert proposal.result.created_by is None
    assert said(homework.assignment) == GROWN


def test_what_needs_a_therapist_waits_even_then() -> None:
    single = make_exercise(name="Single-leg bridge", slug="single")
    strong = make_exercise(dosage=replace(BRIDGE, repetitions=12), harder=[single.slug])
    homework = make_ruled_homework(exercises=[strong, make_exercise(dosage=STRETCH)])
    allow(homework)
    make_good_days(homework, days=4)

    assert the_proposal().decision == Decision.OPEN


# --- where there is nothing to do -----------------------------------------------------------


def test_homework_without_rules_stays_as_it_is() -> None:
    homework = make_ruled_homework(progression={}, regression=[])
    make_good_days(homework, days=4)
    session = rated(homework, days=4, pain=8)

    assert session.zone == "red"
    assert not Proposal.objects.exists()


def test_a_session_too_far_back_for_any_rule_is_left_alone(homework: Homework) -> None:
    first = rated(homework, pain=1)
    for number in range(12):
        make_performed_session(assignment=homework.assignment, now=NOW + number * HOUR)

    assert proposals.consider(session=first, now=NOW + DAY) is None


def test_a_new_client_takes_their_pacing_along(homework: Homework) -> None:
    allow(homework)
    account = make_client(display_name="Ivan Petrov")

    assignments.adopt(placeholder=homework.ivan, account=account)

    assert Pacing.objects.get().client == account


def test_two_homeworks_do_not_share_their_rows(homework: Homework) -> None:
    other = make_assignment(
        client=homework.ivan, routine=make_routine(progression={}, regression=[EASE_OFF])
    )
    make_good_days(homework, days=4)

    assert the_proposal().assignment == homework.assignment
    make_performed_session(assignment=other, pain=8, now=NOW + 4 * DAY)
    assert said(homework.assignment) == AS_GIVEN
    assert said(other) == EASED
