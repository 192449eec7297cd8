"""The thresholds and sentences of the traffic light, read from `content/safety.yaml` and checked.

What they decide is in `traffic_light`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from routines.domain.content_files import (
    CONTENT_FOLDER,
    ContentError,
    Problems,
    Section,
    read_mapping,
)

FILE = "safety.yaml"
LONGEST_SENTENCE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is said after a session: what it means, and what to do next time."""

    say: str
    next_time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much pain a zone allows, both 0 to 10: at its highest, and more than before."""

    peak_at_most: int
    rise_at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficLight:
    """All thresholds (pain and effort 0 to 10, rises in points) and sentences of the traffic light."""

    green: Limits
    amber: Limits
    green_advice: Advice
    amber_advice: Advice
    red_advice: Advice
    sharp_advice: Advice
    spread_advice: Advice
    warning_advice: Advice
    high_baseline_advice: Advice
    high_baseline_at_least: int
    high_baseline_rise_at_most: int
    too_hard_at_least: int
    too_hard_next_time: str
    settled_at_most: int
    same_at_most: int
    sources: tuple[str, ...]


@cache
def traffic_light() -> TrafficLight:
    """Return the traffic light that comes with Carryover, read once per process."""
    return read_traffic_light(CONTENT_FOLDER)


def read_traffic_light(folder: Path) -> TrafficLight:
    """Return the traffic light in `folder`.

    Raises `ContentError` with every mistake in the file, by line, when there is at least one.
    """
    problems = Problems()
    sources = read_mapping(folder / "sources.yaml", "sources.yaml", problems)
    known = tuple(slug for slug, _ in sources.named_sections()) if sources else ()
    file = read_mapping(folder / FILE, FILE, problems)
    section = file.section("traffic_light", required=True) if file else None
    light = _light(section, known) if section else None
    if file:
        file.finish()
    if problems.found or light is None:
        raise ContentError(problems.found)
    return light


def _light(section: Section, known: Collection[str]) -> TrafficLight:
    green, green_advice = _zone(section, "green")
    amber, amber_advice = _zone(section, "amber")
    high, high_advice = _numbers_and_advice(
        section, "high_baseline", "pain_before_at_least", "rise_at_most"
    )
    too_hard, too_hard_advice = _numbers_and_advice(
        section, "too_hard", "effort_at_least", has_say=False
    )
    (settled, same), _ = _numbers_and_advice(
        section, "next_day", "settled_at_most", "same_at_most", has_say=False, has_next_time=False
    )
    if amber.peak_at_most < green.peak_at_most or amber.rise_at_most < green.rise_at_most:
        section.note("amber", "Amber allows at least as much as green.")
    if same < settled:
        section.note("next_day", "What is about the same is not less than what has settled.")
    light = TrafficLight(
        green=green,
        amber=amber,
        green_advice=green_advice,
        amber_advice=amber_advice,
        red_advice=_numbers_and_advice(section, "red")[1],
        sharp_advice=_numbers_and_advice(section, "sharp")[1],
        spread_advice=_numbers_and_advice(section, "spread")[1],
        warning_advice=_numbers_and_advice(section, "warning")[1],
        high_baseline_advice=high_advice,
        high_baseline_at_least=high[0],
        high_baseline_rise_at_most=high[1],
        too_hard_at_least=too_hard[0],
        too_hard_next_time=too_hard_advice.next_time,
        settled_at_most=settled,
        same_at_most=same,
        sources=section.slugs("sources", known, noun="source", required=True),
    )
    section.finish()
    return light


def _zone(section: Section, key: str) -> tuple[Limits, Advice]:
    (peak, rise), advice = _numbers_and_advice(section, key, "peak_at_most", "rise_at_most")
    return Limits(peak_at_most=peak, rise_at_most=rise), advice


def _numbers_and_advice(
    section: Section, key: str, *names: str, has_say: bool = True, has_next_time: bool = True
) -> tuple[tuple[int, ...], Advice]:
    inner = section.section(key, required=True)
    if inner is None:
        return (0,) * len(names), Advice(say="", next_time="")
    numbers = tuple(inner.integer(name, 0, 10, required=True) or 0 for name in names)
    advice = Advice(
        say=inner.text("say", required=True, longest=LONGEST_SENTENCE) if has_say else "",
        next_time=inner.text("next_time", required=True, longest=LONGEST_SENTENCE)
        if has_next_time
        else "",
    )
    inner.finish()
    return numbers, advice
