// What comes before a session, also without a signal: a check that is due, or a warning that has not
// reached anybody yet.

import { factsOf } from "./check_in_form.js";
import { triage } from "./triage.js";

const STOPPING = ["now", "today"];

/** @typedef {import("./outbox.js").Outbox} Outbox */

/**
 * @param {{kind: string, since: number|null, every: number|null, counts: string[]}[]} checks as the server
 *   writes them, the most important first; see `routines/domain/check_points.py`
 * @param {Outbox} box @param {number} now
 * @returns {string} the check to ask for first, or ""
 */
export function dueCheck(checks, box, now) {
  // One that holds a number and no answer was no check.
  const told = [...box.sent, ...box.waiting].filter(
    ({ kind, body }) => kind === "check_in" && Object.keys(body.answers ?? {}).length,
  );
  const isDue = ({ since, every, counts }) => {
    const answered = told.filter(({ body }) => counts.includes(body.kind)).map(({ madeAt }) => madeAt);
    if (answered.length && every === null) return false;
    const from = answered.length ? Math.max(since ?? 0, Math.max(...answered) + every) : since;
    return from !== null && now >= from;
  };
  return checks.find(isDue)?.kind ?? "";
}

/**
 * Whether something that somebody said lets this homework rest, and the page does not know of it.
 * @param {Outbox} box @param {string} assignment
 * @param {import("./letters.js").Letter[]} letters that the page is older than: what waits, unless more is known
 */
export async function isStopped(box, assignment, letters = box.waiting) {
  for (const { kind, body } of letters) {
    if (kind === "report" && body.feeling === "warning") return true;
    if (kind === "report" && body.feeling === "spreading") {
      const [session] = box.about(body.session).filter((letter) => letter.kind === "session");
      if (session?.body.assignment === assignment) return true;
    }
  }
  const told = letters.filter(({ kind }) => kind === "check_in");
  return told.length > 0 && warns(told.map(({ body }) => body));
}

/** By the rules of a page that every phone keeps. */
async function warns(bodies) {
  const answer = await fetch("/check-ins/new/", { headers: { "Carryover-Page": "1" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const read = (id) => JSON.parse(page.getElementById(id).textContent);
  const [rules, held] = [read("warning-rules"), read("check-in-facts")];
  return bodies.some((body) => STOPPING.includes(triage(body.answers, factsOf(body, held), rules).urgency));
}
