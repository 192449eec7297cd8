"""Schedules of faults against the true server: nothing lost, nothing doubled, nothing misplaced."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.client import Phones
from tests.simulator.schedules import Simulator, told, too_rare
from tests.simulator.server import Server

# `make check-sync` lives ten times as many; each seeded bug shows within 300. Each part makes its
# people once; with several processes they are shared out.
SCHEDULES = 1_000
PART = 125


@pytest.fixture
def simulator(db: None) -> Iterator[Simulator]:
    with Phones() as phones:
        yield Simulator(Server(), phones, compares_every=4)


@pytest.mark.parametrize("first", range(0, SCHEDULES, PART))
def test_everything_arrives_once_under_its_account(simulator: Simulator, first: int) -> None:
    counts, failed = simulator.live_all(range(first, first + PART))

    assert failed is None, told(simulator.shortened(failed))
    assert counts["schedules"] == PART
    assert too_rare(counts) == []


def test_a_schedule_is_the_same_each_time(simulator: Simulator) -> None:
    for seed in range(3):
        one, other = (simulator.live(seed, story=True).end for _ in range(2))
        assert (one["story"], one["counts"]) == (other["story"], other["counts"])


def test_a_schedule_leaves_nothing_for_the_next(simulator: Simulator) -> None:
    alone = simulator.live(7, story=True).end["story"]
    simulator.live_all(range(5))

    assert simulator.live(7, story=True).end["story"] == alone


@pytest.mark.parametrize("rest", range(0, 4))
def test_a_page_killed_at_any_step_forgets_no_restored_server(
    simulator: Simulator, rest: int
) -> None:
    # Killed after so many steps: at some of them the server has it and the phone knows it, or half.
    for steps in range(10 + rest, 50, 4):
        actions = [
            {"do": "tap", "what": "session", "steps": steps},
            {"do": "kill the browser"},
            {"do": "restore"},
        ]
        lived = simulator.live(1, actions=actions, story=True)
        assert lived.wrong == [], told(lived)


@pytest.mark.parametrize("rest", range(0, 4))
def test_a_page_killed_while_it_offers_again_goes_on_with_it(
    simulator: Simulator, rest: int
) -> None:
    for steps in range(rest, 60, 4):
        actions = [
            {"do": "tap", "what": "session", "steps": 200},
            {"do": "tap", "what": "log", "steps": 200},
            {"do": "restore"},
            {"do": "sign in", "steps": 200},
            {"do": "tap", "what": "session", "steps": steps},
            {"do": "kill the browser"},
        ]
        lived = simulator.live(1, actions=actions, story=True)
        assert lived.wrong == [], told(lived)


def test_what_the_server_keeps_aside_is_offered_again_too(simulator: Simulator) -> None:
    # Five logs of two exercises: some say something else than the one that stands.
    logs = [{"do": "tap", "what": "log", "steps": 200} for _ in range(5)]
    for seed in range(8):
        actions = [{"do": "tap", "what": "session", "steps": 200}, *logs, {"do": "restore"}]
        lived = simulator.live(seed, actions=actions, story=True)
        assert lived.wrong == [], told(lived)
