"""What a client feels in the middle of an exercise: said by them, read by who treats them now."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from routines.api import examples
from routines.api.base import ListView, body_of, get_or_404
from routines.api.examples import answers, bodies
from routines.api.fields import Key, Moment, Reference, StrictSerializer, Word
from routines.api.problems import ProblemError
from routines.api.sessions import must_be_own
from routines.models import ExerciseSession, Feeling, PainReport, Prescription
from routines.services.once import SentBeforeError
from routines.services.reports import report


@answers(examples.REPORT)
class ReportSerializer(serializers.Serializer):
    """One answer to "What do you feel?". Never changed."""

    id = serializers.UUIDField()
    session = serializers.UUIDField(source="session_id")
    prescription = serializers.UUIDField(
        source="prescription_id", allow_null=True, help_text="The exercise it came in, if any."
    )
    feeling = serializers.ChoiceField(choices=Feeling.choices)
    stops_the_session = serializers.BooleanField(
        help_text="Nobody goes on exercising after this answer; show what to do."
    )
    reported_at = Moment(help_text="By the phone's clock.")
    received_at = Moment(help_text="By the server's clock.")


@bodies(a_pull=examples.NEW_REPORT)
class NewReport(StrictSerializer):
    """What is felt."""

    id = Key(help_text="A UUIDv7 that you made. Keep it, and send it again if in doubt.")
    feeling = Word(choices=Feeling.choices, help_text="`spreading` and `warning` end the session.")
    prescription = Reference(
        required=False, help_text="The exercise it came in: one of the session's `prescriptions`."
    )
    reported_at = Moment(
        required=False, help_text="When it was tapped, by your clock. Left out: now."
    )


class ReportList(ListView):
    """What was felt in one session."""

    order = ("-reported_at", "-id")

    @extend_schema(
        operation_id="list_reports",
        summary="List what was felt in a session",
        description="The latest comes first.",
        tags=["Sessions"],
        responses=ReportSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with a page of reports."""
        session = get_or_404(ExerciseSession.objects.visible_to(self.person), pk=pk)
        rows = PainReport.objects.visible_to(self.person).filter(session=session)
        return self.page(rows, ReportSerializer)

    @extend_schema(
        operation_id="create_report",
        summary="Say what is felt in the middle of an exercise",
        description=(
            "Never too late, and safe to repeat: the same body under the same `id` answers 200 and "
            "changes nothing, another body under it answers 409."
        ),
        tags=["Sessions"],
        request=NewReport,
        responses={
            201: OpenApiResponse(ReportSerializer, description="It was kept."),
            200: OpenApiResponse(ReportSerializer, description="It stood there already."),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Keep what the caller feels in their own session."""
        rows = ExerciseSession.objects.visible_to(self.person).select_related("version")
        session = get_or_404(rows, pk=pk)
        must_be_own(session.client_id, self.person)
        body = body_of(request, NewReport)
        prescription = None
        if "prescription" in body:
            of_version = Prescription.objects.filter(version=session.version_id)
            prescription = of_version.filter(pk=body["prescription"]).first()
            if prescription is None:
                raise serializers.ValidationError(
                    {"prescription": ["This exercise is not part of this session."]}
                )
        now = timezone.now()
        try:
            stored = report(
                key=body["id"],
                session=session,
                prescription=prescription,
                feeling=Feeling(body["feeling"]),
                by=self.person,
                at=body.get("reported_at", now),
                now=now,
            )
        except SentBeforeError as error:
            stands = ReportSerializer(error.stored).data if error.stored else None
            raise ProblemError("sent-before", str(error), members={"stands": stands}) from error
        return Response(ReportSerializer(stored.row).data, status=201 if stored.is_new else 200)
