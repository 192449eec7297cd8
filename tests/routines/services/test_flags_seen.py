"""The client's own way out of closed exercises, and what a therapist may set aside as known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from routines.domain.warning_rules import warning_rules
from routines.models import CheckIn, Feeling, Flag, FlagAction, KnownSign, Proposal, Status
from routines.services import flags
from routines.services.assignments import NotInYourCareError
from routines.services.flags import FlagError
from tests.check_in_factories import (
    FEVER,
    NEW_NUMBNESS,
    SADDLE,
    all_no,
    at,
    make_check_in,
    make_flag,
)
from tests.factories import make_care_relationship, make_client, make_clinic, make_therapist
from tests.homework_factories import (
    NOW,
    Homework,
    make_assignment,
    make_homework,
    make_report,
    make_session,
)

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def say_seen(homework: Homework, flag: Flag, *, when: dt.datetime) -> Flag:
    """Say it on the page, which hands in the last check-in made since."""
    later = CheckIn.objects.filter(client=homework.ivan, answered_at__gt=flag.raised_at)
    return flags.say_seen(
        flag=flag, by=homework.ivan, check_in=later.order_by("received_at").last(), at=when
    )


def is_closed(homework: Homework) -> bool:
    homework.assignment.refresh_from_db()
    return homework.assignment.status == Status.PAUSED


# --- the way out ---------------------------------------------------------------------------


def test_seen_and_a_day_later_all_no_the_exercises_open_by_themselves(homework: Homework) -> None:
    flag = say_seen(homework, make_flag(client=homework.ivan), when=NOW + HOUR)
    assert is_closed(homework)

    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + DAY)

    flag.refresh_from_db()
    assert (flag.seen_at, flag.cleared_at) == (NOW + HOUR, NOW + DAY)
    assert flag.cleared_by == homework.ivan
    assert not is_closed(homework)
    # The therapist still has to look.
    assert list(Flag.objects.unanswered()) == [flag]


def test_a_flag_that_names_no_sign_is_left_to_the_therapist(homework: Homework) -> None:
    flag = say_seen(homework, make_flag(client=homework.ivan), when=NOW + HOUR)
    Flag.objects.update(signs=[])

    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + DAY)

    flag.refresh_from_db()
    assert flag.cleared_at is None
    assert is_closed(homework)


def test_the_order_does_not_matter(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)
    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + DAY)
    assert is_closed(homework)

    say_seen(homework, flag, when=NOW + DAY + HOUR)

    assert not is_closed(homework)


@pytest.mark.parametrize("said", [{}, {"seen": True}, {"checked": True}])
def test_one_of_the_two_opens_nothing(homework: Homework, said: dict[str, bool]) -> None:
    flag = make_flag(client=homework.ivan)
    if said.get("seen"):
        say_seen(homework, flag, when=NOW + 2 * DAY)
    if said.get("checked"):
        make_check_in(client=homework.ivan, answers=all_no(), now=NOW + 2 * DAY)

    assert is_closed(homework)


def test_a_second_check_before_a_day_has_gone_opens_nothing_however_late_it_is_used(
    homework: Homework,
) -> None:
    flag = make_flag(client=homework.ivan)
    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + DAY - dt.timedelta(seconds=1))

    say_seen(homework, flag, when=NOW + 3 * DAY)

    assert is_closed(homework)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"saddle-numbness": "no"},
        {**all_no(), "bladder-change": "not-sure"},
        {**all_no(), "fever": "yes"},
        {slug: answer for slug, answer in all_no().items() if slug != "sexual-change"},
    ],
)
def test_anything_but_a_clear_no_to_each_opens_nothing(
    homework: Homework, answers: Mapping[str, str]
) -> None:
    flag = say_seen(homework, make_flag(client=homework.ivan), when=NOW + HOUR)

    make_check_in(client=homework.ivan, answers=answers, pain=1, now=NOW + 2 * DAY)

    flag.refresh_from_db()
    assert flag.cleared_at is None
    assert is_closed(homework)


def test_a_map_that_still_shows_it_opens_nothing(homework: Homework) -> None:
    say_seen(homework, make_flag(client=homework.ivan), when=NOW + HOUR)

    make_check_in(
        client=homework.ivan,
        answers=all_no(),
        marks=[at("saddle", "middle", tingling=1)],
        now=NOW + 2 * DAY,
    )

    assert is_closed(homework)


@pytest.mark.parametrize("gate", sorted(warning_rules().gates))
def test_after_a_gate_everything_behind_it_has_to_be_denied(homework: Homework, gate: str) -> None:
    flag = say_seen(homework, make_flag(client=homework.ivan, answers={gate: "yes"}), when=NOW)

    make_check_in(client=homework.ivan, pain=1, now=NOW + 2 * DAY)
    flag.refresh_from_db()
    assert flag.cleared_at is None

    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + 3 * DAY)
    flag.refresh_from_db()
    assert flag.cleared_at == NOW + 3 * DAY


def test_a_flag_tapped_in_an_exercise_needs_the_same_questions(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)
    make_report(session=session, feeling=Feeling.WARNING, now=NOW)
    flag = say_seen(homework, Flag.objects.get(), when=NOW + HOUR)

    make_check_in(client=homework.ivan, pain=1, now=NOW + 2 * DAY)

    flag.refresh_from_db()
    assert flag.cleared_at is None


def test_it_holds_for_all_flags_of_the_check_in_in_every_clinic(homework: Homework) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=homework.ivan)
    his = make_assignment(client=homework.ivan, by=tom)
    flag = make_flag(client=homework.ivan, answers={**SADDLE, **NEW_NUMBNESS})
    assert Flag.objects.count() == 4

    say_seen(homework, flag, when=NOW + HOUR)
    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + DAY)

    assert not Flag.objects.open().exists()
    his.refresh_from_db()
    assert (is_closed(homework), his.status) == (False, Status.ACTIVE)
    assert not Proposal.objects.filter(decided_at__isnull=True).exists()


def test_an_older_flag_that_nobody_has_seen_keeps_it_closed(homework: Homework) -> None:
    make_flag(client=homework.ivan, answers={"chest-breath": "yes"}, now=NOW - HOUR)
    say_seen(homework, make_flag(client=homework.ivan), when=NOW + HOUR)

    make_check_in(client=homework.ivan, answers=all_no(), now=NOW + 2 * DAY)

    assert is_closed(homework)


def test_the_first_time_they_were_seen_stands(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)

    for when in (NOW + HOUR, NOW + DAY):
        flag = say_seen(homework, flag, when=when)

    assert flag.seen_at == NOW + HOUR


def test_nobody_says_it_for_somebody_else(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan)

    for other in (homework.maya, make_client(display_name="Lena Vogel")):
        with pytest.raises(NotInYourCareError):
            flags.say_seen(flag=flag, by=other, check_in=None, at=NOW)

    flag.refresh_from_db()
    assert flag.seen_at is None


# --- known signs ---------------------------------------------------------------------------


def know(homework: Homework, sign: str, **changes: Any) -> KnownSign:
    clinic = homework.assignment.clinic
    usual = {"client": homework.ivan, "clinic": clinic, "note": "Looked at.", "by": homework.maya}
    return flags.record_known(sign=sign, at=NOW, **{**usual, **changes})


def test_a_known_sign_raises_no_flag_and_rests_nothing(homework: Homework) -> None:
    know(homework, "fever")

    row = make_check_in(client=homework.ivan, answers=FEVER)

    assert (row.answers, row.urgency) == (FEVER, "")
    assert not Flag.objects.exists()
    assert not is_closed(homework)


def test_a_known_sign_that_changes_raises_a_flag_again(homework: Homework) -> None:
    know(homework, "new-numbness")
    make_check_in(client=homework.ivan, answers=NEW_NUMBNESS, marks=[at("calf", numbness=3)])
    Flag.objects.all().delete()

    row = make_check_in(
        client=homework.ivan,
        answers=NEW_NUMBNESS,
        marks=[at("calf", numbness=3), at("foot", numbness=3)],
        now=NOW + DAY,
    )

    assert "new-numbness" in [one["sign"] for one in row.findings]
    assert Flag.objects.get().urgency == "today"


@pytest.mark.parametrize("slug", sorted(warning_rules().signs))
def test_only_what_the_rules_leave_to_a_therapist_is_set_aside(
    homework: Homework, slug: str
) -> None:
    if warning_rules().signs[slug].is_clearable:
        assert know(homework, slug).sign == slug
        return
    with pytest.raises(FlagError, match="always needs a look"):
        know(homework, slug)


@pytest.mark.parametrize("slug", ["long-ago", "pee-poo-feeling", "pain-and-nerves"])
def test_what_is_no_sign_is_not_set_aside(homework: Homework, slug: str) -> None:
    with pytest.raises(FlagError):
        know(homework, slug)


def test_it_takes_a_note_and_is_written_once(homework: Homework) -> None:
    with pytest.raises(FlagError, match="what was checked"):
        know(homework, "fever", note="  ")

    assert know(homework, "fever", note=" A cold. ").note == "A cold."
    assert know(homework, "fever", note="Again.").note == "A cold."
    assert KnownSign.objects.count() == 1


def test_only_who_treats_the_client_in_that_clinic_sets_it_aside(homework: Homework) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=homework.ivan)
    known = know(homework, "fever")

    for stranger in (tom, homework.ivan):
        with pytest.raises(NotInYourCareError):
            know(homework, "dvt", by=stranger)
        with pytest.raises(NotInYourCareError):
            flags.end_known(known=known, by=stranger, at=NOW)


def test_taken_back_it_raises_flags_again(homework: Homework) -> None:
    known = know(homework, "fever")

    for when in (NOW + HOUR, NOW + DAY):
        flags.end_known(known=known, by=homework.maya, at=when)
    make_check_in(client=homework.ivan, answers=FEVER, now=NOW + 2 * HOUR)

    known.refresh_from_db()
    assert (known.ended_at, known.ended_by) == (NOW + HOUR, homework.maya)
    assert Flag.objects.get().signs == ["fever"]


def test_a_flag_answered_as_known_before_stands_in_the_row(homework: Homework) -> None:
    flag = make_flag(client=homework.ivan, answers=FEVER)

    flags.acknowledge(flag=flag, by=homework.maya, action=FlagAction.KNOWN, at=NOW)

    flag.refresh_from_db()
    assert flag.action == "known"
