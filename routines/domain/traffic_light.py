"""The traffic light of a session: whether the pain was fine, has to settle, or was too much.

The thresholds and sentences come from `content/safety.yaml`; nothing here diagnoses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routines.domain.safety import Advice, TrafficLight


class Zone(StrEnum):
    """Green goes on, amber is fine if it settles by the next day, red was too much."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class NextDay(StrEnum):
    """How the morning after compares with the pain before the session."""

    SETTLED = "settled"
    SAME = "same"
    NOT_SETTLED = "not-settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPain:
    """What is known of a session: pain and effort from 0 to 10 or None, and what was reported."""

    pain_before: int | None = None
    pain_after: int | None = None
    effort: int | None = None
    is_sharp: bool = False
    has_spread: bool = False
    has_warning: bool = False

    @property
    def rise(self) -> int | None:
        """Points more than before; None where one of the two is not known."""
        if self.pain_before is None or self.pain_after is None:
            return None
        return self.pain_after - self.pain_before


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The zone of a session, what it means, and what to do next time, one sentence each."""

    zone: Zone
    said: str
    next_time: str


def judge(known: SessionPain, *, light: TrafficLight) -> Verdict | None:
    """Return the verdict on a session, or None while neither pain nor a report is known.

    A warning sign, spread or sharp pain is red by itself. Else the pain afterwards and its rise
    decide; where the pain before is not known, the rise is left out. Whoever began with high pain
    is judged by the rise alone (`high_baseline`, safety file).
    """
    if known.has_warning:
        return _verdict(Zone.RED, light.warning_advice)
    if known.has_spread:
        return _verdict(Zone.RED, light.spread_advice)
    if known.is_sharp:
        return _verdict(Zone.RED, light.sharp_advice)
    if known.pain_after is None:
        return None
    rise = known.rise
    if (
        known.pain_before is not None
        and rise is not None
        and known.pain_before >= light.high_baseline_at_least
    ):
        if rise > light.high_baseline_rise_at_most:
            return _verdict(Zone.RED, light.red_advice)
        return _gentler(known, _verdict(Zone.GREEN, light.high_baseline_advice), light=light)
    for zone, limits, advice in (
        (Zone.GREEN, light.green, light.green_advice),
        (Zone.AMBER, light.amber, light.amber_advice),
    ):
        if known.pain_after <= limits.peak_at_most and (rise or 0) <= limits.rise_at_most:
            return _gentler(known, _verdict(zone, advice), light=light)
    return _verdict(Zone.RED, light.red_advice)


def next_day(change: int | None, *, light: TrafficLight) -> NextDay | None:
    """Return how a session settled; `change` is the next morning's pain minus the pain before.

    None where either is not known: silence never counts as settled.
    """
    if change is None:
        return None
    if change <= light.settled_at_most:
        return NextDay.SETTLED
    return NextDay.SAME if change <= light.same_at_most else NextDay.NOT_SETTLED


def _verdict(zone: Zone, advice: Advice) -> Verdict:
    return Verdict(zone=zone, said=advice.say, next_time=advice.next_time)


def _gentler(known: SessionPain, verdict: Verdict, *, light: TrafficLight) -> Verdict:
    # Too hard is no pain and no zone of its own, but it changes what to do next time.
    if known.effort is None or known.effort < light.too_hard_at_least:
        return verdict
    return Verdict(zone=verdict.zone, said=verdict.said, next_time=light.too_hard_next_time)
