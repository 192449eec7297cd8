// <co-today> on Today: shows what this phone has begun and done and the page does not know yet, which may
// be an older one; and offers nothing to begin while a warning waits here to be sent. Absent, the page
// shows what the server knew.

import { addressOf, isOver, sessionsOf, today } from "../lib/begun.js";
import { outbox } from "../lib/outbox.js";

const HURTS = ["sharp", "spreading", "warning"];

class Today extends HTMLElement {
  #box;

  async connectedCallback() {
    this.#box = outbox();
    this.#box.addEventListener("change", this.#show);
    await this.#box.open();
    this.#show();
  }

  disconnectedCallback() {
    this.#box.removeEventListener("change", this.#show);
  }

  #show = () => {
    for (const homework of document.querySelectorAll("[data-homework]")) this.#look(homework);
    this.#warn();
  };

  /** What waits to be sent lets homework rest already. Shown once, it stays: the next page knows it. */
  async #warn() {
    // It moves into the hero the first time.
    const warned = document.querySelector("[data-warned]");
    if (!warned || !this.#box.waiting.some(({ kind }) => ["check_in", "report"].includes(kind))) return;
    const { isStopped } = await import("../lib/before_start.js");
    for (const homework of document.querySelectorAll("[data-homework]")) {
      if (!(await isStopped(this.#box, homework.dataset.homework).catch(() => false))) continue;
      for (const each of homework.querySelectorAll("co-start, .offers, [data-carry-on]")) each.hidden = true;
      warned.hidden = false;
      document.querySelector(".hero__body")?.prepend(warned);
    }
  }

  #look(homework) {
    const { homework: assignment, open, finished, count, left } = homework.dataset;
    const known = finished.split(" ");
    const own = sessionsOf(this.#box, assignment, today()).filter(({ id }) => !known.includes(id));
    const isDone = ({ id }) => isOver(this.#box, id, Number(count));
    if (own.some(({ id }) => this.#wasTooMuch(id))) return this.#rest(homework);
    const begun = own.findLast((session) => !isDone(session));
    const done = own.filter((session) => isDone(session) && hasLogs(this.#box, session)).length;
    if (begun) {
      const address = addressOf(begun.body, "play/", begun.id);
      if (begun.id !== open) this.#carryOn(homework, address);
      // The page knows it, but its own address may not be on this phone yet; this one is.
      else (homework.matches("a") ? homework : homework.querySelector("a")).href = address;
    } else if (done) this.#done(homework, done >= Number(left), own.at(-1));
    return undefined;
  }

  /** As the server will say it: nobody is led to do it once more. */
  #wasTooMuch(session) {
    return this.#box.about(session).some(({ body }) => HURTS.includes(body.feeling) || body.pain_after >= Number(this.dataset.highPain));
  }

  #rest(homework) {
    this.#say(homework, "rest");
    homework.querySelector("[data-carry-on]")?.remove();
    for (const each of homework.querySelectorAll("co-start, .offers")) each.hidden = true;
  }

  #carryOn(homework, address) {
    if (homework.matches("a")) return this.#say(homework, "begun", address);
    this.#say(homework, "begun");
    this.#offer(homework, address);
    for (const each of homework.querySelectorAll("co-start, .offers")) each.hidden = true;
    return undefined;
  }

  /** Once more is a quiet way, unless it is asked for more than once a day. */
  #done(homework, isAll, { id, body }) {
    // Where it is asked for again today, it leads on to where it begins.
    if (homework.matches("a")) return isAll ? this.#say(homework, "done", addressOf(body, "", id)) : this.#say(homework, "more");
    this.#say(homework, isAll ? "done" : "more");
    homework.querySelector("[data-carry-on]")?.remove();
    const starts = [...homework.querySelectorAll("co-start")];
    for (const start of starts) start.hidden = false;
    if (!isAll || !starts.length) return undefined;
    for (const each of homework.querySelectorAll(".offers, co-start")) each.hidden = each !== starts[0];
    const button = starts[0].querySelector("button");
    button.classList.remove("button--primary");
    button.textContent = this.dataset.again;
    return undefined;
  }

  #say(homework, what, address) {
    const line = homework.querySelector("[data-line]") ?? document.querySelector("[data-line=next]");
    line.textContent = this.dataset[what];
    if (address) homework.href = address;
  }

  #offer(homework, address) {
    let link = homework.querySelector("[data-carry-on]");
    if (!link) {
      link = this.querySelector("template").content.cloneNode(true).firstElementChild;
      link.classList.add("button--primary");
      homework.prepend(link);
    }
    link.href = address;
  }
}

/** Begun by mistake and ended at once, it was not done. */
function hasLogs(box, { id }) {
  return box.about(id).some(({ kind, body }) => kind === "log" && body.outcome === "performed");
}

customElements.define("co-today", Today);
