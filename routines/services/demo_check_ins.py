"""The demo's check-ins: safety answers of everybody, and pain that moves up Ivan's leg in three weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from accounts.identifiers import uuid7
from accounts.models import User
from accounts.services.care import note_phone
from routines.domain.body import BodyMap, read_map
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint
from routines.services.check_ins import Given, record
from routines.services.function import set_activities

# Days ago: where it was in the left leg and how strong. The back is a little sorer at the end.
IVANS_PLACES = {
    20: [("calf", 5), ("thigh-back", 4)],
    17: [("calf", 5), ("buttock", 3)],
    14: [("calf", 4), ("buttock", 3)],
    11: [("thigh-back", 4), ("buttock", 4)],
    8: [("calf", 3), ("buttock", 3)],
    5: [("thigh-back", 3), ("buttock", 3)],
    3: [("buttock", 3), ("low-back-side", 2)],
    1: [("buttock", 2), ("low-back-side", 3)],
}
IVANS_ACTIVITIES = {
    "Walk to the station": (3, 5, 7),
    "Sit through a film": (2, 4, 5),
    "Sleep through": (5, 6, 8),
}
# What goes with the weekly check: days ago, and the change since the beginning.
IVANS_WEEKS = ((13, 1), (6, 2))
# Diego's pain climbs, and something new comes with it.
DIEGOS_SIGN = "new-numbness"
# Numbers like this one are kept for stories; nobody has it.
DIEGOS_PHONE = "+1 503 555 0187"


def say_all_is_well(
    client: User,
    *,
    kind: CheckPoint,
    at: dt.datetime,
    pain: int | None = None,
    change: int | None = None,
    ratings: dict[str, int] | None = None,
) -> None:
    """Answer a check with no to everything it asks."""
    rules = warning_rules()
    names = client.activities.current() if ratings else ()
    record(
        key=uuid7(),
        client=client,
        kind=kind,
        given=Given(
            pain=pain,
            answers={sign.slug: Answer.NO for sign in rules.asked_at(kind)},
            global_change=change,
            ratings={one.pk: (ratings or {})[one.name] for one in names},
        ),
        at=at,
        now=at,
    )


def ivans_weeks(ivan: User, *, at: Callable[[int], dt.datetime]) -> None:
    """Let Ivan mark where it is every few days, and rate what he wants to do again each week.

    `at` returns the moment of a check-in so many days ago.
    """
    set_activities(client=ivan, names=list(IVANS_ACTIVITIES), at=at(20))
    for week, (ago, change) in enumerate(IVANS_WEEKS):
        ratings = {name: values[week] for name, values in IVANS_ACTIVITIES.items()}
        say_all_is_well(
            ivan, kind=CheckPoint.WEEKLY, at=at(ago), pain=4, change=change, ratings=ratings
        )
    for ago, places in IVANS_PLACES.items():
        record(
            key=uuid7(),
            client=ivan,
            kind=CheckPoint.CHANGE,
            given=Given(body_map=_left(places)),
            at=at(ago),
            now=at(ago),
        )


def diegos_morning(diego: User, *, by: User, at: dt.datetime) -> None:
    """Let Diego say that a part of his foot is numb since today: a flag that waits for Maya (`by`)."""
    note_phone(client=diego, phone=DIEGOS_PHONE, by=by)
    record(
        key=uuid7(),
        client=diego,
        kind=CheckPoint.BEFORE,
        given=Given(
            pain=7,
            body_map=read_map(
                [
                    {"region": "calf", "side": "right", "pain": 7},
                    {"region": "foot", "side": "right", "numbness": 4},
                ]
            ),
            answers={DIEGOS_SIGN: Answer.YES, "foot-drop-sudden": Answer.NO},
            words="The top of my foot feels furry since I got up.",
        ),
        at=at,
        now=at,
    )


def _left(places: list[tuple[str, int]]) -> BodyMap:
    return read_map([{"region": name, "side": "left", "pain": pain} for name, pain in places])
