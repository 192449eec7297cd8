"""What a phone's outbox may hold: the bodies of the single addresses, and an envelope around each."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.time_zones import known_zones
from routines.api.check_in_bodies import ANSWERS, NewCheckIn
from routines.api.examples import bodies
from routines.api.fields import (
    Day,
    Key,
    Moment,
    Named,
    Reference,
    StrictSerializer,
    Text,
    WholeNumber,
    Word,
)
from routines.api.logs import LogChange, NewLog
from routines.api.reports import NewReport
from routines.api.session_bodies import NewSession, SessionChange
from routines.api.sync_examples import NEW_SYNC
from routines.domain.desk import DeskEventKind
from routines.domain.precautions import precautions
from routines.models import SentKind

MOST_SENT = 100
SENT_KINDS = tuple(kind.value for kind in SentKind)
MOST_ORDER = 2**53 - 1  # the largest whole number that every JSON reader keeps exactly
_SESSION = "Your own session. Not here yet: `retry`."
_LOG = "Your own log. Not here yet: `retry`."


class SentSession(NewSession):
    """A session begun. The `id` is that of the envelope."""

    id = None  # type: ignore[assignment]
    started_at = Moment(required=False, help_text="Left out: `made_at`.")
    version = WholeNumber(
        min_value=1,
        max_value=32_767,
        required=False,
        help_text="The version of the homework that you showed. Left out: that of the day.",
    )


class SentLog(NewLog):
    """An exercise logged. The `id` is that of the envelope."""

    id = None  # type: ignore[assignment]
    session = Reference(help_text=_SESSION)


class SentUndo(StrictSerializer):
    """A log taken back."""

    log = Reference(help_text=_LOG)


class SentCorrection(LogChange):
    """A log corrected."""

    log = Reference(help_text=_LOG)


class SentRating(SessionChange):
    """A session rated."""

    finished = None  # type: ignore[assignment]
    session = Reference(help_text=_SESSION)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a rating that rates nothing."""
        if len(attrs) < 2:
            raise serializers.ValidationError("Send pain_after, effort or note.")
        return attrs


class SentFinish(StrictSerializer):
    """A session ended early."""

    session = Reference(help_text=_SESSION)


class SentReport(NewReport):
    """What was felt. The `id` is that of the envelope."""

    id = None  # type: ignore[assignment]
    session = Reference(help_text=_SESSION)


class SentNextDay(StrictSerializer):
    """The answer on the morning after."""

    day = Day(help_text="The day it was asked, by the phone.")
    pain = WholeNumber(min_value=0, max_value=10)


class PrecautionAnswers(Named):
    """Answers by the slug of the precaution."""

    child = Word(choices=ANSWERS)
    default_error_messages = {"unknown": "We do not ask this. The rules have the precautions."}

    def is_known(self, name: str) -> bool:
        """Tell whether this precaution is asked."""
        return name in precautions()


class SentCheckIn(NewCheckIn):
    """A check-in. The `id` is that of the envelope; its session may arrive later."""

    id = None  # type: ignore[assignment]
    precautions = PrecautionAnswers(
        required=False, help_text="What was answered about precautions on the same page."
    )


class SentDesk(StrictSerializer):
    """A tap of a day at a desk; the moment is that of the envelope."""

    kind = Word(choices=tuple(kind.value for kind in DeskEventKind))
    minutes = WholeNumber(
        min_value=1,
        max_value=720,
        required=False,
        help_text="How long a pause is. Left out: until `resumed`.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse an end of something that has none."""
        if "minutes" in attrs and attrs["kind"] != DeskEventKind.PAUSED:
            raise serializers.ValidationError({"minutes": ["Only a pause has an end."]})
        return attrs


class ZoneName(Text):
    """A time zone by its name."""

    default_error_messages = {"unknown": "Send a time zone such as Europe/Berlin."}

    def to_internal_value(self, data: Any) -> str:
        """Return the name; only those of the time zone database are some."""
        name = super().to_internal_value(data)
        if name not in known_zones():
            self.fail("unknown")
        return name


class AnyObject(serializers.DictField):
    """One JSON object, which its kind reads."""

    default_error_messages = {"not_a_dict": "Send one JSON object."}

    def to_internal_value(self, data: Any) -> Any:
        """Return it as it is."""
        if not isinstance(data, dict):
            self.fail("not_a_dict")
        return data


class SentItem(StrictSerializer):
    """One thing from an outbox."""

    id = Key(
        help_text="A UUIDv7 that you made at the tap. It is the id of the session, log, report or "
        "check-in that comes of it."
    )
    v = WholeNumber(min_value=1, help_text="The version of the kind's body. There is 1.")
    kind = Word(choices=SENT_KINDS, help_text="Which body it has.")
    made_at = Moment(help_text="The moment of the tap by your clock, with its offset.")
    time_zone = ZoneName(help_text="The phone's, such as Europe/Berlin.")
    order = WholeNumber(
        min_value=0,
        max_value=MOST_ORDER,
        help_text="More than every `order` that you made or saw before (a Lamport clock).",
    )
    body = AnyObject(help_text="As `SentSession`, `SentLog` and so on.")


class SentItems(serializers.ListField):
    """Up to 100 things, each read by itself so that one cannot stop the others."""

    default_error_messages = {
        "not_a_list": "Send a list.",
        "min_length": "Send at least one.",
        "max_length": f"Send at most {MOST_SENT} at once.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=MOST_SENT, **options)

    def run_child_validation(self, data: Any) -> Any:
        """Return them unread."""
        return data


@bodies(a_session_with_a_log_and_an_undo=NEW_SYNC)
class NewSync(StrictSerializer):
    """What waits in an outbox."""

    account = Reference(
        required=False,
        help_text="Whose things these are. Where somebody else is signed in: 409, nothing is taken.",
    )
    epoch = Reference(required=False, allow_null=True, help_text="The `epoch` you saw last.")
    sent_at = Moment(help_text="Your clock as you send; by it we know how far it is off.")
    items = SentItems(child=SentItem())
