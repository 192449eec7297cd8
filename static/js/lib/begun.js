// What this phone knows of homework that was begun on it: which session is open, which one is over, and
// where its pages stand until the server has it.

import { stopIn } from "./kept.js";

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** @typedef {import("./letters.js").Letter} Letter @typedef {import("./outbox.js").Outbox} Outbox */

/** @param {Date} [now] @returns {string} the phone's own day, such as 2026-03-10 */
export function today(now = new Date()) {
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * @param {{assignment: string, version: number, dose?: string}} body of a session's letter
 * @param {""|"play/"|"after/"} page @param {string} session its key
 * @returns {string} where it stands; once the server has it, that leads on to its own page
 */
export function addressOf({ assignment, version, dose = "full" }, page, session) {
  const query = new URLSearchParams({ version, dose, session });
  return `/assignments/${assignment}/sessions/new/${page}?${query}`;
}

/** @returns {string} the key in `?session=`, or "" */
export function sessionAsked() {
  const key = new URLSearchParams(location.search).get("session") ?? "";
  return KEY.test(key) ? key : "";
}

/** @param {Outbox} box @param {string} assignment @param {string} day @returns {Letter[]} the oldest first */
export function sessionsOf(box, assignment, day) {
  const of = ({ kind, body }) => kind === "session" && body.assignment === assignment && body.day === day;
  return [...box.sent, ...box.waiting].filter(of).sort((a, b) => a.order - b.order);
}

/** @param {Outbox} box @param {string} session @returns {string[]} the keys of its logs that stand */
export function logsOf(box, session) {
  const about = box.about(session);
  const undone = about.filter(({ kind }) => kind === "undo").map(({ body }) => body.log);
  return about.filter(({ kind, id }) => kind === "log" && !undone.includes(id)).map(({ id }) => id);
}

/**
 * Whether nothing more is to be done in a session: finished, rated, stopped, or each exercise logged.
 * @param {Outbox} box @param {string} session
 * @param {number} [count] how many exercises it asks for, where that is known
 */
export function isOver(box, session, count = Infinity) {
  const about = box.about(session);
  const isRated = about.some(({ kind }) => kind === "rating");
  if (isRated || stopIn(about) || logsOf(box, session).length >= count) return true;
  // Taking a log back opens it again.
  return about.filter(({ kind }) => kind === "finish" || kind === "undo").at(-1)?.kind === "finish";
}
