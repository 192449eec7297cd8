"""Doing homework: sessions, begun exactly once under the caller's own key, rated and finished.

Clients write their own; therapists read those of the clients they treat now.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.database import write_transaction
from accounts.models import User
from routines.api import examples
from routines.api.base import ApiView, ListView, body_of, get_or_404
from routines.api.etags import check_if_match
from routines.api.examples import answers
from routines.api.fields import (
    Moment,
)
from routines.api.library import DosageSerializer, ExerciseNameSerializer
from routines.api.problems import ProblemError
from routines.api.session_bodies import DOSES, NewSession, SessionChange, SessionFilters
from routines.domain.dosage import Side
from routines.domain.doses import Dose
from routines.domain.schedule import local_day
from routines.domain.sets import ImpossibleSetsError
from routines.domain.traffic_light import Zone
from routines.models import (
    Assignment,
    ExerciseLog,
    ExerciseSession,
    Outcome,
    Prescription,
    SkipReason,
    Source,
)
from routines.queries.check_ins import check_before
from routines.queries.sessions import exercises_of
from routines.services import sessions
from routines.services.once import SentBeforeError

# "Both" and "alternating" are prescribed; a set that was done has one side.
PERFORMED_SIDES = (Side.NONE.value, Side.LEFT.value, Side.RIGHT.value)
CHECK_BEFORE = (
    "The kind of check-in to ask for before its first exercise: `joining`, `before`, `weekly`, "
    "`monthly` or `week-6`. Null when none is due, and for what was done before it was sent."
)


class SetSerializer(serializers.Serializer):
    """One set as it was performed."""

    side = serializers.ChoiceField(choices=PERFORMED_SIDES)
    repetitions = serializers.IntegerField()
    seconds = serializers.IntegerField(help_text="Of each hold, or of a timed set.")


@answers(examples.LOG)
class LogSerializer(serializers.Serializer):
    """One exercise of a session: performed, with its sets, or skipped, with a reason."""

    id = serializers.UUIDField()
    session = serializers.UUIDField(source="session_id")
    prescription = serializers.UUIDField(source="prescription_id")
    exercise = ExerciseNameSerializer(source="prescription.exercise")
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    skip_reason = serializers.ChoiceField(
        choices=SkipReason.choices, allow_blank=True, help_text="Empty when performed."
    )
    instead = ExerciseNameSerializer(
        allow_null=True, help_text="The easier exercise that was done in its place; mostly null."
    )
    sets = SetSerializer(many=True, help_text="Empty when skipped.")
    said = serializers.CharField(help_text="What was done, or why not, in words.")
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Source.choices, help_text="How it came to be."
    )
    logged_at = Moment(help_text="By the phone's clock.")
    received_at = Moment(help_text="By the server's clock. Undo and correction count from here.")
    edited_at = Moment(allow_null=True)
    undone_at = Moment(allow_null=True)


@answers(examples.SESSION)
class SessionSerializer(serializers.Serializer):
    """One time a client did their homework, with what was logged."""

    id = serializers.UUIDField()
    assignment = serializers.UUIDField(source="assignment_id")
    client = serializers.UUIDField(source="client_id")
    version = serializers.IntegerField(
        source="version.number", help_text="The version of the homework that was done."
    )
    day = serializers.DateField(
        source="local_day", help_text="The client's own day, fixed at the tap."
    )
    time_zone = serializers.CharField()
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Source.choices, help_text="How it came to be."
    )
    dose = serializers.ChoiceField(
        choices=DOSES, help_text="In full, gently on a bad day, or short where time is short."
    )
    started_at = Moment(help_text="By the phone's clock.")
    finished_at = Moment(allow_null=True)
    is_performed = serializers.BooleanField(help_text="At least one exercise was performed.")
    zone = serializers.ChoiceField(
        choices=[(one.value, one.name.capitalize()) for one in Zone],
        allow_blank=True,
        help_text="The traffic light of its pain; empty while that is not known.",
    )
    pain_before = serializers.IntegerField(
        allow_null=True, help_text="0 to 10: the last pain known within 48 hours before it."
    )
    pain_after = serializers.IntegerField(allow_null=True, help_text="0 to 10; null if not asked.")
    pain_next_day = serializers.IntegerField(
        allow_null=True, help_text="0 to 10: how it was on the next morning; null if not answered."
    )
    effort = serializers.IntegerField(allow_null=True, help_text="0 to 10; null if not asked.")
    note = serializers.CharField()
    received_at = Moment(help_text="By the server's clock.")
    logs = LogSerializer(many=True, help_text="Without those that were taken back.")


class SessionExerciseSerializer(serializers.Serializer):
    """One exercise of a session with how much of it is asked for, in the session's dose."""

    id = serializers.UUIDField(source="prescription.id", help_text="Of the prescription.")
    position = serializers.IntegerField(source="prescription.position")
    exercise = ExerciseNameSerializer(source="prescription.exercise")
    dosage = DosageSerializer()
    note = serializers.CharField(source="prescription.note")


@answers(examples.SESSION_DETAIL)
class SessionDetailSerializer(SessionSerializer):
    """A session with what was asked for."""

    prescriptions = serializers.SerializerMethodField(
        help_text="What the session asks for, in its dose."
    )

    @extend_schema_field(SessionExerciseSerializer(many=True))
    def get_prescriptions(self, session: ExerciseSession) -> Any:
        """Return what the session asks for, in its dose."""
        asked = exercises_of(
            session,
            session.version.prescriptions.all(),
            {log.prescription_id: log for log in session.logs.all()},
        )
        return SessionExerciseSerializer(asked, many=True).data


@answers(examples.BEGUN_SESSION)
class BegunSessionSerializer(SessionDetailSerializer):
    """A session that was begun now, with the check-in to ask for first."""

    check_due = serializers.SerializerMethodField(help_text=CHECK_BEFORE)

    def get_check_due(self, session: ExerciseSession) -> str | None:
        """Return the kind of check-in to ask for before its first exercise, or None."""
        due = check_before(session, now=timezone.now())
        return due and due.value


class SessionList(ListView):
    """Sessions of the caller, or of the clients they treat."""

    query = SessionFilters
    order = ("-local_day", "-id")

    @extend_schema(
        operation_id="list_sessions",
        summary="List sessions with their logs",
        description=(
            "Clients see their own, therapists those of the clients they treat now. "
            "The latest day comes first."
        ),
        tags=["Sessions"],
        parameters=[SessionFilters],
        responses=SessionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of sessions."""
        rows = ExerciseSession.objects.visible_to(self.person).filter(**self.asked)
        return self.page(with_logs(rows), SessionSerializer)

    @extend_schema(
        operation_id="create_session",
        summary="Begin a session",
        description=(
            "Safe to repeat: the same body under the same `id` answers 200 and changes nothing, "
            "another body under it answers 409. A check-in that is due refuses nothing, for what was "
            "done must not be lost; `check_due` names it, and it belongs before the first exercise: ask "
            "what `GET /check-ins/rules` holds for it, and send the answers to `POST /check-ins`."
        ),
        tags=["Sessions"],
        request=NewSession,
        responses={
            201: OpenApiResponse(BegunSessionSerializer, description="It was begun."),
            200: OpenApiResponse(BegunSessionSerializer, description="It stood there already."),
        },
    )
    def post(self, request: Request) -> Response:
        """Begin a session for the caller's own homework."""
        body = body_of(request, NewSession)
        assignment = (
            Assignment.objects.visible_to(self.person).filter(pk=body["assignment"]).first()
        )
        if assignment is None:
            raise serializers.ValidationError({"assignment": ["We do not know this homework."]})
        with refusals():
            stored = sessions.start(
                key=body["id"],
                assignment=assignment,
                client=self.person,
                day=body["day"],
                at=body["started_at"],
                now=timezone.now(),
                source=source_of(body, time_zone=self.person.time_zone),
                dose=Dose(body.get("dose", Dose.FULL)),
            )
        return created(
            _detail(self.person, pk=stored.row.pk, shape=BegunSessionSerializer),
            is_new=stored.is_new,
            address=reverse("api:session-show", args=[stored.row.pk]),
        )


class SessionShow(ApiView):
    """One session."""

    @extend_schema(
        operation_id="get_session",
        summary="Read one session with what it asks for and its logs",
        tags=["Sessions"],
        responses=SessionDetailSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with the session, its prescriptions and its standing logs."""
        return Response(_detail(self.person, pk=pk))

    @extend_schema(
        operation_id="change_session",
        summary="Rate or finish a session",
        description="Only the client does this. What is left out of the body stays as it is.",
        tags=["Sessions"],
        request=SessionChange,
        responses=SessionDetailSerializer,
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Keep pain, effort or a note, and finish the session."""
        rows = ExerciseSession.objects.visible_to(self.person)
        must_be_own(get_or_404(rows, pk=pk).client_id, self.person)
        body = body_of(request, SessionChange)
        with write_transaction(), refusals():
            session = rows.select_for_update(of=("self",)).select_related("version").get(pk=pk)
            check_if_match(request, _detail(self.person, pk=pk))
            sessions.rate(
                session=session,
                by=self.person,
                now=timezone.now(),
                pain=body.get("pain_after"),
                effort=body.get("effort"),
                note=body.get("note"),
            )
        return Response(_detail(self.person, pk=pk))


def must_be_own(client_id: UUID, person: User) -> None:
    """Refuse a write to what somebody else did, which a therapist may only read."""
    if client_id != person.pk:
        raise ProblemError("not-allowed", "Only the client logs their own homework.")


def created(data: Any, *, is_new: bool, address: str) -> Response:
    """Return 201 with the address of what was stored now, or 200 for what stood there already."""
    return Response(data, status=201 if is_new else 200, headers={"Location": address})


@contextmanager
def refusals() -> Iterator[None]:
    """Say what the services refuse as problems."""
    try:
        yield
    except SentBeforeError as error:
        raise ProblemError("sent-before", str(error), members=_standing(error.stored)) from error
    except sessions.AlreadyLoggedError as error:
        raise ProblemError("already-logged", str(error), members=_standing(error.stored)) from error
    except sessions.NotYourHomeworkError as error:
        raise ProblemError("not-allowed", "Only the client logs their own homework.") from error
    except sessions.AssignmentRestsError as error:
        raise ProblemError("resting", str(error)) from error
    except sessions.TooLateError as error:
        raise ProblemError("too-late", str(error)) from error
    except (sessions.SessionError, ImpossibleSetsError) as error:
        field = getattr(error, "field", "")
        raise ProblemError("invalid", str(error), errors=((field, str(error)),)) from error


def _standing(row: Any) -> dict[str, Any]:
    # None where the key belongs to somebody else: then even its existence is said only once.
    if isinstance(row, ExerciseSession):
        return {
            "stands": SessionSerializer(
                with_logs(ExerciseSession.objects.all()).get(pk=row.pk)
            ).data
        }
    return {"stands": LogSerializer(row).data} if isinstance(row, ExerciseLog) else {"stands": None}


def source_of(body: dict[str, Any], *, time_zone: str) -> Source:
    """Return how a session came to be: as it says, else from its own day and the phone's clock."""
    if "source" in body:
        return Source(body["source"])
    # From the body alone: asking the clock would make tomorrow's retry another body.
    is_later = body["day"] < local_day(body["started_at"], time_zone)
    return Source.BACK_FILLED if is_later else Source.TAPPED


def _detail(
    person: User, *, pk: UUID, shape: type[SessionDetailSerializer] = SessionDetailSerializer
) -> Any:
    prescriptions = Prescription.objects.select_related("exercise").order_by("position")
    rows = with_logs(ExerciseSession.objects.visible_to(person)).prefetch_related(
        Prefetch("version__prescriptions", queryset=prescriptions)
    )
    return shape(get_or_404(rows, pk=pk)).data


def with_logs(rows: QuerySet[ExerciseSession]) -> QuerySet[ExerciseSession]:
    """Return the sessions with what their answers show."""
    logs = ExerciseLog.objects.standing().select_related("prescription__exercise", "instead")
    return rows.select_related("version").prefetch_related(
        Prefetch("logs", queryset=logs.order_by("prescription__position"))
    )
