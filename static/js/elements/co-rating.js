// <co-rating> around what is asked after a session: a tap on pain or effort and a note are written down on this
// phone, painted at once with what they mean, and sent from there. What follows from them (homework that became
// less) comes from the server once they have arrived. Absent, each form is sent to the server.

import "./co-waits.js";
import { isOver, logsOf } from "../lib/begun.js";
import { dayIn } from "../lib/days.js";
import { finding, knownOf } from "../lib/finding.js";
import { outbox } from "../lib/outbox.js";
import { standing } from "../lib/standing.js";

class Rating extends HTMLElement {
  #box = outbox();
  #rules;
  #facts;
  /** Letters that the server's own words are about already. */
  #told = new Set();
  #said = "";
  #isAsking = false;

  connectedCallback() {
    this.#rules = JSON.parse(this.querySelector("#rating-rules").textContent);
    this.#facts = JSON.parse(this.querySelector("#rating-facts").textContent);
    this.#said = says(this.#facts);
    this.addEventListener("submit", this.#submit, true);
    this.addEventListener("htmx:afterSettle", this.#swapped);
    this.#box.addEventListener("change", this.#look);
    this.#box.open().then(this.#begin, () => {});
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#submit, true);
    this.removeEventListener("htmx:afterSettle", this.#swapped);
    this.#box.removeEventListener("change", this.#look);
  }

  #begin = () => {
    this.#end();
    this.#look();
  };

  /** Of a short one Today cannot tell how many exercises it asks for: done here, it is ended here. */
  #end() {
    const { asked } = document.querySelector("[data-performed]").dataset;
    const isShort = this.#box.about(this.#session).some(({ kind, body }) => kind === "session" && body.dose === "short");
    if (!isShort || isOver(this.#box, this.#session)) return;
    if (logsOf(this.#box, this.#session).length >= Number(asked)) this.#box.put("finish", { session: this.#session }, this.dataset.name);
  }

  get #session() {
    return this.dataset.session;
  }

  get #letters() {
    const all = [...this.#box.sent, ...this.#box.waiting].sort((a, b) => a.order - b.order);
    return all.filter(({ id }) => !this.#told.has(id));
  }

  /** What this phone was told of the session itself. */
  get #own() {
    return this.#letters.filter(({ kind, body }) => kind === "rating" && body.session === this.#session);
  }

  #submit = (event) => {
    const { target: form, submitter } = event;
    if (!form.closest("#rating, #note")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = this.#saidBy(form, submitter);
    if (!said) return;
    this.#box.put("rating", { session: this.#session, ...said }, this.dataset.name);
    this.#paint();
  };

  #saidBy(form, submitter) {
    if (submitter?.name === "pain") return { pain_after: Number(submitter.value) };
    if (submitter?.name === "effort") return { effort: Number(submitter.value) };
    const field = form.elements.namedItem("note");
    const note = field.value.trim();
    const before = this.#own.filter(({ body }) => "note" in body).at(-1)?.body.note ?? field.defaultValue.trim();
    // Leaving the field and the button below it are one.
    return note === before ? null : { note };
  }

  #look = () => {
    this.#paint();
    const own = this.#own.filter(({ body }) => "pain_after" in body || "effort" in body);
    if (own.length && own.every(({ state }) => state === "sent")) this.#ask();
  };

  #paint() {
    const { known, previous, day, note } = knownOf(this.#facts, this.#session, this.#letters);
    for (const button of this.querySelectorAll("#rating [aria-pressed]")) {
      button.setAttribute("aria-pressed", String(Number(button.value) === (button.name === "pain" ? known.pain : known.effort)));
    }
    if (says(known) !== this.#said) {
      this.#said = says(known);
      this.#say(finding(known, previous, day, this.#rules), day);
    }
    this.#paintNote(note);
    this.#paintCount();
    this.#paintRefused();
  }

  #say(found, day) {
    const place = this.querySelector("#rating [data-said]");
    if (!found) return place.replaceChildren();
    const note = this.querySelector("template[data-finding-look]").content.cloneNode(true).firstElementChild;
    note.classList.add(`note--${found.tone}`);
    note.prepend(this.querySelector(`template[data-icon="${found.icon}"]`).content.cloneNode(true));
    note.querySelector(".note__title").textContent = found.title;
    note.querySelector("[data-text]").textContent = found.text;
    note.querySelector("b").textContent = found.next;
    if (day !== dayIn()) note.querySelector("[data-tomorrow]").remove();
    if (found.icon !== "hand") note.querySelector("[data-help]").remove();
    return place.replaceChildren(note);
  }

  #paintNote(note) {
    if (note === null) return;
    const field = this.querySelector("#note [name=note]");
    // Not over what is being written.
    if (field.value === field.defaultValue && field !== document.activeElement) field.value = note;
    const last = this.#own.filter(({ body }) => "note" in body).at(-1);
    const place = this.querySelector("#note [data-note]");
    // Not before it is on the disk: who reads it may leave.
    this.#box.written().then(() => {
      const words = last.state === "sent" ? this.dataset.saved : this.dataset.kept;
      if (place.textContent !== words) place.textContent = words;
    });
    this.querySelector("#note details").open = true;
  }

  /** A page that is older than what was done knows less of it. */
  #paintCount() {
    const place = document.querySelector("[data-performed]");
    const letters = this.#letters.filter(({ body }) => body.session === this.#session || body.log);
    const prescriptions = letters.filter(({ kind, body }) => kind === "log" && body.session === this.#session).map(({ body }) => [body.prescription, null]);
    const stands = [...standing(new Map(prescriptions), letters).values()];
    const count = stands.filter((log) => log?.outcome === "performed").length;
    const { performed, asked, whole, some } = place.dataset;
    if (count > Number(performed)) place.textContent = count >= Number(asked) ? whole : some.replace("#", String(count));
  }

  #paintRefused() {
    const refused = this.#box.refused.filter(({ kind, body }) => kind === "rating" && body.session === this.#session);
    const reasons = refused.map(({ reason }) => reason || this.dataset.refused);
    const shown = [...this.querySelectorAll(":scope > [data-refused]")];
    if (shown.map((note) => note.dataset.refused).join() === reasons.join()) return;
    for (const note of shown) note.remove();
    for (const reason of reasons) {
      const note = this.querySelector("template[data-refused-look]").content.cloneNode(true).firstElementChild;
      note.dataset.refused = reason;
      note.querySelector("p").textContent = reason;
      this.prepend(note);
    }
  }

  /** What the server says of it, and what it has changed for next time. */
  async #ask() {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const asked = this.#own;
    try {
      const answer = await fetch(this.dataset.address, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.redirected) return;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Tapped once more meanwhile: the next answer is about that.
      if (this.#own.length === asked.length) this.#take(part, asked);
    } catch {
      // The phone's own words stand.
    } finally {
      this.#isAsking = false;
    }
  }

  /** What was tapped before this element came in was sent as a form. */
  #swapped = ({ target }) => {
    if (!target.closest("#rating")) return;
    this.#facts = { ...this.#facts, ...pressedIn(this) };
    this.#said = says(this.#facts);
    this.#paint();
  };

  #take(part, letters) {
    const said = part.querySelector("[data-said]");
    if (!said) return;
    this.#facts = { ...this.#facts, ...pressedIn(part) };
    for (const { id, body } of letters) if (!("note" in body)) this.#told.add(id);
    this.#said = says(knownOf(this.#facts, this.#session, this.#letters).known);
    const place = this.querySelector("#rating [data-said]");
    // The same words are not read out twice.
    if (plain(place) !== plain(said)) place.replaceChildren(...said.childNodes);
    this.#paint();
  }
}

const says = ({ pain, effort, reports }) => JSON.stringify([pain, effort, [...new Set(reports)].sort()]);

function pressedIn(part) {
  const pressed = [".pad", ".choices"].map((each) => part.querySelector(`${each} [aria-pressed=true]`)?.value ?? null);
  const [pain, effort] = pressed.map((value) => (value === null ? null : Number(value)));
  return { pain, effort };
}

const plain = ({ textContent }) => textContent.replace(/\s+/g, " ").trim();

customElements.define("co-rating", Rating);
