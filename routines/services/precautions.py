"""Keeping what a body must be spared, and what a therapist clears all the same. Each change is a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from accounts.database import write_transaction
from accounts.models import Clinic, User
from routines.domain.precautions import precautions
from routines.domain.triage import Answer
from routines.models import Clearance, Exercise, PrecautionAnswer
from routines.services.assignments import NotInYourCareError
from routines.services.sparing import spare_homework

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an exercise is fine all the same, for those of `clients` (keys) who must be spared it.

    For nobody else: a precaution that they hold one day has to be weighed on that day.
    """

    exercise: Exercise
    text: str
    clients: frozenset[UUID]


class PrecautionError(ValueError):
    """This cannot be kept like this; the text says what to do instead."""


@write_transaction
def answer(
    *,
    client: User,
    answers: Mapping[str, Answer],
    by: User,
    at: dt.datetime,
    note: str = "",
) -> list[PrecautionAnswer]:
    """Keep answers to precaution questions, by the client or their therapist; return what changed.

    An answer that stands as it was is not written again, and one given later than `at` stays: a phone
    may send the older one last. Running homework is fitted to what applies
    now: blocked exercises are exchanged or left out at once. Raises `NotInYourCareError`, and
    `PrecautionError` for a question that does not exist.
    """
    if by.pk != client.pk and not by.care_given.in_force().filter(client=client).exists():
        raise NotInYourCareError("This client is not in your care. Nothing was changed.")
    unknown = [slug for slug in answers if slug not in precautions()]
    if unknown:
        raise PrecautionError("One of these questions is not asked any more. Open the page again.")
    User.objects.select_for_update(no_key=True).only("pk").get(pk=client.pk)
    standing = {
        one.precaution: one for one in PrecautionAnswer.objects.in_force().filter(client=client)
    }
    changed = [
        slug
        for slug, given in answers.items()
        if slug not in standing
        or (
            standing[slug].answered_at <= at
            and (standing[slug].answer, standing[slug].note) != (given, note)
        )
    ]
    PrecautionAnswer.objects.in_force().filter(client=client, precaution__in=changed).update(
        replaced_at=at
    )
    kept = PrecautionAnswer.objects.bulk_create(
        PrecautionAnswer(
            client=client,
            precaution=slug,
            answer=answers[slug].value,
            note=note,
            answered_at=at,
            answered_by=by,
        )
        for slug in changed
    )
    if kept:
        spare_homework(client=client, now=at)
    return kept


@write_transaction
def clear_exercise(
    *, client: User, clinic: Clinic, exercise: Exercise, reason: str, by: User, at: dt.datetime
) -> Clearance:
    """Let a client do an exercise in spite of a precaution; twice is once.

    Raises `NotInYourCareError`, and `PrecautionError` without a written reason.
    """
    _require_care(client, clinic=clinic, by=by)
    if not reason.strip():
        raise PrecautionError("Write in a few words why this exercise is fine for this client.")
    standing = Clearance.objects.standing().filter(client=client, clinic=clinic, exercise=exercise)
    found = standing.first()
    if found is not None:
        return found
    cleared = Clearance(
        client=client,
        clinic=clinic,
        exercise=exercise,
        reason=reason.strip(),
        cleared_at=at,
        cleared_by=by,
    )
    cleared.full_clean()
    cleared.save()
    return cleared


@write_transaction
def give_with_reasons(
    *,
    give: Callable[[], Given],
    reasons: Iterable[Reason],
    clients: Sequence[User],
    by: User,
    at: dt.datetime,
) -> Given:
    """Give or change homework by `give`, and keep why it may hold what a precaution blocks.

    Both or neither: homework without its reason would be fitted again, and a reason without homework
    lets through what nobody gave. A reason counts in each clinic in which `by` treats the client.
    Raises what `give` does, and `NotInYourCareError`.
    """
    given = give()
    for reason in reasons:
        for client in clients:
            if client.pk not in reason.clients:
                continue
            for care in by.care_given.in_force().filter(client=client).select_related("clinic"):
                clear_exercise(
                    client=client,
                    clinic=care.clinic,
                    exercise=reason.exercise,
                    reason=reason.text,
                    by=by,
                    at=at,
                )
    return given


@write_transaction
def end_clearance(*, clearance: Clearance, by: User, at: dt.datetime) -> Clearance:
    """Take a clearance back. Twice is once. Raises `NotInYourCareError`."""
    _require_care(clearance.client, clinic=clearance.clinic, by=by)
    if clearance.ended_at is None:
        clearance.ended_at = at
        clearance.save(update_fields=["ended_at"])
    return clearance


def _require_care(client: User, *, clinic: Clinic, by: User) -> None:
    if not by.care_given.in_force().filter(client=client, clinic=clinic).exists():
        raise NotInYourCareError("This client is not in your care. Nothing was changed.")
