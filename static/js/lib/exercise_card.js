// One exercise on the list of a session: painted open, or as it was logged, from its own markup and the
// templates of the page.

import { askedIn, fillIn } from "./amounts_form.js";
import { asPrescribed, sayPerformed } from "./sets.js";

/** As long as Undo is offered, and as an undo counts that was tapped at the last moment. */
const UNDO_MS = 10_000;
const LATE_UNDO_MS = 15_000;

export class ExerciseCard {
  #article;
  #page;
  #openLook;
  #changeLook;
  #name;
  #refused = [];
  #wasHeld = false;
  /** @type {import("./standing.js").Standing|null} what is painted now */
  standing;
  /** @type {import("./standing.js").Shown|null} what the server gave */
  shown;
  isChanging = false;

  /** @param {HTMLElement} article @param {{words: Object<string, string>, madeAt: number}} page when it was made, by the server */
  constructor(article, page) {
    this.#article = article;
    this.#page = page;
    this.#name = article.querySelector("h2").textContent;
    this.shown = article.dataset.shown ? JSON.parse(article.dataset.shown) : null;
    this.standing = this.shown && { ...this.shown, isChanged: Boolean(this.shown.edited), madeAt: null };
    this.#openLook = article.querySelector("template[data-open-look]")?.content ?? null;
    this.#changeLook = article.querySelector("template[data-change-look]")?.content ?? null;
  }

  get key() {
    return this.#article.dataset.prescription;
  }

  get name() {
    return this.#name;
  }

  get isOpen() {
    return this.#article.dataset.logged !== "true";
  }

  /** @returns {boolean} whether Undo still counts */
  get mayUndo() {
    return Date.now() - this.#since < LATE_UNDO_MS;
  }

  /** @returns {boolean} whether the page has a form for what stands */
  get mayChange() {
    return Boolean(this.#changeForm());
  }

  /**
   * Shows what stands, unless it is shown already.
   * @param {import("./standing.js").Standing|null} standing @param {string[]} refused reasons
   * @returns {boolean} whether the card is another one than before
   */
  paint(standing, refused) {
    const isSame = says(standing) === says(this.standing) && this.isOpen === !standing;
    const isRefusedAlike = refused.join() === this.#refused.join();
    this.standing = standing;
    this.#refused = refused;
    if (isSame && isRefusedAlike) return false;
    // After a sign only what was done is listed: what is taken back is not asked for again.
    if (!standing && !this.isOpen && !this.#openLook) {
      this.#article.hidden = true;
      return true;
    }
    if (!isSame) this.#repaint();
    this.#showRefused();
    return true;
  }

  /** What the page shows as it was made may be older than the ten seconds. Not under somebody's hands. */
  endUndo() {
    const undo = this.isOpen || this.mayUndo ? null : this.#article.querySelector("co-undo:not(:focus-within)");
    undo?.remove();
  }

  change() {
    this.isChanging = true;
    this.#repaint();
    this.#showRefused();
  }

  leave() {
    this.isChanging = false;
    this.#repaint();
    this.#showRefused();
  }

  /** @param {string} words why something cannot be done */
  say(words) {
    this.#note(words);
  }

  /** Where the keyboard was in what was painted over. Asked for last, since it makes the browser lay out the page. */
  keepPlace() {
    if (this.#wasHeld && document.activeElement === document.body) this.focus();
    this.#wasHeld = false;
  }

  /** The pressed button is gone. Not to the next Done: a key held down would log that one too. */
  focus() {
    (this.#article.querySelector("[aria-invalid=true]") ?? this.#article).focus({ preventScroll: true });
  }

  get #since() {
    return this.standing?.madeAt ?? this.#page.madeAt;
  }

  #repaint() {
    const { standing } = this;
    const article = this.#article;
    this.#wasHeld ||= article.contains(document.activeElement);
    if (this.isOpen) this.#keepOpenLook();
    if (!standing) this.isChanging = false;
    article.replaceChildren(standing ? this.#loggedLook() : this.#takeOpenLook());
    article.dataset.logged = String(Boolean(standing));
    article.classList.toggle("exercise--done", standing?.outcome === "performed");
    article.classList.toggle("exercise--skipped", standing?.outcome === "skipped");
  }

  /** The very elements: what was typed into them is still there after an undo. */
  #keepOpenLook() {
    const look = document.createDocumentFragment();
    look.append(...this.#article.childNodes);
    for (const note of look.querySelectorAll("[data-refused]")) note.remove();
    look.querySelector("details")?.removeAttribute("open");
    this.#openLook = look;
  }

  #takeOpenLook() {
    const look = this.#openLook;
    this.#openLook = null;
    return look;
  }

  #loggedLook() {
    const { standing } = this;
    const { words } = this.#page;
    const look = document.querySelector("template[data-logged-look]").content.cloneNode(true);
    look.querySelector(standing.outcome === "performed" ? "[data-skipped]" : "[data-performed]").remove();
    const [title, said] = ["[data-name]", "[data-said]"].map((each) => look.querySelector(each));
    title.id = `name-${this.key}`;
    title.textContent = this.#name;
    said.id = `dose-${this.key}`;
    said.textContent = this.#said() + (standing.isChanged ? ` · ${words.changed}` : "");
    for (const button of look.querySelectorAll("button")) button.setAttribute("aria-describedby", title.id);
    const left = Math.ceil((this.#since + UNDO_MS - Date.now()) / 1000);
    const undo = look.querySelector("co-undo");
    if (left > 0 && !this.isChanging && this.#openLook) undo.setAttribute("seconds", String(Math.min(left, UNDO_MS / 1000)));
    else undo.remove();
    const form = this.#changeForm();
    if (!form || this.isChanging) look.querySelector("[data-do=change]").remove();
    if (this.isChanging) {
      const place = look.querySelector(".exercise__change");
      place.prepend(this.#filled(form));
      place.hidden = false;
    }
    return look;
  }

  #said() {
    const { outcome, sets, reason, instead } = this.standing;
    const { words } = this.#page;
    if (outcome === "skipped") return words.skipped.replace("#", this.#reasonWords(reason).toLocaleLowerCase(document.documentElement.lang));
    const done = sayPerformed(sets ?? asPrescribed(askedIn(this.#anyForm())), words);
    return (instead ? words.easier : words.done).replace("#", done);
  }

  #reasonWords(reason) {
    return this.#anyForm()?.querySelector(`button[name=reason][value="${CSS.escape(reason)}"]`)?.textContent.trim() ?? reason;
  }

  #anyForm() {
    return [this.#article, this.#openLook, this.#changeLook].map((look) => look?.querySelector("form[data-asked]")).find(Boolean);
  }

  /** The form of what the server gave, or of the card as it stood open; neither knows an easier version that came later. */
  #changeForm() {
    const { standing, shown } = this;
    const isShown = standing?.id === shown?.id;
    if (standing?.instead && !(isShown && shown?.instead === standing.instead)) return null;
    return (isShown && this.#changeLook?.querySelector("form")) || this.#openLook?.querySelector("form[data-asked]") || null;
  }

  #filled(original) {
    const form = original.cloneNode(true);
    form.dataset.do = "correct";
    const { sets } = this.standing;
    fillIn(form, sets?.length ? sets : asPrescribed(askedIn(form)));
    return form;
  }

  #showRefused() {
    for (const note of this.#article.querySelectorAll("[data-refused]")) note.remove();
    for (const reason of this.#refused) this.#note(reason || this.#page.words.refused);
  }

  #note(words) {
    const note = document.querySelector("template[data-refused-look]").content.cloneNode(true).firstElementChild;
    note.querySelector("p").textContent = words;
    this.#article.prepend(note);
  }
}

function says(standing) {
  if (!standing) return "";
  const { id, outcome, sets, reason, instead, isChanged } = standing;
  return JSON.stringify([id, outcome, sets, reason, instead, isChanged]);
}
