"""Rows of another table in one column."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db.models import OuterRef

from routines.models import Assignment, ExerciseSession
from routines.queries.json_rows import JsonRows, moment_of
from tests.homework_factories import NOW, make_homework, make_session

pytestmark = pytest.mark.django_db


def test_each_row_has_its_own_rows_in_their_order() -> None:
    homework = make_homework()
    early = make_session(assignment=homework.assignment)
    late = make_session(assignment=homework.assignment, now=NOW + dt.timedelta(hours=1))
    empty = make_homework().assignment
    rows = ExerciseSession.objects.filter(assignment=OuterRef("pk")).order_by("-started_at")

    found = {
        one.pk: one.own
        for one in Assignment.objects.annotate(
            own=JsonRows(rows, id="pk", at="started_at", pain="pain_after", done="is_performed")
        )
    }

    assert found[empty.pk] == []
    assert [UUID(row["id"]) for row in found[homework.assignment.pk]] == [late.pk, early.pk]
    first = found[homework.assignment.pk][0]
    assert moment_of(first["at"]) == late.started_at
    assert first["pain"] is None
    assert not first["done"]


def test_a_moment_is_read_as_either_database_writes_it() -> None:
    assert moment_of("2026-03-10 09:30:00") == NOW
    assert moment_of("2026-03-10T11:30:00+02:00") == NOW
