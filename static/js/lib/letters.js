// What one person did on this phone: what still has to be sent, what was not accepted, and for a month
// what the server has, should it ever lose it. Nobody else who signs in here reads or sends it.

import { Shelf } from "./shelf.js";
import { uuid7 } from "./uuid7.js";

const DAY_MS = 86_400_000;
/** As long as the server takes in what was done; see `docs/sync.md`. */
const KEPT_MS = 30 * DAY_MS;
/** Pages show again what was done lately; older things are only opened to be sent once more. */
const LATELY_MS = 2 * DAY_MS;

/**
 * @typedef {{id: string, owner: string, v: number, order: number, kind: string, body: Object<string, any>, words: string,
 *   madeAt: number, zone: string, state: "waiting"|"refused"|"sent", heardAt?: number, reason?: string, stands?: any}} Letter
 *   `kind`, `v` and `body` as in `docs/sync.md`; `order` grows with each of them, whatever the clock does;
 *   `words` say what it is to who reads it; `madeAt` in milliseconds, by the phone's clock; `stands` is
 *   what the server has in its place
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

  /** @returns {boolean} whether only its owner can read what is written from now on */
  get isSealed() {
    return Boolean(this.#shelf?.isSealed);
  }

  /** When the server was heard last, by its own clock, in milliseconds. */
  heardAt = 0;

  /** @type {boolean} whether something is here that no key on this phone opens */
  isLocked = false;

  /** @param {string[]} keys in Base64 */
  async sealWith(keys) {
    await this.#shelf.keepKeys(keys);
    await this.open();
    // What was written before there was a key.
    for (const letter of this.#kept.values()) this.#write(letter);
  }

  /** Reads what there is, also what another tab has put there meanwhile. */
  async open() {
    await this.#reach();
    // The first time it takes longer than all the rest of a tap.
    zone();
    let writing, found;
    do {
      writing = this.#writing;
      await writing;
      found = await this.#shelf.all().catch(() => null);
      // What was added meanwhile is on the shelf by the next look.
    } while (writing !== this.#writing);
    if (found) await this.#takeUp(found);
  }

  /** Opens all that the server had, so that it waits once more: it has lost what came lately. */
  async offerAgain() {
    for (const entry of await this.#shelf.all()) {
      const letter = await this.#opened(entry);
      // Where something else stands the server has this one aside, and would lack it as well.
      if (letter?.state === "sent" || letter?.stands) this.#write({ ...letter, state: "waiting" });
    }
  }

  /** @returns {boolean} whether some of it would be gone with the page */
  get isLoose() {
    return this.#loose.size > 0;
  }

  /** @returns {Letter[]} a warning sign before all else, then the oldest first */
  get waiting() {
    return this.in("waiting").sort((a, b) => isWarning(b) - isWarning(a) || a.order - b.order);
  }

  /** @param {Letter["state"]} state @returns {Letter[]} the oldest first */
  in(state) {
    const found = [...this.#kept.values()].filter((letter) => letter.state === state);
    return found.sort((a, b) => a.order - b.order);
  }

  /** @param {string} kind @param {Object<string, any>} body @param {string} words @param {{id?: string, v?: number}} options */
  add(kind, body, words, { id = uuid7(), v = 1 }) {
    const madeAt = Date.now();
    const order = Math.max(madeAt, this.#last + 1, ...[...this.#kept.values()].map((each) => each.order + 1));
    this.#last = order;
    const what = { id, owner: this.#owner, v, order, kind, body, words, madeAt, zone: zone() };
    this.#write({ ...what, state: "waiting" });
    return id;
  }

  /** Ends when all of it is written down, or cannot be. */
  written() {
    return this.#writing;
  }

  /** @param {Letter} letter @param {Partial<Letter>} now what has become of it */
  change(letter, now) {
    this.#write({ ...letter, ...now });
  }

  /** Somebody has let it go. @param {Letter} letter */
  async remove({ id }) {
    this.#kept.delete(id);
    this.#loose.delete(id);
    await this.#shelf?.remove(id);
  }

  async #takeUp(found) {
    const now = Date.now();
    const seen = new Map();
    this.isLocked = false;
    for (const entry of found) {
      // By the server's clock: one that was set far ahead here must not let go of what it may still lack.
      if (entry.state === "sent" && this.heardAt - entry.heardAt > KEPT_MS) await this.#shelf.remove(entry.id);
      else if (entry.state !== "sent" || now - entry.madeAt < LATELY_MS) {
        const letter = await this.#opened(entry);
        if (letter) seen.set(entry.id, letter);
        else this.isLocked = true;
      }
    }
    // Nobody takes away what waits: where the shelf has lost it, or had no room, it is put there again.
    const unwritten = [...this.#kept.values()].filter(
      ({ id, state }) => this.#loose.has(id) || (state === "waiting" && !seen.has(id)),
    );
    this.#kept = seen;
    for (const letter of unwritten) this.#write(letter);
  }

  async #opened(entry) {
    const known = this.#kept.get(entry.id);
    // It says the same as before; only what became of it may be new.
    if (known?.state === entry.state) return known;
    const opened = await this.#shelf.opened(entry);
    // Another tab may have sealed it, and sent it, before this one had a key.
    return opened ?? (known && { ...known, state: entry.state });
  }

  async #reach() {
    this.#shelf ??= await Shelf.open(this.#owner);
  }

  #write(letter) {
    this.#kept.set(letter.id, letter);
    this.#loose.add(letter.id);
    this.#writing = this.#writing.then(async () => {
      await this.#reach();
      // Only the last of several writes, and nothing that was let go meanwhile.
      if (this.#kept.get(letter.id) !== letter) return;
      if (await this.#shelf.put(letter)) this.#loose.delete(letter.id);
    });
  }
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
const isWarning = ({ kind }) => Number(kind === "report" || kind === "check_in");
