"""Resting and going on again."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Status
from routines.services.pauses import begin_pause, close_pause
from tests.homework_factories import TODAY, make_homework

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def test_a_pause_runs_from_its_day_to_its_last() -> None:
    assignment = make_homework().assignment
    begin_pause(assignment, on=TODAY)

    assignment.refresh_from_db()
    assert assignment.status == Status.PAUSED
    close_pause(assignment, last_day=TODAY + DAY)
    pause = assignment.pauses.get()
    assert (pause.starts_on, pause.ends_on) == (TODAY, TODAY + DAY)


def test_a_pause_that_never_began_is_removed_and_none_is_no_mistake() -> None:
    assignment = make_homework().assignment
    begin_pause(assignment, on=TODAY)
    close_pause(assignment, last_day=TODAY - DAY)
    close_pause(assignment, last_day=TODAY)

    assert not assignment.pauses.exists()
