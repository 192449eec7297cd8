"""The safety part of a client's page: flags, pattern, precautions, function, scores, limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import CareRelationship, User
from routines.domain.body import BodyMap, Mark, clearest_view, read_map, say_mark
from routines.domain.centralization import Trend, trend
from routines.domain.check_points import RISK, WEAKER, WEAKER_QUESTION
from routines.domain.findings import notice_of
from routines.domain.function import MEASURES, Measure, Outcome, global_change
from routines.domain.precautions import Precaution, precautions
from routines.domain.schedule import local_day
from routines.domain.triage import Answer
from routines.domain.voices import to_therapist
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Urgency
from routines.models import (
    CheckIn,
    Clearance,
    ExerciseSession,
    Flag,
    KnownSign,
    MeasureScore,
    PrecautionAnswer,
    Thresholds,
)
from routines.queries.json_rows import as_list
from routines.queries.pattern import Function, Pattern, function, pattern
from routines.queries.reactions import LedgerLine, ledger, reactions

PATTERN_DAYS = 42
# Flags that wait come on top of these.
SHOWN_FLAGS = 12
MORNING_DAYS = 14
_BEYOND = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagCard:
    """One flag with what its rules tell therapists, and what was said at that check-in.

    `answers` are the questions answered with yes or "not-sure", `unanswered` those that were asked
    and not answered, or None where that was not kept. `marks` are the places, the furthest first,
    `before` those of the map before it, of `before_on`.
    """

    flag: Flag
    alerts: tuple[str, ...]
    knowable: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...] | None = None
    marks: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    before_on: dt.date | None = None

    @property
    def because(self) -> tuple[str, ...]:
        """Why it was raised, as a therapist reads it."""
        return tuple(to_therapist(one) for one in self.flag.because)

    @property
    def during(self) -> str:
        """In the middle of what it was reported, "" where it was not, or where that is not theirs.

        What another clinic gave is not for this one to read.
        """
        report = self.flag.report
        if report is None or report.session.assignment.clinic_id != self.flag.clinic_id:
            return ""
        exercise = report.prescription.exercise.name if report.prescription else ""
        return ", ".join(filter(None, (exercise, report.session.assignment.name)))

    @property
    def view(self) -> str:
        """From where its map is drawn."""
        return clearest_view(self.flag.check_in.body_map if self.flag.check_in else None)

    @property
    def waits(self) -> bool:
        """Whether nobody has acknowledged it."""
        return self.flag.acknowledged_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPrecaution:
    """A precaution that was answered with yes or not sure, and by whom."""

    precaution: Precaution
    answer: PrecautionAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """The scores of one measure, the newest last, and what changed by more than chance."""

    measure: Measure
    scores: tuple[MeasureScore, ...]
    change: Outcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidChange:
    """How a client rates the change as a whole, -5 (much worse) to 5 (much better), and when."""

    rating: int
    day: dt.date

    @property
    def outcome(self) -> Outcome:
        """Which way it went by more than chance."""
        return global_change(self.rating)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSafety:
    """Everything the safety part shows about one client to one therapist."""

    flags: tuple[FlagCard, ...]
    known: tuple[KnownSign, ...]
    pattern: Pattern
    trend: Trend
    last: CheckIn | None
    mornings_open: int
    precautions: tuple[HeldPrecaution, ...]
    clearances: tuple[Clearance, ...]
    function: Function
    change: SaidChange | None
    scores: tuple[ScoreLine, ...]
    ledger: tuple[LedgerLine, ...]
    thresholds: Thresholds | None
    former_thresholds: tuple[Thresholds, ...]

    @property
    def waiting(self) -> tuple[FlagCard, ...]:
        """Flags that nobody has acknowledged, the most urgent first."""
        open_ones = [card for card in self.flags if card.waits]
        return tuple(sorted(open_ones, key=lambda card: (card.flag.urgency, card.flag.raised_at)))

    @property
    def closed(self) -> tuple[FlagCard, ...]:
        """Acknowledged flags after which exercises stay closed."""
        return tuple(
            card
            for card in self.flags
            if not card.waits
            and card.flag.cleared_at is None
            and card.flag.urgency in ("now", "today")
        )

    @property
    def has_sign(self) -> bool:
        """Whether a sign stands beside which nothing is good news; a note for the visit is none."""
        return bool(self.closed) or any(one.flag.urgency != Urgency.VISIT for one in self.waiting)

    @property
    def history(self) -> tuple[FlagCard, ...]:
        """Every flag that is done with."""
        shown = {card.flag.pk for card in (*self.waiting, *self.closed)}
        return tuple(card for card in self.flags if card.flag.pk not in shown)


def client_safety(
    client: User, *, care: CareRelationship | None, viewer: User, now: dt.datetime
) -> ClientSafety:
    """Read the safety part of a client's page (14 statements, whatever there is)."""
    today = local_day(now, client.time_zone)
    clinic = care.clinic_id if care else None
    limits = list(
        Thresholds.objects.visible_to(viewer)
        .filter(client=client, clinic=clinic)
        .select_related("changed_by")
        .order_by("-changed_at")[:6]
    )
    found = reactions(client, today=today)
    last = CheckIn.objects.standing().with_map().filter(client=client).order_by("-answered_at")
    return ClientSafety(
        flags=tuple(_card(one) for one in _flags(client, viewer=viewer)),
        known=tuple(
            KnownSign.objects.visible_to(viewer)
            .standing()
            .filter(client=client)
            .select_related("recorded_by")
            .order_by("recorded_at")
        ),
        pattern=pattern(client, since=today - dt.timedelta(days=PATTERN_DAYS - 1), until=today),
        trend=trend([(one.day, one.status) for one in found], on=today),
        last=last.first(),
        mornings_open=_mornings_open(client, viewer=viewer, today=today),
        precautions=_precautions(client),
        clearances=tuple(
            Clearance.objects.visible_to(viewer)
            .standing()
            .filter(client=client)
            .select_related("exercise", "cleared_by")
            .order_by("cleared_at")
        ),
        function=function(client),
        change=_change(client),
        scores=_scores(client),
        ledger=ledger(found),
        thresholds=next((one for one in limits if one.replaced_at is None), None),
        former_thresholds=tuple(one for one in limits if one.replaced_at is not None),
    )


def sign_titles(slugs: Sequence[str]) -> tuple[str, ...]:
    """Return what the rules tell a therapist about signs, each once."""
    notices = (notice_of(slug, rules=warning_rules()) for slug in slugs)
    return tuple(dict.fromkeys(notice.alert for notice in notices if notice is not None))


def _flags(client: User, *, viewer: User) -> QuerySet[Flag]:
    rows = Flag.objects.visible_to(viewer).filter(client=client)
    last = rows.order_by("-raised_at").values("pk")[:SHOWN_FLAGS]
    # What waits for somebody is shown however much came after it.
    standing = Q(acknowledged_at__isnull=True) | (
        Q(cleared_at__isnull=True) & ~Q(urgency=Urgency.VISIT)
    )
    earlier = (
        CheckIn.objects.standing()
        .with_map()
        .filter(client=client, answered_at__lt=OuterRef("check_in__answered_at"))
        .order_by("-answered_at")
    )
    return (
        rows.filter(standing | Q(pk__in=last))
        .select_related(
            *("check_in", "acknowledged_by", "cleared_by", "clinic"),
            *("report__session__assignment", "report__prescription__exercise"),
        )
        .annotate(
            marks_before=Subquery(earlier.values("marks")[:1]),
            before_on=Subquery(earlier.values("local_day")[:1]),
        )
        .order_by("-raised_at")
    )


def _card(flag: Any) -> FlagCard:
    signs = warning_rules().signs
    check_in = flag.check_in
    questions = _questions()
    body_map = check_in.body_map if check_in else None
    before = None if flag.before_on is None else read_map(as_list(flag.marks_before))
    open_ones = check_in.unanswered if check_in else None
    return FlagCard(
        flag=flag,
        alerts=sign_titles(flag.signs),
        knowable=tuple(
            (slug, signs[slug].question)
            for slug in flag.signs
            if slug in signs and signs[slug].is_clearable
        ),
        answers=tuple(
            (questions[slug], answer)
            for slug, answer in (check_in.answers if check_in else {}).items()
            if slug in questions and answer != Answer.NO
        ),
        unanswered=None
        if open_ones is None
        else tuple(questions[name] for name in open_ones if name in questions),
        marks=_say_marks(body_map),
        # A check-in without a map is compared with nothing.
        before=_say_marks(before if body_map else None),
        before_on=flag.before_on if body_map else None,
    )


def _say_marks(body_map: BodyMap | None) -> tuple[str, ...]:
    marks = body_map.marks if body_map else ()
    return tuple(say_mark(mark) for mark in sorted(marks, key=_furthest_first))


def _questions() -> dict[str, str]:
    rules = warning_rules()
    return {
        **{slug: sign.question for slug, sign in rules.signs.items()},
        **{slug: gate.question for slug, gate in rules.gates.items()},
        **{f"{RISK}{slug}": risk.question for slug, risk in rules.risks.items()},
        WEAKER: WEAKER_QUESTION,
    }


def _furthest_first(mark: Mark) -> int:
    # Between the legs has no level, and weighs the most.
    return -_BEYOND if mark.level is None else -mark.level


def _mornings_open(client: User, *, viewer: User, today: dt.date) -> int:
    first, last = today - dt.timedelta(days=MORNING_DAYS), today - dt.timedelta(days=1)
    done = ExerciseSession.objects.visible_to(viewer).performed()
    # One answer is about the whole day before, whatever was done on it.
    days = (
        done.filter(client=client, local_day__range=(first, last))
        .order_by()
        .values("local_day")
        .annotate(told=Count("pain_next_day"))
    )
    return days.filter(told=0).count()


def _precautions(client: User) -> tuple[HeldPrecaution, ...]:
    rows = (
        PrecautionAnswer.objects.in_force()
        .filter(client=client)
        .exclude(answer=Answer.NO)
        .select_related("answered_by")
    )
    by_slug = {one.precaution: one for one in rows}
    return tuple(
        HeldPrecaution(precaution=one, answer=by_slug[slug])
        for slug, one in precautions().items()
        if slug in by_slug
    )


def _change(client: User) -> SaidChange | None:
    told = CheckIn.objects.standing().filter(client=client, global_change__isnull=False)
    for rating, day in told.order_by("-answered_at").values_list("global_change", "local_day")[:1]:
        if rating is not None:
            return SaidChange(rating=rating, day=day)
    return None


def _scores(client: User) -> tuple[ScoreLine, ...]:
    rows: dict[str, list[MeasureScore]] = {}
    for one in MeasureScore.objects.filter(client=client).order_by("measured_on"):
        rows.setdefault(one.measure, []).append(one)
    lines = []
    for slug, scores in rows.items():
        measure = MEASURES.get(slug)
        if measure is None:
            continue
        change = (
            measure.change(int(scores[0].score), int(scores[-1].score)) if len(scores) > 1 else None
        )
        lines.append(ScoreLine(measure=measure, scores=tuple(scores), change=change))
    return tuple(lines)
