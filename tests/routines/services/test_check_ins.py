"""A check-in is kept once, as it was given, with the time it was made."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint
from routines.models import Activity, CheckIn, ExerciseSession, Flag, FunctionRating
from routines.services.check_ins import CheckInError
from routines.services.once import SentBeforeError
from routines.services.sessions import NotYourHomeworkError
from tests.check_in_factories import SADDLE, at, make_check_in, send_check_in
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_homework, make_performed_session, make_session

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


# --- once ----------------------------------------------------------------------------------


def test_sent_twice_it_is_one_and_alarms_once(ivan: User) -> None:
    key = uuid7()

    stored = [send_check_in(client=ivan, key=key, answers=SADDLE) for _ in range(2)]

    assert [one.is_new for one in stored] == [True, False]
    assert stored[0].row == stored[1].row
    assert (CheckIn.objects.count(), Flag.objects.count()) == (1, 1)


def test_sent_again_later_the_first_time_stands(ivan: User) -> None:
    key = uuid7()
    send_check_in(client=ivan, key=key, pain=3)

    again = send_check_in(client=ivan, key=key, pain=3, now=NOW + DAY, at=NOW + DAY)

    assert (again.is_new, again.row.received_at, again.row.local_day) == (False, NOW, NOW.date())


@pytest.mark.parametrize(
    "other",
    [
        {"pain": 4},
        {"pain": 3, "marks": []},
        {"pain": 3, "answers": {"fever": "no"}},
        {"pain": 3, "words": "Better."},
        {"pain": 3, "kind": CheckPoint.WEEKLY},
    ],
)
def test_another_body_under_the_key_is_refused_and_the_first_stands(
    ivan: User, other: dict[str, object]
) -> None:
    key = uuid7()
    first = send_check_in(client=ivan, key=key, pain=3).row

    with pytest.raises(SentBeforeError) as refused:
        send_check_in(client=ivan, key=key, **other)  # type: ignore[arg-type]

    assert refused.value.stored == first
    kept = CheckIn.objects.get()
    assert (kept.pain, kept.words, kept.answers, kept.has_map) == (3, "", {}, False)


def test_somebody_elses_key_tells_nothing_of_theirs(ivan: User) -> None:
    key = uuid7()
    lena = make_client(display_name="Lena Vogel", is_checked=False)
    send_check_in(client=lena, key=key, pain=3)

    with pytest.raises(SentBeforeError) as refused:
        send_check_in(client=ivan, key=key, pain=3)

    assert refused.value.stored is None
    assert CheckIn.objects.get().client == lena


def test_somebody_elses_session_is_refused(ivan: User) -> None:
    session = make_session(assignment=make_homework().assignment)

    with pytest.raises(NotYourHomeworkError):
        send_check_in(client=ivan, session=session, pain=3)

    assert not CheckIn.objects.filter(client=ivan).exists()


def test_it_is_kept_with_its_own_session() -> None:
    homework = make_homework()
    session = make_session(assignment=homework.assignment)

    stored = send_check_in(
        client=homework.ivan, session=session, kind=CheckPoint.AFTER, marks=[at("buttock")]
    )

    assert stored.row.session == session


# --- when ----------------------------------------------------------------------------------


def test_made_at_ten_to_midnight_and_sent_at_ten_past_it_belongs_to_the_evening(
    ivan: User,
) -> None:
    ivan.time_zone = "Europe/Berlin"
    ivan.save(update_fields=["time_zone"])
    made = dt.datetime(2026, 3, 10, 23, 50, tzinfo=ZoneInfo("Europe/Berlin"))

    row = send_check_in(client=ivan, pain=3, at=made, now=made + dt.timedelta(minutes=20)).row

    assert (row.local_day, row.time_zone) == (dt.date(2026, 3, 10), "Europe/Berlin")
    assert row.answered_at == made
    assert row.received_at - row.answered_at == dt.timedelta(minutes=20)


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Auckland", 11), ("America/Los_Angeles", 9), ("UTC", 10)]
)
def test_the_day_is_that_of_the_clients_own_zone(ivan: User, zone: str, day: int) -> None:
    ivan.time_zone = zone
    now = NOW.replace(hour=2) if day == 9 else NOW.replace(hour=13)

    row = send_check_in(client=ivan, pain=3, now=now).row

    assert row.local_day == dt.date(2026, 3, day)


@pytest.mark.parametrize(
    ("year", "believed"), [(1970, NOW - 31 * DAY), (2100, NOW + dt.timedelta(minutes=10))]
)
def test_a_phones_clock_is_believed_only_so_far(
    ivan: User, year: int, believed: dt.datetime
) -> None:
    row = send_check_in(client=ivan, pain=3, at=dt.datetime(year, 1, 1, tzinfo=dt.UTC)).row

    assert (row.answered_at, row.received_at) == (believed, NOW)


def test_a_check_in_of_a_month_ago_is_judged_when_it_arrives(ivan: User) -> None:
    row = send_check_in(client=ivan, answers=SADDLE, at=NOW - 20 * DAY).row

    flag = Flag.objects.get()
    assert row.urgency == "now"
    # Raised when it was made, due from when somebody can know.
    assert (flag.raised_at, flag.received_at) == (NOW - 20 * DAY, NOW)
    assert flag.due_at == NOW + dt.timedelta(minutes=60)


# --- what ----------------------------------------------------------------------------------


def test_nothing_at_all_is_refused_kindly(ivan: User) -> None:
    with pytest.raises(CheckInError, match="Mark a place, or tap “Nowhere”"):
        send_check_in(client=ivan, answers={})

    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    "said", [{"marks": []}, {"pain": 0}, {"answers": {"fever": "no"}}, {"global_change": 0}]
)
def test_nowhere_none_and_no_are_answers(ivan: User, said: dict[str, object]) -> None:
    assert send_check_in(client=ivan, **said).is_new  # type: ignore[arg-type]


def test_the_row_keeps_answers_as_given_with_the_wording_and_the_levels_by_side(
    ivan: User,
) -> None:
    answers = {"fever": "no", "bladder-change": "not-sure", "risk-over-70": "yes", "weaker": "no"}
    row = make_check_in(
        client=ivan,
        marks=[
            at("low-back-centre", "middle"),
            at("calf", pain=5),
            at("foot", "right", tingling=2),
        ],
        pain=6,
        answers=answers,
        words="Since Monday.",
        global_change=-1,
    )

    row.refresh_from_db()
    assert row.answers == answers
    assert (row.pain, row.words, row.global_change) == (6, "Since Monday.", -1)
    assert row.wording == warning_rules().version
    assert (row.furthest_left, row.furthest_right) == (5, 0)
    assert (row.numb_left, row.numb_right) == (None, 6)
    assert row.body_map is not None
    assert {mark.region for mark in row.body_map.marks} == {"low-back-centre", "calf", "foot"}
    # Not sure about the bladder counts like yes.
    assert row.urgency == "now"
    assert "bladder-change" in [one["sign"] for one in row.findings]
    assert all(one["because"] for one in row.findings)


def test_a_question_left_out_was_not_answered_with_no(ivan: User) -> None:
    row = make_check_in(client=ivan, answers={"fever": "no"})

    assert row.answers == {"fever": "no"}
    assert (row.urgency, row.findings) == ("", [])
    assert not Flag.objects.exists()


def test_an_answer_to_a_question_the_rules_do_not_have_is_kept_and_decides_nothing(
    ivan: User,
) -> None:
    row = make_check_in(client=ivan, answers={"long-ago": "yes"})

    assert (row.answers, row.urgency) == ({"long-ago": "yes"}, "")


def test_ratings_are_kept_for_the_clients_own_activities(ivan: User) -> None:
    walking = Activity.objects.create(client=ivan, name="Walk", position=1, created_at=NOW)

    row = make_check_in(client=ivan, ratings={walking.pk: 7})

    assert FunctionRating.objects.get(check_in=row, activity=walking).rating == 7


def test_somebody_elses_activity_is_refused_and_nothing_is_kept(ivan: User) -> None:
    lena = make_client(display_name="Lena Vogel", is_checked=False)
    running = Activity.objects.create(client=lena, name="Run", position=1, created_at=NOW)

    with pytest.raises(CheckInError, match="not on your list"):
        make_check_in(client=ivan, ratings={running.pk: 7})

    assert not CheckIn.objects.exists()


# --- corrections ---------------------------------------------------------------------------


def test_a_correction_replaces_and_both_are_kept(ivan: User) -> None:
    wrong = make_check_in(client=ivan, marks=[at("calf")])

    right = make_check_in(client=ivan, marks=[at("knee")], corrects=wrong)

    assert right.corrects == wrong
    assert list(CheckIn.objects.standing()) == [right]
    assert CheckIn.objects.count() == 2


def test_a_correction_never_takes_an_alarm_back(ivan: User) -> None:
    wrong = make_check_in(client=ivan, answers=SADDLE)

    make_check_in(client=ivan, answers={"saddle-numbness": "no"}, marks=[], corrects=wrong)

    flag = Flag.objects.get()
    assert (flag.check_in, flag.cleared_at) == (wrong, None)


def test_a_correction_can_raise_an_alarm(ivan: User) -> None:
    wrong = make_check_in(client=ivan, answers={"saddle-numbness": "no"})

    right = make_check_in(client=ivan, answers=SADDLE, corrects=wrong)

    assert Flag.objects.get().check_in == right


def test_what_is_corrected_is_compared_with_nothing(ivan: User) -> None:
    # A slip: pain at the foot, nothing numb. Right is pain at the calf and an old numb foot.
    make_check_in(client=ivan, marks=[at("calf"), at("foot", numbness=3)], now=NOW - DAY)
    wrong = make_check_in(client=ivan, marks=[at("foot")])

    right = make_check_in(
        client=ivan,
        marks=[at("calf"), at("foot", numbness=3)],
        corrects=wrong,
        now=NOW + dt.timedelta(hours=1),
    )

    assert (right.urgency, right.findings) == ("", [])


def test_somebody_elses_check_in_is_not_corrected(ivan: User) -> None:
    lena = make_client(display_name="Lena Vogel", is_checked=False)
    hers = make_check_in(client=lena, pain=3)

    with pytest.raises(CheckInError, match="not your check-in"):
        make_check_in(client=ivan, pain=2, corrects=hers)


def test_a_check_in_is_corrected_once(ivan: User) -> None:
    wrong = make_check_in(client=ivan, pain=3)
    make_check_in(client=ivan, pain=2, corrects=wrong)

    with pytest.raises(CheckInError, match="Change the newer one"):
        make_check_in(client=ivan, pain=1, corrects=wrong)


def next_day(session: ExerciseSession) -> tuple[int | None, dt.datetime | None]:
    session.refresh_from_db()
    return session.pain_next_day, session.next_day_at


def test_the_pain_of_a_morning_answers_the_question_of_the_morning_after() -> None:
    homework = make_homework()
    session = make_performed_session(assignment=homework.assignment, pain=3, now=NOW)
    morning = NOW + dt.timedelta(days=1)

    for kind, pain in ((CheckPoint.CHANGE, 7), (CheckPoint.MORNING, None)):
        make_check_in(client=homework.ivan, kind=kind, pain=pain, marks=[at("calf")], now=morning)
    assert next_day(session) == (None, None)

    make_check_in(client=homework.ivan, kind=CheckPoint.MORNING, pain=2, now=morning)
    assert next_day(session) == (2, morning)

    # What is answered stays; another day's morning says nothing about it.
    for later in (dt.timedelta(hours=1), dt.timedelta(days=1)):
        make_check_in(client=homework.ivan, kind=CheckPoint.MORNING, pain=6, now=morning + later)
    assert next_day(session) == (2, morning)
