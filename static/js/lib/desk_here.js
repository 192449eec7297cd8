// A day at the desk as this phone knows it: what a page brought along, and what was tapped and done here since.

import { isOver, logsOf } from "./begun.js";
import { dayIn } from "./days.js";
import { deskDay, goalOf } from "./desk.js";

const MINUTE = 60_000;

/** @typedef {import("./outbox.js").Outbox} Outbox */

/**
 * @param {Outbox} box
 * @param {any} facts of the page of the day, see `DeskPage.facts`; it may have been kept since another day
 * @param {number} now
 */
export function dayHere(box, facts, now) {
  const { rules } = facts;
  const today = dayIn(now, rules.zone);
  const isFresh = today === facts.day;
  const letters = [...box.sent, ...box.waiting].filter(({ madeAt }) => dayIn(madeAt, rules.zone) === today);
  const taps = new Map((isFresh ? facts.taps : []).map((tap) => [tap.key, tap]));
  const breaks = new Map((isFresh ? facts.breaks : []).map((one) => [one.key, one]));
  for (const { id, kind, body, madeAt } of letters) {
    if (kind === "desk" && !taps.has(id)) {
      const until = body.minutes ? madeAt + body.minutes * MINUTE : null;
      taps.set(id, { key: id, kind: body.kind, at: madeAt, until });
    } else if (kind === "session" && body.assignment in facts.assignments) {
      breaks.set(id, breakHere(box, id, madeAt, facts.assignments[body.assignment], breaks.get(id)));
    }
  }
  const day = deskDay(rules, today, { taps: [...taps.values()], breaks: [...breaks.values()] }, now);
  return { ...day, taken: day.exercised + day.stood, goal: goalOf(rules, today, facts.asked), isFresh };
}

function breakHere(box, key, madeAt, count, known) {
  const about = box.about(key);
  const last = Math.max(madeAt, ...about.filter(({ kind }) => kind !== "rating").map((each) => each.madeAt));
  const logs = logsOf(box, key);
  return {
    key,
    started: known?.started ?? madeAt,
    finished: known?.finished ?? (isOver(box, key, count) ? last : null),
    isPerformed: Boolean(known?.isPerformed) || about.some(({ id, body }) => logs.includes(id) && body.outcome === "performed"),
  };
}

/** @param {number} moment @param {string} zone @returns {string} such as 9:05 */
export function wallClock(moment, zone) {
  const how = { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat(document.documentElement.lang, how).format(moment).replace(/^0(?=\d)/, "");
}

/** The day begins with the first open at work, where somebody wants it so. @param {Outbox} box @param {any} facts @param {string} words */
export function beginByOpening(box, facts, words) {
  const now = Date.now();
  const day = dayHere(box, facts, now);
  if (facts.rules.begins === "open" && day.state === "idle" && now >= day.beginsAt) box.put("desk", { kind: "started" }, words);
}
