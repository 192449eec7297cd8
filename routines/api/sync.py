"""The outbox of a phone, taken in at once: a result for each thing, in the order they were sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from routines.api.base import ApiView, body_of
from routines.api.check_ins import CheckInSerializer, rows_for
from routines.api.examples import answers
from routines.api.fields import Moment, Shapes
from routines.api.formats import BatchParser
from routines.api.problems import ProblemError, flat_errors
from routines.api.reports import ReportSerializer
from routines.api.sessions import LogSerializer, SessionSerializer, with_logs
from routines.api.sync_bodies import NewSync
from routines.api.sync_examples import SYNC
from routines.api.sync_kinds import read
from routines.models import CheckIn, DeskEvent, ExerciseLog, ExerciseSession, PainReport, SyncResult
from routines.queries.epochs import current_epoch
from routines.services.sync import Outcome, Sent, take

LONGEST_KEY = 40


class SyncErrorSerializer(serializers.Serializer):
    """What to change."""

    field = serializers.CharField(help_text="As in `body.sets.0.side`; empty for the whole.")
    message = serializers.CharField()


class SyncResultSerializer(serializers.Serializer):
    """What became of one thing."""

    id = serializers.CharField(
        allow_null=True, help_text="As it was sent; null where it was no text."
    )
    result = serializers.ChoiceField(choices=SyncResult.choices)
    reason = serializers.CharField(required=False, help_text="A sentence for people.")
    errors = SyncErrorSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text="With `invalid`: field by field."
    )
    stored = serializers.DictField(
        required=False,
        allow_null=True,
        help_text="With `conflict`: what stands in its place; null where it is not yours.",
    )


@answers(SYNC)
class SyncSerializer(serializers.Serializer):
    """What became of an outbox."""

    epoch = serializers.UUIDField(
        help_text="Of the database. Another one than before: offer the last 30 days again."
    )
    server_time = Moment()
    results = SyncResultSerializer(many=True, help_text="One for each, in the order sent.")


class SyncCreate(ApiView):
    """What waits in an outbox."""

    parser_classes = (BatchParser,)

    @extend_schema(
        operation_id="create_sync",
        summary="Send what waits in an outbox",
        description=(
            "Up to 100 things under 256 kB, each with an id of its own. Safe to repeat, in any order: "
            "whatever arrives twice is stored once. Take away what answers `stored` or "
            "`already_stored`. Keep `retry` and send it again later. Show `conflict` and `invalid` "
            "to the person, with the reason. An invalid one may be sent again under its id with "
            "another body."
        ),
        tags=["Sync"],
        request=NewSync,
        responses={200: OpenApiResponse(SyncSerializer, description="See each result.")},
    )
    def post(self, request: Request) -> Response:
        """Take in what the caller did without a signal."""
        body = body_of(request, NewSync)
        if body.get("account", self.person.pk) != self.person.pk:
            # Said by the server, for on a shared phone two tabs may belong to two people.
            raise ProblemError("wrong-account", "Sign in with the account that did this.")
        now = timezone.now()
        shapes = Shapes()
        read_ones: list[Sent | Outcome] = [
            _read(raw, shapes=shapes, sent_at=body["sent_at"], now=now) for raw in body["items"]
        ]
        sent = [one for one in read_ones if isinstance(one, Sent)]
        taken = iter(take(account=self.person, sent=sent, now=now) if sent else [])
        outcomes = [next(taken) if isinstance(one, Sent) else one for one in read_ones]
        answer = {
            "epoch": str(current_epoch()),
            "server_time": Moment().to_representation(now),
            "results": [
                _said(raw, outcome, person=self.person)
                for raw, outcome in zip(body["items"], outcomes, strict=True)
            ],
        }
        return Response(answer)


def _read(raw: Any, *, shapes: Shapes, sent_at: dt.datetime, now: dt.datetime) -> Sent | Outcome:
    try:
        return read(raw, shapes=shapes, sent_at=sent_at, now=now)
    except serializers.ValidationError as error:
        errors = tuple(flat_errors(error.detail))
        return Outcome(result=SyncResult.INVALID, reason=errors[0][1], errors=errors)


def _said(raw: Any, outcome: Outcome, *, person: User) -> dict[str, Any]:
    key = raw.get("id") if isinstance(raw, dict) else None
    if isinstance(key, str):
        # Half a surrogate would break our answer.
        key = key[:LONGEST_KEY].encode("utf-8", "replace").decode("utf-8")
    else:
        key = None
    said: dict[str, Any] = {"id": key, "result": outcome.result.value}
    if outcome.reason:
        said["reason"] = outcome.reason
    if outcome.errors:
        said["errors"] = [{"field": field, "message": text} for field, text in outcome.errors]
    if outcome.result == SyncResult.CONFLICT:
        said["stored"] = _shown(outcome.stands, person=person)
    return said


def _shown(row: Model | None, *, person: User) -> Any:
    # Read anew: what came later in the same batch may have changed it.
    if isinstance(row, ExerciseSession):
        found = with_logs(ExerciseSession.objects.filter(client=person)).filter(pk=row.pk).first()
        return SessionSerializer(found).data if found else None
    if isinstance(row, ExerciseLog):
        logs = ExerciseLog.objects.filter(session__client=person)
        log = logs.select_related("prescription__exercise", "instead").filter(pk=row.pk).first()
        return LogSerializer(log).data if log else None
    if isinstance(row, PainReport):
        return ReportSerializer(row).data
    if isinstance(row, CheckIn):
        found_one = rows_for(person).filter(client=person, pk=row.pk).first()
        return CheckInSerializer(found_one).data if found_one else None
    if isinstance(row, DeskEvent):
        return {"id": str(row.pk), "kind": row.kind, "at": Moment().to_representation(row.at)}
    return None
