"""A flag rests what it has to, is looked at by who treats the client, and gives homework back."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import User
from routines.models import (
    Assignment,
    Decision,
    ExerciseSession,
    Feeling,
    Flag,
    FlagAction,
    Proposal,
    Status,
)
from routines.services import assignments, flags, self_starts
from routines.services.assignments import (
    AssignmentError,
    NotInYourCareError,
    RestsForAFlagError,
)
from routines.services.flags import AnsweredAlreadyError, FlagError
from routines.services.proposals import keep, take_back
from tests.check_in_factories import (
    FEVER,
    NEW_NUMBNESS,
    SADDLE,
    WORRY,
    at,
    make_check_in,
    make_flag,
)
from tests.factories import make_care_relationship, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_report,
    make_routine,
    make_self_start,
    make_session,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def status(assignment: Assignment) -> str:
    assignment.refresh_from_db()
    return assignment.status


def make_other_clinic(ivan: User) -> tuple[User, Assignment]:
    """Put Ivan in Tom's care, too, with homework of that clinic."""
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    return tom, make_assignment(client=ivan, by=tom)


def acknowledge(flag: Flag, by: User, when: dt.datetime = NOW + HOUR) -> Flag:
    return flags.acknowledge(flag=flag, by=by, action=FlagAction.CALLED, note="Well.", at=when)


# --- raised --------------------------------------------------------------------------------


def test_a_numb_saddle_rests_everything_and_ends_what_runs(homework: Homework) -> None:
    other = make_assignment(client=homework.ivan)
    running = make_session(assignment=homework.assignment)

    flag = make_flag(client=homework.ivan, now=NOW + HOUR)

    assert (flag.urgency, flag.is_emergency) == ("now", True)
    assert [status(one) for one in (homework.assignment, other)] == [Status.PAUSED] * 2
    running.refresh_from_db()
    assert running.finished_at is not None
    assert set(Proposal.objects.values_list("flag", flat=True)) == {flag.pk}


def test_a_mark_between_the_legs_is_enough(homework: Homework) -> None:
    make_check_in(client=homework.ivan, marks=[at("saddle", "middle", numbness=1)])

    assert Flag.objects.get().signs == ["saddle-numbness"]
    assert status(homework.assignment) == Status.PAUSED


def test_a_flag_for_today_rests_what_loads_the_place_only(homework: Homework) -> None:
    leg = make_assignment(
        client=homework.ivan,
        routine=make_routine(exercises=[make_exercise(region="thigh", kind="strength")]),
    )
    core = make_assignment(
        client=homework.ivan,
        routine=make_routine(exercises=[make_exercise(region="core", kind="strength")]),
    )
    running = make_session(assignment=core)

    flag = make_flag(client=homework.ivan, answers=NEW_NUMBNESS)

    assert flag.urgency == "today"
    assert [status(one) for one in (leg, core)] == [Status.PAUSED, Status.ACTIVE]
    assert ExerciseSession.objects.get(pk=running.pk).finished_at is None


def test_a_gate_without_details_rests_everything_whatever_it_may_turn_out_to_be(
    homework: Homework,
) -> None:
    core = make_assignment(
        client=homework.ivan,
        routine=make_routine(exercises=[make_exercise(region="core", kind="strength")]),
    )
    answers = {
        "numb-weak-both": "yes",
        "both-legs": "no",
        "foot-drop-sudden": "no",
        "new-weakness": "no",
    }

    flag = make_flag(client=homework.ivan, answers=answers)

    assert (flag.urgency, flag.signs) == ("today", ["numb-weak-both"])
    assert status(core) == Status.PAUSED


def test_a_note_for_the_next_visit_rests_nothing(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan, answers=WORRY)

    assert (flag.urgency, flag.due_at) == ("visit", None)
    assert status(homework.assignment) == Status.ACTIVE
    assert not Proposal.objects.exists()


def test_each_urgency_has_a_flag_of_its_own(homework: Homework) -> None:
    make_flag(client=homework.ivan, answers={**SADDLE, **NEW_NUMBNESS, **WORRY})

    found = {one.urgency: one.signs for one in Flag.objects.all()}
    assert found == {"now": ["saddle-numbness"], "today": ["new-numbness"], "visit": ["worry-fear"]}


def test_by_when_somebody_has_to_look_is_the_clinics_own_choice(homework: Homework) -> None:
    clinic = homework.assignment.clinic
    assert clinic is not None
    clinic.flag_minutes, clinic.flag_hours = 15, 8
    clinic.save()

    now = make_flag(client=homework.ivan)
    today = make_flag(client=homework.ivan, answers=FEVER)

    assert (now.due_at, today.due_at) == (NOW + dt.timedelta(minutes=15), NOW + 8 * HOUR)


def test_each_clinic_has_its_own_flag_and_rests_its_own_homework(homework: Homework) -> None:
    _, his = make_other_clinic(homework.ivan)

    make_check_in(client=homework.ivan, answers=SADDLE)

    by_clinic = {one.clinic_id: one for one in Flag.objects.all()}
    assert set(by_clinic) == {homework.assignment.clinic_id, his.clinic_id}
    for one in (homework.assignment, his):
        rest = Proposal.objects.get(assignment=one)
        assert rest.flag == by_clinic[one.clinic_id]
        assert status(one) == Status.PAUSED


def test_without_a_clinic_it_keeps_exercises_closed_and_alarms_nobody() -> None:
    lena = make_client(display_name="Lena Vogel")
    own = make_self_start(client=lena)

    flag = make_flag(client=lena)

    assert (flag.clinic, flag.due_at) == (None, None)
    assert status(own) == Status.PAUSED


def test_closed_by_an_emergency_nobody_opens_their_own_start_by_beginning_again() -> None:
    lena = make_client(display_name="Lena Vogel")
    own = make_self_start(client=lena)
    flag = make_flag(client=lena)
    other = make_routine(name="Neck break", availability="self-start", field="desk")

    for routine in (own.routine, other):
        with pytest.raises(AssignmentError, match="get checked first"):
            self_starts.self_start(client=lena, routine=routine, at=NOW + HOUR)

    assert status(own) == Status.PAUSED
    Flag.objects.filter(pk=flag.pk).update(cleared_at=NOW)
    self_starts.self_start(client=lena, routine=own.routine, at=NOW + HOUR)
    assert status(own) == Status.ACTIVE


def test_the_same_is_not_raised_twice_while_nobody_has_looked_and_again_afterwards(
    homework: Homework,
) -> None:
    first = make_flag(client=homework.ivan)
    make_check_in(client=homework.ivan, answers=SADDLE, now=NOW + HOUR)
    assert list(Flag.objects.all()) == [first]

    acknowledge(first, homework.maya)
    make_check_in(client=homework.ivan, answers=SADDLE, now=NOW + 2 * HOUR)

    assert Flag.objects.count() == 2


def test_something_new_is_raised_beside_what_waits(homework: Homework) -> None:
    make_flag(client=homework.ivan)

    make_check_in(client=homework.ivan, answers={**SADDLE, "bowel-change": "yes"}, now=NOW + HOUR)

    assert Flag.objects.count() == 2


def test_said_again_homework_that_was_taken_up_meanwhile_rests_again(homework: Homework) -> None:
    first = make_flag(client=homework.ivan)
    # Taken up by hand in the database, for no page does it.
    Proposal.objects.update(decision=Decision.TAKEN_BACK, decided_at=NOW + HOUR)
    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + HOUR)
    running = make_session(assignment=homework.assignment, now=NOW + HOUR)

    make_check_in(client=homework.ivan, answers=SADDLE, now=NOW + 2 * HOUR)

    assert status(homework.assignment) == Status.PAUSED
    assert Proposal.objects.latest("created_at").flag == first
    running.refresh_from_db()
    assert running.finished_at is not None


def test_homework_that_rests_for_a_flag_goes_on_only_from_the_flag(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)
    rest = Proposal.objects.get()
    for looked in (False, True):
        if looked:
            acknowledge(flag, homework.maya)
            keep(proposal=rest, by=homework.maya, at=NOW + HOUR)
        with pytest.raises(RestsForAFlagError):
            assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + HOUR)
        with pytest.raises(RestsForAFlagError):
            take_back(proposal=rest, by=homework.maya, at=NOW + HOUR)
        assert status(homework.assignment) == Status.PAUSED

    flags.clear(flag=flag, by=homework.maya, at=NOW + HOUR)
    # Who had let it rest on purpose takes it up on purpose.
    assignments.resume(assignment=homework.assignment, by=homework.maya, at=NOW + HOUR)

    assert status(homework.assignment) == Status.ACTIVE


def test_two_findings_rest_homework_once(homework: Homework) -> None:
    make_check_in(client=homework.ivan, answers={**SADDLE, **NEW_NUMBNESS, **FEVER})

    assert Proposal.objects.count() == 1


# --- looked at -----------------------------------------------------------------------------


def test_who_treats_the_client_says_what_they_did(homework: Homework) -> None:
    flag = acknowledge(make_flag(client=homework.ivan), homework.maya)

    flag.refresh_from_db()
    assert (flag.acknowledged_by, flag.action, flag.note) == (homework.maya, "called", "Well.")
    assert flag.acknowledged_at == NOW + HOUR
    # Exercises stay closed until somebody opens them.
    assert status(homework.assignment) == Status.PAUSED


def test_the_second_is_told_that_somebody_was_first(homework: Homework) -> None:
    flag = acknowledge(make_flag(client=homework.ivan), homework.maya)

    with pytest.raises(AnsweredAlreadyError):
        flags.acknowledge(flag=flag, by=homework.maya, action=FlagAction.OTHER, at=NOW + 2 * HOUR)

    flag.refresh_from_db()
    assert (flag.action, flag.acknowledged_at) == ("called", NOW + HOUR)


def test_nobody_else_answers_or_opens(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)
    clinic = homework.assignment.clinic
    colleague = make_therapist(clinic=clinic, display_name="Cleo Marsh")
    tom, _ = make_other_clinic(homework.ivan)

    for stranger in (homework.ivan, colleague, tom, make_client(display_name="Lena Vogel")):
        with pytest.raises(NotInYourCareError):
            acknowledge(flag, stranger)
        with pytest.raises(NotInYourCareError):
            flags.clear(flag=flag, by=stranger, at=NOW)

    flag.refresh_from_db()
    assert (flag.acknowledged_at, flag.cleared_at) == (None, None)


def test_a_colleague_who_treats_the_client_too_may_answer(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)
    colleague = make_therapist(clinic=homework.assignment.clinic, display_name="Cleo Marsh")
    make_care_relationship(therapist=colleague, client=homework.ivan)

    assert acknowledge(flag, colleague).acknowledged_by == colleague


# --- cleared -------------------------------------------------------------------------------


def test_nothing_opens_before_somebody_said_what_they_did(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)

    with pytest.raises(FlagError, match="First say what you did"):
        flags.clear(flag=flag, by=homework.maya, at=NOW)

    assert status(homework.assignment) == Status.PAUSED


def test_cleared_homework_is_due_again(homework: Homework) -> None:
    flag = acknowledge(make_flag(client=homework.ivan), homework.maya)

    for _ in range(2):
        flags.clear(flag=flag, by=homework.maya, at=NOW + DAY)

    flag.refresh_from_db()
    assert (flag.cleared_at, flag.cleared_by) == (NOW + DAY, homework.maya)
    assert status(homework.assignment) == Status.ACTIVE
    assert Proposal.objects.get().decision == "taken-back"


def test_another_flag_keeps_homework_closed_until_it_is_cleared_too(homework: Homework) -> None:
    first = make_flag(client=homework.ivan)
    second = make_flag(client=homework.ivan, answers={"chest-breath": "yes"}, now=NOW + HOUR)
    for flag in (first, second):
        acknowledge(flag, homework.maya)

    flags.clear(flag=first, by=homework.maya, at=NOW + DAY)
    assert status(homework.assignment) == Status.PAUSED

    flags.clear(flag=second, by=homework.maya, at=NOW + DAY)
    assert status(homework.assignment) == Status.ACTIVE


def test_a_note_for_the_next_visit_keeps_nothing_closed(homework: Homework) -> None:
    make_flag(client=homework.ivan, answers=WORRY)
    flag = acknowledge(make_flag(client=homework.ivan), homework.maya)

    flags.clear(flag=flag, by=homework.maya, at=NOW + DAY)

    assert status(homework.assignment) == Status.ACTIVE


def test_each_clinic_opens_its_own_homework_only(homework: Homework) -> None:
    tom, his = make_other_clinic(homework.ivan)
    make_check_in(client=homework.ivan, answers=SADDLE)
    hers = Flag.objects.get(clinic=homework.assignment.clinic)
    acknowledge(hers, homework.maya)

    flags.clear(flag=hers, by=homework.maya, at=NOW + DAY)

    assert [status(one) for one in (homework.assignment, his)] == [Status.ACTIVE, Status.PAUSED]
    other = acknowledge(Flag.objects.get(clinic=his.clinic), tom)
    flags.clear(flag=other, by=tom, at=NOW + DAY)
    assert status(his) == Status.ACTIVE


# --- a tap in the middle of an exercise ------------------------------------------------------


def test_a_warning_tapped_in_an_exercise_raises_a_flag_for_today_once(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    report = make_report(session=session, feeling=Feeling.WARNING, now=NOW)
    make_report(session=session, feeling=Feeling.WARNING, now=NOW + HOUR)

    flag = Flag.objects.get()
    assert (flag.urgency, flag.report, flag.check_in) == ("today", report, None)
    assert flag.because
    assert flag.due_at == NOW + DAY
