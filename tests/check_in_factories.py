"""Check-ins and flags for tests, by plain keyword functions that go through the services.

People come from `tests.factories`, homework from `tests.homework_factories`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.body import BodyMap, Mark, Side, as_rows
from routines.domain.schedule import local_day
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint
from routines.models import CheckIn, ExerciseSession, Flag
from routines.services.check_ins import Given, record
from routines.services.once import Stored
from tests.factories import NOW

SADDLE = {"saddle-numbness": "yes"}
NEW_NUMBNESS = {"new-numbness": "yes"}
FEVER = {"fever": "yes"}
LOW = {"self-harm": "yes"}
WORRY = {"worry-fear": "yes"}


def at(region: str, side: str = "left", **layers: int) -> Mark:
    """Return a mark; `pain`, `numbness` and `tingling` are 0 to 10, pain 3 where none is given."""
    return Mark(region=region, side=Side(side), **(layers or {"pain": 3}))


def given(
    *,
    marks: Sequence[Mark] | None = None,
    pain: int | None = None,
    answers: Mapping[str, str] | None = None,
    **fields: Any,
) -> Given:
    """Return what a client says; without `marks` nobody asked where, with none it is nowhere."""
    return Given(
        body_map=None if marks is None else BodyMap(marks=tuple(marks)),
        pain=pain,
        answers={name: Answer(answer) for name, answer in (answers or {}).items()},
        **fields,
    )


def send_check_in(
    *,
    client: User,
    kind: CheckPoint = CheckPoint.CHANGE,
    key: uuid.UUID | None = None,
    now: dt.datetime = NOW,
    at: dt.datetime | None = None,
    session: ExerciseSession | None = None,
    corrects: CheckIn | None = None,
    **said: Any,
) -> Stored[CheckIn]:
    """Send what a phone sends: `said` goes to `given`, made and received `now` unless `at` says."""
    return record(
        key=key or uuid7(),
        client=client,
        kind=kind,
        given=given(**said),
        at=at or now,
        now=now,
        session=session,
        corrects=corrects,
    )


def make_check_in(*, client: User, **said: Any) -> CheckIn:
    """Store a check-in, and whatever follows from it; a little pain in the low back unless given."""
    return send_check_in(client=client, **(said or {"pain": 2})).row


def make_flag(
    *, client: User, answers: Mapping[str, str] = SADDLE, now: dt.datetime = NOW, **fields: Any
) -> Flag:
    """Let a check-in raise a flag (an emergency unless given) and return it: the most urgent one."""
    check_in = make_check_in(client=client, answers=answers, now=now)
    flag = Flag.objects.filter(check_in=check_in).order_by("urgency").first()
    assert flag is not None
    if fields:
        Flag.objects.filter(pk=flag.pk).update(**fields)
        flag.refresh_from_db()
    return flag


def make_map(
    *,
    client: User,
    marks: Sequence[Mark],
    kind: str = CheckPoint.CHANGE.value,
    now: dt.datetime = NOW,
    session: ExerciseSession | None = None,
    answers: Mapping[str, str] | None = None,
) -> CheckIn:
    """Write down where pain was, without judging it: nothing rests and nobody is alarmed."""
    return CheckIn.objects.create(
        client=client,
        kind=kind,
        session=session,
        answered_at=now,
        received_at=now,
        local_day=local_day(now, client.time_zone),
        time_zone=client.time_zone,
        has_map=True,
        marks=as_rows(BodyMap(marks=tuple(marks))),
        answers=dict(answers or {}),
        wording="1",
        fingerprint=str(uuid7()),
    )


def make_many_check_ins(*, client: User, count: int, marks: Sequence[Mark] = ()) -> None:
    """Store a long history at once: a check-in each day back from the day before NOW."""
    CheckIn.objects.bulk_create(
        CheckIn(
            client=client,
            kind=CheckPoint.CHANGE.value,
            answered_at=NOW - dt.timedelta(days=number),
            received_at=NOW - dt.timedelta(days=number),
            local_day=(NOW - dt.timedelta(days=number)).date(),
            time_zone=client.time_zone,
            has_map=True,
            marks=as_rows(BodyMap(marks=tuple(marks))),
            wording="1",
            fingerprint=str(number),
        )
        for number in range(1, count + 1)
    )


def all_no() -> dict[str, str]:
    """Return a "no" to every question there is."""
    return dict.fromkeys(warning_rules().signs, "no")
