"""Days at a desk for tests, by plain keyword functions; `NOW` is half past nine on a Tuesday."""

from __future__ import annotations

import datetime as dt
from typing import Any

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.desk import Begins, DeskEventKind, WorkHours
from routines.models import DeskEvent, DeskPlan
from routines.services import desk
from routines.services.once import Stored
from tests.factories import NOW


def make_desk_plan(*, client: User, now: dt.datetime = NOW, **changes: Any) -> DeskPlan:
    """Keep a plan of 45 minutes from nine to half past five on weekdays that begins by a tap."""
    usual: dict[str, Any] = {
        "is_on": True,
        "hours": WorkHours.from_json([]),
        "interval": 45,
        "begins": Begins.TAP,
        "lunch": None,
        "routine": None,
    }
    return desk.change_plan(client=client, now=now, **{**usual, **changes})


def send_desk(client: User, kind: str, **changes: Any) -> Stored[DeskEvent]:
    """Send what a phone sends of a tap at the desk; say what shall be different."""
    at = changes.get("at", NOW)
    usual = {"key": uuid7(), "at": at, "now": at}
    return desk.record(client=client, kind=DeskEventKind(kind), **{**usual, **changes})
