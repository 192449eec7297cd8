"""What a client's body must be spared, and the library as precautions see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Model, OuterRef, Q

from accounts.models import CareRelationship, User
from routines.domain.precautions import (
    ExerciseLoad,
    Precaution,
    blocked_loads,
    held,
    of_sign,
    say_chosen,
    say_weighed,
    words_of_care,
)
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Urgency
from routines.models import Clearance, Exercise, Flag, PrecautionAnswer
from routines.queries.json_rows import JsonRows, as_list


def precautions_of(client: User) -> tuple[Precaution, ...]:
    """Return the precautions that apply to a client: answered, or from signs nobody looked at yet.

    One statement.
    """
    return _held(client.pk, _told(client.pk))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """An exercise that a therapist gave on purpose; `name` is theirs, `weighed` what was known."""

    name: str
    weighed: str

    @property
    def said(self) -> str:
        """What the client reads before it."""
        return say_chosen(self.name)


class WordsOfCare:
    """What one client reads before an exercise."""

    def __init__(
        self, client: UUID, *, row: Model | None = None, clinic: UUID | None = None
    ) -> None:
        """Take the client's key, and a row annotated by `told_by`; else the first question asks.

        Then `clinic` is the one whose therapists may have cleared something.
        """
        self._client = client
        self._row = row if hasattr(row, "told_answers") else None
        self._clinic = clinic

    @cached_property
    def _told(self) -> Any:
        return self._row or _told(self._client, clinic=self._clinic)

    @cached_property
    def _held(self) -> tuple[Precaution, ...]:
        return _held(self._client, self._told)

    @cached_property
    def _cleared(self) -> dict[UUID, str]:
        return {UUID(row["exercise"]): row["by"] or "" for row in self._told.told_cleared}

    def of(self, exercise: Exercise) -> tuple[str, ...]:
        """Return the notes, none where no precaution speaks of it; who chose it all the same first."""
        chosen = self.chosen(exercise)
        notes = self.notes(exercise)
        return notes if chosen is None else (chosen.said, *notes)

    def notes(self, exercise: Exercise) -> tuple[str, ...]:
        """Return only what the precautions themselves say."""
        return words_of_care(exercise.loads, self._held)

    def chosen(self, exercise: Exercise) -> Chosen | None:
        """Return who gave it in spite of a precaution, None where none blocks it or nobody did."""
        if exercise.pk not in self._cleared or not self.is_blocked(exercise):
            return None
        name = self._cleared[exercise.pk].split(maxsplit=1)[:1]
        return Chosen(name="".join(name), weighed=say_weighed(exercise.loads, self._held))

    def barred(self, exercise: Exercise) -> str:
        """Return why the client should not do it, in a sentence; "" where they may."""
        if not self.is_blocked(exercise) or exercise.pk in self._cleared:
            return ""
        return say_weighed(exercise.loads, self._held)

    def is_blocked(self, exercise: Exercise) -> bool:
        """Return whether a precaution keeps this client from it, cleared or not."""
        return not blocked_loads(self._held).isdisjoint(exercise.loads)


def told_by(
    client: UUID | OuterRef, *, clinic: UUID | OuterRef | None = None, is_anywhere: bool = False
) -> dict[str, JsonRows]:
    """Return what to annotate rows with so that `WordsOfCare` needs no statement of its own.

    `clinic` is the one whose therapists may have cleared an exercise for the client; where it is
    read `is_anywhere`, outside of any homework, each one that treats the client.
    """
    # Answers and flags in one statement: a page that assigns to many asks for each client.
    answers = PrecautionAnswer.objects.in_force().filter(client=client)
    waiting = Flag.objects.unanswered().filter(client=client, urgency=Urgency.VISIT)
    cleared = Clearance.objects.standing().filter(client=client)
    if is_anywhere:
        treating = CareRelationship.objects.in_force().filter(client=client)
        cleared = cleared.filter(clinic__in=treating.values("clinic"))
    else:
        cleared = cleared.filter(clinic=clinic)
    return {
        "told_answers": JsonRows(
            answers, precaution="precaution", answer="answer", by="answered_by"
        ),
        "told_waiting": JsonRows(waiting, signs="signs"),
        "told_cleared": JsonRows(cleared, exercise="exercise", by="cleared_by__display_name"),
    }


def _told(client: UUID, *, clinic: UUID | None = None) -> Any:
    return User.objects.annotate(**told_by(OuterRef("pk"), clinic=clinic)).get(pk=client)


def _held(client: UUID, told: Any) -> tuple[Precaution, ...]:
    answered = held(
        {row["precaution"]: Answer(row["answer"]) for row in told.told_answers},
        # Nobody reads that they said what their therapist wrote down.
        noted={row["precaution"] for row in told.told_answers if not _is_by(row["by"], client)},
    )
    known = warning_rules().signs
    slugs = {slug for row in told.told_waiting for slug in as_list(row["signs"])}
    found = (of_sign(known[slug]) for slug in sorted(slugs) if slug in known)
    return (*answered, *(one for one in found if one is not None))


def _is_by(key: str | None, client: UUID) -> bool:
    return key is not None and UUID(key) == client


def cleared_exercises(client: User, *, clinic: UUID | None) -> frozenset[str]:
    """Return the slugs of exercises that a clinic's therapist cleared for a client (1 statement)."""
    if clinic is None:
        return frozenset()
    rows = Clearance.objects.standing().filter(client=client, clinic=clinic)
    return frozenset(rows.values_list("exercise__slug", flat=True))


def movements(
    clinic: UUID | None, *, is_alone: bool = False
) -> Mapping[str, tuple[ExerciseLoad, Exercise]]:
    """Return the library of a clinic by slug, as precautions see it (1 statement).

    To a client without a therapist only what may be begun alone stands in for something else.
    """
    rows = (
        Exercise.objects.current()
        .filter(Q(clinic__isnull=True) | Q(clinic=clinic))
        # A clinic's own one stands in for the built-in one of the same name.
        .order_by(F("clinic_id").asc(nulls_first=True))
    )
    return {
        one.slug: (movement_of(one), one)
        for one in rows
        if not is_alone or (one.self_start and not one.therapist_only)
    }


def movement_of(exercise: Exercise) -> ExerciseLoad:
    """Return an exercise as precautions see it."""
    return ExerciseLoad(
        slug=exercise.slug,
        name=exercise.name,
        region=exercise.region,
        kind=exercise.kind,
        loads=frozenset(exercise.loads),
        mode=exercise.mode,
        position=exercise.position,
        easier=tuple(exercise.easier),
        may_stand_in=exercise.self_start and not exercise.therapist_only,
    )
