// <co-player> around the page of a guided session: shows what its state machine says, takes taps and
// keys, and sends each exercise as soon as it is done. Absent, the page leads to the list.

import { Announcer } from "../lib/announcer.js";
import * as guide from "../lib/guide.js";
import { cue, view } from "../lib/guide_view.js";
import { Kept } from "../lib/kept.js";
import { Outbox } from "../lib/outbox.js";
import { NO_KEY, PlayerScreen } from "../lib/player_screen.js";
import { sounds } from "../lib/sounds.js";
import { uuid7 } from "../lib/uuid7.js";
import { WakeLock } from "../lib/wake_lock.js";
import "./co-figure.js";

const TICK_MS = 200;
const KEEP_MS = 2_000;
const RETRY_MS = 15_000;
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
    const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
    this.#screen = new PlayerScreen(this, this.#plan);
    this.#announcer = new Announcer(this, this.#plan, this.#sounds);
    this.#outbox = new Outbox(owner, token, (standing, isRefused) =>
      this.#screen.tellStanding(standing, isRefused),
    );
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
    if (!this.isConnected) return undefined;
    this.#listen();
    const now = Date.now();
    const kept = this.#kept.read();
    this.#logs = this.#logsOf(kept);
    const isFresh = !kept && "fresh" in this.dataset;
    this.#state = isFresh
      ? guide.begin(this.#plan, now, true)
      : guide.takeUp(this.#plan, kept?.state ?? null, now, Object.keys(this.#logs).map(Number));
    this.#timers = [setInterval(this.#tick, TICK_MS), setInterval(this.#retry, RETRY_MS)];
    if (kept?.stopped) return this.#stopFor(kept.stopped);
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
    return undefined;
  }

  /** The logs that are still on their way; what the server has stands in the plan. */
  #logsOf(kept) {
    const waiting = this.#outbox.keys;
    return Object.fromEntries(
      Object.entries(kept?.logs ?? {}).filter(([, key]) => waiting.includes(key)),
    );
  }

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

  /** Goes on once everything is sent; without a signal it says so and waits. */
  async #leave(go) {
    this.#done = true;
    this.#keep();
    while (!(await this.#outbox.send()) || this.querySelector("dialog[open]")) {
      await new Promise((again) => setTimeout(again, RETRY_MS / 3));
    }
    // Whoever said meanwhile that it hurts reads what to do.
    if (this.#kept.stopped) return;
    this.#kept.forget();
    if (this.#outbox.hasRefused) location.assign(this.dataset.list);
    else go();
  }

  // --- what is sent -------------------------------------------------------------------------

  #log({ place, sets, instead }) {
    const exercise = this.#plan.exercises[place];
    const known = this.#logs[place] ?? exercise.logged;
    // Going back to look, and on again, takes nothing away.
    if (known && !sets.length && this.#reason !== "pain") return;
    const at = String(Date.now());
    const fields = { outcome: "timed", at, prescription: exercise.id, sets: JSON.stringify(sets) };
    if (instead) fields.instead = exercise.easier.exercise;
    if (!sets.length) fields.reason = this.#reason || "other";
    if (known) {
      this.#outbox.put(this.#addressOf(known), fields, exercise.name);
    } else {
      this.#logs[place] = uuid7();
      this.#outbox.put(this.dataset.logs, { ...fields, id: this.#logs[place] }, exercise.name);
    }
    if (!sets.length && !this.#reason) this.#screen.askWhy(place);
    this.#reason = "";
  }

  #addressOf(log) {
    return this.dataset.log.replace(NO_KEY, log);
  }

  #report(feeling) {
    const { id: prescription, name } = this.#plan.exercises[this.#place];
    const fields = { id: uuid7(), at: String(Date.now()), prescription, feeling };
    this.#outbox.put(this.dataset.reports, fields, `${name}: ${this.dataset.felt}`);
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
    if (this.#state) this.#kept.write({ state: this.#state, logs: this.#logs, stopped: this.#kept.stopped });
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
    this.#leave(() => this.querySelector("form[data-finish]").submit());
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
    return undefined;
  }

  #answerWhy(reason, button) {
    this.#screen.hideWhy();
    const place = Number(button.closest("[data-place]").dataset.place);
    const { logged, name } = this.#plan.exercises[place];
    this.#outbox.put(this.#addressOf(this.#logs[place] ?? logged), { reason }, name);
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
    return undefined;
  };
}

customElements.define("co-player", Player);
