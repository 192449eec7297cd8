// Sets as they were performed, as `routines/domain/sets.py` reads, counts and says them. No DOM.

/**
 * @typedef {{side: string, repetitions: number, seconds: number}} SetLog
 * @typedef {{sides: string[], sets: number, repetitions: number, pattern: number[], seconds: number, timed: boolean}} Asked
 *   how much a session asks for on each side; `seconds` of each hold, or of the whole set where it is timed
 * @typedef {{sets: number, repetitions: number|null, seconds: number}} Amount what was done on one side; without
 *   `repetitions` as many as are asked for
 * @typedef {Object<string, string>} Words with a # for each number: eachSide, left, right, sets, times, once,
 *   seconds, minutes
 */

/** Nobody did this: `reason` is "noSets" or "emptySet". */
export class ImpossibleSets extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** @param {Asked} asked @returns {SetLog[]} done exactly as asked, side after side */
export function asPrescribed({ sides, sets, repetitions, pattern, seconds }) {
  return sides.flatMap((side) =>
    Array.from({ length: sets }, (_, index) => ({ side, repetitions: pattern[index] ?? repetitions, seconds })),
  );
}

/** @param {Asked} asked @param {Object<string, Amount>} amounts by side @returns {SetLog[]} what somebody says they did */
export function corrected({ sides, repetitions, pattern, timed }, amounts) {
  const known = pattern.length ? pattern : [repetitions];
  const sets = sides.flatMap((side) => {
    const amount = amounts[side] ?? { sets: 0 };
    return Array.from({ length: amount.sets }, (_, index) => ({
      side,
      repetitions: timed ? 0 : amount.repetitions ?? known[Math.min(index, known.length - 1)],
      seconds: amount.seconds,
    }));
  });
  if (!sets.length) throw new ImpossibleSets("noSets");
  if (sets.some((one) => !one.repetitions && !one.seconds)) throw new ImpossibleSets("emptySet");
  return sets;
}

/** @param {SetLog[]} sets @returns {Object<string, Amount>} by side: the way back to a form */
export function amountsOf(sets) {
  return Object.fromEntries(
    bySide(sets).map(([side, done]) => {
      const seconds = Math.max(...done.map((one) => one.seconds));
      return [side, { sets: done.length, repetitions: isSame(done, "repetitions") ? done[0].repetitions : null, seconds }];
    }),
  );
}

/** @param {SetLog[]} sets @param {Words} words @returns {string} in one line: "left 3 × 10, right 2 × 8" */
export function sayPerformed(sets, words) {
  const said = bySide(sets).map(([side, done]) => [side, saySide(done, words)]);
  const [[side, amount], other] = said;
  if (said.length === 2 && side !== "none" && other[0] !== "none" && amount === other[1]) return filled(words.eachSide, amount);
  if (said.length === 1 && side === "none") return amount;
  return said.map(([name, each]) => `${words[name]} ${each}`).join(", ");
}

function saySide(done, words) {
  const [first] = done;
  const count = done.length;
  const seconds = first.seconds ? saySeconds(first.seconds, words) : "";
  const isEven = isSame(done, "repetitions");
  if (!isSame(done, "seconds")) {
    if (!isEven || first.repetitions > 1) return filled(words.sets, count);
    return filled(words.seconds, done.map((one) => one.seconds).join("-"));
  }
  if (!isEven) {
    const counts = done.map((one) => one.repetitions).join("-");
    return seconds ? `${counts} × ${seconds}` : counts;
  }
  if (!first.repetitions) return count > 1 ? `${count} × ${seconds}` : seconds;
  if (seconds && count > 1 && first.repetitions > 1) return `${count} × ${first.repetitions} × ${seconds}`;
  if (seconds) {
    const times = Math.max(count, first.repetitions);
    return times > 1 ? `${times} × ${seconds}` : seconds;
  }
  if (count > 1) return `${count} × ${first.repetitions}`;
  return first.repetitions > 1 ? filled(words.times, first.repetitions) : words.once;
}

function saySeconds(seconds, words) {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const parts = [minutes && filled(words.minutes, minutes), (rest || !minutes) && filled(words.seconds, rest)];
  return parts.filter(Boolean).join(" ");
}

function bySide(sets) {
  const found = new Map();
  for (const one of sets) found.set(one.side, [...(found.get(one.side) ?? []), one]);
  return [...found];
}

const isSame = (sets, name) => sets.every((one) => one[name] === sets[0][name]);
const filled = (words, value) => words.replace("#", String(value));
