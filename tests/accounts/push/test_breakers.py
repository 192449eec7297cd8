"""A service that does not answer is left alone for longer and longer, and comes back with one answer."""

from __future__ import annotations

import pytest

from accounts.push.breakers import FAILURES, FIRST_SECONDS, MOST_SECONDS, Breaker


@pytest.fixture
def breaker() -> Breaker:
    return Breaker()


def fail(breaker: Breaker, *, at: float, times: int = FAILURES) -> None:
    for _ in range(times):
        breaker.failed(at)


def test_a_few_failures_stop_nothing(breaker: Breaker) -> None:
    fail(breaker, at=0, times=FAILURES - 1)

    assert breaker.wait(0) == 0


def test_an_answer_between_failures_starts_the_count_anew(breaker: Breaker) -> None:
    fail(breaker, at=0, times=FAILURES - 1)
    breaker.worked()
    fail(breaker, at=0, times=FAILURES - 1)

    assert breaker.wait(0) == 0


def test_after_five_in_a_row_nothing_is_sent_for_half_a_minute(breaker: Breaker) -> None:
    fail(breaker, at=100)

    assert 0.8 * FIRST_SECONDS <= breaker.wait(100) <= FIRST_SECONDS
    assert breaker.wait(100 + 0.7 * FIRST_SECONDS) > 0
    assert breaker.wait(100 + FIRST_SECONDS) == 0


def test_then_one_goes_first_and_the_others_wait_for_its_answer(breaker: Breaker) -> None:
    fail(breaker, at=0)

    assert breaker.wait(40) == 0
    assert breaker.wait(40) > 0
    breaker.worked()
    assert breaker.wait(40) == 0


def test_each_time_it_takes_longer_up_to_ten_minutes(breaker: Breaker) -> None:
    fail(breaker, at=0)
    now, waits = 0.0, []
    for _ in range(12):
        now += breaker.wait(now)
        assert breaker.wait(now) == 0
        breaker.failed(now)
        waits.append(breaker.wait(now))

    assert waits[0] > FIRST_SECONDS
    assert waits[1] > waits[0]
    assert 0.8 * MOST_SECONDS <= waits[-1] <= MOST_SECONDS


def test_those_under_way_when_it_closed_make_it_no_longer(breaker: Breaker) -> None:
    fail(breaker, at=0, times=4 * FAILURES)

    assert breaker.wait(0) <= FIRST_SECONDS


def test_a_service_that_says_when_to_come_back_is_believed_at_once(breaker: Breaker) -> None:
    breaker.failed(0, seconds=120)

    assert breaker.wait(0) == 120
    assert breaker.wait(120) == 0


def test_nobody_can_ask_to_be_left_alone_for_a_day(breaker: Breaker) -> None:
    breaker.failed(0, seconds=86_400)

    assert breaker.wait(0) == MOST_SECONDS
