// Everything that a schedule leaves to chance comes from here, so that a seed tells it all.

export class Chance {
  #state;

  /** @param {...(string|number)} parts what this chance is for, beginning with the seed */
  constructor(...parts) {
    let hash = 2166136261;
    for (const letter of parts.join("|")) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
    this.#state = hash >>> 0;
  }

  /** @returns {number} at least 0 and less than 1 */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** @param {number} limit @returns {number} a whole number below it */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  /** @param {number} share from 0 to 1 */
  is(share) {
    return this.next() < share;
  }

  /** @template T @param {T[]} list @returns {T} */
  pick(list) {
    return list[this.below(list.length)];
  }

  /** @param {Object<string, number>} weights by what they are for */
  weighed(weights) {
    const all = Object.entries(weights);
    let left = this.next() * all.reduce((sum, [, weight]) => sum + weight, 0);
    return (all.find(([, weight]) => (left -= weight) < 0) ?? all.at(-1))[0];
  }
}
