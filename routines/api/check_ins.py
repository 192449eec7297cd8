"""Check-ins: kept exactly once under the caller's own key, judged at once, answered with what to do.

Clients write their own; therapists read those of the clients they treat now, in whatever clinic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from routines.api import examples
from routines.api.base import ApiView, ListView, body_of, get_or_404
from routines.api.check_in_bodies import ANSWERS, NewCheckIn
from routines.api.examples import answers
from routines.api.fields import Day, Moment, Reference, StrictSerializer
from routines.api.problems import ProblemError
from routines.api.sessions import created
from routines.domain.triage import Answer
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.models import CheckIn, CheckKind, ExerciseSession
from routines.queries.check_in_pages import Outcome, outcome_of
from routines.queries.check_ins import resting_for
from routines.services.check_ins import CheckInError, Given, record
from routines.services.once import SentBeforeError

URGENCIES = tuple(urgency.value for urgency in Urgency)
_UNKNOWN = {
    "session": "We do not know this session. Begin it first, or leave it out.",
    "corrects": "We do not know this check-in.",
}


class MarkSerializer(serializers.Serializer):
    """What is felt at one place of the body map, each 0 to 10."""

    region = serializers.CharField(help_text="One of `levels` of the rules.")
    side = serializers.CharField(help_text="The client's own left or right, or the middle.")
    pain = serializers.IntegerField()
    numbness = serializers.IntegerField()
    tingling = serializers.IntegerField()


class CheckInFindingSerializer(serializers.Serializer):
    """One reason to look. Never a diagnosis."""

    sign = serializers.CharField(help_text="The slug of the rule that was met.")
    urgency = serializers.ChoiceField(
        choices=URGENCIES, help_text="How soon a person has to look: now, today, at the next visit."
    )
    because = serializers.CharField(help_text="Half a sentence: `you marked ...`.")


@answers(examples.CHECK_IN)
class CheckInSerializer(serializers.Serializer):
    """What a client reported at one moment, as it was given. Never changed."""

    id = serializers.UUIDField()
    client = serializers.UUIDField(source="client_id")
    kind = serializers.ChoiceField(choices=CheckKind.choices, help_text="When it was asked.")
    session = serializers.UUIDField(source="session_id", allow_null=True)
    corrects = serializers.UUIDField(
        source="corrects_id", allow_null=True, help_text="The earlier one that this one replaces."
    )
    corrected_by = serializers.UUIDField(
        source="correction.id",
        default=None,
        allow_null=True,
        help_text="The later one that replaces this one.",
    )
    at = Moment(source="answered_at", help_text="By the phone's clock, as far as it is believed.")
    received_at = Moment(help_text="By the server's clock.")
    day = serializers.DateField(source="local_day", help_text="The client's own day.")
    time_zone = serializers.CharField()
    map = serializers.SerializerMethodField(
        help_text="Where it is; empty says nowhere, null that nobody asked."
    )
    pain = serializers.IntegerField(allow_null=True, help_text="0 to 10, on the whole.")
    answers = serializers.DictField(
        child=serializers.ChoiceField(choices=ANSWERS), help_text="By the name of the question."
    )
    wording = serializers.CharField(help_text="The version of the rules it was judged by.")
    words = serializers.CharField()
    global_change = serializers.IntegerField(
        allow_null=True, help_text="-5 very much worse to 5 very much better, since the beginning."
    )
    ratings = serializers.SerializerMethodField(
        help_text="How well the client's own activities go, 0 to 10, by their id."
    )
    urgency = serializers.ChoiceField(
        choices=URGENCIES,
        allow_blank=True,
        help_text="The most urgent of the findings. Empty without one, which never means safe.",
    )
    findings = CheckInFindingSerializer(many=True, help_text="The most urgent first.")

    @extend_schema_field(MarkSerializer(many=True, allow_null=True))
    def get_map(self, check_in: CheckIn) -> Any:
        """Return the marked places, or None where nobody asked."""
        return MarkSerializer(check_in.marks, many=True).data if check_in.has_map else None

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_ratings(self, check_in: CheckIn) -> Any:
        """Return the ratings by the id of the activity, in the order they were made."""
        rated = sorted(check_in.ratings.all(), key=lambda one: one.pk)
        return {str(one.activity_id): one.rating for one in rated}


class RestSerializer(serializers.Serializer):
    """Homework that rests."""

    assignment = serializers.UUIDField(source="id")
    name = serializers.CharField()


@answers(examples.CHECK_IN_DETAIL)
class CheckInDetailSerializer(CheckInSerializer):
    """A check-in with what to do about it."""

    messages = serializers.SerializerMethodField(
        help_text="What to do, with the numbers to call filled in; of the most urgent findings."
    )
    say = serializers.SerializerMethodField(
        help_text="What the client can read out to a doctor or to staff; of all findings."
    )
    keeps_walking = serializers.SerializerMethodField(help_text="Whether easy walks may go on.")
    rests = serializers.SerializerMethodField(
        help_text="The homework that rests since then, until somebody has looked."
    )

    def get_messages(self, check_in: CheckIn) -> list[str]:
        """Return what the client is told to do."""
        return list(self._outcome.messages)

    def get_say(self, check_in: CheckIn) -> list[str]:
        """Return what the client can read out."""
        return list(self._outcome.say)

    def get_keeps_walking(self, check_in: CheckIn) -> bool:
        """Return whether no finding speaks against walking."""
        return self._outcome.keeps_walking

    @extend_schema_field(RestSerializer(many=True))
    def get_rests(self, check_in: CheckIn) -> Any:
        """Return the homework that rests, of what the reader may see."""
        rows = resting_for(check_in, reader=self.context["reader"])
        return RestSerializer(rows, many=True).data

    @property
    def _outcome(self) -> Outcome:
        outcome: Outcome = self.context["outcome"]
        return outcome


class CheckInFilters(StrictSerializer):
    """What a list of check-ins can be narrowed to."""

    client = Reference(required=False, help_text="Only check-ins of this client.")
    since = Day(required=False, source="local_day__gte", help_text="From this day on.")
    until = Day(required=False, source="local_day__lte", help_text="Up to and with this day.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse days in the wrong order, which would find nothing."""
        since, until = attrs.get("local_day__gte"), attrs.get("local_day__lte")
        if since and until and until < since:
            raise serializers.ValidationError({"until": ["This is before `since`."]})
        return attrs


class CheckInList(ListView):
    """Check-ins of the caller, or of the clients they treat."""

    query = CheckInFilters
    order = ("-answered_at", "-id")

    @extend_schema(
        operation_id="list_check_ins",
        summary="List check-ins",
        description=(
            "Clients see their own, therapists those of the clients they treat now. "
            "The latest comes first; what was corrected stays."
        ),
        tags=["Check-ins"],
        parameters=[CheckInFilters],
        responses=CheckInSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of check-ins."""
        return self.page(rows_for(self.person).filter(**self.asked), CheckInSerializer)

    @extend_schema(
        operation_id="create_check_in",
        summary="Report how it is, and learn what to do",
        description=(
            "Always your own. Judged by the rules at once: show `messages` to the client before "
            "anything else. Never too late, and safe to repeat: the same body under the same `id` "
            "answers 200 and changes nothing, another body under it answers 409; `at` does not count."
        ),
        tags=["Check-ins"],
        request=NewCheckIn,
        responses={
            201: OpenApiResponse(CheckInDetailSerializer, description="It was kept."),
            200: OpenApiResponse(CheckInDetailSerializer, description="It stood there already."),
        },
    )
    def post(self, request: Request) -> Response:
        """Keep what the caller reports, and say what follows from it."""
        body = body_of(request, NewCheckIn)
        now = timezone.now()
        with refusals(self.person):
            stored = record(
                key=body["id"],
                client=self.person,
                kind=CheckPoint(body["kind"]),
                given=given_in(body),
                at=body.get("at", now),
                now=now,
                session=self._own(body, "session", ExerciseSession.objects.all()),
                corrects=self._own(body, "corrects", CheckIn.objects.all()),
            )
        return created(
            _detail(self.person, pk=stored.row.pk),
            is_new=stored.is_new,
            address=reverse("api:check_in-show", args=[stored.row.pk]),
        )

    def _own(self, body: dict[str, Any], name: str, rows: Any) -> Any:
        if body.get(name) is None:
            return None
        row = rows.visible_to(self.person).filter(pk=body[name]).first()
        if row is None:
            raise serializers.ValidationError({name: [_UNKNOWN[name]]})
        if row.client_id != self.person.pk:
            raise ProblemError("not-allowed", "Only the client reports how it is.")
        return row


class CheckInShow(ApiView):
    """One check-in."""

    @extend_schema(
        operation_id="get_check_in",
        summary="Read one check-in with what to do about it",
        description="What was found stays as it was found; the words are those of today's rules.",
        tags=["Check-ins"],
        responses=CheckInDetailSerializer,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Answer with the check-in, its findings and what they mean."""
        return Response(_detail(self.person, pk=pk))


@contextmanager
def refusals(person: User) -> Iterator[None]:
    """Say what the service refuses as problems."""
    try:
        yield
    except SentBeforeError as error:
        stands = _detail(person, pk=error.stored.pk) if error.stored is not None else None
        raise ProblemError("sent-before", str(error), members={"stands": stands}) from error
    except CheckInError as error:
        raise ProblemError("invalid", str(error), errors=(("", str(error)),)) from error


def given_in(body: dict[str, Any]) -> Given:
    """Return what a body says."""
    return Given(
        body_map=body.get("map"),
        pain=body.get("pain"),
        answers={name: Answer(value) for name, value in (body.get("answers") or {}).items()},
        words=body.get("words") or "",
        global_change=body.get("global_change"),
        ratings={UUID(key): value for key, value in (body.get("ratings") or {}).items()},
    )


def _detail(person: User, *, pk: UUID) -> Any:
    check_in = get_or_404(rows_for(person).select_related("client"), pk=pk)
    context = {"reader": person, "outcome": outcome_of(check_in)}
    return CheckInDetailSerializer(check_in, context=context).data


def rows_for(person: User) -> QuerySet[CheckIn]:
    """Return the check-ins that somebody may see, with what their answers show."""
    rows = CheckIn.objects.visible_to(person).select_related("correction")
    return rows.prefetch_related("ratings")
