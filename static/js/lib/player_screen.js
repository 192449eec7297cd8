// The screen of a guided session: puts what a moment shows into the page, and nothing where it already is.

const STILL_SECONDS = 5;
const LONG_SECONDS = 100;
const WHY_MS = 12_000;
/** Stands in addresses where a key will be. */
const NO_KEY = "00000000-0000-0000-0000-000000000000";

export class PlayerScreen {
  #root;
  #plan;
  #words;
  #parts = {};
  #figure = "";
  #step = "";
  #phase = "";
  #whyTimer = 0;
  #still = window.matchMedia("(prefers-reduced-motion: reduce)");

  /**
   * @param {HTMLElement} root
   * @param {import("./guide.js").Plan} plan
   */
  constructor(root, plan) {
    this.#root = root;
    this.#plan = plan;
    this.#words = root.querySelector("template[data-words]").dataset;
    for (const name of ["name", "cue", "stage", "sides", "chip", "count", "number", "unit", "next", "paused", "how", "sync", "why", "easier-row"]) {
      this.#parts[name] = root.querySelector(`[data-${name}]`);
    }
    this.#parts.spine = root.querySelector(".spine");
    this.#parts.level = root.querySelector(".player__level");
    this.#parts.toggle = root.querySelector("[data-do=toggle]");
    this.#parts.skip = root.querySelector(".player__controls [data-do=skip]");
    this.#parts.more = root.querySelector("[data-do=more]");
    this.#parts.tap = root.querySelector("[data-do=count]");
  }

  /**
   * @param {import("./guide_view.js").View} now
   * @param {import("./guide_view.js").View} ahead what it will be in a second, where the level moves to
   * @param {boolean} canSound
   */
  show(now, ahead, canSound) {
    const focused = this.#root.querySelector(":focus");
    const isRest = now.mode === "rest" && !now.paused;
    // Hidden with the focus in it, the page would be laid out at once; so it goes before anything changes.
    this.#parts[isRest ? "skip" : "more"].blur();
    const exercise = this.#plan.exercises[now.place];
    const shown = now.instead && exercise.easier ? exercise.easier : exercise;
    const step = `${now.turn} ${now.kind} ${now.set} ${now.side} ${now.paused} ${now.instead}`;
    const isNew = step !== this.#step;
    this.#step = step;
    const isStill = now.paused && now.mode !== "over";
    this.#root.dataset.mode = now.mode;
    this.#root.toggleAttribute("data-running", !now.paused);
    this.#root.toggleAttribute("data-still", isStill);
    this.#root.toggleAttribute("data-jump", isNew);
    this.#head(now, exercise, shown);
    this.#number(now);
    this.#level(now, ahead, isNew);
    this.#spine(now);
    this.#sides(now, shown);
    this.#write("next", this.#nextWords(now, canSound));
    this.#chip(now);
    this.#controls(now, exercise, shown, isStill, isRest);
    this.#showFigure(now, shown);
    this.#keepFocus(focused);
  }

  /** What is hidden takes the focus with it, and a keyboard would begin at the top again. */
  #keepFocus(focused) {
    if (!focused?.closest("[hidden]")) return;
    const { more, skip, toggle } = this.#parts;
    // These two take turns in the same place.
    const next = focused === skip ? more : focused === more ? skip : toggle;
    // With the frame, which lays the page out anyway.
    requestAnimationFrame(() => next.focus({ preventScroll: true }));
  }

  #head(now, exercise, shown) {
    if (now.mode === "over") {
      this.#write("name", this.#words.done);
      this.#write("cue", this.#words.wellDone);
      return;
    }
    const side = now.kind === "side" ? this.#words[now.side === "left" ? "nowLeft" : "nowRight"] : "";
    this.#write("name", side || shown.name);
    const isFirst = now.kind === "ready" || now.kind === "next";
    this.#write("cue", isFirst ? shown.care || shown.dosage : (!now.instead && exercise.note) || shown.cue);
  }

  #number(now) {
    const isLong = now.number >= LONG_SECONDS && !now.of;
    const text = isLong ? `${Math.floor(now.number / 60)}:${String(now.number % 60).padStart(2, "0")}` : String(now.number);
    const isOpen = now.mode === "habit" || now.mode === "over";
    this.#write("number", isOpen ? "" : text);
    this.#write("unit", now.of ? this.#filled("of", now.of) : now.unit && !isLong ? this.#words.unit : "");
    this.#parts.count.toggleAttribute("data-long", isLong);
    const digits = isLong ? 3.5 : String(now.of || now.most).length;
    this.#parts.count.style.setProperty("--digits", digits);
    const label = now.of ? this.#filled("counted", now.number, now.of) : this.#filled("secondsLeft", now.number);
    if (!isOpen) this.#attribute(this.#parts.count, "aria-label", label);
  }

  /** It moves linearly to where it will be in a second; where motion is unwelcome, in steps. */
  #level(now, ahead, isNew) {
    // A hold has a level of its own, a counted set has one for all its repetitions.
    const own = ["turn", "kind", "set", ...(now.mode === "count" ? [] : ["repetition"])];
    const goesOn = own.every((name) => ahead[name] === now[name]);
    let level = now.paused || isNew ? now.level : goesOn ? ahead.level : 0;
    if (this.#still.matches && now.left) level = Math.ceil(now.left / STILL_SECONDS) * STILL_SECONDS / now.most;
    const text = Math.min(1, level).toFixed(3);
    const key = `${now.second} ${now.phase} ${isNew} ${now.paused}`;
    if (key === this.#parts.levelKey && !isNew) return;
    this.#parts.levelKey = key;
    this.#parts.level.style.setProperty("--level", text);
  }

  #spine(now) {
    const { spine } = this.#parts;
    now.parts.forEach((part, place) => {
      const text = part.toFixed(2);
      const { style } = spine.children[place];
      if (style.getPropertyValue("--part") !== text) style.setProperty("--part", text);
    });
    this.#attribute(spine, "aria-valuenow", now.parts.filter((part) => part === 1).length);
    this.#attribute(spine, "aria-label", this.#filled("exercise", now.place + 1, now.parts.length));
  }

  #sides(now, { steps }) {
    const first = steps.find((step) => step.side);
    const current = now.side === "alternating" ? "" : now.side || (now.mode === "rest" && first ? first.side : "");
    this.#parts.sides.hidden = !first || now.mode === "over" || now.paused;
    const isBoth = first?.side === "alternating" || steps.some((step) => step.kind === "side" || step.side !== first?.side);
    for (const part of this.#parts.sides.children) {
      const { side } = part.dataset;
      part.hidden = !isBoth && side !== current;
      this.#attribute(part, "aria-current", side === current);
      part.toggleAttribute("data-done", side === "left" && current === "right" && first?.side === "left");
    }
  }

  #chip(now) {
    const words = [];
    if (now.paused && now.mode !== "over") {
      const at = now.of ? this.#filled("counted", now.number, now.of) : `${now.number} ${this.#words.unit}`;
      words.push(now.mode === "habit" ? this.#words.paused : this.#filled("pausedAt", at));
    } else {
      if (this.#plan.rounds > 1) words.push(this.#filled("round", now.round, this.#plan.rounds));
      if (now.sets > 1 && now.mode !== "rest") words.push(this.#filled("set", now.set, now.sets));
    }
    this.#parts.chip.hidden = !words.length;
    this.#write("chip", words.join(" · "));
  }

  #nextWords(now, canSound) {
    const words = this.#words;
    if (now.mode === "over" || now.paused) return "";
    if (now.mode === "habit") return words.habit;
    if (now.mode === "rest") {
      if (now.kind === "ready") return canSound ? words.lieDown : words.tapForSound;
      if (now.kind === "rest") return `${words.rest} · ${this.#filled("set", now.set, now.sets)}`;
      return words.starts;
    }
    const ahead = this.#sideAhead(now);
    const holds = now.mode === "hold" && now.repetitions > 1 ? this.#filled("hold", now.repetition, now.repetitions) : "";
    return [holds, ahead].filter(Boolean).join(" · ") || (now.mode === "count" ? words.allYours : "");
  }

  #sideAhead(now) {
    const isLast = now.set === now.sets && now.repetition >= now.repetitions;
    const { steps } = this.#plan.exercises[now.place];
    if (!isLast || now.instead || !steps.some((step) => step.kind === "side") || now.side !== "left") return "";
    return this.#words.nextSideRight;
  }

  #controls(now, exercise, shown, isStill, isRest) {
    const { toggle, skip, more, tap, paused, how } = this.#parts;
    paused.hidden = !isStill;
    this.#parts["easier-row"].hidden = !exercise.easier || now.instead;
    if (exercise.easier) for (const part of this.#root.querySelectorAll("span[data-easier]")) this.#text(part, exercise.easier.name);
    skip.hidden = isRest;
    more.hidden = !isRest;
    tap.hidden = now.paused || (now.mode !== "count" && now.mode !== "habit");
    const label = now.paused ? "playLabel" : isRest ? "startLabel" : "pauseLabel";
    this.#attribute(toggle, "aria-label", toggle.dataset[label]);
    this.#attribute(how, "href", how.dataset.how.replace(NO_KEY, shown.exercise).replace(NO_KEY, exercise.id));
    for (const control of [toggle, skip, more]) control.disabled = now.mode === "over";
  }

  #showFigure(now, shown) {
    if (now.mode === "over") return;
    const { stage } = this.#parts;
    const side = now.kind === "set" || now.kind === "timed" || now.kind === "side" || now.kind === "rest" ? now.side : shown.steps[0].side;
    const isBoth = shown.steps.some((step) => step.side === "alternating");
    const names = now.instead ? [`${now.place}-easier`] : [isBoth ? "" : `${now.place}-${side}`, now.place];
    const name = names.map((each) => this.#root.querySelector(`template[data-figure="${each}"]`)).find(Boolean);
    const isOther = name && name.dataset.figure !== this.#figure;
    if (isOther) {
      this.#figure = name.dataset.figure;
      stage.replaceChildren(this.#inTempo(name.content.cloneNode(true), shown));
      setTimeout(() => this.#warm((now.place + 1) % this.#plan.exercises.length));
    }
    // Whoever counts by hand has a tempo of their own.
    const isCounted = now.kind === "set" && !now.open && (now.phase || now.mode === "count");
    const phase = isCounted ? now.phase ?? "there" : "free";
    const key = `${name?.dataset.figure} ${phase} ${now.repetition} ${now.paused} ${now.kind}`;
    if (key === this.#phase) return;
    this.#phase = key;
    stage.querySelector("co-figure")?.lead?.(phase === "over" ? "hold" : phase, !now.paused);
  }

  /** The next figure is there before it is needed. */
  #warm(place) {
    const figure = this.#root.querySelector(`template[data-figure="${place}"]`).content;
    for (const picture of figure.querySelectorAll("img")) new Image().src = picture.src;
    const { src } = figure.querySelector("co-figure")?.dataset ?? {};
    if (src && !this.#still.matches) fetch(src).catch(() => {});
  }

  /** The figure moves as fast as the person shall. */
  #inTempo(content, shown) {
    const figure = content.querySelector("co-figure");
    const step = shown.steps.find((each) => each.kind === "set");
    if (!figure || !step) return content;
    if (step.there) figure.dataset.there = step.there;
    if (step.back) figure.dataset.back = step.back;
    if (step.hold) figure.dataset.pause = step.hold;
    return content;
  }

  // --- sheets, and what is told now and then ------------------------------------------------

  /** @param {string} name of the sheet @param {import("./sounds.js").Sounds} sounds */
  open(name, sounds) {
    this.#root.querySelector("[data-no-voice]").hidden = sounds.speaksOurs;
    const sheet = this.#root.querySelector(`[data-sheet=${name}]`);
    const ask = sheet.querySelector("[data-pain-ask]");
    if (ask) {
      ask.hidden = false;
      sheet.querySelector("[data-pain-sharp]").hidden = true;
    }
    sheet.showModal();
    sheet.querySelector("h2").focus();
  }

  /** @param {import("./guide_view.js").View} now */
  offerEasier(now) {
    const { easier } = this.#plan.exercises[now.place];
    const sheet = this.#root.querySelector("[data-sheet=pain]");
    const hasEasier = Boolean(easier) && !now.instead;
    for (const part of sheet.querySelectorAll("[data-sharp-easier]")) part.hidden = !hasEasier;
    for (const part of sheet.querySelectorAll("[data-sharp-none]")) part.hidden = hasEasier;
    sheet.querySelector("[data-pain-ask]").hidden = true;
    const offer = sheet.querySelector("[data-pain-sharp]");
    offer.hidden = false;
    offer.querySelector("h2").focus();
  }

  /** @param {string} feeling that ended the session */
  stop(feeling) {
    const section = this.#root.querySelector(`[data-stopped=${feeling}]`);
    section.hidden = false;
    for (const other of this.#root.children) other.inert = other !== section;
    section.querySelector("h1").focus();
  }

  /** Says that the page stays until there is a signal. */
  stayHere() {
    for (const note of this.#root.querySelectorAll("[data-stay]")) note.hidden = false;
  }

  /** @param {import("./outbox.js").Standing} standing @param {boolean} isRefused */
  tellStanding(standing, isRefused) {
    const { unsent, unkept, signIn } = this.#words;
    const words = { unsent, unkept, "signed-out": signIn };
    this.#tell(words[standing] ?? (isRefused ? this.#words.refused : ""));
  }

  /** @param {import("./sounds.js").Sounds} sounds @param {boolean} staysAwake */
  tellSounds(sounds, staysAwake) {
    for (const box of this.#root.querySelectorAll("[data-sound]")) box.checked = sounds.isOn(box.dataset.sound);
    this.#root.querySelector("[data-buzz-row]").hidden = !sounds.hasBuzz;
    this.#root.querySelector("[data-awake-note]").hidden = staysAwake;
    if (!staysAwake) this.#tell(this.#words.staysOn);
  }

  /** Offers reasons for an exercise that was left out; nobody has to choose one. */
  askWhy(place) {
    const { why } = this.#parts;
    why.dataset.place = place;
    why.hidden = false;
    clearTimeout(this.#whyTimer);
    this.#whyTimer = setTimeout(() => this.hideWhy(), WHY_MS);
  }

  hideWhy() {
    const hadFocus = this.#parts.why.contains(document.activeElement);
    this.#parts.why.hidden = true;
    if (hadFocus) this.#parts.toggle.focus({ preventScroll: true });
  }

  #tell(text) {
    const { sync } = this.#parts;
    sync.hidden = !text;
    if (text && sync.textContent !== text) {
      const chip = document.createElement("span");
      chip.textContent = text;
      sync.replaceChildren(chip);
    }
  }

  #filled(name, ...values) {
    return values.reduce((text, value) => text.replace("#", value), this.#words[name] ?? "");
  }

  #write(name, text) {
    this.#text(this.#parts[name], text);
  }

  #text(part, text) {
    if (part.textContent !== text) part.textContent = text;
  }

  #attribute(part, name, value) {
    if (part.getAttribute(name) !== `${value}`) part.setAttribute(name, value);
  }
}
