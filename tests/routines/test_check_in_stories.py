"""Whole stories of check-ins, told day by day through the pages a client uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.centralization import lanes
from routines.domain.warning_rules import warning_rules
from routines.models import Assignment, CheckIn, ExerciseSession, Flag, FlagAction, Status
from routines.services import flags
from routines.services.alerts import send_alerts
from tests.factories import make_manager
from tests.homework_factories import (
    NOW,
    Homework,
    make_homework,
    make_performed_session,
    make_ruled_homework,
)
from tests.outbox import ADDRESS, results
from tests.outbox import Phone as Outbox

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


class Phone:
    """Ivan's phone: it answers what is asked, and time goes on by itself."""

    def __init__(self, client: Client, clock: Any, ivan: User) -> None:
        self._client = client
        self._clock = clock
        client.force_login(ivan)

    def wait(self, span: dt.timedelta) -> None:
        """Let time go by."""
        self._clock.shift(span)

    def check_in(self, kind: str = "change", **fields: str) -> str:
        """Send a check-in, leave what it opens unanswered, and return what the page says then."""
        data = {"id": str(uuid7()), "kind": kind, **fields}
        response = self._client.post("/check-ins/new/", data)
        if response.status_code == 422:
            asked = response.context["page"].asked
            response = self._client.post(
                "/check-ins/new/",
                {**data, **{f"sign-{slug}": "no" for slug in asked}, "asked": " ".join(asked)},
            )
        assert response.status_code == 302, response.content
        return self.open(response["Location"])

    def send(self, *, at: dt.datetime, **body: Any) -> str:
        """Send what waited in the outbox since `at`, and return what the page says then."""
        outbox = Outbox(zone="UTC")
        one = outbox.make("check_in", at=at, **body)
        batch = outbox.batch(now=timezone.now())
        answer = self._client.post(ADDRESS, batch, content_type="application/json")
        assert results(answer) == ["stored"]
        return self.open(f"/check-ins/{one['id']}/")

    def open(self, path: str) -> str:
        """Return the words of a page."""
        response = self._client.get(path)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    def post(self, path: str) -> str:
        """Tap a button, and return the page it leads to."""
        response = self._client.post(path, follow=True)
        return " ".join(response.content.decode().split())


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def homework(clock: Any) -> Homework:
    return make_homework()


@pytest.fixture
def phone(client: Client, clock: Any, homework: Homework) -> Phone:
    return Phone(client, clock, homework.ivan)


def status(assignment: Assignment) -> str:
    assignment.refresh_from_db()
    return assignment.status


def everything(answer: str) -> dict[str, str]:
    """Return one answer to every question there is."""
    return {f"sign-{slug}": answer for slug in warning_rules().signs}


def own_check_ins(ivan: User) -> list[CheckIn]:
    """Return what Ivan sent, oldest first, without the check that lets homework begin in tests."""
    return list(CheckIn.objects.filter(client=ivan).exclude(kind="joining").order_by("answered_at"))


def test_calf_pain_moves_up_over_two_weeks(phone: Phone, homework: Homework) -> None:
    said = []
    way = ["calf-left", "calf-left", "knee-left", "thigh-back-left", "buttock-left"]
    for place in [*way, "low-back-side-left", "low-back-centre-middle", "low-back-centre-middle"]:
        said.append(phone.check_in(**{f"pain-{place}": "4"}))
        phone.wait(2 * DAY)

    assert "Thank you. It is saved." in said[0]
    assert "It is where it was" in said[1]
    assert all("moved up" in page for page in said[2:5])
    rows = own_check_ins(homework.ivan)
    assert [row.furthest for row in rows] == [5, 5, 4, 3, 2, 1, 0, 0]
    # Pain that gathers in the back has not moved down on the other side.
    assert [row.urgency for row in rows] == [""] * len(rows)
    assert not Flag.objects.exists()
    assert status(homework.assignment) == Status.ACTIVE
    chart = lanes([(row.local_day, row.body_map) for row in rows if row.body_map is not None])
    assert chart.title == "Leaving the leg"


def test_pain_down_but_numbness_up_is_no_good_news(phone: Phone, homework: Homework) -> None:
    phone.check_in(**{"pain-calf-left": "6", "numbness-foot-left": "2"})
    phone.wait(DAY)

    page = phone.check_in(**{"pain-buttock-left": "2", "numbness-foot-left": "5"})

    assert "Call Maya or your doctor today" in page
    assert "moved up" not in page
    row = own_check_ins(homework.ivan)[-1]
    assert (row.urgency, row.furthest) == ("today", 2)
    assert [one["sign"] for one in row.findings] == ["less-pain-more-numb"]
    assert status(homework.assignment) == Status.PAUSED
    assert "Core 1" in page


def test_a_numb_saddle_at_night(phone: Phone, homework: Homework) -> None:
    assert homework.assignment.clinic is not None
    ana = make_manager(clinic=homework.assignment.clinic)
    phone.wait(NOW.replace(hour=23, minute=50) - NOW)
    noticed = NOW.replace(hour=23, minute=50)

    # No signal for twenty minutes; the phone's own clock goes with it.
    phone.wait(dt.timedelta(minutes=20))
    arrived = noticed + dt.timedelta(minutes=20)
    page = phone.send(
        at=noticed,
        kind="change",
        map=[{"region": "saddle", "side": "middle", "numbness": 3}],
        answers={"saddle-numbness": "yes"},
    )

    assert "Please get checked now" in page
    assert "Do not wait for us." in page
    flag = Flag.objects.get(urgency="now")
    assert (flag.raised_at, flag.received_at) == (noticed, arrived)
    assert flag.check_in is not None
    assert flag.check_in.local_day == NOW.date()
    assert status(homework.assignment) == Status.PAUSED

    # Nobody reads at night: an hour later whoever runs the clinic is told.
    site = "https://carryover.example"
    send_alerts(now=arrived, site=site)
    send_alerts(now=arrived + HOUR, site=site)
    assert [letter.bcc for letter in mail.outbox] == [[homework.maya.email], [ana.email]]

    # In the hospital it turned out well. A day later all is denied, and the exercises open.
    phone.post(f"/flags/{flag.pk}/seen/")
    phone.wait(HOUR)
    phone.check_in("weekly", **everything("no"))
    assert status(homework.assignment) == Status.PAUSED
    phone.wait(DAY)
    phone.check_in("weekly", **everything("no"))
    assert status(homework.assignment) == Status.ACTIVE

    # Maya still has to look, and says what she did.
    flags.acknowledge(flag=flag, by=homework.maya, action=FlagAction.CALLED, at=arrived + 2 * DAY)
    assert not Flag.objects.unanswered().exists()


def test_a_week_of_red_sessions(client: Client, clock: Any) -> None:
    homework = make_ruled_homework()
    phone = Phone(client, clock, homework.ivan)
    pages = []
    for day in range(7):
        if status(homework.assignment) == Status.ACTIVE:
            # Each day worse than the day before: 6, then 10.
            make_performed_session(
                assignment=homework.assignment, pain=6 + 4 * day, effort=9, now=NOW + day * DAY
            )
        phone.wait(HOUR)
        pages.append(phone.check_in("morning", pain="8", **{"pain-low-back-side-left": "8"}))
        phone.wait(DAY - HOUR)

    zones = ExerciseSession.objects.filter(client=homework.ivan).values_list("zone", flat=True)
    assert set(zones) == {"red"}
    # Strong once is asked about, strong on two days is for today: said once while it waits.
    rows = own_check_ins(homework.ivan)
    assert [row.urgency for row in rows] == ["", *["today"] * 6]
    flag = Flag.objects.get()
    assert flag.signs == ["severe-uncontrolled"]
    assert status(homework.assignment) == Status.PAUSED
    assert len(zones) == 2
    # Also on the seventh day the page says who was told, and never that all is well.
    assert all("Maya can see it" in page for page in pages[1:])
    assert not any("moved up" in page for page in pages)


def test_nothing_wrong_at_all(phone: Phone, homework: Homework) -> None:
    gates = " ".join(warning_rules().gates)
    pages = [phone.check_in("joining", **everything("no"), **{"pain-low-back-side-right": "2"})]
    for _ in range(6):
        phone.wait(DAY)
        pages.append(phone.check_in("before", pain="2", none=gates))
    phone.wait(DAY)
    pages.append(phone.check_in("weekly", pain="1", where="nowhere", **everything("no")))

    send_alerts(now=NOW + 8 * DAY, site="https://carryover.example")

    assert not Flag.objects.exists()
    assert mail.outbox == []
    assert status(homework.assignment) == Status.ACTIVE
    assert not CheckIn.objects.exclude(urgency="").exists()
    # Nothing found means that nothing is known: no page says more than that.
    for page in pages:
        said = page.partition("<main")[2].lower()
        assert "not a diagnosis" in said
        assert not any(word in said for word in ("you are safe", "all clear", "healthy", "cured"))
