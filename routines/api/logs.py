"""Logging one exercise of a session, correcting it for a week, taking it back for ten seconds."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.database import write_transaction
from accounts.models import User
from routines.api import examples
from routines.api.base import ApiView, body_of, get_or_404
from routines.api.etags import check_if_match
from routines.api.examples import bodies
from routines.api.fields import Key, Moment, Reference, StrictSerializer, WholeNumber, Word
from routines.api.sessions import PERFORMED_SIDES, LogSerializer, created, must_be_own, refusals
from routines.domain.dosage import MAX_DURATION_SECONDS, MAX_REPETITIONS
from routines.domain.sets import MAX_SETS_LOGGED, SetLog, as_prescribed
from routines.models import (
    Exercise,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    Prescription,
    SkipReason,
    Source,
)
from routines.queries.easier import easier_dosage, easier_of
from routines.services import sessions
from routines.services.once import Stored


class NewSet(StrictSerializer):
    """One set as it was performed. Give repetitions, seconds, or both."""

    side = Word(choices=PERFORMED_SIDES, help_text="A side of the prescribed dosage.")
    repetitions = WholeNumber(min_value=0, max_value=MAX_REPETITIONS, required=False, default=0)
    seconds = WholeNumber(
        min_value=0,
        max_value=MAX_DURATION_SECONDS,
        required=False,
        default=0,
        help_text="Of each hold, or of a timed set.",
    )


class Performance(StrictSerializer):
    """What became of the exercise."""

    outcome = Word(choices=Outcome.choices)
    sets = NewSet(
        many=True,
        required=False,
        help_text="What was performed. Left out: exactly what the session asks for.",
    )
    skip_reason = Word(choices=SkipReason.choices, required=False, help_text="Why it was skipped.")
    instead = Reference(
        required=False,
        help_text=(
            "The easier exercise that was done in its place: one of the `easier` of the prescribed "
            "one. The sides of `sets` are then those of the easier one."
        ),
    )

    def validate_sets(self, sets: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse no sets, which would be a skip, and more than anybody does."""
        if not 1 <= len(sets) <= MAX_SETS_LOGGED:
            raise serializers.ValidationError(f"Send 1 to {MAX_SETS_LOGGED} sets, or skip it.")
        return sets

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse sets of what was skipped, and a reason for what was performed."""
        if attrs["outcome"] == Outcome.PERFORMED and "skip_reason" in attrs:
            raise serializers.ValidationError({"skip_reason": ["Only for what was skipped."]})
        for name in ("sets", "instead"):
            if attrs["outcome"] == Outcome.SKIPPED and name in attrs:
                raise serializers.ValidationError({name: ["Only for what was performed."]})
        if attrs["outcome"] == Outcome.SKIPPED and "skip_reason" not in attrs:
            raise serializers.ValidationError({"skip_reason": ["Say why it was skipped."]})
        return attrs


class LogKey(StrictSerializer):
    """Which log of which exercise."""

    id = Key(help_text="A UUIDv7 that you made. Keep it, and send it again if in doubt.")
    prescription = Reference(help_text="One of the `prescriptions` of the session.")


@bodies(
    as_prescribed={**examples.NEW_LOG, "outcome": "performed"},
    with_other_sets={**examples.NEW_LOG, "outcome": "performed", "sets": [examples.SET]},
    skipped={**examples.NEW_LOG, "outcome": "skipped", "skip_reason": "no-time"},
    an_easier_one={**examples.NEW_LOG, "outcome": "performed", "instead": examples.EASIER_ID},
)
class NewLog(LogKey, Performance):
    """An exercise to log."""

    logged_at = Moment(
        required=False, help_text="When it was tapped, by your clock. Left out: now."
    )
    source = Word(  # type: ignore[assignment]
        choices=Source.choices, required=False, help_text="Left out: the session's."
    )


@bodies(
    other_sets={"outcome": "performed", "sets": [examples.SET]},
    skipped_after_all={"outcome": "skipped", "skip_reason": "pain"},
)
class LogChange(Performance):
    """What the log says instead; it replaces all of the old one."""


class LogCreate(ApiView):
    """The logs of one session."""

    @extend_schema(
        operation_id="create_log",
        summary="Log an exercise",
        description=(
            "Safe to repeat: the same body under the same `id` answers 200 and changes nothing, "
            "another body under it answers 409. The last exercise finishes the session."
        ),
        tags=["Sessions"],
        request=NewLog,
        responses={
            201: OpenApiResponse(LogSerializer, description="It was logged."),
            200: OpenApiResponse(LogSerializer, description="It stood there already."),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Log an exercise of the caller's own session."""
        rows = ExerciseSession.objects.visible_to(self.person).select_related("version")
        session = get_or_404(rows, pk=pk)
        must_be_own(session.client_id, self.person)
        body = body_of(request, NewLog)
        prescription = (
            Prescription.objects.filter(version=session.version_id, pk=body["prescription"])
            .select_related("exercise")
            .first()
        )
        if prescription is None:
            raise serializers.ValidationError(
                {"prescription": ["This exercise is not part of this session."]}
            )
        with refusals():
            stored = store_log(session, prescription, body, now=timezone.now())
        return created(
            LogSerializer(stored.row).data,
            is_new=stored.is_new,
            address=reverse("api:log-show", args=[stored.row.pk]),
        )


class LogShow(ApiView):
    """One log."""

    @extend_schema(
        operation_id="get_log",
        summary="Read one log",
        description="Also when it was taken back; then `undone_at` says when.",
        tags=["Sessions"],
        responses=LogSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with the log."""
        return Response(LogSerializer(_find(self.person, pk=pk)).data)

    @extend_schema(
        operation_id="change_log",
        summary="Correct a log",
        description="Within 7 days. Send `If-Match` to be sure that nobody changed it before you.",
        tags=["Sessions"],
        request=LogChange,
        responses=LogSerializer,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Replace what the log says."""
        must_be_own(_find(self.person, pk=pk).session.client_id, self.person)
        body = body_of(request, LogChange)
        with write_transaction(), refusals():
            log = _find(self.person, pk=pk, locked=True)
            check_if_match(request, LogSerializer(log).data)
            instead = instead_of(body, log.prescription)
            log = sessions.correct(
                log=log,
                by=self.person,
                now=timezone.now(),
                sets=sets_of(body, log.session, log.prescription, instead),
                reason=reason_of(body),
                instead=instead,
            )
        return Response(LogSerializer(log).data)

    @extend_schema(
        operation_id="undo_log",
        summary="Take a log back",
        description="Within 10 seconds. Safe to repeat. The log stays readable with `undone_at`.",
        tags=["Sessions"],
        request=None,
        responses={204: OpenApiResponse(description="It was taken back.")},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Undo the log."""
        must_be_own(_find(self.person, pk=pk).session.client_id, self.person)
        with write_transaction(), refusals():
            log = _find(self.person, pk=pk, locked=True)
            check_if_match(request, LogSerializer(log).data)
            sessions.undo(log=log, by=self.person, now=timezone.now())
        return Response(status=204)


def store_log(
    session: ExerciseSession,
    prescription: Prescription,
    body: dict[str, Any],
    *,
    now: dt.datetime,
    made_at: dt.datetime | None = None,
    is_aside: bool = False,
) -> Stored[ExerciseLog]:
    """Store the log that a body asks for. Raises what the services raise, and `ValidationError`."""
    common: dict[str, Any] = {
        "key": body["id"],
        "session": session,
        "prescription": prescription,
        "at": body.get("logged_at", now),
        "now": now,
        "source": Source(body["source"]) if "source" in body else None,
        "made_at": made_at,
        "is_aside": is_aside,
    }
    reason = reason_of(body)
    if reason is not None:
        return sessions.log_skipped(reason=reason, **common)
    instead = instead_of(body, prescription)
    sets = sets_of(body, session, prescription, instead)
    return sessions.log_performed(sets=sets, instead=instead, **common)


def reason_of(body: dict[str, Any]) -> SkipReason | None:
    """Return why an exercise was skipped, or None for one that was performed."""
    return SkipReason(body["skip_reason"]) if "skip_reason" in body else None


def instead_of(body: dict[str, Any], prescription: Prescription) -> Exercise | None:
    """Return the easier exercise that was done in its place, if any. Raises `ValidationError`."""
    if "instead" not in body:
        return None
    easier = easier_of(prescription, body["instead"])
    if easier is None:
        raise serializers.ValidationError(
            {"instead": ["This is not an easier version of the prescribed exercise."]}
        )
    return easier


def sets_of(
    body: dict[str, Any],
    session: ExerciseSession,
    prescription: Prescription,
    instead: Exercise | None,
) -> tuple[SetLog, ...]:
    """Return the sets that were done: as sent, or as the session asks for; none when skipped."""
    if body["outcome"] == Outcome.SKIPPED:
        return ()
    if "sets" in body:
        return tuple(SetLog.from_json(one) for one in body["sets"])
    if instead is not None:
        return as_prescribed(easier_dosage(session, prescription, instead))
    return as_prescribed(session.dosage_of(prescription))


def _find(person: User, *, pk: UUID, locked: bool = False) -> ExerciseLog:
    rows = ExerciseLog.objects.visible_to(person)
    if locked:
        rows = rows.select_for_update(of=("self",))
    return get_or_404(
        rows.select_related("session__version", "prescription__exercise", "instead"), pk=pk
    )
