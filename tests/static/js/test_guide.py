"""The state machine of a guided session, by a clock that the tests set."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from routines.domain.content import Mode, RoutineContent
from routines.domain.dosage import Dosage, Side
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.sets import as_prescribed
from routines.domain.steps import READY_SECONDS
from tests.guided_plans import BOTH, COUNTED, HOLD, WALK, kinds, logged, plan_of

LIBRARY = read_library(CONTENT_FOLDER)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("routine", LIBRARY.routines, ids=lambda one: one.slug)
def test_each_routine_takes_as_long_as_it_is_estimated(
    run: Callable[..., Any], routine: RoutineContent
) -> None:
    modes = {one.slug: one.mode for one in LIBRARY.exercises}
    plan = plan_of(
        *(item.dosage for item in routine.items),
        rounds=routine.rounds,
        rest=routine.rest_between_items_seconds,
        # A habit waits for a tap; by the clock it lasts what its dosage says.
        modes=tuple(
            Mode.REPETITIONS if modes[item.exercise] is Mode.HABIT else modes[item.exercise]
            for item in routine.items
        ),
    )

    answer = run(plan, [100_000, "until over", 1])

    assert answer["happened"][-1] == {
        "type": "over",
        "at": READY_SECONDS + routine.total_seconds,
    }
    assert logged(answer) == [
        [one.as_json() for one in as_prescribed(item.dosage)] for item in routine.items
    ]


def test_what_is_done_as_prescribed_is_logged_as_prescribed(run: Callable[..., Any]) -> None:
    alternating = Dosage(sets=2, repetitions=4, hold_seconds=8, side=Side.ALTERNATING)
    pattern = Dosage(sets=3, repetition_pattern=(5, 3, 1), hold_seconds=10, rest_seconds=20)

    answer = run(plan_of(alternating, pattern, WALK, BOTH), [10_000, "until over"])

    assert logged(answer) == [
        [one.as_json() for one in as_prescribed(dosage)]
        for dosage in (alternating, pattern, WALK, BOTH)
    ]


def test_all_rounds_of_an_exercise_are_one_log(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD, WALK, rounds=3), [10_000, "until over"])

    assert [len(sets) for sets in logged(answer)] == [3, 3]
    assert answer["happened"][-1]["at"] == 10 + 3 * (96 + 60) + 5 * 10


def test_a_pause_takes_no_time_of_a_hold(run: Callable[..., Any]) -> None:
    answer = run(
        plan_of(HOLD), [20, "run"], [0, "pause"], [3600, "away"], [0, "resume"], [300, "until over"]
    )

    assert logged(answer) == [[{"side": "none", "repetitions": 3, "seconds": 30}]]
    assert answer["happened"][-1]["at"] == 3600 + READY_SECONDS + 96


def test_ticks_that_come_once_a_minute_lose_no_time(run: Callable[..., Any]) -> None:
    walk = Dosage(duration_seconds=600)

    answer = run(plan_of(walk, rest=0), [11, "run"], [400, "run", 50])

    assert answer["shown"]["number"] == 600 - 401
    assert kinds(answer) == []


def test_no_exercise_begins_while_nobody_looks(run: Callable[..., Any]) -> None:
    answer = run(plan_of(WALK, HOLD), [30, "run"], [110, "away"])

    assert kinds(answer) == ["exercise", "away"]
    assert logged(answer) == [[{"side": "none", "repetitions": 0, "seconds": 60}]]
    assert answer["shown"]["paused"]
    assert (answer["shown"]["mode"], answer["shown"]["number"]) == ("hold", 30)


@pytest.mark.parametrize("seconds", [121, 600, 86_400])
def test_gone_for_long_it_waits_where_it_was_last_seen(
    run: Callable[..., Any], seconds: int
) -> None:
    answer = run(plan_of(HOLD, WALK), [23, "run"], [seconds, "away"])

    assert kinds(answer) == ["away"]
    assert answer["shown"]["paused"]
    assert answer["shown"]["number"] == 18


def test_a_clock_that_is_set_back_goes_on_from_where_it_stood(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD), [20, "run"], [-3600, "away"], [5, "run"])

    assert (answer["shown"]["kind"], answer["shown"]["number"]) == ("set", 30 - 9 - 5)


def test_a_reload_stands_exactly_where_it_stopped(run: Callable[..., Any]) -> None:
    answer = run(plan_of(BOTH), [10 + 44 + 10 + 12, "run"], [5, "reload"])

    shown = answer["shown"]
    assert shown["paused"]
    assert (shown["side"], shown["repetition"], shown["number"]) == ("right", 1, 9)

    resumed = run(plan_of(BOTH), [76, "run"], [5, "reload"], [0, "resume"], [100, "until over"])
    assert logged(resumed) == [[one.as_json() for one in as_prescribed(BOTH)]]


def test_what_was_logged_elsewhere_is_not_done_again(run: Callable[..., Any]) -> None:
    plan = plan_of(HOLD, WALK)
    plan["exercises"][0]["logged"] = "x"

    answer = run(plan, [200, "until over"])

    assert logged(answer) == [[{"side": "none", "repetitions": 0, "seconds": 60}]]


def test_a_dose_that_was_changed_meanwhile_is_begun_anew(page: Any) -> None:
    answer = page.evaluate(
        """async ([before, after]) => {
            const { begin, takeUp, tick } = await import("/static/js/lib/guide.js");
            const [state] = tick(before, begin(before, 0, true), 60000);
            return takeUp(after, state, 60000);
        }""",
        [plan_of(HOLD), plan_of(WALK)],
    )

    assert (answer["turn"], answer["step"], answer["done"]) == (0, -1, {})


def test_what_was_taken_back_on_the_list_is_asked_for_again(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD, WALK), [10 + 96 + 5, "run"], [0, "reload"])

    assert answer["state"]["closed"] == []


def test_going_back_to_an_exercise_outlives_a_reload(page: Any) -> None:
    plan = plan_of(HOLD, WALK)
    logged_now = plan_of(HOLD, WALK)
    logged_now["exercises"][0]["logged"] = "x"

    answer = page.evaluate(
        """async ([plan, after]) => {
            const { begin, previous, skip, takeUp } = await import("/static/js/lib/guide.js");
            let state = begin(plan, 0, true);
            [state] = skip(plan, state, 0);
            [state] = skip(plan, state, 40000);
            return takeUp(after, previous(plan, state, 41000), 42000);
        }""",
        [plan, logged_now],
    )

    assert answer["turn"] == 0


def test_a_session_that_is_all_logged_is_over(run: Callable[..., Any]) -> None:
    plan = plan_of(HOLD)
    plan["exercises"][0]["logged"] = "x"

    assert run(plan)["state"]["over"]


def test_skipping_a_rest_begins_at_once(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD), [3, "skip"])

    assert (answer["shown"]["mode"], answer["shown"]["number"]) == ("hold", 30)


def test_skipping_an_exercise_keeps_what_was_done_of_it(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD, WALK), [10 + 32 + 13, "run"], [0, "skip"])

    assert logged(answer) == [
        [
            {"side": "none", "repetitions": 1, "seconds": 30},
            {"side": "none", "repetitions": 1, "seconds": 12},
        ]
    ]
    assert answer["shown"]["kind"] == "next"


@pytest.mark.parametrize("seconds", [5, 10 + 20, 10 + 44 + 5], ids=["lead-in", "work", "side"])
def test_what_is_left_out_does_not_come_back(run: Callable[..., Any], seconds: int) -> None:
    answer = run(plan_of(BOTH, WALK, rounds=2), [seconds, "run"], [0, "leaveOut"], [500, "run"])

    assert kinds(answer) == ["exercise", "exercise", "over"]
    assert logged(answer)[1] == [{"side": "none", "repetitions": 0, "seconds": 60}] * 2


def test_a_habit_that_is_skipped_was_not_done(run: Callable[..., Any]) -> None:
    plan = plan_of(Dosage(repetitions=1), modes=(Mode.HABIT,))

    assert logged(run(plan, [30, "run"], [0, "skip"])) == [[]]


def test_a_step_gives_no_more_than_its_own_seconds(run: Callable[..., Any]) -> None:
    answer = run(plan_of(WALK), [20, "run"], [3600, "stop"])

    assert logged(answer) == [[{"side": "none", "repetitions": 0, "seconds": 60}]]


def test_eased_in_a_later_round_the_log_is_of_the_prescribed_exercise(
    run: Callable[..., Any],
) -> None:
    plan = plan_of(BOTH, rounds=2, easier=Dosage(repetitions=4))

    answer = run(plan, [10 + 98 + 5, "run"], [0, "ease"], [300, "until over"])

    [done] = [each for each in answer["happened"] if each["type"] == "exercise"]
    assert not done["instead"]
    assert done["sets"] == [one.as_json() for one in as_prescribed(BOTH)]


def test_an_exercise_skipped_before_anything_was_done_has_no_sets(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD, WALK), [10.5, "run"], [0, "skip"])

    assert logged(answer) == [[]]


def test_ten_seconds_more_of_a_hold_are_held_and_logged(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD), [20, "run"], [0, "more"], [200, "until over"])

    assert logged(answer) == [
        [
            {"side": "none", "repetitions": 1, "seconds": 40},
            {"side": "none", "repetitions": 2, "seconds": 30},
        ]
    ]
    assert answer["happened"][-1]["at"] == READY_SECONDS + 96 + 10


def test_ten_seconds_more_of_a_rest_are_only_rest(run: Callable[..., Any]) -> None:
    answer = run(plan_of(WALK), [5, "run"], [0, "more"], [200, "until over"])

    assert answer["happened"][-1]["at"] == 10 + 10 + 60


def test_counting_by_hand_stops_the_pace(run: Callable[..., Any]) -> None:
    five = Dosage(repetitions=5)

    answer = run(plan_of(five, rest=0), [15, "run"], [0, "count"], [600, "run"])

    assert (answer["shown"]["number"], answer["shown"]["open"]) == (3, True)

    done = run(plan_of(five), [15, "run"], *[[30, "count"]] * 4, [0, "run"])
    assert logged(done) == [[{"side": "none", "repetitions": 5, "seconds": 0}]]


def test_a_habit_waits_for_its_tap(run: Callable[..., Any]) -> None:
    plan = plan_of(Dosage(repetitions=1), modes=(Mode.HABIT,))

    assert run(plan, [100, "run"])["shown"]["mode"] == "habit"
    assert logged(run(plan, [100, "run"], [0, "count"])) == [
        [{"side": "none", "repetitions": 1, "seconds": 0}]
    ]


def test_back_goes_to_the_beginning_and_then_to_the_one_before(run: Callable[..., Any]) -> None:
    once = run(plan_of(HOLD, WALK), [10 + 96 + 10 + 20, "run"], [0, "previous"])
    twice = run(plan_of(HOLD, WALK), [136, "run"], [0, "previous"], [1, "previous"])

    assert (once["shown"]["place"], once["shown"]["number"]) == (1, 60)
    assert (twice["shown"]["place"], twice["shown"]["kind"]) == (0, "ready")


def test_an_exercise_begun_again_is_logged_as_it_was_done_last(run: Callable[..., Any]) -> None:
    answer = run(plan_of(COUNTED), [30, "run"], [0, "restart"], [300, "until over"])

    assert logged(answer) == [[one.as_json() for one in as_prescribed(COUNTED)]]


def test_the_easier_exercise_takes_the_place_of_this_one(run: Callable[..., Any]) -> None:
    plan = plan_of(HOLD, WALK, easier=Dosage(repetitions=4))

    answer = run(plan, [50, "run"], [0, "ease"], [300, "until over"])

    first, second = [each for each in answer["happened"] if each["type"] == "exercise"]
    assert (first["instead"], second["instead"]) == (True, False)
    assert first["sets"] == [{"side": "none", "repetitions": 4, "seconds": 0}]


def test_what_was_done_before_easing_off_counts_where_nothing_came_after(
    run: Callable[..., Any],
) -> None:
    plan = plan_of(HOLD, WALK, easier=Dosage(repetitions=4))

    answer = run(plan, [10 + 32, "run"], [0, "ease"], [0, "skip"], [0, "skip"])

    [first] = [each for each in answer["happened"] if each["type"] == "exercise"]
    assert first["sets"] == [{"side": "none", "repetitions": 1, "seconds": 30}]
    assert not first["instead"]


def test_finishing_early_keeps_what_was_done(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD, WALK, HOLD), [10 + 96 + 10 + 25, "run"], [0, "stop"])

    assert kinds(answer) == ["exercise", "exercise", "over"]
    assert logged(answer)[1] == [{"side": "none", "repetitions": 0, "seconds": 25}]


def test_an_alternating_set_cut_short_knows_its_sides(run: Callable[..., Any]) -> None:
    dosage = Dosage(repetitions=5, side=Side.ALTERNATING)

    answer = run(plan_of(dosage), [10 + 13, "run"], [0, "stop"])

    assert logged(answer) == [
        [
            {"side": "left", "repetitions": 2, "seconds": 0},
            {"side": "right", "repetitions": 1, "seconds": 0},
        ]
    ]


def test_a_kept_state_of_another_session_is_not_taken_up(page: Any) -> None:
    plan = plan_of(HOLD)
    kept = json.dumps({"key": "another", "over": False})

    answer = page.evaluate(
        f"""async (plan) => (await import("/static/js/lib/guide.js")).takeUp(plan, {kept}, 0)""",
        plan,
    )

    assert (answer["key"], answer["turn"], answer["step"], answer["since"]) == ("a", 0, -1, None)
