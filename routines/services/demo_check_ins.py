"""What the people of the demo report: a first check, a pattern that moves up, and two flags.

Everything goes through the services, so that each is judged by the rules like a real one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from accounts.identifiers import uuid7
from accounts.models import Clinic, User
from routines.domain.body import BodyMap, Mark, Side
from routines.domain.precautions import precautions
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import CheckPoint
from routines.models import Activity, ExerciseSession
from routines.services.check_ins import Given, record
from routines.services.demo_diary import DemoDiary
from routines.services.function import set_activities
from routines.services.measures import record_score
from routines.services.precautions import answer
from routines.services.thresholds import set_thresholds

# Where Ivan feels it in the morning, from a number of days ago on: out of the calf, up to the back.
IVANS_PLACES: tuple[tuple[int, tuple[tuple[str, int], ...]], ...] = (
    (20, (("calf", 5), ("thigh-back", 4), ("buttock", 6), ("low-back-side", 2))),
    (14, (("thigh-back", 4), ("buttock", 5), ("low-back-side", 2))),
    (9, (("buttock", 4), ("low-back-side", 3))),
    (4, (("low-back-side", 3),)),
)
IVANS_ACTIVITIES = ("Sitting through a film", "Driving to work", "Putting on my socks")
# How they go, by how many days ago, and the change as a whole from -5 to 5.
IVANS_WEEKS: Mapping[int, tuple[tuple[int, int, int], int]] = {
    19: ((3, 4, 2), 0),
    12: ((4, 5, 4), 1),
    5: ((6, 6, 5), 3),
}


class IvansPattern:
    """Three weeks of Ivan's check-ins: each morning, after each session, and once a week."""

    def __init__(self, ivan: User, maya: User, clinic: Clinic, *, diary: DemoDiary) -> None:
        self.ivan = ivan
        self.maya = maya
        self.clinic = clinic
        self.diary = diary

    def begin(self, *, ago: int) -> None:
        """Say what he wants to do again, and let Maya set what she wants to be told."""
        at = self.diary.at(ago, hour=11)
        set_activities(client=self.ivan, names=IVANS_ACTIVITIES, at=at)
        answer(
            client=self.ivan,
            answers={"latex": Answer.YES},
            by=self.ivan,
            at=at,
        )
        set_thresholds(
            client=self.ivan, clinic=self.clinic, by=self.maya, at=at, pain_at_least=7, pain_rise=3
        )
        for days, score in ((ago, 14), (6, 8)):
            record_score(
                client=self.ivan,
                measure="rmdq",
                score=score,
                on=self.diary.day(days),
                by=self.maya,
                at=self.diary.at(days, hour=11, minute=30),
            )

    def morning(self, *, ago: int) -> None:
        """Mark where it is, before the first session; once a week he says how life goes."""
        self._mark(CheckPoint.MORNING, _places(ago), at=self.diary.at(ago, hour=7, minute=45))
        if ago not in IVANS_WEEKS:
            return
        ratings, change = IVANS_WEEKS[ago]
        activities = Activity.objects.current().filter(client=self.ivan).order_by("position")
        _tell(
            self.ivan,
            CheckPoint.WEEKLY,
            Given(
                answers=_no_to_all(CheckPoint.WEEKLY),
                global_change=change,
                ratings=dict(zip((one.pk for one in activities), ratings, strict=True)),
            ),
            at=self.diary.at(ago, hour=7, minute=55),
        )

    def after(self, session: ExerciseSession, *, ago: int, pain: int) -> None:
        """Mark where it is after a session: as it will be on the next morning."""
        self._mark(
            CheckPoint.AFTER,
            _places(ago - 1),
            at=session.started_at + dt.timedelta(minutes=15),
            pain=pain,
            session=session,
        )

    def _mark(
        self,
        kind: CheckPoint,
        places: tuple[tuple[str, int], ...],
        *,
        at: dt.datetime,
        pain: int | None = None,
        session: ExerciseSession | None = None,
    ) -> None:
        marks = tuple(Mark(region=region, side=Side.LEFT, pain=level) for region, level in places)
        _tell(
            self.ivan,
            kind,
            Given(body_map=BodyMap(marks=marks), pain=pain, answers={"weaker": Answer.NO}),
            at=at,
            session=session,
        )


def join_safely(client: User, *, at: dt.datetime) -> None:
    """Answer the first check and the precautions with no: nothing speaks against beginning."""
    _tell(client, CheckPoint.JOINING, Given(answers=_no_to_all(CheckPoint.JOINING)), at=at)
    answer(client=client, answers=dict.fromkeys(precautions(), Answer.NO), by=client, at=at)


def raise_lenas_flag(lena: User, *, at: dt.datetime) -> None:
    """Report new numbness in the foot, which somebody has to look at today."""
    numb = Mark(region="toes", side=Side.RIGHT, numbness=4)
    _tell(
        lena,
        CheckPoint.CHANGE,
        Given(
            body_map=BodyMap(marks=(numb,)),
            answers={**_no_to_all(CheckPoint.CHANGE), "new-numbness": Answer.YES},
            words="My big toe has gone numb since last night.",
        ),
        at=at,
    )


def wait_for_the_next_visit(client: User, *, at: dt.datetime) -> None:
    """Say that moving is frightening: nothing urgent, and something to talk about."""
    answers = {**_no_to_all(CheckPoint.MONTHLY), "worry-fear": Answer.YES}
    _tell(client, CheckPoint.MONTHLY, Given(answers=answers), at=at)


def _places(ago: int) -> tuple[tuple[str, int], ...]:
    return next(places for since, places in reversed(IVANS_PLACES) if ago <= since)


def _no_to_all(point: CheckPoint) -> dict[str, Answer]:
    asked = (sign for sign in warning_rules().signs.values() if point in sign.ask_at)
    return {sign.slug: Answer.NO for sign in asked if not sign.is_opt_in}


def _tell(
    client: User,
    kind: CheckPoint,
    given: Given,
    *,
    at: dt.datetime,
    session: ExerciseSession | None = None,
) -> None:
    record(key=uuid7(), client=client, kind=kind, given=given, at=at, now=at, session=session)
