// What was done of a set: repetitions counted, seconds held. No DOM.

/**
 * @typedef {import("./guide.js").Step} Step
 * @typedef {{side: string, repetitions: number, seconds: number}} SetLog as `routines/domain/sets.py` reads it
 */

/** From so many seconds on a hold is waited for; a shorter one is counted. */
export const SHORTEST_WAIT = 5;
const SHORTEST_LOGGED_MS = 1000;

/**
 * Finds the place in a set.
 * @param {Step} step
 * @param {Object<number, number>} extra milliseconds added to single repetitions
 * @param {number} spent milliseconds
 * @returns {{repetition: number, phase: "there"|"hold"|"back"|"over", held: number, hold: number, within: number}}
 *   whole repetitions done, and of the running one the phase, the milliseconds held and to hold
 */
export function left(step, extra, spent) {
  let begun = 0;
  for (let repetition = 0; repetition < step.repetitions; repetition += 1) {
    const there = (step.there ?? 0) * 1000;
    const hold = (step.hold ?? 0) * 1000 + (extra[repetition] ?? 0);
    const length = there + hold + (step.back ?? 0) * 1000;
    const within = spent - begun;
    if (within < length) {
      const held = Math.min(Math.max(0, within - there), hold);
      const phase = within < there ? "there" : within < there + hold ? "hold" : "back";
      return { repetition, phase, held, hold, within };
    }
    begun += length;
  }
  return { repetition: step.repetitions, phase: "over", held: 0, hold: 0, within: 0 };
}

/**
 * Returns what a log gets of a step that ends after `spent` milliseconds.
 * @param {Step} step
 * @param {Object<number, number>} extra milliseconds added to single repetitions
 * @param {number|null} taps repetitions counted by hand
 * @param {number} spent milliseconds
 * @returns {SetLog[]} empty where nothing was done
 */
export function performed(step, extra, taps, spent) {
  if (step.kind === "timed") {
    const seconds = Math.floor(spent / 1000);
    return seconds ? [{ side: step.side || "none", repetitions: 0, seconds }] : [];
  }
  // A habit is done when somebody says so.
  if (step.kind === "habit" && taps === null) return [];
  const at = left(step, extra, spent);
  const whole = taps ?? at.repetition;
  const held = Array.from({ length: whole }, (_, repetition) => heldIn(step, extra, repetition));
  const isWaitedFor = taps === null && (step.hold ?? 0) >= SHORTEST_WAIT && step.loggedHold;
  const isCut = isWaitedFor && at.phase !== "over" && at.held >= SHORTEST_LOGGED_MS;
  if (isCut) held.push(Math.floor(at.held / 1000));
  if (step.side !== "alternating") return grouped(step.side || "none", held);
  return ["left", "right"].flatMap((side, parity) =>
    grouped(side, held.filter((_, repetition) => repetition % 2 === parity)),
  );
}

/** Seconds as a log gives them: what was added counts, the way there and back does not. */
function heldIn(step, extra, repetition) {
  return (step.loggedHold ?? 0) + Math.round((extra[repetition] ?? 0) / 1000);
}

/** Holds of the same length, one after another, are one set. */
function grouped(side, held) {
  const sets = [];
  for (const seconds of held) {
    const last = sets.at(-1);
    if (last?.seconds === seconds) last.repetitions += 1;
    else sets.push({ side, repetitions: 1, seconds });
  }
  return sets;
}
