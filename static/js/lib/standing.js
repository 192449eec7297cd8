// What stands of each exercise of a session: as the page shows it, and as this phone has written it down since
// that page was made. No DOM. The same answer as the server's, see `routines/services/sync_logs.py`.

/**
 * @typedef {import("./letters.js").Letter} Letter
 * @typedef {{id: string, outcome: string, sets: import("./sets.js").SetLog[]|null, reason: string, instead: string|null,
 *   edited: number|null}} Shown a log as the server gave it; `edited` in milliseconds
 * @typedef {Shown & {isChanged: boolean, madeAt: number|null}} Standing `sets` null where it was done as asked;
 *   `madeAt` when this phone wrote it down
 */

/** A clock may be off by so much before the server corrects what it says. */
const CLOCK_MS = 120_000;

/**
 * @param {Map<string, Shown|null>} shown by prescription
 * @param {Letter[]} letters sent and waiting ones, the oldest first
 * @returns {Map<string, Standing|null>} by prescription, null where it stands open
 */
export function standing(shown, letters) {
  const undone = new Set(letters.filter(({ kind }) => kind === "undo").map(({ body }) => body.log));
  const logs = letters.filter(({ kind }) => kind === "log");
  return new Map(
    [...shown].map(([prescription, log]) => {
      const made = logs.filter(({ id, body }) => body.prescription === prescription && id !== log?.id);
      const all = [...(log ? [{ ...log, madeAt: madeAt(logs, log.id) }] : []), ...made.map(read)];
      // The first one that was not taken back.
      const first = all.find(({ id }) => !undone.has(id));
      return [prescription, first ? withCorrections(first, log, letters) : null];
    }),
  );
}

/** @param {Map<string, Shown|null>} shown @param {Letter[]} letters @returns {Map<string, string>} prescription by log */
export function logged(shown, letters) {
  const ofLetters = letters.filter(({ kind }) => kind === "log").map(({ id, body }) => [id, body.prescription]);
  return new Map([...ofLetters, ...[...shown].filter(([, log]) => log).map(([prescription, log]) => [log.id, prescription])]);
}

function withCorrections(log, shown, letters) {
  const isShown = log.id === shown?.id;
  const later = letters.filter(({ kind, body, state, madeAt: at }) => {
    if (kind !== "correction" || body.log !== log.id) return false;
    // What was sent before the page was made is in it.
    return state !== "sent" || !isShown || !log.edited || log.edited + CLOCK_MS < at;
  });
  const last = later.at(-1);
  const { id, edited, madeAt: tapped } = log;
  return { ...(last ? { ...read(last), id, edited, madeAt: tapped } : log), isChanged: Boolean(last || edited) };
}

function read({ id, body, madeAt: at }) {
  const { outcome, sets = null, skip_reason: reason = "", instead = null } = body;
  return { id, outcome, sets, reason, instead, edited: null, madeAt: at };
}

const madeAt = (logs, key) => logs.find(({ id }) => id === key)?.madeAt ?? null;
