// What a phone keeps of a guided session, so that a reload or a crash takes it up where it stopped.

const GUIDE = "carryover:guide:";
const STOPPING = ["spreading", "warning"];

/**
 * What was logged on this phone; what only the server has stands in the plan.
 * @param {import("./letters.js").Letter[]} letters of the session, the oldest first
 * @param {import("./guide.js").Plan} plan
 * @returns {Object<number, string>} keys of logs by the place of their exercise
 */
export function logsIn(letters, { exercises }) {
  const logs = {};
  const undone = letters.filter(({ kind }) => kind === "undo").map(({ body }) => body.log);
  for (const { id, kind, body } of letters) {
    const place = exercises.findIndex((exercise) => exercise.id === body.prescription);
    if (kind === "log" && place >= 0 && !undone.includes(id)) logs[place] = id;
  }
  return logs;
}

/** @param {import("./letters.js").Letter[]} letters of a session @returns {string|undefined} what ended it, whatever an older page shows */
export function stopIn(letters) {
  return letters.find(({ body }) => STOPPING.includes(body.feeling))?.body.feeling;
}

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

  /** @returns {{state: import("./guide.js").State, stopped: string}|null} */
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
