"""What a phone keeps so that today's homework works without a signal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import User
from routines.models import Assignment, ExerciseSession, Prescription, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPages:
    """Addresses below the host, the most important first.

    `pages` are those that may change at any time, and `steady` those that stay as they are while
    the homework does.
    """

    pages: tuple[str, ...]
    steady: tuple[str, ...]


def kept_pages(client: User, *, day: dt.date) -> KeptPages:
    """List the pages of the client's homework on their own `day` (3 statements, whatever the size)."""
    assignments = Assignment.objects.filter(client=client).exclude(status=Status.ENDED)
    rows = list(assignments.order_by("created_at", "pk").values_list("pk", "version_id"))
    prescribed: dict[object, list[tuple[object, object]]] = {}
    found = Prescription.objects.filter(version__in=[version for _, version in rows])
    for version, key, exercise in found.order_by("position").values_list(
        "version_id", "pk", "exercise_id"
    ):
        prescribed.setdefault(version, []).append((key, exercise))
    sessions = ExerciseSession.objects.filter(client=client, local_day=day)
    pages = [
        reverse("routines:today-show"),
        reverse("routines:help-show"),
        reverse("offline"),
        reverse("routines:waiting-show"),
        reverse("routines:check_in-create"),
        _address("routines:check_in-create", kind="morning"),
    ]
    steady: list[str] = []
    version_of = dict(rows)
    for key, assignment, finished_at in sessions.order_by("-started_at").values_list(
        "pk", "assignment_id", "finished_at"
    ):
        pages.append(reverse("routines:session-show", args=[key]))
        pages.append(reverse("routines:session-after", args=[key]))
        pages.append(_address("routines:check_in-create", kind="after", session=key))
        if finished_at is not None:
            continue
        pages.append(reverse("routines:session-play", args=[key]))
        pages.append(_address("routines:check_in-create", kind="during", session=key))
        steady += [
            _exercise(exercise, prescription=prescription, session=key, guided=1)
            for prescription, exercise in prescribed.get(version_of.get(assignment), [])
        ]
    for assignment, version in rows:
        pages.append(reverse("routines:assignment-show", args=[assignment]))
        steady += [
            _exercise(exercise, prescription=prescription)
            for prescription, exercise in prescribed.get(version, [])
        ]
    return KeptPages(pages=tuple(pages), steady=tuple(steady))


def _exercise(key: object, **query: object) -> str:
    return f"{reverse('routines:exercise-show', args=[key])}?{urlencode(query)}"


def _address(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
