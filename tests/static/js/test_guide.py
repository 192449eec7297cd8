"""The state machine of a guided session, by a clock that the tests set."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from routines.domain.content import Mode, RoutineContent
from routines.domain.dosage import Dosage, Side
from routines.domain.library import CONTENT_FOLDER, read_library
from routines.domain.sets import as_prescribed
from routines.domain.steps import READY_SECONDS, exercise_steps

STATIC = Path(__file__).resolve().parents[3] / "static"
HOST = "http://phone.test"
LIBRARY = read_library(CONTENT_FOLDER)

# Runs the machine: each command is `[seconds, name, ...]`; answers with what happened, and what is shown.
RUN = """
async ([plan, commands, running]) => {
  const guide = await import("/static/js/lib/guide.js");
  const { view, cue } = await import("/static/js/lib/guide_view.js");
  let now = 1_800_000_000_000;
  let state = guide.begin(plan, now, running);
  let shown = view(plan, state, now);
  const happened = [];
  const cues = [];
  const take = ([after, events]) => {
    state = after;
    for (const event of events) if (event.type !== "step") happened.push({ ...event, at: now });
  };
  const begun = now;
  for (const [seconds, name, step = 0.25] of commands) {
    const until = now + seconds * 1000;
    if (name === "run" || name === "until over") {
      while (now < until && !(name === "until over" && state.over)) {
        now += step * 1000;
        const before = shown;
        take(guide.tick(plan, state, now));
        shown = view(plan, state, now);
        const heard = cue(before, shown);
        if (heard) cues.push([heard, shown.number]);
      }
      continue;
    }
    now = until;
    if (name === "away") take(guide.tick(plan, state, now));
    else if (name === "pause" || name === "resume") state = guide[name](state, now);
    else if (["skip", "count", "stop"].includes(name)) take(guide[name](plan, state, now));
    else if (name === "reload") {
      state = guide.takeUp(plan, JSON.parse(JSON.stringify(state)), now);
    } else state = guide[name](plan, state, now);
    shown = view(plan, state, now);
  }
  return { state, shown, cues, happened: happened.map((each) => ({ ...each, at: (each.at - begun) / 1000 })) };
}
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """Return a page that can import our modules."""
    page = browser.new_page()

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            text = (STATIC / path.removeprefix("/static/")).read_text()
            route.fulfill(body=text, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route(f"{HOST}/**", serve)
    page.goto(f"{HOST}/")
    yield page
    page.close()


@pytest.fixture
def run(page: Any) -> Callable[..., Any]:
    """Return a function that runs commands through a plan and answers with the end."""

    def through(plan: dict[str, Any], *commands: Any, running: bool = True) -> Any:
        return page.evaluate(RUN, [plan, commands, running])

    return through


def plan_of(
    *dosages: Dosage,
    rounds: int = 1,
    rest: int = 10,
    modes: tuple[Mode, ...] = (),
    easier: Dosage | None = None,
) -> dict[str, Any]:
    """Return a plan the way the server writes it."""
    exercises: list[dict[str, Any]] = []
    for place, dosage in enumerate(dosages):
        mode = modes[place] if modes else Mode.REPETITIONS
        steps = [step.as_json() for step in exercise_steps(dosage, mode)]
        exercises.append({"id": str(place), "steps": steps})
        if easier is not None:
            exercises[-1]["easier"] = {"steps": [one.as_json() for one in exercise_steps(easier)]}
    return {
        "key": "a",
        "rounds": rounds,
        "ready": READY_SECONDS,
        "rest": rest,
        "exercises": exercises,
    }


HOLD = Dosage(repetitions=3, hold_seconds=30)
BOTH = Dosage(repetitions=2, hold_seconds=20, side=Side.BOTH)
COUNTED = Dosage(sets=2, repetitions=5, rest_seconds=30)
WALK = Dosage(duration_seconds=60)


def logged(answer: Any) -> list[list[dict[str, Any]]]:
    """Return the sets of each exercise that was logged."""
    return [each["sets"] for each in answer["happened"] if each["type"] == "exercise"]


def kinds(answer: Any) -> list[str]:
    """Return what happened, by name."""
    return [each["type"] for each in answer["happened"]]


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


def test_the_seconds_that_are_shown_count_down_the_hold(run: Callable[..., Any]) -> None:
    answer = run(plan_of(HOLD), [10, "run"], [13, "run"])

    shown = answer["shown"]
    assert (shown["mode"], shown["number"], shown["repetition"]) == ("hold", 18, 1)
    assert shown["level"] == pytest.approx(0.6)


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

    assert (answer["shown"]["number"], answer["shown"]["open"]) == (2, True)

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


def test_ten_and_five_are_called_and_the_last_three_tick(run: Callable[..., Any]) -> None:
    answer = run(plan_of(Dosage(repetitions=1, hold_seconds=20)), [100, "until over"])

    assert [name for name, _ in answer["cues"]] == [
        *("three", "two", "one"),
        *("ten", "five", "three", "two", "one", "held"),
    ]


def test_each_repetition_is_counted_aloud(run: Callable[..., Any]) -> None:
    answer = run(plan_of(Dosage(repetitions=4)), [100, "until over"])

    assert [each for each in answer["cues"] if each[0] == "repetition"] == [
        ["repetition", 2],
        ["repetition", 3],
        ["repetition", 4],
    ]


def test_the_spine_fills_with_what_is_done(run: Callable[..., Any]) -> None:
    answer = run(plan_of(WALK, WALK, rounds=2), [10 + 60 + 10 + 30, "run"])

    assert answer["shown"]["parts"] == pytest.approx([0.5, 0.25])


def test_a_kept_state_of_another_session_is_not_taken_up(page: Any) -> None:
    plan = plan_of(HOLD)
    kept = json.dumps({"key": "another", "over": False})

    answer = page.evaluate(
        f"""async (plan) => (await import("/static/js/lib/guide.js")).takeUp(plan, {kept}, 0)""",
        plan,
    )

    assert (answer["key"], answer["turn"], answer["step"], answer["since"]) == ("a", 0, -1, None)
