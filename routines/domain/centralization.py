"""The pain pattern: whether pain moved up towards the back or further down the leg.

The rules are the rows of our safety rules on centralization (Aina 2004; May and Aina 2012; the
scored body diagram is Werneke 2008). Our coarse map has not been validated: this is called "your
pain pattern", never a diagnosis and never a forecast.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from routines.domain.body import BodyMap, Side, lane_of, regions
from routines.domain.rating import Finding

SIDES = (Side.LEFT, Side.RIGHT)
LEG_FROM = 2  # the buttock: with no pain from here on down the leg is clear
TREND_SESSIONS = 4
TREND_GOOD = 3
TREND_SPREADING = 2
NO_CHANGE_DAYS = 14
ENOUGH_POINTS = 3
LANES = ("Back", "Buttock", "Thigh", "Calf", "Foot")

_NOWHERE = -1  # closer to the spine than any place


class Movement(StrEnum):
    """Which way the furthest pain went between two maps."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NOT_ENOUGH = "not-enough"


class Status(StrEnum):
    """What one session did to the pain pattern, known the morning after."""

    SPREADING = "spreading"
    UNCLEAR = "unclear"
    CENTRALIZING = "centralizing"
    NOT_HOLDING = "moved-up-not-holding"
    ABOLISHED = "abolished"
    NO_CHANGE = "no-change"
    NOT_ENOUGH = "not-enough"


class Trend(StrEnum):
    """Where the pain pattern went over the last four sessions that have a morning after."""

    CENTRALIZER = "moving-up"
    NON_CENTRALIZER = "no-change"
    SPREADING = "spreading"
    MIXED = "mixed"
    NOT_ENOUGH = "not-enough"


GOOD = frozenset({Status.CENTRALIZING, Status.ABOLISHED})


def movement(before: BodyMap | None, after: BodyMap | None) -> Movement:
    """Return which way the furthest pain went, looking at each side.

    No pain now is up from anywhere. Where one side went down it is down, whatever the other did
    (`are_sides_opposite` tells that apart). Without both maps nothing can be said.
    """
    if before is None or after is None:
        return Movement.NOT_ENOUGH
    changes = _changes(before, after)
    if max(changes) > 0:
        return Movement.DOWN
    return Movement.UP if min(changes) < 0 else Movement.SAME


def are_sides_opposite(before: BodyMap, after: BodyMap) -> bool:
    """Whether one side moved up while the other moved down."""
    changes = _changes(before, after)
    return min(changes) < 0 < max(changes)


def has_more_numbness(before: BodyMap, after: BodyMap) -> bool:
    """Whether any place is more numb, or feels more of numbness and tingling than it did.

    Numbness that turned into tingling no stronger than it was is not more.
    """
    for mark in after.marks:
        numbness = before.numbness(mark.region, mark.side)
        either = max(numbness, before.tingling(mark.region, mark.side))
        if mark.numbness > numbness or max(mark.numbness, mark.tingling) > either:
            return True
    return False


def is_less_pain_more_numb(before: BodyMap, after: BodyMap, *, is_weaker: bool | None) -> bool:
    """Whether pain moved up on a side while numbness rose or strength fell: an alarm.

    A nerve that falls silent hurts less; that is never a good sign and never praised. Numbness
    between the legs is no part of it: that is a sign of its own, and more urgent.
    """
    moved_up = min(_changes(before, after)) < 0
    legs = BodyMap(marks=tuple(mark for mark in after.marks if mark.level is not None))
    return moved_up and (is_weaker is True or has_more_numbness(before, legs))


def session_status(
    *,
    before: BodyMap | None,
    after: BodyMap | None,
    morning: BodyMap | None,
    is_weaker: bool | None,
) -> Status:
    """Return what a session did, by the first of these that holds.

    1. spreading: pain reaches further down on a side than before and was not gone again the next
       morning (silence is not gone), or numbness or tingling reaches further down, or is new
       between the legs;
    2. unclear: more numbness anywhere, or weaker, or the sides went opposite ways;
    3. not enough: without a map before, after and of the morning nothing good can be said;
    4. centralizing: up by a level or more, and no further down the next morning;
    5. moved up, not holding: up, but further down again the next morning;
    6. abolished: no pain from the buttock down, now and the next morning;
    7. no change: all else.

    Whoever did not say whether they are weaker gets no good status either: it only counts as
    moved up when strength is the same or better.
    """
    if before is None:
        return Status.NOT_ENOUGH
    later = [body_map for body_map in (after, morning) if body_map is not None]
    if _has_spread(before, after, morning) or any(_numb_further(before, each) for each in later):
        return Status.SPREADING
    if (
        is_weaker is True
        or any(has_more_numbness(before, each) for each in later)
        or any(are_sides_opposite(before, each) for each in later)
    ):
        return Status.UNCLEAR
    if after is None or morning is None:
        return Status.NOT_ENOUGH
    status = _calm_status(before, after, morning)
    return Status.NOT_ENOUGH if status in GOOD and is_weaker is None else status


def trend(statuses: Sequence[tuple[dt.date, Status]], *, on: dt.date) -> Trend:
    """Return where the last four sessions with a morning after went, as seen `on` a day.

    Two that spread are enough to say so, even before there are four. Three of four that moved up
    (or left the leg clear) are moving up. None of four is "no change" only after two weeks.
    """
    known = sorted(
        ((day, status) for day, status in statuses if day <= on and status != Status.NOT_ENOUGH),
        key=lambda each: each[0],
    )
    last = [status for _, status in known[-TREND_SESSIONS:]]
    if last.count(Status.SPREADING) >= TREND_SPREADING:
        return Trend.SPREADING
    if len(last) < TREND_SESSIONS:
        return Trend.NOT_ENOUGH
    good = sum(status in GOOD for status in last)
    if good >= TREND_GOOD:
        return Trend.CENTRALIZER
    if good:
        return Trend.MIXED
    is_old = (on - known[0][0]).days >= NO_CHANGE_DAYS
    return Trend.NON_CENTRALIZER if is_old else Trend.NOT_ENOUGH


def say_movement(
    before: BodyMap | None, after: BodyMap | None, *, is_weaker: bool | None
) -> Finding:
    """Return what the pain pattern did, in the words for a client.

    Good news only where pain moved up on no worse side, without more numbness or weakness. It
    tells what was marked; it names no cause and promises nothing.
    """
    if before is None or after is None:
        return Finding(
            title="Thank you. It is saved.",
            text="It takes two body maps to see which way your pain pattern goes.",
            next_time="Mark it next time too.",
            tone="news",
            icon="info",
        )
    if is_weaker is True or has_more_numbness(before, after):
        return _say_nerve(before, after, is_weaker=is_weaker is True)
    if are_sides_opposite(before, after):
        return _careful("One side moved up, the other moved down")
    way = movement(before, after)
    if way is Movement.DOWN:
        return _careful(_say_down(before, after))
    if way is Movement.UP:
        return Finding(
            title=_say_up(before, after),
            text="That's usually a good sign.",
            next_time="Tomorrow morning shows if it holds. Your back may be a bit sorer for now.",
            tone="good",
            icon="trending-up",
        )
    nowhere = after.furthest() is None
    return Finding(
        title="No pain marked" if nowhere else "It is where it was",
        text="Your pain pattern is the same as before.",
        next_time="Carry on as agreed with your therapist.",
        tone="news",
        icon="info",
    )


def beside_a_sign(finding: Finding) -> Finding:
    """Return the same without praise: a warning sign from before stands, and comes first."""
    if finding.tone != "good":
        return finding
    return replace(
        finding,
        text="The warning sign you marked before still comes first.",
        next_time="Do what you were told then, and rest until you may go on.",
        tone="news",
        icon="info",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePoint:
    """One check-in on the chart: `lane` 0 (back, on top) to 4 (foot), None where no pain."""

    day: dt.date
    lane: int | None
    is_numb: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternLanes:
    """The chart "Where it reaches": a point for each check-in, oldest first, and its finding."""

    points: tuple[LanePoint, ...]
    title: str
    text: str

    @property
    def has_finding(self) -> bool:
        """Whether there are enough points for the title to say which way they went."""
        return len(self.points) >= ENOUGH_POINTS


def lanes(values: Sequence[tuple[dt.date, BodyMap]]) -> PatternLanes:
    """Return the points of the five-lane chart, and a title that says which way they went.

    A move up is only said where the last two points both show it, and never with more numbness
    than at the start or than the time before.
    """
    ordered = sorted(values, key=lambda each: each[0])
    points = tuple(
        LanePoint(
            day=day,
            lane=_lane(body_map),
            is_numb=body_map.has_saddle or body_map.numb_level() is not None,
        )
        for day, body_map in ordered
    )
    title, text = _lanes_said([body_map for _, body_map in ordered], points)
    return PatternLanes(points=points, title=title, text=text)


def level(body_map: BodyMap, side: Side | None = None) -> int:
    """Return the furthest level with pain, -1 where there is none."""
    furthest = body_map.furthest(side)
    return _NOWHERE if furthest is None else furthest


def change_on(side: Side, before: BodyMap, after: BodyMap) -> int:
    """Return by how many levels pain moved down on a side; less than 0 is up.

    The middle of the back counts for both sides. So pain that leaves one leg for there has not moved
    down on the other; and where pain is left elsewhere, a back that is quiet has not moved up.
    """
    start, end = level(before, side), level(after, side)
    has_pain = before.furthest() is not None and after.furthest() is not None
    if has_pain and (start, end) in {(_NOWHERE, 0), (0, _NOWHERE), (1, _NOWHERE)}:
        return 0
    return end - start


def _changes(before: BodyMap, after: BodyMap) -> tuple[int, int]:
    left, right = (change_on(side, before, after) for side in SIDES)
    return left, right


def _has_spread(before: BodyMap, after: BodyMap | None, morning: BodyMap | None) -> bool:
    latest = after if morning is None else morning
    return latest is not None and max(_changes(before, latest)) > 0


def _numb_further(before: BodyMap, after: BodyMap) -> bool:
    if after.has_saddle and not before.has_saddle:
        return True
    return any(end > start for start, end in _numb_levels(before, after))


def _numb_levels(before: BodyMap, after: BodyMap) -> Iterator[tuple[int, int]]:
    for side in SIDES:
        start, end = before.numb_level(side), after.numb_level(side)
        yield (_NOWHERE if start is None else start), (_NOWHERE if end is None else end)


def _calm_status(before: BodyMap, after: BodyMap, morning: BodyMap) -> Status:
    if movement(before, after) is Movement.UP:
        holds = movement(after, morning) is not Movement.DOWN
        return Status.CENTRALIZING if holds else Status.NOT_HOLDING
    is_clear = level(after) < LEG_FROM and level(morning) < LEG_FROM
    return Status.ABOLISHED if is_clear else Status.NO_CHANGE


def _say_nerve(before: BodyMap, after: BodyMap, *, is_weaker: bool) -> Finding:
    felt = "weaker" if is_weaker else "more numb or tingly"
    has_less = min(_changes(before, after)) < 0
    return Finding(
        title=f"Less pain, but {felt}" if has_less else f"It feels {felt}",
        text="That needs a look. Stop for now.",
        next_time="Tell your therapist or a doctor today.",
        tone="care",
        icon="triangle-alert",
    )


def _careful(title: str) -> Finding:
    return Finding(
        title=title,
        text="Let's be careful with it.",
        next_time="Wait with this routine, and talk to your therapist first.",
        tone="care",
        icon="triangle-alert",
    )


def _say_up(before: BodyMap, after: BodyMap) -> str:
    if after.furthest() is None:
        return "No pain marked now"
    side, moved = _moved_side(before, after, sign=-1)
    start, end = _word(before, side), _word(after, side)
    if not end:
        return f"{moved} up, out of the {start}"
    return f"{moved} up a little" if start == end else f"{moved} up, from {start} to {end}"


def _say_down(before: BodyMap, after: BodyMap) -> str:
    side, moved = _moved_side(before, after, sign=1)
    if before.furthest() is None:
        return f"Pain is back, in the {_word(after, side)}"
    if level(after, side) > LEG_FROM:
        return f"{moved} further down the leg"
    return f"{moved} further out, to the {_word(after, side)}"


def _moved_side(before: BodyMap, after: BodyMap, *, sign: int) -> tuple[Side | None, str]:
    """Return the side to speak of and how the sentence starts; None where the whole moved."""
    if (level(after) - level(before)) * sign > 0:
        return None, "It moved"
    side = max(SIDES, key=lambda each: change_on(each, before, after) * sign)
    return side, f"On the {side} it moved"


def _word(body_map: BodyMap, side: Side | None) -> str:
    furthest = body_map.furthest(side)
    for mark in body_map.marks:
        on_side = side is None or mark.side in {side, Side.MIDDLE}
        if on_side and mark.pain and mark.level == furthest:
            return regions()[mark.region].word
    return ""


def _lane(body_map: BodyMap) -> int | None:
    furthest = body_map.furthest()
    return None if furthest is None else LANES.index(lane_of(furthest).capitalize())


def _lanes_said(maps: Sequence[BodyMap], points: Sequence[LanePoint]) -> tuple[str, str]:
    up_is_good = "Up is usually good: closer to your back, and out of the leg."
    if not points:
        return "Your pain pattern starts here", "Mark where it is, and your first dot goes here."
    if len(points) < ENOUGH_POINTS:
        few = "Your first dot is on the chart" if len(points) == 1 else "Two dots so far"
        return few, "That is not enough to say which way your pain pattern goes."
    if any(has_more_numbness(earlier, maps[-1]) for earlier in (maps[0], maps[-2])):
        return "More numb or tingly than before", "Tell your therapist or a doctor today."
    rows = [_NOWHERE if point.lane is None else point.lane for point in points]
    start, end = rows[0], rows[-1]
    if end > start:
        back = start == _NOWHERE
        title = "Pain is back" if back else "Further down than at the start"
        return title, "Show this to your therapist."
    settled = max(rows[-2:])
    if settled == _NOWHERE:
        return "No pain marked lately", up_is_good
    if settled < start:
        left_leg = start >= LANES.index("Thigh") > settled
        return ("Leaving the leg" if left_leg else "Moving up"), up_is_good
    return ("Where it was" if end == start else "Up and down so far"), up_is_good
