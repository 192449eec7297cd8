// What a phone still has to send, each letter under a name of its own, for one person: nobody else
// who signs in on this phone sends it. Where nothing can be kept, it stays in the page.

import { uuid7 } from "./uuid7.js";

const UNSENT = "carryover:unsent:";
const REFUSED = "carryover:refused:";

/** @typedef {{name: string, url: string, fields: Object<string, string>}} Letter */

export class Letters {
  #owner;
  #loose = new Map();

  /** @param {string} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  /** @returns {boolean} whether some of it would be gone with the page */
  get isLoose() {
    return this.#loose.size > 0;
  }

  /** @param {string} url @param {Object<string, string>} fields */
  add(url, fields) {
    const name = `${UNSENT}${this.#owner}:${uuid7()}`;
    const text = JSON.stringify({ url, fields });
    try {
      localStorage.setItem(name, text);
    } catch {
      this.#loose.set(name, text);
    }
  }

  /** @returns {Letter[]} a warning sign before all else, then the oldest first */
  all() {
    const found = [...this.#loose, ...stored(`${UNSENT}${this.#owner}:`)];
    return found
      .map(([name, text]) => ({ name, ...JSON.parse(text) }))
      .sort((a, b) => isReport(b) - isReport(a) || a.name.localeCompare(b.name));
  }

  /** It got through. @param {Letter} letter */
  remove(letter) {
    this.#loose.delete(letter.name);
    forget(letter.name);
  }

  /** It will never get through like this, and is kept all the same. @param {Letter} letter */
  refuse(letter) {
    try {
      const { url, fields } = letter;
      localStorage.setItem(letter.name.replace(UNSENT, REFUSED), JSON.stringify({ url, fields }));
    } catch {
      // It stays in nobody's way.
    }
    this.remove(letter);
  }
}

const isReport = ({ fields }) => Number("feeling" in fields || "kind" in fields);

function stored(beginning) {
  try {
    return Object.entries(localStorage).filter(([name]) => name.startsWith(beginning));
  } catch {
    return [];
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // It was never kept.
  }
}
