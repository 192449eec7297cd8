"""The traffic light: which zone a session is in, and what is said about it."""

from __future__ import annotations

import pytest

from routines.domain.safety import traffic_light
from routines.domain.traffic_light import NextDay, SessionPain, Verdict, Zone, judge, next_day

LIGHT = traffic_light()


def verdict(**known: int | bool | None) -> Verdict:
    found = judge(SessionPain(**known), light=LIGHT)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_nothing_known_says_nothing() -> None:
    assert judge(SessionPain(pain_before=4, effort=9), light=LIGHT) is None


@pytest.mark.parametrize(
    ("before", "after", "zone"),
    [
        (None, 0, Zone.GREEN),
        (None, 3, Zone.GREEN),
        (None, 4, Zone.AMBER),
        (None, 5, Zone.AMBER),
        (None, 6, Zone.RED),
        (2, 3, Zone.GREEN),
        (1, 3, Zone.AMBER),
        (0, 3, Zone.RED),
        (5, 3, Zone.GREEN),
        (5, 5, Zone.AMBER),
        (3, 5, Zone.AMBER),
        (2, 5, Zone.RED),
        (5, 6, Zone.RED),
        # High before it began: only the rise counts.
        (6, 6, Zone.GREEN),
        (6, 7, Zone.GREEN),
        (6, 8, Zone.RED),
        (8, 2, Zone.GREEN),
    ],
)
def test_the_zone_goes_by_peak_and_rise(before: int | None, after: int, zone: Zone) -> None:
    assert verdict(pain_before=before, pain_after=after).zone is zone


@pytest.mark.parametrize(
    ("sign", "advice"),
    [
        ("is_sharp", LIGHT.sharp_advice),
        ("has_spread", LIGHT.spread_advice),
        ("has_warning", LIGHT.warning_advice),
    ],
)
def test_a_sign_is_red_by_itself(sign: str, advice: object) -> None:
    found = verdict(pain_after=0, **{sign: True})

    assert found.zone is Zone.RED
    assert (found.said, found.next_time) == (advice.say, advice.next_time)  # type: ignore[attr-defined]


def test_the_gravest_sign_speaks() -> None:
    found = verdict(is_sharp=True, has_spread=True, has_warning=True)

    assert found.said == LIGHT.warning_advice.say


def test_high_pain_before_is_never_called_calm() -> None:
    found = verdict(pain_before=7, pain_after=7)

    assert found.said == LIGHT.high_baseline_advice.say
    assert "calm" not in found.said


def test_too_hard_changes_what_to_do_next_time_and_not_the_zone() -> None:
    assert verdict(pain_after=1, effort=9) == Verdict(
        zone=Zone.GREEN, said=LIGHT.green_advice.say, next_time=LIGHT.too_hard_next_time
    )
    assert verdict(pain_after=1, effort=8).next_time == LIGHT.green_advice.next_time
    assert verdict(pain_after=7, effort=9).next_time == LIGHT.red_advice.next_time


@pytest.mark.parametrize(
    ("change", "meaning"),
    [
        (None, None),
        (-2, NextDay.SETTLED),
        (0, NextDay.SETTLED),
        (1, NextDay.SAME),
        (2, NextDay.NOT_SETTLED),
    ],
)
def test_the_morning_after_is_compared_with_before(
    change: int | None, meaning: NextDay | None
) -> None:
    assert next_day(change, light=LIGHT) is meaning
