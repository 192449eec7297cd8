// What a guided session shows at a moment: plain values from the state, for eye and ear. No DOM.

import { elapsed, isInstead, isOpen, isWork, lengthOf, placeOf, stepOf } from "./guide.js";
import { SHORTEST_WAIT, left } from "./performed.js";

/**
 * @typedef {{mode: "rest"|"hold"|"count"|"timed"|"habit"|"over", kind: string, place: number, turn: number,
 *   round: number, paused: boolean, side: string, number: number, of: number, unit: boolean, level: number,
 *   set: number, sets: number, repetition: number, repetitions: number, instead: boolean, open: boolean,
 *   parts: number[], left: number, most: number, within: number, second: number}} View
 *   `number` is what stands large: seconds left, or repetitions `of` so many; `level` 0 to 1 sinks;
 *   `parts` tell for each exercise how much is done, 0 to 1; `left` seconds of what is waited for, out of `most`
 */

/**
 * @param {import("./guide.js").Plan} plan
 * @param {import("./guide.js").State} state
 * @param {number} now milliseconds
 * @returns {View}
 */
export function view(plan, state, now) {
  const step = state.over ? { kind: "over", seconds: 0 } : stepOf(plan, state);
  const spent = state.over ? 0 : elapsed(state, now);
  const place = placeOf(plan, state);
  return {
    kind: step.kind,
    place,
    turn: state.turn,
    round: Math.floor(state.turn / plan.exercises.length) + 1,
    paused: state.since === null,
    instead: isInstead(state),
    open: !state.over && isOpen(step, state),
    set: step.number ?? 1,
    sets: step.of ?? 1,
    side: step.side ?? "",
    repetition: 0,
    repetitions: step.repetitions ?? 0,
    parts: plan.exercises.map((_, index) => part(plan, state, index, spent)),
    within: 0,
    second: Math.floor(spent / 1000),
    most: Math.round((state.over ? 0 : lengthOf(step, state)) / 1000),
    ...shown(step, state, spent),
  };
}

function shown(step, state, spent) {
  if (step.kind === "over") return { mode: "over", number: 0, of: 0, unit: false, level: 0, left: 0 };
  if (step.kind === "habit") {
    return { mode: "habit", number: 0, of: 0, unit: false, level: 1, left: 0 };
  }
  if (step.kind === "set") return shownSet(step, state, spent);
  const length = lengthOf(step, state);
  const rest = Math.max(0, length - spent);
  const seconds = Math.ceil(rest / 1000);
  const mode = isWork(step) ? "timed" : "rest";
  const level = mode === "timed" ? rest / length : 1;
  return { mode, number: seconds, of: 0, unit: mode === "timed", level, left: seconds };
}

function shownSet(step, state, spent) {
  const at = left(step, state.extra, spent);
  const side = step.side === "alternating" ? (at.repetition % 2 ? "right" : "left") : step.side ?? "";
  const repetition = Math.min(step.repetitions, at.repetition + 1);
  if (state.taps === null && (step.hold ?? 0) >= SHORTEST_WAIT) {
    const seconds = Math.ceil((at.hold - at.held) / 1000);
    const level = at.hold ? (at.hold - at.held) / at.hold : 0;
    const { phase, within } = at;
    return { mode: "hold", number: seconds, of: 0, unit: true, level, left: seconds, most: Math.round(at.hold / 1000), side, repetition, phase, within };
  }
  const done = state.taps ?? spent / lengthOf(step, state) * step.repetitions;
  // The one that is being done, by the clock and by hand alike.
  const number = state.taps === null ? repetition : Math.min(step.repetitions, state.taps + 1);
  const level = Math.max(0, 1 - done / step.repetitions);
  return { mode: "count", number, of: step.repetitions, unit: false, level, left: 0, side, repetition: number, within: at.within };
}

/** How much of an exercise is done, over its rounds. */
function part(plan, state, place, spent) {
  if (state.closed.includes(place) || state.over) return 1;
  const { length } = plan.exercises;
  const rounds = Math.floor(state.turn / length) + (place < state.turn % length ? 1 : 0);
  if (place !== placeOf(plan, state) || state.step < 0) return rounds / plan.rounds;
  const exercise = plan.exercises[place];
  const { steps } = isInstead(state) && exercise.easier ? exercise.easier : exercise;
  const seconds = (some) => some.reduce((sum, each) => sum + each.seconds, 0);
  const running = Math.min(spent / 1000, steps[state.step].seconds);
  const share = (seconds(steps.slice(0, state.step)) + running) / (seconds(steps) || 1);
  return (rounds + share) / plan.rounds;
}

/**
 * Names what a voice or a sound has to say between two moments of the same session.
 * @param {View} before
 * @param {View} after
 * @returns {string} `begin`, `ten`, `five`, `three`, `two`, `one`, `repetition`, `held`, `side` or nothing
 */
export function cue(before, after) {
  if (after.paused || after.mode === "over") return "";
  const isSame = ["turn", "kind", "set", "mode"].every((name) => before[name] === after[name]);
  if (!isSame || (after.kind !== "set" && before.side !== after.side)) return "";
  if (after.mode === "count") return after.number > before.number ? "repetition" : "";
  if (after.mode === "hold" && after.repetition > before.repetition) return "repetition";
  if (after.mode === "hold" && before.left > 0 && after.left === 0) return "held";
  const crossed = (seconds) => before.left > seconds && after.left <= seconds && after.left > 0;
  if (after.mode !== "rest" && crossed(10)) return "ten";
  if (after.mode !== "rest" && crossed(5)) return "five";
  for (const [seconds, name] of [[1, "one"], [2, "two"], [3, "three"]]) if (crossed(seconds)) return name;
  return "";
}
