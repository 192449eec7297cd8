"""The page of one assignment and of one exercise as prescribed: what, how much, why, and its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet

from accounts.models import User
from routines.domain.check_points import ComingCheck
from routines.domain.doses import Offers, ease_percent_of, offers
from routines.models import (
    Assignment,
    AssignmentVersion,
    Exercise,
    ExerciseSession,
    Prescription,
)
from routines.queries.changes import unseen, what_is_new
from routines.queries.check_ins import answered_checks, coming_checks_in
from routines.queries.library import main_place
from routines.queries.precautions import WordsOfCare, told_by
from routines.queries.todays_homework import next_due, resting_state


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeworkPage:
    """One assignment on the client's own `day`, with everything its page shows."""

    assignment: Assignment
    version: AssignmentVersion
    prescriptions: tuple[Prescription, ...]
    changes: tuple[str, ...]
    day: dt.date
    due: int
    performed: int
    open_session: ExerciseSession | None
    was_performed_yesterday: bool
    was_too_much: bool
    words_of_care: WordsOfCare
    checks: tuple[ComingCheck, ...]

    @property
    def exercises(self) -> list[tuple[Prescription, tuple[str, ...]]]:
        """Each prescription with what its client reads before doing it."""
        return [(one, self.words_of_care.of(one.exercise)) for one in self.prescriptions]

    @property
    def state(self) -> str:
        """`begun`, `due`, `again`, `done`, `paused`, `later`, `over` or `rest`."""
        if self.open_session is not None:
            return "begun"
        if not self.due:
            return resting_state(self.assignment, self.day)
        if self.performed >= self.due:
            return "done"
        return "again" if self.performed else "due"

    @property
    def may_start(self) -> bool:
        """Whether a session for today can be started; once more only where it was not too much."""
        if self.state == "done" and self.was_too_much:
            return False
        return self.open_session is None and self.state not in {"paused", "over"}

    @property
    def is_start_the_point(self) -> bool:
        """Whether starting is what the client came for: the one filled button."""
        return self.state in {"due", "again"}

    @property
    def offers(self) -> Offers:
        """Which other ways of doing it are worth offering."""
        return offers(
            [one.dosage for one in self.prescriptions],
            rounds=self.version.rounds,
            rest_between_items_seconds=self.version.rest_between_items_seconds,
            ease_percent=ease_percent_of(self.assignment.routine.regression),
        )

    @property
    def may_log_yesterday(self) -> bool:
        """Whether yesterday could still be filled in and has nothing yet."""
        yesterday = self.yesterday
        ended_on = self.assignment.ended_on
        return (
            not self.was_performed_yesterday
            and self.version.starts_on <= yesterday
            and (ended_on is None or yesterday <= ended_on)
            and self.state != "paused"
        )

    @property
    def yesterday(self) -> dt.date:
        """The day before the client's today."""
        return self.day - dt.timedelta(days=1)

    @property
    def next_on(self) -> dt.date | None:
        """The next day after today on which it is due, or None when it is over."""
        return next_due(self.version.frequency, after=self.day)

    @property
    def ended_on(self) -> dt.date | None:
        """Its last day, where it has one."""
        return self.assignment.ended_on or self.version.ends_on

    @property
    def cover(self) -> Prescription | None:
        """The exercise whose figure stands for the homework: its first."""
        return self.prescriptions[0] if self.prescriptions else None

    @property
    def place(self) -> str:
        """Where most of it is done: lying, sitting or standing."""
        return main_place([one.exercise for one in self.prescriptions])


def homework_page(assignment: Assignment, *, day: dt.date) -> HomeworkPage:
    """Read the page of an assignment from `for_reading` (2 statements, 3 with unseen changes, 4 with several)."""
    version = assignment.current_version
    sessions = list(
        ExerciseSession.objects.filter(
            assignment=assignment, local_day__range=(day - dt.timedelta(days=1), day)
        ).order_by("started_at", "pk")
    )
    counted = [one for one in sessions if one.is_performed and one.finished_at is not None]
    unfinished = [one for one in sessions if one.local_day == day and one.finished_at is None]
    changes = _changes(assignment) if assignment.has_unseen_changes else []
    prescriptions = (
        Prescription.objects.filter(version=version).select_related("exercise").order_by("position")
    )
    return HomeworkPage(
        assignment=assignment,
        version=version,
        prescriptions=tuple(prescriptions),
        changes=tuple(changes),
        day=day,
        due=_due(assignment, version, day),
        performed=sum(1 for one in counted if one.local_day == day),
        open_session=unfinished[-1] if unfinished else None,
        was_performed_yesterday=any(one.local_day < day for one in counted),
        was_too_much=any(one.was_too_much for one in counted[-1:] if one.local_day == day),
        words_of_care=WordsOfCare(assignment.client_id, row=assignment),
        checks=coming_checks_in(
            assignment.answered_checks,  # type: ignore[attr-defined]
            is_break=assignment.is_break,
        ),
    )


def for_reading(user: User) -> QuerySet[Assignment]:
    """Return the assignments this person may read, with what their page shows (1 statement)."""
    rows = Assignment.objects.visible_to(user).select_related(
        "version__created_by", "routine", "assigned_by", "client"
    )
    return rows.annotate(
        **told_by(OuterRef("client"), clinic=OuterRef("clinic")),
        answered_checks=answered_checks(OuterRef("client")),
    )


def prescribed(user: User, exercise: Exercise, pk: Any) -> QuerySet[Prescription]:
    """Return the prescription `pk` of the exercise, if this person may see its assignment.

    With what its client's body must be spared, for `WordsOfCare`.
    """
    rows = Prescription.objects.filter(
        pk=pk, exercise=exercise, version__assignment__in=Assignment.objects.visible_to(user)
    ).select_related("version__assignment__assigned_by")
    homework = "version__assignment__"
    return rows.annotate(
        **told_by(OuterRef(f"{homework}client"), clinic=OuterRef(f"{homework}clinic"))
    )


def alternatives(
    user: User, exercise: Exercise, *, words: WordsOfCare
) -> dict[str, list[Exercise]]:
    """Return the easier and the harder exercises this person may look at (1 statement).

    What a precaution keeps the client of `words` from is neither, unless a therapist gave it.
    """
    slugs = [*exercise.easier, *exercise.harder]
    found = {
        one.slug: one
        for one in Exercise.objects.visible_to(user)
        .current()
        .filter(slug__in=slugs, clinic=exercise.clinic_id)
        if not words.barred(one)
    }
    return {
        "easier": [found[slug] for slug in exercise.easier if slug in found],
        "harder": [found[slug] for slug in exercise.harder if slug in found],
    }


def _changes(assignment: Assignment) -> list[str]:
    later = AssignmentVersion.objects.filter(
        assignment=assignment, number__gt=max(1, assignment.seen_version)
    )
    told = dict(later.values_list("number", "changes"))
    found = unseen(assignment.pk, seen_version=assignment.seen_version, told=told)
    return what_is_new([found])[assignment.pk]


def _due(assignment: Assignment, version: AssignmentVersion, day: dt.date) -> int:
    # The current version alone: an earlier one never counts for today, and pauses show in the status.
    if resting_state(assignment, day) != "rest":
        return 0
    return version.frequency.due_on(day)
