"""Flags: what somebody has to look at, what they did about it, and whether exercises may go on.

Clients read their own; who treats them now looks at them, and whoever runs the clinic at those that
nobody has looked at in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.database import write_transaction
from accounts.models import User
from routines.api import examples
from routines.api.base import ApiView, ListView, body_of, get_or_404
from routines.api.check_ins import URGENCIES
from routines.api.examples import answers, bodies
from routines.api.fields import Moment, Reference, StrictSerializer, Text, Word
from routines.api.library import texts
from routines.api.problems import ProblemError
from routines.models import Flag, FlagAction
from routines.models.flags import LONGEST_NOTE
from routines.services import flags
from routines.services.assignments import NotInYourCareError


def name_of(person: str, help_text: str) -> serializers.CharField:
    """Return a field for the name of who did something; null as long as nobody has."""
    return serializers.CharField(
        source=f"{person}.display_name", default=None, allow_null=True, help_text=help_text
    )


@answers(examples.FLAG)
class FlagSerializer(serializers.Serializer):
    """One thing that somebody has to look at, in one clinic, and what became of it."""

    id = serializers.UUIDField()
    client = serializers.UUIDField(source="client_id")
    clinic = serializers.CharField(
        source="clinic.name",
        default=None,
        allow_null=True,
        help_text="Null where nobody treats the client: it then only keeps exercises closed.",
    )
    check_in = serializers.UUIDField(
        source="check_in_id", allow_null=True, help_text="The check-in that raised it, if any."
    )
    report = serializers.UUIDField(
        source="report_id", allow_null=True, help_text="The report in a session that raised it."
    )
    urgency = serializers.ChoiceField(
        choices=URGENCIES, help_text="How soon a person has to look: now, today, at the next visit."
    )
    signs = texts("The slugs of the rules that were met.")
    because = texts("Half a sentence for each: `you marked ...`.")
    wording = serializers.CharField(help_text="The version of the rules it was judged by.")
    raised_at = Moment(help_text="By the phone's clock.")
    received_at = Moment(help_text="By the server's clock.")
    due_at = Moment(
        allow_null=True, help_text="By when somebody has to have looked; null without a time."
    )
    told_at = Moment(allow_null=True, help_text="When the therapist was told.")
    seen_at = Moment(
        allow_null=True, help_text="When the client said that a professional has seen them."
    )
    acknowledged_at = Moment(allow_null=True, help_text="When somebody looked.")
    acknowledged_by = name_of("acknowledged_by", "Who looked.")
    action = serializers.ChoiceField(
        choices=FlagAction.choices, allow_blank=True, help_text="What they did; empty before."
    )
    note = serializers.CharField(
        source="read_note", help_text="Of who looked, for colleagues; empty for the client."
    )
    cleared_at = Moment(allow_null=True, help_text="When exercises were opened again.")
    cleared_by = name_of("cleared_by", "Who opened them; the client, a day later, after a check.")


@bodies(called=examples.ACKNOWLEDGEMENT)
class NewAcknowledgement(StrictSerializer):
    """What was done about a flag."""

    action = Word(choices=FlagAction.choices)
    note = Text(
        required=False,
        allow_blank=True,
        max_length=LONGEST_NOTE,
        help_text="For colleagues. The client does not read it.",
    )


class FlagFilters(StrictSerializer):
    """What a list of flags can be narrowed to."""

    client = Reference(required=False, help_text="Only flags of this client.")


class FlagList(ListView):
    """The flags the caller may see."""

    query = FlagFilters
    order = ("-raised_at", "-id")

    @extend_schema(
        operation_id="list_flags",
        summary="List flags",
        description=(
            "Clients see their own, therapists those of the clients they treat now, in the clinic "
            "of that care. Whoever runs a clinic sees those that nobody has looked at in time. The "
            "latest comes first."
        ),
        tags=["Check-ins"],
        parameters=[FlagFilters],
        responses=FlagSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Answer with a page of flags."""
        return self.page(_rows(self.person).filter(**self.asked), FlagSerializer)


class AcknowledgementCreate(ApiView):
    """That somebody has looked at a flag."""

    @extend_schema(
        operation_id="create_acknowledgement",
        summary="Say what was done about a flag",
        description=(
            "Exercises stay closed. Safe to repeat: the same again by the same person answers 200 "
            "and changes nothing; where somebody else was first it answers 409."
        ),
        tags=["Check-ins"],
        request=NewAcknowledgement,
        responses={
            201: OpenApiResponse(FlagSerializer, description="It was kept."),
            200: OpenApiResponse(FlagSerializer, description="It stood there already."),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Keep who has looked, and what they did."""
        flag = _to_answer(self.person, pk=pk)
        body = body_of(request, NewAcknowledgement)
        action, note = FlagAction(body["action"]), body.get("note", "")
        try:
            with refusals():
                flags.acknowledge(
                    flag=flag, by=self.person, action=action, note=note, at=timezone.now()
                )
        except flags.AnsweredAlreadyError as error:
            stands = _find(self.person, pk=pk)
            data = FlagSerializer(stands).data
            said = (stands.acknowledged_by_id, stands.action, stands.note)
            if said != (self.person.pk, action, note):
                raise ProblemError("looked-at", str(error), members={"stands": data}) from error
            return Response(data)
        return Response(FlagSerializer(_find(self.person, pk=pk)).data, status=201)


class ClearanceCreate(ApiView):
    """That exercises may go on."""

    @extend_schema(
        operation_id="create_clearance",
        summary="Let exercises go on",
        description=(
            "Only after somebody has said what they did. Homework that rests for this flag is due "
            "again, unless another one stands. Takes no body. Safe to repeat."
        ),
        tags=["Check-ins"],
        request=None,
        responses={
            201: OpenApiResponse(FlagSerializer, description="They may go on."),
            200: OpenApiResponse(FlagSerializer, description="It was cleared already."),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Clear the flag."""
        flag = _to_answer(self.person, pk=pk)
        with write_transaction(), refusals():
            # Read again under the lock, so that only one of two taps is told that it did it.
            flag = Flag.objects.select_for_update(of=("self",), no_key=True).get(pk=flag.pk)
            is_new = flag.cleared_at is None
            flags.clear(flag=flag, by=self.person, at=timezone.now())
        data = FlagSerializer(_find(self.person, pk=pk)).data
        return Response(data, status=201 if is_new else 200)


@contextmanager
def refusals() -> Iterator[None]:
    """Say what the services refuse as problems; who was first is for the caller to say."""
    try:
        yield
    except flags.AnsweredAlreadyError:
        raise
    except NotInYourCareError as error:
        raise ProblemError("not-allowed", str(error)) from error
    except flags.FlagError as error:
        raise ProblemError("invalid", str(error), errors=(("", str(error)),)) from error


def _to_answer(person: User, *, pk: UUID) -> Flag:
    flag = get_or_404(Flag.objects.visible_to(person), pk=pk)
    if flag.client_id == person.pk:
        raise ProblemError("not-allowed", "Your therapist looks at this, not you.")
    return flag


def _find(person: User, *, pk: UUID) -> Flag:
    flag: Flag = get_or_404(_rows(person), pk=pk)
    return flag


def _rows(person: User) -> QuerySet[Any]:
    rows = Flag.objects.visible_to(person)
    # A therapist writes the note for colleagues and for the record.
    note = Case(When(client=person, then=Value("")), default=F("note"), output_field=TextField())
    return rows.annotate(read_note=note).select_related("clinic", "acknowledged_by", "cleared_by")
