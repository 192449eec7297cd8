"""Who needs their therapist, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from routines.domain.adherence import DayAdherence
from routines.domain.attention import (
    ClientActivity,
    Limits,
    RaisedFlag,
    Reach,
    Reason,
    Sign,
    attention,
    say_clock,
    say_day,
)

TODAY = dt.date(2026, 3, 10)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def fortnight(*done: int) -> list[DayAdherence]:
    """Return days that end today, one session due on each."""
    return [
        DayAdherence(day=ago(len(done) - 1 - place), due=1, performed=performed)
        for place, performed in enumerate(done)
    ]


def client(**changes: Any) -> ClientActivity:
    usual: dict[str, Any] = {
        "today": TODAY,
        "has_joined": True,
        "invited_on": None,
        "invitation_ends_on": None,
        "homework_since": ago(20),
        "last_session_on": ago(0),
        "days": fortnight(1, 1, 1, 1, 1),
        "pain": (),
    }
    return ClientActivity(**{**usual, **changes})


def pain(*levels: tuple[int, int]) -> Sequence[tuple[dt.date, int]]:
    return [(ago(days), level) for days, level in levels]


def test_somebody_on_track_needs_nobody() -> None:
    assert attention(client(pain=pain((6, 4), (0, 3)))) is None


def test_pain_up_two_in_seven_days_is_a_reason_with_its_numbers() -> None:
    found = attention(client(pain=pain((6, 2), (3, 3), (0, 4))))

    assert found is not None
    assert found.reason is Reason.PAIN_UP
    assert found.title == "Pain up 2"
    assert found.evidence == "2 to 4 since Wednesday"


def test_pain_up_by_one_or_long_ago_is_none() -> None:
    assert attention(client(pain=pain((3, 3), (0, 4)))) is None
    assert attention(client(pain=pain((7, 1), (0, 4)))) is None
    assert attention(client(pain=pain((0, 9)))) is None


def test_a_week_of_high_pain_is_a_reason_even_where_no_session_made_it_worse() -> None:
    steady = pain((6, 7), (5, 7), (3, 7), (3, 8), (1, 7), (0, 7))

    found = attention(client(pain=steady))

    assert found is not None
    assert (found.reason, found.title) == (Reason.PAIN_HIGH, "Too much all week")
    assert found.evidence == "Pain of 6 or more on 5 of 7 days, up to 8"
    assert attention(client(pain=pain((6, 7), (3, 7), (1, 7), (0, 7), (7, 9)))) is not None
    assert attention(client(pain=pain((9, 7), (3, 6), (1, 6), (0, 6)))) is None
    assert attention(client(pain=pain((5, 5), (4, 5), (3, 5), (2, 5), (0, 5)))) is None


def test_three_due_days_missed_in_a_row_are_a_reason() -> None:
    found = attention(client(days=fortnight(1, 1, 0, 0, 0, 0), last_session_on=ago(4)))

    assert found is not None
    assert found.reason is Reason.MISSED_DAYS
    assert found.title == "3 days missed"
    assert found.evidence == "Last session Friday, 2 of 6 done in 6 days"


@pytest.mark.parametrize(
    ("done", "begun", "said"),
    [
        (
            (1, 1, 0, 0, 0, 0),
            0,
            "Nothing done since Friday, only begun today, 2 of 6 done in 6 days",
        ),
        ((0, 0, 0, 0, 0, 0), 0, "Nothing done in 6 days, only begun today, 0 of 6 done in 6 days"),
        ((0, 0, 0, 0, 0, 0), 9, "Last session 1 Mar, 0 of 6 done in 6 days"),
    ],
    ids=["done-and-begun", "only-begun", "long-ago"],
)
def test_a_session_that_was_only_begun_is_not_said_to_be_done(
    done: tuple[int, ...], begun: int, said: str
) -> None:
    found = attention(client(days=fortnight(*done), last_session_on=ago(begun)))

    assert found is not None
    assert found.evidence == said


def test_today_is_not_missed_yet() -> None:
    assert attention(client(days=fortnight(1, 1, 0, 0, 0))) is None


def test_homework_that_waits_for_three_days_is_a_reason() -> None:
    waiting = client(last_session_on=None, days=fortnight(0, 0, 0, 0), homework_since=ago(3))

    found = attention(waiting)

    assert found is not None
    assert found.reason is Reason.NOT_STARTED
    assert "3 days" in found.evidence


def test_homework_of_yesterday_or_of_tomorrow_may_wait() -> None:
    assert attention(client(last_session_on=None, days=(), homework_since=ago(2))) is None
    assert attention(client(last_session_on=None, days=(), homework_since=ago(-4))) is None
    assert attention(client(last_session_on=None, days=(), homework_since=None)) is None


def test_an_invitation_unused_for_five_days_is_a_reason() -> None:
    found = attention(
        client(
            has_joined=False,
            last_session_on=None,
            invited_on=ago(5),
            invitation_ends_on=ago(-2),
        )
    )

    assert found is not None
    assert found.reason is Reason.NOT_JOINED
    assert found.evidence == "Invitation not used for 5 days, 2 days left"


def test_a_fresh_invitation_is_none() -> None:
    fresh = client(
        has_joined=False, last_session_on=None, invited_on=ago(1), invitation_ends_on=ago(-6)
    )

    assert attention(fresh) is None


def test_an_invitation_that_ran_out_or_was_taken_back_is_a_reason() -> None:
    over = client(
        has_joined=False, last_session_on=None, invited_on=ago(9), invitation_ends_on=ago(2)
    )
    gone = client(has_joined=False, last_session_on=None)

    assert "ran out Sunday" in str(attention(over))
    assert "No invitation is open" in str(attention(gone))


def test_the_most_urgent_reason_is_named() -> None:
    both = client(days=fortnight(1, 0, 0, 0, 0), last_session_on=ago(4), pain=pain((6, 1), (4, 6)))

    assert str(attention(both)).count("Reason.PAIN_UP") == 1


def test_days_are_said_the_way_one_says_them() -> None:
    said = [say_day(ago(days), today=TODAY) for days in (0, 1, 6, 7, -1)]

    assert said == ["today", "yesterday", "Wednesday", "3 Mar", "11 Mar"]


def sign(days: int, **changes: Any) -> Sign:
    return Sign(**{"day": ago(days), "is_warning": False, "exercise": "Bridge", **changes})


def test_a_warning_sign_comes_before_everything() -> None:
    found = attention(
        client(
            signs=[sign(0), sign(3, is_warning=True, exercise="")],
            rests=[(ago(1), "Core 1")],
            pain=pain((6, 2), (0, 9)),
        )
    )

    assert found is not None
    assert (found.reason, found.title) == (Reason.WARNING, "Warning sign reported")
    assert found.evidence == "Reported Saturday"


def test_pain_that_moved_down_the_leg_comes_next() -> None:
    found = attention(client(signs=[sign(1)], rests=[(ago(1), "Core 1")]))

    assert found is not None
    assert (found.reason, found.title) == (Reason.SPREADING, "It moved down the leg")
    assert found.evidence == "Reported yesterday, at Bridge"


def test_what_rests_asks_to_be_looked_at() -> None:
    found = attention(client(rests=[(ago(0), "Hips"), (ago(2), "Core 1")]))

    assert found is not None
    assert (found.reason, found.title) == (Reason.RESTS, "Rests, waits for you")
    assert found.evidence == "Core 1 rests since Sunday"


def test_the_reasons_stand_in_the_order_of_their_urgency() -> None:
    assert [one.value for one in Reason] == [
        "flag-now",
        "flag-today",
        "warning",
        "spreading",
        "rests",
        "moved-down",
        "pain-up",
        "pain-high",
        "flag-visit",
        "missed-days",
        "not-started",
        "not-joined",
    ]


def test_a_flag_goes_first_with_its_time_and_its_clock() -> None:
    raised = dt.datetime(2026, 3, 10, 3, 12, tzinfo=dt.UTC)
    flags = [
        RaisedFlag(is_emergency=False, because="you marked a fever", raised=raised, due=None),
        RaisedFlag(
            is_emergency=True,
            because="you marked numbness between your legs",
            raised=raised,
            due=raised + dt.timedelta(hours=1),
        ),
    ]

    found = attention(client(flags=flags, now=raised + dt.timedelta(minutes=30)))
    late = attention(client(flags=flags, now=raised + dt.timedelta(minutes=80)))
    very_late = attention(client(flags=flags, now=raised + dt.timedelta(hours=5)))

    assert found is not None
    assert found.reason == Reason.FLAG_NOW
    assert found.evidence == (
        "Marked numbness between their legs, 03:12 today, to look at by 04:12"
    )
    assert late is not None
    assert late.evidence.endswith("late by 20 min")
    assert very_late is not None
    assert very_late.evidence.endswith("late by 4 h")


def test_the_clock_of_a_flag_says_the_day_where_it_is_not_today() -> None:
    raised = dt.datetime(2026, 3, 10, 20, 0, tzinfo=dt.UTC)

    def said(hours: int) -> str:
        due = raised + dt.timedelta(hours=hours)
        flag = RaisedFlag(is_emergency=False, because="", raised=raised, due=due)
        return say_clock(flag, now=raised)

    assert said(2) == "to look at by 22:00"
    assert said(24) == "to look at by 20:00 tomorrow"
    assert said(72) == "to look at by 20:00 on Friday"


def test_pain_that_moved_down_by_the_clients_own_limit_is_a_reason() -> None:
    reach = [
        Reach(day=TODAY - dt.timedelta(days=3), level=2, place="buttock"),
        Reach(day=TODAY, level=5, place="calf"),
    ]

    found = attention(client(reach=reach))
    wide = attention(client(reach=reach, limits=Limits(levels_down=4)))

    assert found is not None
    assert (found.reason, found.evidence) == (
        Reason.MOVED_DOWN,
        f"Buttock to calf since {TODAY - dt.timedelta(days=3):%A}",
    )
    assert wide is None


def test_a_good_hour_after_a_session_makes_the_next_morning_no_worse() -> None:
    # Calf before and after, and in between an hour in which it was only in the buttock.
    reach = [
        Reach(day=ago(1), level=5, place="calf"),
        Reach(day=ago(1), level=2, place="buttock"),
        Reach(day=ago(0), level=5, place="calf"),
    ]

    assert attention(client(reach=reach)) is None


def test_pain_that_moved_within_the_back_has_not_moved_down() -> None:
    reach = [
        Reach(day=ago(2), level=0, place="back"),
        Reach(day=ago(0), level=1, place="back"),
    ]

    assert attention(client(reach=reach)) is None


def test_further_down_the_same_part_says_which() -> None:
    reach = [
        Reach(day=ago(1), level=3, place="thigh"),
        Reach(day=ago(0), level=4, place="thigh"),
    ]

    found = attention(client(reach=reach))

    assert found is not None
    assert found.evidence == "Further down the thigh since yesterday"


def test_a_flag_for_the_next_visit_comes_after_pain_and_has_no_clock() -> None:
    raised = dt.datetime(2026, 3, 9, 18, 5, tzinfo=dt.UTC)
    visit = RaisedFlag(
        is_emergency=False,
        because="you marked that you worry about moving",
        raised=raised,
        due=None,
        is_urgent=False,
    )

    alone = attention(client(flags=[visit], now=raised))
    with_pain = attention(client(flags=[visit], pain=pain((3, 2), (0, 6)), now=raised))

    assert alone is not None
    assert (alone.reason, alone.title) == (Reason.FLAG_VISIT, "For the next visit")
    assert alone.evidence == "Marked that they worry about moving, 18:05 yesterday"
    assert with_pain is not None
    assert with_pain.reason is Reason.PAIN_UP


def test_pain_at_the_clients_own_limit_is_a_reason_and_below_it_is_none() -> None:
    pain = [(TODAY, 6)]

    at_it = attention(client(pain=pain, limits=Limits(pain_at_least=6)))
    below = attention(client(pain=pain, limits=Limits(pain_at_least=7)))

    assert at_it is not None
    assert at_it.reason == Reason.PAIN_HIGH
    assert below is None


def test_pain_told_in_a_check_in_after_the_last_session_is_held_against_the_limit_too() -> None:
    limits = Limits(pain_at_least=6)

    worse = attention(client(pain=[(ago(1), 2)], told=(TODAY, 7), limits=limits))
    better = attention(client(pain=[(ago(1), 7)], told=(TODAY, 2), limits=limits))
    alone = attention(client(pain=[], told=(TODAY, 6), limits=limits))

    assert worse is not None
    assert (worse.title, worse.evidence) == ("Pain at 7", "7 of 10 today, your limit is 6")
    assert better is None
    assert alone is not None
