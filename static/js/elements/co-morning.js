// <co-morning> around the question of the morning after: the tap is written down on this phone, painted at once
// with what it means, and sent from there. Absent, the form is sent to the server.

import "./co-waits.js";
import { dayIn } from "../lib/days.js";
import { outbox } from "../lib/outbox.js";

class Morning extends HTMLElement {
  #box = outbox();
  #painted;

  connectedCallback() {
    this.#painted = this.dataset.pain ?? null;
    // A page that was kept since another day asks for that one, and nobody can answer it now.
    if (!this.#isToday && !navigator.onLine) this.#card.hidden = true;
    this.addEventListener("submit", this.#submit, true);
    this.#box.addEventListener("change", this.#paint);
    this.#box.open().then(this.#paint, () => {});
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#submit, true);
    this.#box.removeEventListener("change", this.#paint);
  }

  get #card() {
    return this.querySelector("#morning");
  }

  get #look() {
    return this.querySelector("template[data-answered-look]");
  }

  get #isToday() {
    return this.dataset.day === dayIn();
  }

  #submit = (event) => {
    const { submitter } = event;
    // Where the phone has another day than the person's own time zone, the server decides.
    if (submitter?.name !== "pain" || !this.#isToday) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // Also where it is the same as before: the answer folds up again.
    this.#painted = null;
    this.#box.put("next_day", { day: this.dataset.day, pain: Number(submitter.value) }, this.#look.dataset.name);
  };

  #paint = () => {
    const letters = [...this.#box.sent, ...this.#box.waiting].sort((a, b) => a.order - b.order).filter(this.#isOurs);
    const last = letters.at(-1);
    const pain = last ? String(last.body.pain) : this.#painted;
    if (last && pain !== this.#painted) this.#answer(pain);
    this.#painted = pain;
    const plain = this.#card.querySelector('p[data-verdict=""]');
    // Not before it is on the disk: who reads it may leave.
    if (plain && last) this.#box.written().then(() => (plain.textContent = last.state === "sent" ? this.#look.dataset.saved : this.#look.dataset.kept));
    this.#paintRefused();
  };

  #isOurs = ({ kind, body }) => kind === "next_day" && body.day === this.dataset.day;

  #answer(pain) {
    const card = this.#card;
    const isHeld = card.contains(document.activeElement);
    const pad = card.querySelector("form");
    const verdict = this.dataset.verdicts.split(" ")[pain] ?? "";
    const look = this.#look.content.cloneNode(true);
    for (const each of look.querySelectorAll("[data-verdict]")) if (each.dataset.verdict !== verdict) each.remove();
    look.querySelector(".pain-mark").classList.add(`pain-${pain}`);
    look.querySelector("[data-pain]").textContent = pain;
    look.querySelector("details").append(pad);
    for (const button of pad.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button.value === pain));
    const said = look.querySelector(".row").textContent.replace(/\s+/g, " ").trim();
    card.replaceChildren(look);
    this.querySelector("[data-said]").textContent = said;
    if (isHeld) card.querySelector("summary").focus();
  }

  #paintRefused() {
    const reasons = this.#box.refused.filter(this.#isOurs).map(({ reason }) => reason || this.#look.dataset.refused);
    for (const note of this.#card.querySelectorAll("[data-refused]")) note.remove();
    for (const reason of reasons) {
      const note = this.querySelector("template[data-refused-look]").content.cloneNode(true).firstElementChild;
      note.querySelector("p").textContent = reason;
      this.#card.prepend(note);
    }
  }
}

customElements.define("co-morning", Morning);
