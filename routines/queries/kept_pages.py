"""What a phone keeps so that today's homework works without a signal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F
from django.urls import reverse

from accounts.models import User
from routines.domain.doses import Dose, ease_percent_of, offers
from routines.domain.warning_signs import CheckPoint
from routines.models import Assignment, ExerciseSession, Field, Prescription, Status
from routines.queries.check_ins import coming_checks
from routines.queries.session_links import NO_KEY, links_of, new_links

# For so long nobody without a signal comes to a check that is not on the phone.
AHEAD = dt.timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPages:
    """Addresses below the host, the most important first.

    `pages` are those that may change at any time, and `steady` those that stay as they are while
    the homework does.
    """

    pages: tuple[str, ...]
    steady: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Homework:
    assignment: UUID
    number: int
    is_active: bool
    is_break: bool
    doses: tuple[Dose, ...]
    prescribed: tuple[tuple[UUID, UUID], ...]


def kept_pages(client: User, *, day: dt.date, now: dt.datetime) -> KeptPages:
    """List the pages of the client's homework on their own `day` (4 statements, whatever the size)."""
    homework = _homework(client)
    begun = list(
        ExerciseSession.objects.filter(client=client, local_day=day)
        .order_by("-started_at")
        .values_list("pk", "assignment_id", "finished_at")
    )
    startable = [one for one in homework if one.is_active]
    full, other = (
        [
            (one, dose, new_links(one.assignment, version=one.number, dose=dose))
            for one in startable
            for dose in one.doses
            if (dose is Dose.FULL) is is_full
        ]
        for is_full in (True, False)
    )
    pages = [
        reverse("routines:today-show"),
        reverse("routines:help-show"),
        reverse("offline"),
        reverse("routines:waiting-show"),
        *([reverse("routines:desk-show")] if any(one.is_break for one in homework) else []),
        reverse("routines:check_in-create"),
        _address("routines:check_in-create", kind="morning"),
        *(page for key, _, finished in begun for page in _pages_of(key, is_over=bool(finished))),
        *(reverse("routines:assignment-show", args=[one.assignment]) for one in homework),
        # What may come before a session, whichever it is, and what is asked about one.
        *(
            _address("routines:check_in-create", kind=kind.value, assignment=NO_KEY)
            for kind in _kinds_ahead(client, now=now)
            if startable
        ),
        *(
            _address("routines:check_in-create", kind=kind, session=NO_KEY)
            for kind in ("after", "during")
            if startable or begun
        ),
    ]
    versions = {one.assignment: one for one in homework}
    steady = [
        _exercise(exercise, prescription=prescription, session=key, guided=1)
        for key, assignment, finished in begun
        if finished is None and assignment in versions
        for prescription, exercise in versions[assignment].prescribed
    ]
    # All homework in full comes before the other ways of doing the first of it.
    steady += [page for *_, links in full for page in (links.play, links.show)]
    steady += [links.after for *_, links in full]
    steady += [
        _exercise(exercise, prescription=prescription)
        for one in homework
        for prescription, exercise in one.prescribed
    ]
    steady += [page for *_, links in other for page in (links.play, links.show, links.after)]
    steady += [
        _exercise(exercise, prescription=prescription, dose=dose.value)
        for one, dose, _ in other
        for prescription, exercise in one.prescribed
    ]
    return KeptPages(pages=tuple(pages), steady=tuple(steady))


def _homework(client: User) -> list[_Homework]:
    rows = (
        Assignment.objects.filter(client=client)
        .exclude(status=Status.ENDED)
        .select_related("version")
        .order_by("created_at", "pk")
        .annotate(rules=F("routine__regression"))
    )
    assignments = list(rows)
    prescribed: dict[UUID, list[Prescription]] = {}
    found = Prescription.objects.filter(version__in=[one.version_id for one in assignments])
    for one in found.order_by("position"):
        prescribed.setdefault(one.version_id, []).append(one)
    homework = []
    for assignment in assignments:
        version = assignment.current_version
        own = prescribed.get(version.pk, [])
        offered = offers(
            [one.dosage for one in own],
            rounds=version.rounds,
            rest_between_items_seconds=version.rest_between_items_seconds,
            ease_percent=ease_percent_of(assignment.rules),
        )
        ways = (
            (Dose.FULL, True),
            (Dose.GENTLE, offered.gentle_minutes is not None),
            (Dose.SHORT, offered.short_minutes is not None),
        )
        homework.append(
            _Homework(
                assignment=assignment.pk,
                number=version.number,
                is_active=assignment.status == Status.ACTIVE,
                is_break=assignment.field == Field.DESK,
                doses=tuple(dose for dose, is_offered in ways if is_offered),
                prescribed=tuple((one.pk, one.exercise_id) for one in own),
            )
        )
    return homework


def _pages_of(session: UUID, *, is_over: bool) -> list[str]:
    links = links_of(session)
    return [links.show, links.after, *([] if is_over else [links.play])]


def _kinds_ahead(client: User, *, now: dt.datetime) -> list[CheckPoint]:
    # The short one comes before most sessions; a longer one where it is due soon.
    coming = coming_checks(client)
    soon = [one.point for one in coming if one.since is not None and one.since <= now + AHEAD]
    return list(dict.fromkeys((*soon, CheckPoint.BEFORE)))


def _exercise(key: object, **query: object) -> str:
    return f"{reverse('routines:exercise-show', args=[key])}?{urlencode(query)}"


def _address(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
