"""The page of a day at the desk, and how the days go: with and without homework, and without a script."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from routines.models import DeskEvent, DeskPlan
from routines.services.assignments import assign, frequency_from, prescribed_from
from tests.check_in_factories import at, send_check_in
from tests.conftest import CountStatements
from tests.desk_factories import make_desk_plan, send_desk
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_performed_session, make_self_start
from tests.library_factories import make_exercise, make_routine

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
# What stands on the page before the figure of the break: words, and nothing of the navigation.
BEFORE_THE_FIGURE = re.compile(r'data-view="up".*?class="stage', re.DOTALL)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def ivan() -> User:
    return make_client()


@pytest.fixture
def phone(client: Client, ivan: User) -> Client:
    client.force_login(ivan)
    return client


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def page_of(phone: Client, query: str = "") -> str:
    response = phone.get(f"/desk/{query}")
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str, name: str) -> bool:
    """Tell whether the part called `name` is there and not hidden."""
    (tag,) = re.findall(rf"<[a-z]+ [^>]*{name}[^>]*>", html)
    return " hidden" not in tag


def tap(phone: Client, **said: Any) -> Any:
    return phone.post("/desk/events/", said)


def give_break(ivan: User, **changes: Any) -> Any:
    maya = make_therapist(clinic=make_clinic())
    maya.care_given.create(client=ivan, clinic=maya.memberships.get().clinic, started_at=NOW)
    routine = make_routine(field="desk", **{"name": "Desk break", "times_per_day": 6, **changes})
    return assign(
        routine=routine,
        client=ivan,
        by=maya,
        exercises=prescribed_from(routine),
        frequency=frequency_from(routine, starts_on=NOW.date()),
        at=NOW,
    )


# --- the ring, without a script ------------------------------------------------------------


def test_breaks_are_counted_in_one_place(phone: Client) -> None:
    tap(phone, kind="started")
    assert shown(page_of(phone), "data-count")

    tap(phone, kind="ended")

    over = page_of(phone)
    assert "breaks today" in words(over)
    assert not shown(over, "data-count")


def test_a_day_is_begun_counted_and_called_without_a_script(
    phone: Client, ivan: User, clock: Any
) -> None:
    assert "Begin when you sit down." in words(page_of(phone))

    assert tap(phone, kind="started").url == "/desk/"
    clock.move_to(NOW + 22 * MINUTE)
    sitting = page_of(phone)
    assert "23 min until you stand up" in words(sitting)
    assert "Sitting since 9:30. A back likes a change every 45 minutes." in words(sitting)
    assert not shown(sitting, 'data-view="up"')

    clock.move_to(NOW + 46 * MINUTE)
    due = page_of(phone)
    assert shown(due, 'data-view="up"')
    assert not shown(due, 'data-view="timer"')
    assert "<title>Time to stand up · Carryover</title>" in due
    tap(phone, kind="stood")
    assert "1 of 8 today" in words(page_of(phone))


def test_five_more_minutes_are_offered_three_times(phone: Client, clock: Any) -> None:
    tap(phone, kind="started")
    for number in range(3):
        clock.move_to(NOW + (46 + 6 * number) * MINUTE)
        assert shown(page_of(phone), "data-snooze")
        tap(phone, kind="snoozed")
        assert not shown(page_of(phone), 'data-view="up"')
    clock.move_to(NOW + 66 * MINUTE)

    due = page_of(phone)
    assert shown(due, 'data-view="up"')
    assert not shown(due, "data-snooze")


def test_a_pause_has_an_end_or_none(phone: Client, ivan: User, clock: Any) -> None:
    tap(phone, kind="started")
    tap(phone, kind="paused", minutes=30)
    assert "10:00 quiet until then" in words(page_of(phone))

    clock.move_to(NOW + MINUTE)
    tap(phone, kind="paused")
    assert "Pause quiet until you are back" in words(page_of(phone))
    ends = DeskEvent.objects.filter(client=ivan, kind="paused").order_by("id")
    assert [one.until for one in ends] == [NOW + 30 * MINUTE, None]


@pytest.mark.parametrize(
    "said",
    [{}, {"kind": "danced"}, {"kind": "paused", "minutes": "x"}, {"kind": "stood", "minutes": 5}],
    ids=["nothing", "unknown", "no number", "an end of standing"],
)
def test_a_tap_that_cannot_be_says_so_and_stores_nothing(
    phone: Client, said: dict[str, Any]
) -> None:
    response = tap(phone, **said)

    assert (response.status_code, DeskEvent.objects.count()) == (422, 0)
    assert 'role="alert"' in response.content.decode()


def test_sent_twice_a_tap_is_one(phone: Client) -> None:
    key = "0199f6b0-7d00-7f20-9b8c-2a3b4c5d6e7f"
    for _ in range(2):
        assert tap(phone, kind="stood", id=key).status_code == 302

    assert DeskEvent.objects.count() == 1


# --- the break -----------------------------------------------------------------------------


def test_at_most_twelve_words_stand_before_the_figure(
    phone: Client, ivan: User, clock: Any
) -> None:
    squat = make_exercise(name="Squat", slug="desk-squat", loads=["knee-load"])
    bends = [
        make_exercise(name=load, slug=load, loads=[load])
        for load in ("spine-extension", "spine-side-bend", "spine-flexion")
    ]
    give_break(ivan, exercises=[squat, *bends])
    send_desk(ivan, "started")
    clock.move_to(NOW + 46 * MINUTE)

    (before,) = BEFORE_THE_FIGURE.findall(page_of(phone))
    said = words(f"<{before}>").replace("Close", "")

    assert re.search(r"46 min Up you get \d+ squats and 4 bends\. \d minutes?\.", said)
    assert len(said.split()) <= 12


def test_the_therapists_break_comes_with_a_start_and_its_number(phone: Client, ivan: User) -> None:
    given = give_break(ivan)
    html = page_of(phone, "?up")

    assert f'data-assignment="{given.pk}"' in html
    assert shown(html, 'data-view="up"')
    assert "0 of 6 today" in words(html)
    facts = json.loads(re.findall(r'id="desk-facts"[^>]*>(.*?)</script>', html)[0])
    assert list(facts["assignments"]) == [str(given.pk)]


def test_a_break_that_was_done_counts_today_and_this_week(
    phone: Client, ivan: User, clock: Any
) -> None:
    given = give_break(ivan)
    make_performed_session(assignment=given)
    send_desk(ivan, "stood", at=NOW - dt.timedelta(days=1))

    said = words(page_of(phone))
    assert "1 of 6 today" in said
    assert "2 this week" in said


def test_with_leg_pain_above_five_the_one_in_a_chair_comes_first(phone: Client, ivan: User) -> None:
    for ago, name, position in ((2, "Standing break", "standing"), (1, "Chair break", "seated")):
        exercise = make_exercise(name=name, slug=name.lower().replace(" ", "-"), position=position)
        routine = make_routine(
            name=name, field="desk", availability="self-start", exercises=[exercise]
        )
        make_self_start(client=ivan, routine=routine, at=NOW - ago * MINUTE)

    def first() -> str:
        return str(re.findall(r'data-name="([^"]+)" data-count', page_of(phone))[0])

    assert first() == "Standing break"
    send_check_in(client=ivan, marks=[at("calf", pain=5)])
    assert first() == "Standing break"
    send_check_in(client=ivan, marks=[at("calf", pain=6)], at=NOW + MINUTE)
    assert first() == "Chair break"


def test_breaks_that_rest_leave_standing_up(phone: Client, ivan: User) -> None:
    given = make_self_start(client=ivan)
    given.status = "paused"
    given.save()

    html = page_of(phone, "?up")
    assert "Your break exercises rest" in words(html)
    assert "data-assignment" not in html
    assert "Just stand" in words(html)


def test_exercises_may_be_added_where_no_therapist_has_given_any(phone: Client, ivan: User) -> None:
    two = make_routine(name="Desk break, 2 minutes", field="desk", availability="self-start")
    make_routine(name="Desk break, seated", field="desk", availability="self-start")
    assert "Add exercises to your breaks Desk break, 2 minutes" in words(page_of(phone))

    maya = make_therapist(clinic=make_clinic())
    maya.care_given.create(client=ivan, clinic=maya.memberships.get().clinic, started_at=NOW)
    phone.post(f"/library/{two.pk}/start/", {"none_applies": "on"})
    assert "Other breaks Desk break, seated" in words(page_of(phone))

    make_assignment(client=ivan, routine=make_routine(field="desk"))
    said = words(page_of(phone))
    assert "Other breaks" not in said
    assert "Add exercises" not in said


def test_the_page_costs_the_same_with_many_taps_and_breaks(
    phone: Client, ivan: User, count_statements: CountStatements
) -> None:
    given = give_break(ivan)
    send_desk(ivan, "started")
    make_performed_session(assignment=given)
    page_of(phone)
    with count_statements() as before:
        page_of(phone)
    for number in range(10):
        send_desk(ivan, "stood", at=NOW - number * MINUTE)
        make_performed_session(assignment=given)
    with count_statements() as after:
        page_of(phone)

    assert len(after) == len(before) <= 14


def test_a_phone_may_keep_the_page_and_not_the_settings(phone: Client, ivan: User) -> None:
    page_of(phone)
    # Only once the token's cookie is there: a page that brings one may not be kept.
    assert phone.get("/desk/").headers["Carryover-Keep"] == "1"
    assert "Carryover-Keep" not in phone.get("/desk/plan/").headers

    assert "/desk/" not in phone.get("/kept-pages/").json()["pages"]
    make_self_start(client=ivan)
    assert "/desk/" in phone.get("/kept-pages/").json()["pages"]


# --- how the days go -----------------------------------------------------------------------

PLAN = {
    "is_on": "on",
    "works_all": "on",
    "from_all": "08:00",
    "until_all": "16:00",
    "interval": 30,
    "begins": "clock",
    "lunch_from": "12:00",
    "lunch_until": "12:30",
}


def test_a_plan_is_saved_and_shown(phone: Client, ivan: User) -> None:
    assert phone.post("/desk/plan/", PLAN).headers["Location"] == "/desk/"

    plan = DeskPlan.objects.get(client=ivan)
    assert plan.hours == [["08:00", "16:00"]] * 5 + [None, None]
    assert (plan.interval_minutes, plan.begins, plan.lunch_until) == (30, "clock", dt.time(12, 30))
    assert "Mon to Fri 8:00 to 16:00" in words(page_of(phone))
    assert 'value="08:00"' in phone.get("/desk/plan/").content.decode()


def test_each_day_can_have_its_own_hours(phone: Client, ivan: User) -> None:
    days = {"works_1": "on", "from_1": "10:00", "until_1": "12:00"}
    phone.post("/desk/plan/", {**PLAN, "each": "1", **days})

    assert DeskPlan.objects.get().hours == [None, ["10:00", "12:00"], *[None] * 5]
    # From now on it shows them without being asked.
    assert 'name="works_6"' in phone.get("/desk/plan/").content.decode()
    assert "Tue 10:00 to 12:00" in words(page_of(phone))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"interval": "10"}, "Write a number of minutes from 20 to 90."),
        ({"interval": ""}, "Write a number of minutes from 20 to 90."),
        ({"until_all": "07:00"}, "Work ends before it begins. Choose a later end."),
        ({"until_all": ""}, "Say when work begins and when it ends, or untick the day."),
        ({"from_all": "nine"}, "Write a time, for example 9:00."),
        ({"lunch_until": ""}, "Say when lunch begins and when it ends, or neither."),
        ({"lunch_until": "11:00"}, "Lunch ends before it begins. Choose a later end."),
        ({"begins": ""}, "Choose how your day begins."),
    ],
    ids=lambda value: value if isinstance(value, str) else "=".join(*value.items()),
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    phone: Client, changes: dict[str, str], said: str
) -> None:
    response = phone.post("/desk/plan/", {**PLAN, **changes})

    html = response.content.decode()
    assert (response.status_code, DeskPlan.objects.count()) == (422, 0)
    assert said in words(html)
    assert 'value="12:00"' in html
    # The page opens where something is wrong, however far down.
    assert re.search(r"<input[^>]* autofocus", html)


def test_the_break_that_comes_first_can_be_picked(phone: Client, ivan: User) -> None:
    own = [
        make_self_start(
            client=ivan,
            routine=make_routine(name=name, field="desk", availability="self-start"),
        )
        for name in ("Short break", "Long break")
    ]
    phone.post("/desk/plan/", {**PLAN, "routine": own[1].routine_id})

    assert re.findall(r'data-name="([^"]+)" data-count', page_of(phone))[0] == "Long break"
    stranger = make_routine(name="Not mine", field="desk", availability="self-start")
    wrong = phone.post("/desk/plan/", {**PLAN, "routine": stranger.pk})
    assert wrong.status_code == 422
    assert "Choose one of the breaks in the list." in words(wrong.content.decode())


def test_breaks_can_be_switched_off(phone: Client, ivan: User) -> None:
    make_desk_plan(client=ivan, is_on=False)

    html = page_of(phone)
    assert "Desk breaks are off. Turn them on" in words(html)
    assert "desk-facts" not in html
