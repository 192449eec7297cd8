// <co-player> around the page of a guided session: shows what its state machine says, takes taps and
// keys, and sends each exercise as soon as it is done. Absent, the page leads to the list.

import { Announcer } from "../lib/announcer.js";
import * as guide from "../lib/guide.js";
import { cue, view } from "../lib/guide_view.js";
import { Kept, logsIn, stopIn } from "../lib/kept.js";
import { outbox } from "../lib/outbox.js";
import { PlayerScreen } from "../lib/player_screen.js";
import { sounds } from "../lib/sounds.js";
import { WakeLock } from "../lib/wake_lock.js";
import "./co-figure.js";

const TICK_MS = 200;
const KEEP_MS = 2_000;
const RETRY_MS = 15_000;
/** The next page says more where the server has heard of it all; without a signal it says what it can. */
const PATIENCE_MS = 3_000;
const KEYS = { " ": "toggle", ArrowRight: "skip", ArrowLeft: "previous", ArrowUp: "up", p: "pain", P: "pain" };

class Player extends HTMLElement {
  #plan;
  #state;
  #shown;
  #kept;
  #outbox;
  #screen;
  #announcer;
  #sounds = sounds;
  #wake = new WakeLock();
  #logs = {};
  #reason = "";
  #goesOn = false;
  #done = false;
  #keptAt = 0;
  #timers = [];

  connectedCallback() {
    this.#plan = JSON.parse(this.querySelector("#plan").textContent);
    const { owner } = document.body.dataset;
    this.#kept = new Kept(owner, this.#plan.key);
    this.#screen = new PlayerScreen(this, this.#plan);
    this.#announcer = new Announcer(this, this.#plan, this.#sounds);
    this.#outbox = outbox();
    this.#outbox.addEventListener("change", this.#tell);
    this.#begin();
  }

  /** Until it listens, "It hurts" is a plain link, which leads to the same help. */
  #listen() {
    this.addEventListener("click", this.#click);
    this.addEventListener("pointerdown", this.#touch);
    this.addEventListener("change", this.#switch);
    for (const sheet of this.querySelectorAll("dialog")) sheet.addEventListener("close", this.#closed);
    document.addEventListener("keydown", this.#press);
    document.addEventListener("visibilitychange", this.#return);
    window.addEventListener("pagehide", this.#keep);
    window.addEventListener("online", this.#retry);
  }

  disconnectedCallback() {
    this.#timers.forEach(clearInterval);
    this.#outbox.removeEventListener("change", this.#tell);
    document.removeEventListener("keydown", this.#press);
    document.removeEventListener("visibilitychange", this.#return);
    window.removeEventListener("pagehide", this.#keep);
    window.removeEventListener("online", this.#retry);
    this.#sounds.close();
    this.#wake.release();
  }

  async #begin() {
    await this.#outbox.open();
    // Taken off the page while the shelf was opened.
    if (!this.isConnected) return;
    this.#listen();
    const now = Date.now();
    const kept = this.#kept.read();
    const letters = this.#outbox.about(this.#plan.key);
    this.#logs = logsIn(letters, this.#plan);
    const isFresh = !kept && "fresh" in this.dataset;
    this.#state = isFresh
      ? guide.begin(this.#plan, now, true)
      : guide.takeUp(this.#plan, kept?.state ?? null, now, Object.keys(this.#logs).map(Number));
    this.#timers = [setInterval(this.#tick, TICK_MS), setInterval(this.#retry, RETRY_MS)];
    const stopped = kept?.stopped || stopIn(letters);
    if (stopped) return this.#stopFor(stopped);
    this.#screen.tellSounds(this.#sounds, this.#wake.isPossible);
    if (isFresh) {
      // Start has brought this page in without a new one, so nothing has the focus.
      if (document.activeElement === document.body) this.parentElement.focus({ preventScroll: true });
      this.#sounds.unlock();
      this.#wake.hold();
    }
    this.#show();
    if (isFresh) this.#announcer.step(this.#shown);
    else this.#announcer.paused(this.#shown);
    if (!this.#outbox.isEmpty) this.#outbox.send();
    if (this.#state.over) this.#leave(() => location.assign(this.dataset.after));
  }

  #tell = () => this.#screen.tellStanding(this.#outbox.standing, this.#outbox.hasRefused);

  // --- the clock ----------------------------------------------------------------------------

  #tick = () => {
    // Out of sight and without a sound nobody is led: it waits, and says so on return.
    if (this.#done || (document.visibilityState === "hidden" && !this.#sounds.canLead)) return;
    const now = Date.now();
    const before = this.#shown;
    const [state, events] = guide.tick(this.#plan, this.#state, now);
    this.#state = state;
    this.#show(now);
    if (events.length) this.#happened(events);
    else this.#announcer.cue(cue(before, this.#shown), this.#shown);
    if (now - this.#keptAt > KEEP_MS) this.#keep();
  };

  #show(now = Date.now()) {
    this.#shown = view(this.#plan, this.#state, now);
    const ahead = view(this.#plan, this.#state, now + 1000);
    this.#screen.show(this.#shown, ahead, this.#sounds.isUnlocked);
  }

  #take([state, events]) {
    this.#state = state;
    this.#show();
    this.#happened(events);
    this.#keep();
  }

  #happened(events) {
    for (const event of events) if (event.type === "exercise") this.#log(event);
    const names = events.map((event) => event.type);
    if (names.includes("away")) this.#announcer.away();
    else if (names.includes("over")) this.#end();
    else if (names.includes("step")) this.#announcer.step(this.#shown);
    this.#keep();
  }

  #end() {
    this.#announcer.over();
    this.#wake.release();
    this.#leave(() => location.assign(this.dataset.after));
  }

  /** Goes on once everything is written down, and sent where that is soon. */
  async #leave(go) {
    this.#done = true;
    this.#keep();
    const soon = new Promise((done) => setTimeout(done, PATIENCE_MS));
    await Promise.race([this.#outbox.send(), soon]);
    await this.#outbox.written();
    // A page that is all that keeps it must stay, one behind which there is none, and one that asks.
    while (this.#mustStay || this.querySelector("dialog[open]")) {
      await new Promise((again) => setTimeout(again, PATIENCE_MS));
    }
    // Whoever said meanwhile that it hurts reads what to do.
    if (this.#kept.stopped) return;
    this.#kept.forget();
    if (this.#outbox.hasRefused) location.assign(this.dataset.list);
    else go();
  }

  get #mustStay() {
    const isKept = this.#outbox.standing !== "unkept" && navigator.serviceWorker?.controller;
    return !this.#outbox.isEmpty && !isKept;
  }

  // --- what is sent -------------------------------------------------------------------------

  #log({ place, sets, instead }) {
    const exercise = this.#plan.exercises[place];
    const known = this.#logs[place] ?? exercise.logged;
    // Going back to look, and on again, takes nothing away.
    if (known && !sets.length && this.#reason !== "pain") return;
    const said = sets.length ? { outcome: "performed", sets } : skipped(this.#reason || "other");
    if (instead) said.instead = exercise.easier.exercise;
    if (known) this.#outbox.put("correction", { log: known, ...said }, exercise.name);
    else {
      const log = { session: this.#plan.key, prescription: exercise.id, source: "timed", ...said };
      this.#logs[place] = this.#outbox.put("log", log, exercise.name);
    }
    if (!sets.length && !this.#reason) this.#screen.askWhy(place);
    this.#reason = "";
  }

  #report(feeling) {
    const { id: prescription, name } = this.#plan.exercises[this.#place];
    const words = `${name}: ${this.dataset.felt}`;
    this.#outbox.put("report", { session: this.#plan.key, prescription, feeling }, words);
  }

  /** The exercise that somebody feels: on the way to the next one it is still the one before. */
  get #place() {
    if (!this.#isBetween) return this.#shown.place;
    return (this.#shown.turn - 1) % this.#plan.exercises.length;
  }

  get #isBetween() {
    return this.#shown.kind === "next" && this.#shown.turn > 0;
  }

  #retry = () => {
    if (!this.#outbox.isEmpty) this.#outbox.send();
  };

  #keep = () => {
    this.#keptAt = Date.now();
    if (this.#state) this.#kept.write({ state: this.#state, stopped: this.#kept.stopped });
  };

  // --- taps and keys ------------------------------------------------------------------------

  #touch = () => this.#sounds.unlock();

  #click = (event) => {
    const { target } = event;
    // Without a signal the way back would end at the browser's own page, and this one would be gone.
    if (target.closest("[data-stopped] a[href^='/']") && !navigator.onLine) {
      event.preventDefault();
      this.#screen.stayHere();
      return;
    }
    const pressed = target.closest("[data-do], [data-open], [data-close], [data-feeling], button[data-why], [data-leave]");
    if (!pressed) {
      if (!target.closest("a, button, dialog, section, label") && this.#shown.mode !== "rest") this.#do("count");
      return;
    }
    const { do: action, open, feeling, why } = pressed.dataset;
    if (action) this.#do(action);
    else if (feeling) this.#feel(feeling);
    else if (why) this.#answerWhy(why, pressed);
    else if ("close" in pressed.dataset) pressed.closest("dialog").close();
    else if (open) {
      event.preventDefault();
      this.#open(open);
    } else {
      this.#state = guide.pause(this.#state, Date.now());
      this.#keep();
    }
  };

  #press = (event) => {
    const action = KEYS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || this.#done) return;
    if (this.querySelector("dialog[open]") || (event.key === " " && event.target.closest("a, button, input"))) return;
    event.preventDefault();
    this.#sounds.unlock();
    if (action === "pain") this.#open("pain");
    else if (action === "up") this.#do(this.#shown.mode === "count" || this.#shown.mode === "habit" ? "count" : "more");
    else if (!event.repeat) this.#do(action);
  };

  #do(action) {
    this.#tick();
    if (this.#done) return;
    const now = Date.now();
    const [plan, state] = [this.#plan, this.#state];
    this.querySelector("dialog[open]")?.close("done");
    if (action === "toggle") this.#toggle(now);
    else if (action === "skip") this.#take(guide.skip(plan, state, now));
    else if (action === "count") this.#count(now);
    else if (action === "more") this.#take([guide.more(plan, state, now), []]);
    else if (action === "finish") this.#finish(now);
    else if (action === "leave-out") {
      this.#reason = "pain";
      this.#goOn(guide.leaveOut(plan, state, now));
      this.#reason = "";
    } else {
      const to = { ease: guide.ease, restart: guide.restart, previous: guide.previous }[action];
      this.#goOn([to(plan, state, now), [{ type: "step" }]]);
    }
  }

  #toggle(now) {
    if (this.#state.since === null) return this.#resume();
    const isRest = this.#shown.mode === "rest";
    if (isRest) return this.#take(guide.skip(this.#plan, this.#state, now));
    return this.#pause(now);
  }

  #pause(now = Date.now()) {
    this.#take([guide.pause(this.#state, now), []]);
    this.#announcer.paused(this.#shown);
    this.#wake.release();
  }

  #resume() {
    this.#sounds.unlock();
    this.#wake.hold();
    const isWaiting = this.#state.spent === 0;
    this.#take([guide.resume(this.#state, Date.now()), []]);
    if (isWaiting) this.#announcer.step(this.#shown);
    else this.#announcer.goesOn();
  }

  #goOn([state, events]) {
    this.#wake.hold();
    this.#take([guide.resume(state, Date.now()), events]);
  }

  #count(now) {
    const before = this.#state.taps;
    const step = guide.stepOf(this.#plan, this.#state);
    if (this.#shown.mode !== "count" && step.kind !== "habit") return;
    this.#take(guide.count(this.#plan, this.#state, now));
    if (this.#state.taps !== null && this.#state.taps !== before) this.#announcer.counted(this.#shown.number);
  }

  #finish(now) {
    this.#state = guide.pause(this.#state, now);
    const [state, events] = guide.stop(this.#plan, this.#state, now);
    this.#state = state;
    for (const event of events) if (event.type === "exercise") this.#log(event);
    this.#wake.release();
    const isPerformed = this.#outbox.about(this.#plan.key).some(({ body }) => body.outcome === "performed");
    this.#outbox.put("finish", { session: this.#plan.key }, this.dataset.finish);
    this.#leave(() => location.assign(isPerformed || this.#plan.exercises.some(({ performed }) => performed) ? this.dataset.after : this.dataset.home));
    this.#show(now);
  }

  // --- it hurts -----------------------------------------------------------------------------

  #open(name) {
    this.#screen.open(name, this.#sounds);
    this.#tick();
    this.#goesOn = this.#state.since !== null;
    if (this.#goesOn) this.#pause();
  }

  #closed = (event) => {
    if (event.target.returnValue !== "done" && this.#goesOn && !this.#done) this.#resume();
    if (event.target.returnValue === "gently") this.#announcer.gently();
    event.target.returnValue = "";
    this.#goesOn = false;
  };

  #feel(feeling) {
    this.#report(feeling);
    const canEase = !this.#isBetween && !this.#done;
    if (feeling === "sharp" && canEase) return this.#screen.offerEasier(this.#shown);
    if (feeling === "pull" || feeling === "sharp") {
      // Whoever paused before went to the sheet from there, and goes on by themselves.
      return this.querySelector("dialog[open]").close("gently");
    }
    if (!this.#state.over) {
      const [state, events] = guide.stop(this.#plan, this.#state, Date.now());
      this.#state = state;
      for (const event of events) if (event.type === "exercise") this.#log(event);
    }
    this.querySelector("dialog[open]").close("done");
    return this.#stopFor(feeling);
  }

  #stopFor(feeling) {
    this.#done = true;
    this.#kept.stopped = feeling;
    this.#keep();
    this.#wake.release();
    this.#screen.stop(feeling);
    this.#announcer.stopped();
    this.#outbox.send().then((isSent) => isSent && this.#kept.forget());
  }

  #answerWhy(reason, button) {
    this.#screen.hideWhy();
    const place = Number(button.closest("[data-place]").dataset.place);
    const { logged, name } = this.#plan.exercises[place];
    this.#outbox.put("correction", { log: this.#logs[place] ?? logged, ...skipped(reason) }, name);
  }

  // --- the phone around it ------------------------------------------------------------------

  #switch = (event) => {
    const { sound } = event.target.dataset;
    if (sound) this.#sounds.turn(sound, event.target.checked);
  };

  #return = () => {
    if (document.visibilityState !== "visible") return this.#keep();
    this.#tick();
    this.#retry();
    if (this.#state.since !== null) this.#wake.hold();
  };
}

const skipped = (reason) => ({ outcome: "skipped", skip_reason: reason });

customElements.define("co-player", Player);
