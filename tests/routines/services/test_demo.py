"""The demo: who is there, what they did, and that a second run leaves it alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.schedule import last_days, local_day
from routines.models import (
    Assignment,
    AssignmentVersion,
    ExerciseLog,
    ExerciseSession,
    Proposal,
    SkipReason,
    Source,
)
from routines.queries.desk import day_of
from routines.queries.next_days import morning
from routines.queries.today import today
from routines.services import demo
from routines.services.library import load_library

pytestmark = pytest.mark.django_db

ZONE = "America/Los_Angeles"
# A quarter to one at night in Los Angeles: the hardest time for a demo that "ends today".
NOW = dt.datetime(2026, 3, 20, 7, 45, tzinfo=dt.UTC)
TODAY = local_day(NOW, ZONE)


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Return every row of our own tables."""
    models = [*apps.get_app_config("accounts").get_models()]
    models += apps.get_app_config("routines").get_models()
    return {one.__name__: list(one._default_manager.order_by("pk").values()) for one in models}


def test_the_demo_is_lively_valid_and_made_once() -> None:
    load_library(library=read_library(CONTENT_FOLDER), report=lambda line: None)

    assert demo.seed(now=NOW, time_zone=ZONE)

    check_people()
    check_ivan(User.objects.get(email="ivan@example.org"))
    check_caseload()
    check_nothing_lies_in_the_future()
    before = snapshot()
    assert not demo.seed(now=NOW + dt.timedelta(days=3), time_zone="UTC")
    assert snapshot() == before


def check_people() -> None:
    emails = {one.split("@")[0] for one in User.objects.values_list("email", flat=True) if one}
    assert {"maya", "ana", "ivan", "lena", "tom", "noor"} <= emails
    joined = User.objects.filter(joined_at__isnull=False)
    assert all(person.check_password("carryover-demo") for person in joined)
    assert len(set(joined.values_list("password", flat=True))) == 1
    (waiting,) = User.objects.filter(joined_at__isnull=True)
    assert (waiting.display_name, waiting.has_usable_password()) == ("Omar Farouk", False)
    maya, tom = (User.objects.get(email=f"{name}@example.org") for name in ("maya", "tom"))
    assert (maya.care_given.in_force().count(), tom.care_given.in_force().count()) == (8, 1)


def check_ivan(ivan: User) -> None:
    own = Assignment.objects.filter(client=ivan).exclude(field="desk")
    release, core = own.order_by("created_at", "name").reverse()
    assert (release.name, core.name) == ("Piriformis release", "Core foundation")
    assert [one.number for one in release.versions.order_by("number")] == [1, 2, 3]
    longer = AssignmentVersion.objects.get(assignment=release, number=3)
    assert any("45 s" in change for change in longer.changes)
    assert not release.has_unseen_changes

    done = ExerciseSession.objects.filter(client=ivan, assignment=release).order_by("local_day")
    pain = [one.pain_after for one in done]
    assert (pain[0], pain[-1]) == (6, 3)
    assert any(later > earlier for earlier, later in pairwise(pain))  # type: ignore[operator]
    assert done.exclude(note="").count() == 2
    assert done.filter(source=Source.BACK_FILLED).count() == 1
    missed = set(last_days(TODAY, demo.DAYS)[:-1]) - {one.local_day for one in done}
    assert len(missed) == 1

    assert [one.zone for one in done].count("red") == 1
    eased, grows = Proposal.objects.filter(assignment=release).order_by("created_at")
    assert (eased.direction, eased.decision) == ("regression", "applied")
    assert (eased.reason, (NOW - eased.created_at).days) == ("Pain reached 6.", 19)
    assert (grows.direction, grows.decision) == ("progression", "open")
    assert grows.reason.startswith("3 sessions in a row with pain at 3 or less")
    assert done.filter(pain_next_day__isnull=False).count() == len(demo.IVANS_MORNINGS)
    asked = morning(client=ivan, day=TODAY)
    assert asked is not None
    assert asked.pain is None

    logs = ExerciseLog.objects.filter(session__client=ivan)
    assert logs.get(outcome="skipped").skip_reason == SkipReason.PAIN
    assert [one.said for one in logs if "right 20 s" in one.said] == ["left 30 s, right 20 s"]
    counts = Counter(logs.filter(session__in=done).values_list("session", flat=True))
    assert min(counts.values()) < max(counts.values())

    page = today(client=ivan, day=TODAY)
    assert (page.state, page.done, page.due) == ("next", 1, 2)
    assert page.desk is not None
    at_the_desk = day_of(ivan, now=NOW)
    # Soon after midnight for him: the rest of the three hours was yesterday.
    assert (page.desk.due, at_the_desk.exercised, at_the_desk.stood) == (8, 1, 0)


def check_caseload() -> None:
    states = {
        person.first_name: today(client=person, day=TODAY).state
        for person in User.objects.filter(care_received__isnull=False)
    }
    assert states["Lena"] == states["Omar"] == "first"
    assert (states["Ruth"], states["Jonas"]) == ("away", "paused")
    diego = ExerciseSession.objects.filter(client__email="diego@example.org").order_by("local_day")
    pain = [one.pain_after or 0 for one in diego]
    assert pain[-1] > pain[0] + 2


def check_nothing_lies_in_the_future() -> None:
    assert not ExerciseSession.objects.filter(finished_at__gt=NOW).exists()
    assert not ExerciseSession.objects.filter(local_day__gt=TODAY).exists()
    assert not ExerciseLog.objects.filter(received_at__gt=NOW).exists()
    assert not ExerciseSession.objects.filter(finished_at__isnull=True).exists()
