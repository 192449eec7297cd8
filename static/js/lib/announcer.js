// What a guided session says: aloud by the voice, in tones, and in a region that screen readers read.

const ALOUD = { ten: "10", five: "5" };

export class Announcer {
  #words;
  #plan;
  #sounds;
  #region;

  /**
   * @param {HTMLElement} root
   * @param {import("./guide.js").Plan} plan
   * @param {import("./sounds.js").Sounds} sounds
   */
  constructor(root, plan, sounds) {
    this.#words = root.querySelector("template[data-words]").dataset;
    this.#region = root.querySelector("[data-said]");
    this.#plan = plan;
    this.#sounds = sounds;
  }

  /** A step has begun. @param {import("./guide_view.js").View} now */
  step(now) {
    const { mode, kind } = now;
    if (kind === "side" || kind === "rest") this.#sounds.play("end");
    else this.#sounds.play(mode === "rest" ? "turn" : "begin");
    this.#say(this.#stepWords(now));
  }

  /** @param {string} name as `cue` gives it @param {import("./guide_view.js").View} now */
  cue(name, now) {
    if (!name) return;
    if (ALOUD[name]) this.#say(ALOUD[name]);
    else if (name === "held") {
      this.#sounds.play("turn");
      this.#say(this.#words.release);
    } else if (name === "repetition" && now.mode === "hold") {
      this.#sounds.play("begin");
      this.#say(this.#filled("hold", now.repetition, now.repetitions));
    } else if (name === "repetition") {
      this.#sounds.play("tick");
      // Aloud only: a screen reader would fall behind.
      this.#sounds.say(now.number);
    } else this.#sounds.play("tick");
  }

  /** @param {number} count */
  counted(count) {
    this.#sounds.play("tick");
    this.#sounds.say(count);
  }

  paused() {
    this.#sounds.hush();
    this.#region.textContent = this.#words.paused;
  }

  goesOn() {
    this.#sounds.play("begin");
    this.#region.textContent = "";
  }

  away() {
    this.#say(this.#words.away);
  }

  gently() {
    this.#say(this.#words.gently);
  }

  over() {
    this.#sounds.play("end");
    this.#say(`${this.#words.done}. ${this.#words.wellDone}`);
  }

  stopped() {
    this.#sounds.hush();
    this.#sounds.play("stop");
  }

  #stepWords(now) {
    const words = this.#words;
    const exercise = this.#plan.exercises[now.place];
    const { name, dosage, care, cue } = now.instead && exercise.easier ? exercise.easier : exercise;
    if (now.kind === "ready" || now.kind === "next") {
      const first = exercise.steps.find((step) => step.side)?.side ?? "";
      const side = exercise.steps.some((step) => step.kind === "side") ? words[first] : "";
      const parts = [this.#filled("nextUp", name), this.#aloud(dosage), side, care || cue];
      return parts.filter(Boolean).map((part) => part.replace(/\.$/, "")).join(". ");
    }
    if (now.kind === "side") return now.side === "left" ? words.nowLeft : words.nowRight;
    if (now.kind === "rest") return `${words.rest}. ${this.#filled("set", now.set, now.sets)}`;
    if (now.mode === "habit") return words.habit;
    return now.mode === "hold" ? words.holdNow : words.begin;
  }

  /** A dosage is written short; a voice needs the words. */
  #aloud(dosage) {
    const { times, seconds, minute, minutes } = this.#words;
    return dosage
      .replaceAll("×", times)
      .replace(/(\d) s\b/g, `$1 ${seconds}`)
      .replace(/\b1 min\b/g, `1 ${minute}`)
      .replace(/(\d) min\b/g, `$1 ${minutes}`);
  }

  #filled(name, ...values) {
    return values.reduce((text, value) => text.replace("#", value), this.#words[name] ?? "");
  }

  #say(text) {
    this.#region.textContent = text;
    this.#sounds.say(text);
  }
}
