"""The ledger of responses: plain counts, and silence where there are too few."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from routines.domain.response import Response, ResponseSample, responses

LEVELS = st.none() | st.integers(0, 7)


def sample(key: str, before: int | None, after: int | None) -> ResponseSample:
    return ResponseSample(key=key, before=before, after=after)


def test_each_exercise_is_counted_by_which_way_pain_went() -> None:
    found = responses(
        [
            sample("press-up", 5, 2),
            sample("press-up", 5, None),
            sample("press-up", 3, 3),
            sample("press-up", None, None),
            sample("press-up", 2, 5),
            sample("press-up", None, 0),
        ]
    )

    assert found == {"press-up": Response(key="press-up", moved_up=2, same=2, moved_down=2)}


def test_under_five_times_nothing_is_said() -> None:
    four = [sample("bridge", 5, 2)] * 4

    assert responses(four) == {"bridge": None}
    assert responses([*four, sample("bridge", 5, 2)])["bridge"] is not None
    assert responses([]) == {}


def test_keys_keep_the_order_they_were_first_seen_in() -> None:
    found = responses([sample("b", 1, 1), sample("a", 1, 1), sample("b", 1, 1)])

    assert list(found) == ["b", "a"]


def test_the_sentence_has_counts_and_no_cause() -> None:
    found = Response(key="press-up", moved_up=5, same=3, moved_down=1)

    assert found.said == "Of 9 times: moved up 5, the same 3, moved down 1"


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=5, max_size=20))
def test_every_time_is_counted_once(pairs: list[tuple[int | None, int | None]]) -> None:
    found = responses(sample("x", *pair) for pair in pairs)["x"]

    assert found is not None
    assert found.count == len(pairs)
