// <co-desk-row> on Today: how many breaks there were and when the next one is, by what this phone knows.
// Absent, the row says what the server knew.

import { beginByOpening, dayHere, wallClock } from "../lib/desk_here.js";
import { outbox } from "../lib/outbox.js";

const MINUTE = 60_000;

class DeskRow extends HTMLElement {
  #box = outbox();
  #facts;
  #timer = 0;

  async connectedCallback() {
    const link = this.querySelector("a");
    const answer = await fetch(link.href, { headers: { "Carryover-Page": "1" } }).catch(() => null);
    if (!answer?.ok || !this.isConnected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const facts = page.getElementById("desk-facts");
    if (!facts) return;
    this.#facts = JSON.parse(facts.textContent);
    await this.#box.open();
    beginByOpening(this.#box, this.#facts, this.dataset.heading);
    this.#box.addEventListener("change", this.#show);
    document.addEventListener("visibilitychange", this.#show);
    this.#timer = setInterval(this.#show, MINUTE / 4);
    this.#show();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#box.removeEventListener("change", this.#show);
    document.removeEventListener("visibilitychange", this.#show);
  }

  #show = () => {
    const day = dayHere(this.#box, this.#facts, Date.now());
    const { today, next, now } = this.dataset;
    const said = day.state === "due" ? now : day.dueAt ? next : today;
    const at = day.dueAt ? wallClock(day.dueAt, this.#facts.rules.zone) : "";
    this.querySelector("[data-row]").textContent = said.replace("#", day.taken).replace("%", day.goal).replace("@", at);
  };
}

customElements.define("co-desk-row", DeskRow);
