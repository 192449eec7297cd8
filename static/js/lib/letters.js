// What one person still has to send from this phone. Nobody else who signs in here sends it. Where
// nothing can be kept, it stays in the page.

import { Shelf } from "./shelf.js";
import { uuid7 } from "./uuid7.js";

/**
 * @typedef {{id: string, owner: string, v: 1, order: number, url: string, fields: Object<string, string>, words: string,
 *   madeAt: number, state: "waiting"|"refused", reason: string}} Letter
 *   `order` grows with each of them, whatever the clock does; `words` say what it is to who reads it;
 *   `madeAt` in milliseconds, by the phone's clock
 */

export class Letters {
  #owner;
  #shelf = null;
  #kept = new Map();
  #loose = new Set();
  #writing = Promise.resolve();
  #last = 0;

  /** @param {string} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  /** Reads what there is, also what another tab has put there meanwhile. */
  async open() {
    this.#shelf ??= await Shelf.open();
    let writing, found;
    do {
      writing = this.#writing;
      await writing;
      found = await this.#shelf.all(this.#owner).catch(() => [...this.#kept.values()]);
      // What was added meanwhile is on the shelf by the next look.
    } while (writing !== this.#writing);
    const loose = [...this.#loose].map((id) => [id, this.#kept.get(id)]);
    this.#kept = new Map([...found.map((letter) => [letter.id, letter]), ...loose]);
  }

  /** @returns {boolean} whether some of it would be gone with the page */
  get isLoose() {
    return this.#loose.size > 0;
  }

  /** @returns {Letter[]} a warning sign before all else, then the oldest first */
  get waiting() {
    return this.#in("waiting").sort((a, b) => isReport(b) - isReport(a) || a.order - b.order);
  }

  /** @returns {Letter[]} what will never get through like this, and is kept all the same */
  get refused() {
    return this.#in("refused");
  }

  /** @param {string} url @param {Object<string, string>} fields @param {string} words */
  add(url, fields, words = "") {
    const madeAt = Number(fields.at ?? Date.now());
    const order = Math.max(Date.now(), this.#last + 1, ...[...this.#kept.values()].map((each) => each.order + 1));
    this.#last = order;
    const what = { id: uuid7(), owner: this.#owner, order, url, fields, words, madeAt };
    this.#write({ v: 1, ...what, state: "waiting", reason: "" });
  }

  /** Ends when all of it is written down, or cannot be. */
  written() {
    return this.#writing;
  }

  /** It got through, or somebody has let it go. @param {Letter} letter */
  async remove({ id }) {
    this.#kept.delete(id);
    this.#loose.delete(id);
    await this.#shelf?.remove(id);
  }

  /** @param {Letter} letter @param {string} reason in the server's words */
  refuse(letter, reason) {
    this.#write({ ...letter, state: "refused", reason });
  }

  /** Lets a refused one try again. @param {Letter} letter */
  retry(letter) {
    this.#write({ ...letter, state: "waiting", reason: "" });
  }

  #in(state) {
    return [...this.#kept.values()].filter((letter) => letter.state === state);
  }

  #write(letter) {
    this.#kept.set(letter.id, letter);
    this.#loose.add(letter.id);
    this.#writing = this.#writing.then(async () => {
      this.#shelf ??= await Shelf.open();
      if (!this.#kept.has(letter.id)) return;
      if (await this.#shelf.put(letter)) this.#loose.delete(letter.id);
    });
  }
}

const isReport = ({ fields }) => Number("feeling" in fields || "kind" in fields);
