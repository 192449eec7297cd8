// <co-session> around the exercises of a session: what is tapped is written down on this phone, painted at
// once, and sent from there. It moves the spine on, keeps the keyboard's place and, with the last one, offers
// what comes next. What this phone knows and the page does not is painted over it. Absent, each form is sent
// to the server, and the next page load shows the same.

import "./co-stepper.js";
import "./co-undo.js";
import "./co-waits.js";
import { read } from "../lib/amounts_form.js";
import { ExerciseCard } from "../lib/exercise_card.js";
import { outbox } from "../lib/outbox.js";
import { logged, standing } from "../lib/standing.js";

const DOUBLE_TAP_MS = 500;
const SAME_PLACE_PX = 32;
/** So long the next page is worth waiting for, that shows what was just sent. */
const PATIENCE_MS = 1_500;

class Session extends HTMLElement {
  #box = outbox();
  #cards = new Map();
  #last = null;
  #isLeaving = false;

  connectedCallback() {
    // At the document, for the buttons below the list belong to it too; capturing, for htmx listens on the forms.
    document.addEventListener("submit", this.#submit, true);
    this.addEventListener("click", this.#guard, true);
    this.addEventListener("click", this.#click, true);
    this.addEventListener("htmx:afterSettle", this.#swapped);
    window.addEventListener("pageshow", this.#return);
    this.#box.addEventListener("change", this.#paint);
    this.#readCards();
    this.#box.open().then(this.#paint, () => {});
  }

  disconnectedCallback() {
    document.removeEventListener("submit", this.#submit, true);
    this.removeEventListener("click", this.#guard, true);
    this.removeEventListener("click", this.#click, true);
    this.removeEventListener("htmx:afterSettle", this.#swapped);
    window.removeEventListener("pageshow", this.#return);
    this.#box.removeEventListener("change", this.#paint);
  }

  #readCards() {
    const { dataset: words } = this.querySelector("template[data-words]");
    const page = { words, madeAt: Number(this.dataset.madeAt) };
    for (const article of this.#articles) {
      const isKnown = article.dataset.logged !== "true" || article.dataset.shown;
      if (isKnown && !this.#cards.has(article)) this.#cards.set(article, new ExerciseCard(article, page));
    }
  }

  get #articles() {
    return [...this.querySelectorAll("[data-logged]")];
  }

  get #session() {
    return this.dataset.session;
  }

  // --- what is tapped ------------------------------------------------------------------------

  #submit = (event) => {
    const { target: form, submitter } = event;
    const does = form.dataset.do;
    const card = this.#cards.get(form.closest("[data-logged]"));
    const act = card ? { log: this.#log, correct: this.#correct, undo: this.#undo }[does] : { rest: this.#rest, finish: this.#finish }[does];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#isLeaving) return;
    act.call(this, card, form, submitter);
  };

  #log(card, form, submitter) {
    const body = this.#said(form, submitter, {});
    if (!body) return card.focus();
    this.#box.put("log", { session: this.#session, prescription: card.key, ...body }, card.name);
    this.#painted(card);
  }

  #correct(card, form, submitter) {
    const { id, instead } = card.standing;
    const body = this.#said(form, submitter, instead ? { instead } : {});
    if (!body) return card.focus();
    card.isChanging = false;
    this.#box.put("correction", { log: id, ...body }, card.name);
    this.#painted(card);
  }

  #undo(card) {
    if (!card.mayUndo) {
      card.focus();
      card.endUndo();
      return card.say(this.querySelector("template[data-words]").dataset.late);
    }
    this.#box.put("undo", { log: card.standing.id }, card.name);
    this.#painted(card);
  }

  /** @returns {object|null} what the button means, or null where the form is not right yet */
  #said(form, submitter, kept) {
    if (submitter?.name === "reason") return { outcome: "skipped", skip_reason: submitter.value };
    // Left out, the sets are those that were asked for.
    if (submitter?.value === "as-prescribed") return { outcome: "performed" };
    const sets = read(form, submitter?.name === "same_on_both_sides");
    return sets && { outcome: "performed", sets, ...kept };
  }

  #rest(_, form, submitter) {
    for (const card of this.#cards.values()) {
      if (card.isOpen) this.#box.put("log", { session: this.#session, prescription: card.key, outcome: "performed" }, card.name);
    }
    this.#leave(submitter);
  }

  #finish(_, form, submitter) {
    this.#box.put("finish", { session: this.#session }, this.dataset.name);
    this.#leave(submitter);
  }

  /** To where the server would lead: on to how it felt, or back where nothing was done. */
  async #leave(button) {
    this.#isLeaving = true;
    button?.setAttribute("aria-busy", "true");
    const isPerformed = this.querySelector(".exercise--done") !== null;
    await this.#box.written();
    // A page that is made after it arrived shows it by itself.
    if (navigator.onLine) await Promise.race([this.#box.send(), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS); })]);
    location.assign(isPerformed ? this.dataset.after : this.dataset.today);
  }

  /** Back from the next page. */
  #return = ({ persisted }) => {
    if (!persisted) return;
    this.#isLeaving = false;
    for (const busy of document.querySelectorAll("form[data-do] [aria-busy]")) busy.removeAttribute("aria-busy");
    this.#box.open().then(this.#paint, () => {});
  };

  /** Change and leave it, without asking the server for the form. */
  #click = (event) => {
    const place = event.target.closest("[data-do=change], [data-do=leave]");
    const card = place && this.#cards.get(place.closest("[data-logged]"));
    if (!card || (place.dataset.do === "change" && !card.mayChange)) return;
    event.preventDefault();
    event.stopPropagation();
    if (place.dataset.do === "change") card.change();
    else card.leave();
    card.focus();
  };

  /** A double tap on Done must not press what moved under the finger when its card was painted anew. */
  #guard = (event) => {
    const last = this.#last;
    this.#last = event;
    if (!last || !event.detail || last.target.isConnected) return;
    const isSoon = event.timeStamp - last.timeStamp < DOUBLE_TAP_MS;
    const far = Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY);
    if (!isSoon || far > SAME_PLACE_PX) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  // --- what is shown -------------------------------------------------------------------------

  /** Put, it is painted. Some browsers leave the keyboard's place with nobody when a button is tapped. */
  #painted(card) {
    if (document.activeElement === document.body) card.focus();
  }

  #paint = () => {
    const cards = [...this.#cards.values()];
    const shown = new Map(cards.map((card) => [card.key, this.#shownOf(card)]));
    const all = [...this.#box.sent, ...this.#box.waiting].sort((a, b) => a.order - b.order);
    const isOurs = this.#isOurs(shown, [...all, ...this.#box.refused]);
    const stands = standing(shown, all.filter(isOurs));
    const refused = this.#box.refused.filter(isOurs);
    const of = logged(shown, [...all, ...refused]);
    for (const card of cards) {
      const about = refused.filter(({ kind, body }) => (kind === "log" ? body.prescription : of.get(body.log)) === card.key);
      card.paint(stands.get(card.key), about.map(({ reason }) => reason));
      card.endUndo();
    }
    this.#count();
    for (const card of cards) card.keepPlace();
  };

  /** Where another log stands in place of one of this phone, the server has sent it along. */
  #shownOf(card) {
    const other = this.#box.refused.find(({ kind, body, stands }) => kind === "log" && stands && body.session === this.#session && body.prescription === card.key);
    if (card.shown || !other?.stands.outcome || other.stands.undone_at) return card.shown;
    const { id, outcome, sets, skip_reason: reason, instead = null, edited_at: edited } = other.stands;
    return { id, outcome, sets, reason: reason ?? "", instead, edited: edited ? Date.parse(edited) : null };
  }

  /** The logs of this session, and what was done to them. */
  #isOurs(shown, letters) {
    const ids = letters.filter(({ body }) => body.session === this.#session).map(({ id }) => id);
    const logs = new Set([...ids, ...[...shown.values()].map((log) => log?.id)]);
    return ({ body }) => body.session === this.#session || (body.log !== undefined && logs.has(body.log));
  }

  #swapped = ({ target }) => {
    this.#readCards();
    for (const article of this.#cards.keys()) if (!article.isConnected) this.#cards.delete(article);
    this.#count();
    const article = target.closest("[data-logged]");
    if (article && document.activeElement === document.body) (article.querySelector("[aria-invalid=true]") ?? article).focus({ preventScroll: true });
  };

  #count() {
    const articles = this.#articles.filter((article) => !article.hidden);
    const count = articles.filter((article) => article.dataset.logged === "true").length;
    const isOver = count === articles.length;
    this.#moveSpine(count);
    this.#show(".session__open", !isOver);
    this.#show(".session__over", isOver);
    this.#show(".session__none", count === 0);
    this.#show(".session__some", count > 0);
  }

  #show(selector, visible) {
    for (const each of document.querySelectorAll(selector)) each.hidden = !visible;
  }

  #moveSpine(count) {
    const spine = document.querySelector(".spine");
    const status = this.querySelector("[data-count]");
    this.#articles.forEach((article, index) => {
      spine.children[index]?.classList.toggle("spine__part--done", article.dataset.logged === "true");
    });
    const words = status.dataset.count.replace("#", String(count));
    spine.setAttribute("aria-label", words);
    // Only what is new is read out, and nothing when the page opens.
    if (status.dataset.now !== words && "now" in status.dataset) status.textContent = words;
    status.dataset.now = words;
  }
}

customElements.define("co-session", Session);
