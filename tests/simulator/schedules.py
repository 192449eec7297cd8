"""Schedules: lived one after the other, judged, and shortened where one fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.factories import NOW
from tests.simulator.client import Phones
from tests.simulator.server import Server
from tests.simulator.verdict import verdict


@dataclass
class Lived:
    """What came of one schedule: what is wrong, what really occurred, and the story."""

    seed: int
    wrong: list[str]
    end: dict[str, Any]


@dataclass
class Simulator:
    """One server and its phones. `options`: `without` some kinds of action, another `weather`."""

    server: Server
    phones: Phones
    options: dict[str, Any] = field(default_factory=dict)
    # Sending everything once more, in order, takes a fifth of the time: for one in so many.
    compares_every: int = 1

    def live(self, seed: int, **changes: Any) -> Lived:
        """Live one schedule and judge it."""
        order = {
            "seed": seed,
            "now": int(NOW.timestamp() * 1000),
            "people": self.server.described(),
            "skip": [],
            "calm": [],
            **self.options,
            **changes,
        }
        with self.server.world() as start:
            end = self.phones.live(order, self.server.answer)
            compares = seed % self.compares_every == 0
            wrong = verdict(end, people=self.server.people, start=start, compares=compares)
            end["counts"]["compared"] = int(compares)
        return Lived(seed, wrong, end)

    def live_all(self, seeds: Iterable[int]) -> tuple[Counter[str], Lived | None]:
        """Live these until one fails; return what occurred in all, and the one that failed."""
        counts: Counter[str] = Counter()
        for seed in seeds:
            lived = self.live(seed)
            counts.update(lived.end["counts"])
            counts["schedules"] += 1
            if lived.wrong:
                return counts, lived
        return counts, None

    def shortened(self, failed: Lived) -> Lived:
        """Leave out actions and faults for as long as it still fails in the same way."""
        kind = failed.wrong[0].split(":")[0]
        kept: dict[str, list[int]] = {"skip": [], "calm": []}
        best = failed
        for name, parts in (("skip", failed.end["actions"]), ("calm", failed.end["faults"])):
            for size in (4, 2, 1, 1):
                left = [one for one in parts if one not in kept[name]]
                for place in range(0, len(left), size):
                    tried = {**kept, name: kept[name] + left[place : place + size]}
                    lived = self.live(failed.seed, **tried)
                    if any(one.startswith(kind) for one in lived.wrong):
                        kept, best = tried, lived
        return self.live(best.seed, **kept, story=True)


def told(lived: Lived) -> str:
    """Return the story of a failed schedule in plain words."""
    return "\n".join(
        [
            f"Schedule {lived.seed} fails: python -m tests.simulator --seed {lived.seed} --schedules 1",
            *lived.wrong[:6],
            "",
            *lived.end["story"],
        ]
    )


# How often each must have occurred in so many schedules. Without that, nothing was proved.
AT_LEAST_IN_100: dict[str, float] = {
    "taps": 250,
    "requests": 250,
    "compared": 20,
    "request lost": 8,
    "reply lost": 15,
    "twice": 8,
    "late": 5,
    "cut": 4,
    "cut after": 3,
    "busy": 1,
    "closed tabs": 25,
    "killed browsers": 15,
    "power cuts": 8,
    "killed before written": 12,
    "killed before sent": 12,
    "killed before answered": 2,
    "killed before marked": 0.3,
    "database lost": 5,
    "copy lost": 3,
    "full": 15,
    "restores": 12,
    "offered again": 6,
    "expired sessions": 8,
    "changed person": 30,
    "answer 401": 4,
    "answer 403": 3,
    "wrong clocks": 20,
    "two tabs at once": 60,
    "waitedForLock": 8,
    "heard": 25,
    "poison": 4,
}


def too_rare(counts: Counter[str]) -> list[str]:
    """Return what occurred less often than it must; nothing for fewer than 100 schedules."""
    hundreds = counts["schedules"] / 100
    if hundreds < 1:
        return []
    return [name for name, least in AT_LEAST_IN_100.items() if counts[name] < int(least * hundreds)]
