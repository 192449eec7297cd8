// A guided session as a state machine: which step it stands in by the wall clock, and what happened
// on the way. No DOM and no clock of its own: `now` is always an argument, in milliseconds.

import { left, performed } from "./performed.js";

/** So long without a sign of life, and nobody was guided: no new exercise begins unseen. */
const UNSEEN_MS = 10_000;
/** Gone for longer than this, it waits where it was last seen. */
const GONE_MS = 120_000;
const MORE_MS = 10_000;
const TO_BEGINNING_MS = 3_000;

/**
 * @typedef {{kind: "set"|"timed"|"habit"|"rest"|"side", seconds: number, number: number, of: number,
 *   side?: string, repetitions?: number, there?: number, hold?: number, back?: number,
 *   loggedHold?: number}} Step as `routines/domain/steps.py` makes it, or a `ready` or `next` before an exercise
 * @typedef {{steps: Step[]}} Way
 * @typedef {Way & {id: string, easier?: Way, logged?: string}} Exercise
 * @typedef {{key: string, rounds: number, ready: number, rest: number, exercises: Exercise[]}} Plan
 * @typedef {{key: string, turn: number, step: number, spent: number, since: number|null, seen: number,
 *   extra: Object<number, number>, taps: number|null, done: Object<number, object[]>,
 *   before: Object<number, object[]>, instead: number[], closed: number[], reopened: number[],
 *   shape: string, over: boolean}} State
 *   `turn` counts exercises over all rounds, `step` is -1 before its first; sets `done` of a turn, and
 *   those done `before` it went over to the easier exercise; turns done with that one `instead`;
 *   places that are `closed`, or `reopened` to be done once more
 * @typedef {{type: string}} Happening `step`, `exercise` (with `place`, `sets`, `instead`), `away`, `over`
 */

/**
 * Begins at the first exercise that is not logged yet.
 * @param {Plan} plan
 * @param {number} now
 * @param {boolean} running
 * @returns {State}
 */
export function begin(plan, now, running) {
  const closed = plan.exercises.flatMap((each, place) => (each.logged ? [place] : []));
  const state = {
    key: plan.key,
    turn: 0,
    step: -1,
    ...fresh(now, running),
    seen: now,
    done: {},
    before: {},
    instead: [],
    reopened: [],
    shape: shapeOf(plan),
    closed,
    over: closed.length === plan.exercises.length,
  };
  return { ...state, turn: nextTurn(plan, state, 0) };
}

/**
 * Takes a kept state up again, paused exactly where it stopped; begins anew where it does not fit,
 * because the dose was changed meanwhile.
 * @param {Plan} plan
 * @param {State|null} kept
 * @param {number} now
 * @param {number[]} waiting places whose log is still on its way
 * @returns {State}
 */
export function takeUp(plan, kept, now, waiting = []) {
  if (!kept || kept.key !== plan.key || kept.shape !== shapeOf(plan)) return begin(plan, now, false);
  const stopped = pause(kept, kept.since === null ? now : Math.min(now, kept.seen));
  // The list or another tab may have logged one meanwhile, or taken a log back.
  const isClosed = (place) => plan.exercises[place].logged || waiting.includes(place);
  const closed = plan.exercises
    .map((_, place) => place)
    .filter((place) => isClosed(place) && !kept.reopened.includes(place));
  const state = { ...stopped, closed, seen: now };
  if (kept.over || closed.length === plan.exercises.length) return { ...state, over: true };
  return closed.includes(placeOf(plan, state)) ? enter(plan, state, plan.rounds > 1 ? state.turn + 1 : 0, now) : state;
}

/** @param {Plan} plan @param {State} state @returns {number} the exercise of this turn */
export function placeOf(plan, state) {
  return state.turn % plan.exercises.length;
}

/** @param {State} state @returns {boolean} whether this turn is done with the easier exercise */
export const isInstead = (state) => state.instead.includes(state.turn);

/** @param {Plan} plan @param {State} state @returns {Step} */
export function stepOf(plan, state) {
  if (state.step >= 0) return stepsOf(plan, state)[state.step];
  return state.turn === firstTurn(plan, state)
    ? { kind: "ready", seconds: plan.ready, number: 1, of: 1 }
    : { kind: "next", seconds: plan.rest, number: 1, of: 1 };
}

/** @param {State} state @param {number} now @returns {number} milliseconds of the running step */
export function elapsed(state, now) {
  return state.spent + (state.since === null ? 0 : Math.max(0, now - state.since));
}

/** @param {Step} step @param {State} state @returns {number} milliseconds, with what was added */
export function lengthOf(step, state) {
  return step.seconds * 1000 + Object.values(state.extra).reduce((sum, each) => sum + each, 0);
}

/** @param {Step} step @returns {boolean} whether somebody exercises in it */
export const isWork = (step) => ["set", "timed", "habit"].includes(step.kind);

/** @param {Step} step @param {State} state @returns {boolean} whether it waits for a tap */
export const isOpen = (step, state) => step.kind === "habit" || state.taps !== null;

/**
 * Moves on to `now`: over as many steps as have ended.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {[State, Happening[]]}
 */
export function tick(plan, state, now) {
  if (state.since === null || state.over) return [{ ...state, seen: now }, []];
  const unseen = now - state.seen;
  if (unseen > GONE_MS) return [{ ...pause(state, state.seen), seen: now }, [{ type: "away" }]];
  const happened = [];
  // A clock that was set back goes on from where it stood.
  let current = unseen < 0 ? { ...state, since: state.since + unseen } : state;
  for (;;) {
    const step = stepOf(plan, current);
    const length = lengthOf(step, current);
    if (current.since === null || isOpen(step, current) || elapsed(current, now) < length) break;
    const endedAt = current.since + (length - current.spent);
    const [after, events] = leave(plan, current, endedAt);
    current = after;
    happened.push(...events);
    if (current.over) break;
    if (unseen > UNSEEN_MS && isWork(stepOf(plan, current))) {
      current = pause(current, endedAt);
      happened.push({ type: "away" });
    }
  }
  return [{ ...current, seen: now }, happened];
}

/** @param {State} state @param {number} now @returns {State} */
export function pause(state, now) {
  return state.since === null ? state : { ...state, spent: elapsed(state, now), since: null };
}

/** @param {State} state @param {number} now @returns {State} */
export function resume(state, now) {
  return state.since === null && !state.over ? { ...state, since: now, seen: now } : state;
}

/**
 * Goes on at once: out of a rest into the work, out of an exercise to the next one.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {[State, Happening[]]} where nothing of the exercise was done, its `sets` are empty
 */
export function skip(plan, state, now) {
  const step = stepOf(plan, state);
  if (!isWork(step)) return leave(plan, state, now);
  return finishExercise(plan, keep(plan, state, now), now);
}

/**
 * Leaves the exercise out, in all its rounds, with what was done of it.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {[State, Happening[]]}
 */
export function leaveOut(plan, state, now) {
  const kept = keep(plan, state, now);
  return close(plan, kept, placeOf(plan, kept), now);
}

/**
 * Goes back to the beginning of the exercise; from there to the one before.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function previous(plan, state, now) {
  const atBeginning =
    state.step < 0 || (state.step === 0 && elapsed(state, now) < TO_BEGINNING_MS);
  const turn = atBeginning ? Math.max(0, state.turn - 1) : state.turn;
  const place = turn % plan.exercises.length;
  const opened = {
    ...state,
    closed: state.closed.filter((each) => each !== place),
    reopened: state.closed.includes(place) ? [...state.reopened, place] : state.reopened,
  };
  return again(opened, { turn, step: atBeginning ? -1 : 0 }, now);
}

/**
 * Does the exercise of this turn once more from its beginning; what was counted of it is let go.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function restart(plan, state, now) {
  return again(state, { turn: state.turn, step: -1 }, now);
}

/**
 * Goes over to the easier exercise, from its beginning.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function ease(plan, state, now) {
  const kept = keep(plan, state, now);
  const instead = [...new Set([...kept.instead, kept.turn])];
  const before = { ...kept.before, [kept.turn]: kept.done[kept.turn] ?? [] };
  return again({ ...kept, instead, before }, { turn: kept.turn, step: -1 }, now);
}

/**
 * Gives ten seconds more to what is running, a repetition that is held or a rest.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {State}
 */
export function more(plan, state, now) {
  const step = stepOf(plan, state);
  if (isOpen(step, state) || (step.kind === "set" && !step.hold)) return state;
  const at = step.kind === "set" ? left(step, state.extra, elapsed(state, now)).repetition : 0;
  return { ...state, extra: { ...state.extra, [at]: (state.extra[at] ?? 0) + MORE_MS } };
}

/**
 * Counts one repetition by hand; from the first tap on the clock no longer counts in this set.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {[State, Happening[]]}
 */
export function count(plan, state, now) {
  const step = stepOf(plan, state);
  if (state.since === null || state.over) return [state, []];
  if (step.kind === "habit") return leave(plan, state, now);
  if (step.kind !== "set") return [state, []];
  const before = state.taps ?? left(step, state.extra, elapsed(state, now)).repetition;
  const counted = { ...state, taps: Math.min(step.repetitions, before + 1), seen: now };
  return counted.taps < step.repetitions ? [counted, []] : leave(plan, counted, now);
}

/**
 * Ends the session here, with what was done of the running exercise.
 * @param {Plan} plan
 * @param {State} state
 * @param {number} now
 * @returns {[State, Happening[]]}
 */
export function stop(plan, state, now) {
  const kept = keep(plan, state, now);
  const events = plan.exercises
    .map((_, place) => exerciseDone(plan, kept, place))
    .filter(({ place, sets }) => sets.length && !kept.closed.includes(place));
  const closed = [...kept.closed, ...events.map(({ place }) => place)];
  return [{ ...pause(kept, now), closed, over: true }, [...events, { type: "over" }]];
}

const fresh = (now, running) => ({ spent: 0, since: running ? now : null, extra: {}, taps: null });

function stepsOf(plan, state) {
  const place = placeOf(plan, state);
  const exercise = plan.exercises[place];
  return isInstead(state) && exercise.easier ? exercise.easier.steps : exercise.steps;
}

/** Dosages of the same number of seconds in the same steps are the same plan. */
function shapeOf(plan) {
  return plan.exercises
    .map(({ id, steps }) => [id, ...steps.map(({ kind, seconds }) => kind + seconds)].join(" "))
    .join();
}

const turnsOf = (plan) => plan.exercises.length * plan.rounds;

function nextTurn(plan, state, from) {
  let turn = from;
  while (turn < turnsOf(plan) && state.closed.includes(turn % plan.exercises.length)) turn += 1;
  return turn;
}

/** The first exercise of all has time to lie down before it. */
function firstTurn(plan, state) {
  return state.closed.length || Object.keys(state.done).length ? -1 : nextTurn(plan, state, 0);
}

function again(state, to, now) {
  const done = { ...state.done };
  delete done[to.turn];
  return { ...state, ...to, ...fresh(now, state.since !== null), done, seen: now, over: false };
}

/** Keeps what was done in the running step. */
function keep(plan, state, now) {
  const step = stepOf(plan, state);
  if (!isWork(step)) return state;
  const spent = Math.min(elapsed(state, now), lengthOf(step, state));
  const sets = performed(step, state.extra, state.taps, spent);
  if (!sets.length) return state;
  const { turn, done } = state;
  return { ...state, done: { ...done, [turn]: [...(done[turn] ?? []), ...sets] } };
}

/** Goes out of the running step into the next one. */
function leave(plan, state, now) {
  // A tap on a habit, or the last count, has done it whatever the clock says.
  const step = stepOf(plan, state);
  const whole = step.kind === "habit" ? { ...state, taps: step.repetitions ?? 1 } : state;
  const kept = keep(plan, whole, now);
  if (kept.step + 1 >= stepsOf(plan, kept).length) return finishExercise(plan, kept, now);
  const after = { ...kept, step: kept.step + 1, ...fresh(now, kept.since !== null), seen: now };
  return [after, [{ type: "step" }]];
}

function finishExercise(plan, state, now) {
  const place = placeOf(plan, state);
  const isLast = state.turn + plan.exercises.length >= turnsOf(plan);
  // A round that was left out is not the end of the exercise; the last one is.
  if (isLast) return close(plan, state, place, now);
  const after = enter(plan, state, state.turn + 1, now);
  return [after, [{ type: after.over ? "over" : "step" }]];
}

function close(plan, state, place, now) {
  const closed = [...state.closed, place];
  const reopened = state.reopened.filter((each) => each !== place);
  const after = enter(plan, { ...state, closed, reopened }, state.turn + 1, now);
  return [after, [exerciseDone(plan, state, place), { type: after.over ? "over" : "step" }]];
}

/**
 * All rounds of an exercise together, left before right, as a log lists them. It was the easier one
 * where nothing of the prescribed one was done; else the log is of that one, and only of it.
 */
function exerciseDone(plan, state, place) {
  const turns = Array.from({ length: plan.rounds }, (_, round) => round * plan.exercises.length + place);
  const eased = turns.filter((turn) => state.instead.includes(turn));
  const asAsked = [
    ...turns.filter((turn) => !eased.includes(turn)).flatMap((turn) => state.done[turn] ?? []),
    ...eased.flatMap((turn) => state.before[turn] ?? []),
  ];
  const easier = eased.flatMap((turn) => state.done[turn] ?? []);
  const isInOtherRounds = turns.some((turn) => !eased.includes(turn) && state.done[turn]?.length);
  const instead = easier.length > 0 && !isInOtherRounds;
  const sets = (instead ? easier : asAsked).sort((one, other) => one.side.localeCompare(other.side));
  return { type: "exercise", place, sets, instead };
}

function enter(plan, state, from, now) {
  const turn = nextTurn(plan, state, from);
  if (turn >= turnsOf(plan)) return { ...pause(state, now), over: true };
  return { ...state, turn, step: -1, ...fresh(now, state.since !== null), seen: now };
}
