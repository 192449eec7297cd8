// Begins a session on this phone, with or without a signal, and brings its page into the present one.

import { dueCheck, isStopped } from "./before_start.js";
import { addressOf, isOver, logsOf, sessionsOf, today } from "./begun.js";
import { outbox } from "./outbox.js";

/**
 * @typedef {{assignment: string, version: number, name: string, count: number, day: string, dose: string}} Wanted
 *   `name` and `count` are how the homework is called and how many exercises it has in full; `day` is
 *   "" for today, `dose` one of "full", "gentle" and "short"
 */

/**
 * Begins what a form on the page asks for. Throws where the page does not know this homework.
 * @param {HTMLElement} place <co-start> @param {HTMLFormElement} form in it
 */
export async function startFrom(place, form) {
  const { assignment, version, name, count } = homeworkOf(place);
  const asked = place.closest("co-check-in") && new URLSearchParams(location.search).get("dose");
  const dose = asked || form.elements.dose?.value || "full";
  await start({ assignment, version, name, count, day: form.elements.day?.value ?? "", dose });
}

/** After a check the page lists all homework: kept on a phone, it comes before any of it. */
function homeworkOf({ dataset: { assignment, version, name, count } }) {
  if (version) return { assignment, version: Number(version), name, count: Number(count) };
  const all = JSON.parse(document.getElementById("startable").textContent);
  return all.find((each) => each.assignment === assignment);
}

/** @param {Wanted} wanted */
async function start(wanted) {
  const { assignment, version, dose } = wanted;
  const box = outbox();
  await box.open();
  if (wanted.day) {
    // What is filled in later was done already: nobody needs to be guided through it.
    const body = { assignment, day: wanted.day, version, source: "back-filled" };
    return bring(box, addressOf(body, "", box.put("session", body, wanted.name)));
  }
  if (await isStopped(box, assignment)) return location.assign("/help/");
  const kind = dueCheck(JSON.parse(document.getElementById("due-checks")?.textContent ?? "[]"), box, Date.now());
  if (kind) return location.assign(`/check-ins/new/?${new URLSearchParams({ kind, assignment, dose })}`);
  const begun = begunBefore(box, wanted);
  const body = begun?.body ?? { assignment, day: today(), version, dose };
  const key = begun?.id ?? box.put("session", body, wanted.name);
  return bring(box, addressOf(body, "play/", key), key, wanted);
}

/** What was begun and not ended is taken up; untouched and in another dose, it is ended for that one. */
function begunBefore(box, { assignment, count, dose, name }) {
  const last = sessionsOf(box, assignment, today()).filter(({ id }) => !isOver(box, id, count)).at(-1);
  if (!last || (last.body.dose ?? "full") === dose || logsOf(box, last.id).length) return last;
  box.put("finish", { session: last.id }, name);
  return undefined;
}

/** From the server, or as this phone keeps it. */
async function bring(box, address, key = "", { assignment = "", name = "" } = {}) {
  const page = await fetch(address, { headers: { "Carryover-Page": "1" } }).catch(() => null);
  if (!page?.ok || !window.htmx) {
    await box.written();
    return location.assign(address);
  }
  // As it was kept before: since then something may have been said that lets it rest, and be sent by now.
  const keptAt = Number(page.headers.get("Kept-At"));
  const since = keptAt ? box.sent.filter(({ madeAt }) => madeAt > keptAt) : [];
  if (key && (await isStopped(box, assignment, since))) {
    box.put("finish", { session: key }, name);
    await box.written();
    return location.assign("/help/");
  }
  // Homework that rests cannot be begun: the server has led to its own page, which says why.
  if (key && !page.url.includes("/sessions/")) box.put("finish", { session: key }, name);
  const text = await page.text();
  history.replaceState({ htmx: true }, "");
  history.pushState({ htmx: true }, "", page.url);
  // Only a tap sets it going; a page that is opened again waits for one on play.
  const isNew = key && !logsOf(box, key).length;
  const shown = isNew ? text.replace(/<co-player(?![^>]* data-fresh)/, "<co-player data-fresh") : text;
  const how = { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0, show: "top", showTarget: "window" };
  return window.htmx.swap(document.body, shown, how);
}
