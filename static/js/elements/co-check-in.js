// <co-check-in> around the form of a check-in: judges it on the phone by the same rules as the server, asks
// what a mark opens, and says what to do at once, with or without a signal. What was said is kept first
// and sent then. Absent, the form does all of it by itself.

import { readCheckIn } from "../lib/check_in_form.js";
import { outbox } from "../lib/outbox.js";
import { triage } from "../lib/triage.js";
import { uuid7 } from "../lib/uuid7.js";

const PATIENCE_MS = 3_000;

class CheckIn extends HTMLElement {
  #form;
  #rules;
  #facts;
  #asked = new Set();
  #isSending = false;

  connectedCallback() {
    this.#form = this.querySelector("form");
    this.#rules = JSON.parse(this.querySelector("#warning-rules").textContent);
    this.#facts = JSON.parse(this.querySelector("#check-in-facts").textContent);
    for (const slug of this.#form.elements.asked.value.split(" ").filter(Boolean)) this.#asked.add(slug);
    this.#form.addEventListener("change", this.#change);
    this.#form.addEventListener("keydown", this.#press);
    this.#form.addEventListener("submit", this.#submit);
    // What was ticked before this came in.
    for (const none of this.querySelectorAll("[data-group] [name=none]:checked")) this.#none(none.closest("[data-group]"));
    this.#open();
  }

  disconnectedCallback() {
    this.#form.removeEventListener("change", this.#change);
    this.#form.removeEventListener("keydown", this.#press);
    this.#form.removeEventListener("submit", this.#submit);
  }

  #change = ({ target }) => {
    if (target.name === "none" && target.checked) this.#none(target.closest("[data-group]"));
    else if (target.type === "radio" && target.value !== "no") {
      const none = target.closest("[data-group]")?.querySelector("[name=none]");
      if (none) none.checked = false;
    }
    this.#open();
  };

  /** The Enter key on an answer would tap the form's first button, which says more than was meant. */
  #press = (event) => {
    if (event.key === "Enter" && event.target.matches("input[type=radio], input[type=checkbox]")) {
      event.preventDefault();
    }
  };

  /** "None of these" answers the whole group, and what was answered otherwise too: it was the last tap. */
  #none(group) {
    for (const radio of group.querySelectorAll("input[type=radio][value=no]")) radio.checked = true;
  }

  /** The questions behind a yes stand right below it. */
  #open() {
    for (const behind of this.querySelectorAll("[data-behind]")) {
      const answer = this.#form.querySelector(`[name="gate-${behind.dataset.behind}"]:checked`)?.value;
      behind.hidden = !answer || answer === "no";
      for (const radio of behind.querySelectorAll("input")) radio.disabled = behind.hidden;
    }
    const answered = this.querySelector("[data-answered]");
    if (answered) answered.hidden = !this.#form.querySelector('[name^="gate-"]:checked');
  }

  #submit = (event) => {
    event.preventDefault();
    if (this.#isSending) return;
    const button = event.submitter;
    if (button?.name === "none") this.#denyAll(button.value.split(" ").filter(Boolean));
    const said = readCheckIn(this.#form, button, this.#facts);
    const found = triage(said.answers, said.facts, this.#rules);
    // Whoever needs help now is not held up by a question that was left out.
    if (found.urgency !== "now" && this.#isHeldBack()) return;
    const questions = found.ask.filter((slug) => !this.#asked.has(slug) && !this.#isOnPage(slug));
    if (questions.length) {
      this.#ask(questions, said.fields.where);
      return;
    }
    this.#keep(found, said);
  };

  /** The first check and whatever comes before a session are answered whole, or not at all. */
  #isHeldBack() {
    const isOnTheWay = this.querySelector("form[data-start]") !== null;
    if (!isOnTheWay && !["joining", "before"].includes(this.dataset.kind)) return false;
    const open = [...this.#form.querySelectorAll('[data-ask^="sign-"]:not([data-later]), [data-ask^="gate-"]')].find(
      (ask) => !ask.querySelector(":checked"),
    );
    const hint = this.querySelector("[data-hold]");
    hint.hidden = !open;
    if (!open) return false;
    open.before(hint);
    open.querySelector("input").focus();
    return true;
  }

  #denyAll(gates) {
    for (const slug of gates) {
      if (this.#form.querySelector(`[name="gate-${slug}"]:checked`)) continue;
      this.#form.querySelector(`[name="gate-${slug}"][value=no]`).checked = true;
    }
  }

  #isOnPage(slug) {
    return this.#form.querySelector(`[name="sign-${slug}"]:not(:disabled)`) !== null;
  }

  /** "The same" and "nowhere" are said by the button that goes on, too. */
  #ask(slugs, where) {
    const section = this.querySelector("[data-questions]").content.cloneNode(true).firstElementChild;
    const template = this.querySelector("[data-question]").content;
    const next = section.querySelector("button");
    if (where) Object.assign(next, { name: "where", value: where });
    for (const slug of slugs) {
      const sign = this.#rules.signs.find((each) => each.slug === slug);
      const question = template.cloneNode(true).firstElementChild;
      question.querySelector("legend").textContent = sign.question;
      question.querySelector("[data-help]").textContent = sign.help;
      for (const radio of question.querySelectorAll("input")) radio.name = `sign-${slug}`;
      next.before(question);
      this.#asked.add(slug);
    }
    this.#form.elements.asked.value = [...this.#asked].join(" ");
    this.querySelector("[data-top]").after(section);
    section.scrollIntoView({ block: "start" });
    section.querySelector("h2").focus();
  }

  async #keep(found, { fields, body }) {
    this.#isSending = true;
    // A page that was kept has the same key each time it is opened; what is said is new.
    fields.id = this.#form.elements.id.value = uuid7();
    const isWarning = found.urgency === "now" || found.urgency === "today";
    if (isWarning) this.#show(found.urgency, found);
    const box = outbox();
    box.put("check_in", body, this.dataset.words, { id: fields.id });
    await this.#sentSoon(box);
    this.#isSending = false;
    const has = (letters) => letters.some((letter) => letter.id === fields.id);
    if (has(box.refused)) await this.#submitPlainly(fields, box);
    else if (isWarning) this.#tellWhenSent(box, fields.id);
    else if (has(box.sent)) this.#goOn(fields);
    else if (this.querySelector("form[data-start]")) this.#start();
    else this.#show("kept", found);
  }

  /** Whoever has a signal goes on to the server's page, which says more. */
  async #sentSoon(box) {
    await Promise.race([box.send(), new Promise((late) => setTimeout(late, PATIENCE_MS))]);
    await box.written();
  }

  /** The server says on its page what is wrong; there it is put right, and nowhere else. */
  async #submitPlainly({ id, where = "" }, box) {
    await box.drop(box.refused.find((letter) => letter.id === id));
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "where", value: where });
    this.#form.append(field);
    this.#form.submit();
  }

  #tellWhenSent(box, id) {
    const look = () => {
      const isSent = box.sent.some((letter) => letter.id === id);
      for (const each of this.querySelectorAll("[data-sent]")) each.hidden = (each.dataset.sent === "sent") !== isSent;
    };
    box.addEventListener("change", look);
    look();
  }

  #start() {
    this.querySelector("form[data-start]").requestSubmit();
  }

  #goOn(fields) {
    if (this.querySelector("form[data-start]")) this.#start();
    else location.assign(this.dataset.kept.replace(/0{8}-.*0{12}/, fields.id));
  }

  #show(which, found) {
    const section = this.querySelector(`[data-result="${which}"]`);
    fill(section.querySelector("[data-because]"), found.because.map(sentence));
    fill(section.querySelector("[data-messages]"), found.messages);
    for (const say of section.querySelectorAll("[data-say]")) say.textContent = saidOnce(found.say);
    const walk = section.querySelector("[data-walk]");
    if (walk) walk.hidden = !found.keepsWalking;
    const now = found.findings.filter(({ urgency }) => urgency === "now").map(({ sign }) => sign);
    const isLow = now.includes("self-harm");
    const isOnlyLow = isLow && now.every((sign) => sign === "self-harm");
    for (const each of section.querySelectorAll("[data-legs]")) each.hidden = isOnlyLow;
    for (const each of section.querySelectorAll("[data-low]")) each.hidden = !isOnlyLow;
    const crisis = section.querySelector("[data-crisis]");
    if (crisis) crisis.hidden = !isLow || isOnlyLow;
    section.hidden = false;
    // The rest of the page is behind it, for the keyboard and for a screen reader, too.
    this.#form.inert = true;
    section.querySelector("h1").focus();
  }
}

function fill(place, texts) {
  place?.replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })),
  );
}

/** Several signs begin with the same words for whoever is called. */
function saidOnce(texts) {
  return [...new Set(texts.join(" ").match(/[^.?!]+[.?!]*/g)?.map((one) => one.trim()))].join(" ");
}

function sentence(half) {
  return `${half[0].toUpperCase()}${half.slice(1).replace(/\.$/, "")}.`;
}

customElements.define("co-check-in", CheckIn);
