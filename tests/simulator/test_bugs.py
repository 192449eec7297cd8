"""Seeded bugs: the simulator notices each of them, tells it in few words, and finds none without."""

from __future__ import annotations

import pytest

from tests.simulator.bugs import BUGS, LOCKED, Bug
from tests.simulator.client import PatchError, Phones, source
from tests.simulator.schedules import AT_LEAST_IN_100, Simulator, too_rare
from tests.simulator.server import Server

WITHIN = 300
# Fewer than are looked through for a bug, for they are all lived.
CONTROLS = 60

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_seeded_bug_is_caught(bug: Bug) -> None:
    server = Server()
    with bug.on(server), Phones(bug.patches) as phones:
        simulator = Simulator(server, phones, options=bug.options)
        _, failed = simulator.live_all([bug.first, *range(WITHIN)])

    assert failed is not None
    assert any(one.startswith(bug.kind) for one in failed.wrong), failed.wrong


def test_with_the_lock_two_tabs_send_nothing_twice() -> None:
    server = Server()
    with LOCKED.on(server), Phones() as phones:
        simulator = Simulator(server, phones, options=LOCKED.options)
        counts, failed = simulator.live_all(range(CONTROLS))

    assert failed is None, failed.wrong
    assert counts["waitedForLock"] > 0


def test_a_failing_schedule_is_told_in_few_words() -> None:
    bug = next(one for one in BUGS if one.name == "marks before the answer")
    server = Server()
    with Phones(bug.patches) as phones:
        simulator = Simulator(server, phones)
        _, failed = simulator.live_all(range(WITHIN))
        assert failed is not None
        short = simulator.shortened(failed)

    assert short.wrong
    assert short.wrong[0].split(":")[0] == failed.wrong[0].split(":")[0]
    assert len(short.end["actions"]) <= 4
    assert any(" makes " in sentence for sentence in short.end["story"])


def test_a_bug_whose_text_is_gone_says_so() -> None:
    with pytest.raises(PatchError, match="0 times"):
        source([("no such text", "")])
    with pytest.raises(PatchError, match="times instead of once"):
        source([("this.#letters", "")])


def test_schedules_in_which_nothing_happens_prove_nothing() -> None:
    server = Server()
    with Phones() as phones:
        counts, _ = Simulator(server, phones, options={"actions": []}).live_all(range(100))

    assert set(too_rare(counts)) == {
        name for name, least in AT_LEAST_IN_100.items() if least >= 1 and name != "compared"
    }
