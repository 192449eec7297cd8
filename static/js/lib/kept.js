// What a phone keeps of a guided session, so that a reload or a crash takes it up where it stopped.

const GUIDE = "carryover:guide:";

/** Forgets what somebody else has left on this phone. @param {string} owner who is signed in */
export function forgetOthers(owner) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(GUIDE) && !name.startsWith(`${GUIDE}${owner}:`)) localStorage.removeItem(name);
    }
  } catch {
    // Nothing is kept here.
  }
}

export class Kept {
  #name;
  /** @type {string} which warning ended the session, if one did */
  stopped = "";

  /** @param {string} owner @param {string} key of the session */
  constructor(owner, key) {
    this.#name = `${GUIDE}${owner}:${key}`;
  }

  /** @returns {{state: import("./guide.js").State, logs: Object<number, string>, stopped: string}|null} */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.#name));
      this.stopped = kept?.stopped ?? "";
      return kept;
    } catch {
      return null;
    }
  }

  write(kept) {
    try {
      localStorage.setItem(this.#name, JSON.stringify(kept));
    } catch {
      // A phone that keeps nothing begins at the first open exercise again.
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.#name);
    } catch {
      // It kept nothing.
    }
  }
}
