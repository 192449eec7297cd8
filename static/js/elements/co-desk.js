// <co-desk> around the day at the desk: counts down by the phone's own clock, also after it slept; writes each
// tap down on the phone and paints it at once; says when it is time. Absent, forms are sent and the page
// shows minutes.

import { beginByOpening, dayHere, wallClock } from "../lib/desk_here.js";
import { outbox } from "../lib/outbox.js";
import { sounds } from "../lib/sounds.js";

const SECOND = 1000;

class Desk extends HTMLElement {
  #box = outbox();
  #facts;
  #timer = 0;
  #told = null;
  #isUp = false;
  #title = document.title;

  connectedCallback() {
    const facts = this.querySelector("#desk-facts");
    if (!facts) return;
    this.#facts = JSON.parse(facts.textContent);
    this.#isUp = new URLSearchParams(location.search).has("up");
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#click);
    this.#box.addEventListener("change", this.#show);
    // A hidden page runs no timers, and neither does a phone that sleeps: it is worked out anew.
    document.addEventListener("visibilitychange", this.#show);
    window.addEventListener("pageshow", this.#show);
    this.#timer = setInterval(this.#show, SECOND);
    this.#box.open().then(this.#open, this.#open);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#box.removeEventListener("change", this.#show);
    document.removeEventListener("visibilitychange", this.#show);
    window.removeEventListener("pageshow", this.#show);
    document.title = this.#title;
  }

  #open = () => {
    const now = Date.now();
    const day = this.#day(now);
    // What was due before the page came is not news.
    this.#told = day.state === "due" ? day.dueAt : null;
    beginByOpening(this.#box, this.#facts, this.dataset.heading);
    this.#show();
  };

  #put(kind, minutes, words) {
    this.#box.put("desk", minutes ? { kind, minutes } : { kind }, words);
  }

  #submit = (event) => {
    const form = event.target;
    if (!form.dataset.tap) return;
    event.preventDefault();
    const label = form.querySelector("button").textContent.trim();
    this.#isUp = false;
    this.querySelector("details[open]")?.removeAttribute("open");
    this.#put(form.dataset.tap, Number(form.dataset.minutes) || null, `${this.dataset.heading}: ${label}`);
    this.#show();
    // What was tapped may be gone now.
    this.querySelector("[data-view]:not([hidden]) h1").focus();
  };

  #click = (event) => {
    sounds.unlock();
    const link = event.target.closest("[data-up], [data-down]");
    if (!link || (link.matches("[data-down]") && !this.#isUp)) return;
    event.preventDefault();
    this.#isUp = link.matches("[data-up]");
    this.#show();
    this.querySelector("[data-view]:not([hidden]) h1").focus();
  };

  #day(now) {
    return dayHere(this.#box, this.#facts, now);
  }

  #show = () => {
    if (!this.isConnected) return;
    const now = Date.now();
    const day = this.#day(now);
    const isDue = day.state === "due";
    this.#toggle("[data-view=timer]", !isDue && !this.#isUp);
    this.#toggle("[data-view=up]", isDue || this.#isUp);
    this.#toggle("[data-due]", isDue);
    this.#toggle("[data-snooze]", isDue && day.snoozes < 3);
    this.#toggle("[data-when=idle]", day.state === "idle");
    this.#toggle("[data-when=again]", day.state === "over" && day.endsAt !== null && now < day.endsAt);
    this.#toggle("[data-when=back]", day.state === "paused" && !day.isLunch);
    this.#toggle("[data-when=sitting]", day.state === "sitting");
    // Over, the ring counts them itself.
    this.#toggle("[data-count]", day.state !== "over");
    const isFilled = ["sitting", "due"].includes(day.state);
    const up = this.querySelector("[data-up]");
    up.classList.toggle("button--primary", isFilled);
    up.classList.toggle("button--ground", !isFilled);
    this.#clock(day, now);
    this.#line(day);
    this.#counts(day);
    this.#cue(day);
  };

  #toggle(selector, isShown) {
    const element = this.querySelector(selector);
    if (element && element.hidden === isShown) element.hidden = !isShown;
  }

  #say(selector, text) {
    const element = this.querySelector(selector);
    if (element.textContent.trim() !== text) element.textContent = text;
  }

  #clock(day, now) {
    const left = day.state === "sitting" && day.dueAt !== null ? day.dueAt - now : null;
    const ring = this.querySelector("[data-ring]");
    const of = left === null ? day.taken / day.goal : left / (day.dueAt - day.countsFrom);
    const share = day.state === "idle" || day.state === "paused" ? 0 : Math.min(1, Math.max(0, of));
    ring.setAttribute("stroke-dasharray", `${(share * 100).toFixed(2)} 100`);
    ring.setAttribute("visibility", share > 0.004 ? "visible" : "hidden");
    const { untilUp, untilNone, untilThen, untilBack, untilIdle, untilOver, pause } = this.dataset;
    if (left !== null) this.#time(clockOf(left), untilUp);
    else if (day.state === "sitting") this.#time(`${day.taken}/${day.goal}`, untilNone);
    else if (day.state === "paused" && day.pausedUntil) this.#time(this.#wall(day.pausedUntil), untilThen);
    else if (day.state === "paused") this.#time(pause, untilBack);
    else if (day.state === "idle") this.#time(String(this.#facts.rules.interval), untilIdle);
    else this.#time(`${day.taken}/${day.goal}`, untilOver);
  }

  #time(time, until) {
    this.#say("[data-time]", time);
    this.querySelector("[data-time]").toggleAttribute("data-long", time.length > 5);
    this.#say("[data-until]", until);
  }

  #line(day) {
    const { sitting, lunch, paused, idle, idleClock, dayOff, over } = this.dataset;
    const { interval, begins } = this.#facts.rules;
    const said = {
      sitting: () => sitting.replace("#", this.#wall(day.since)).replace("%", interval),
      paused: () => (day.isLunch ? lunch : paused),
      idle: () => (begins === "clock" ? idleClock.replace("#", this.#wall(day.beginsAt)) : idle),
      over: () => (day.endsAt === null ? dayOff : over),
      due: () => "",
    };
    this.#say("[data-line]", said[day.state]());
  }

  #counts(day) {
    const { taken, goal } = day;
    this.#say("[data-taken]", this.dataset.today.replace("#", taken).replace("%", goal));
    const pips = this.querySelector("[data-pips]");
    while (pips.children.length > Math.max(goal, taken)) pips.lastElementChild.remove();
    while (pips.children.length < Math.max(goal, taken)) {
      pips.append(Object.assign(document.createElement("i"), { className: "desk__pip" }));
    }
    [...pips.children].forEach((pip, place) => pip.classList.toggle("desk__pip--done", place < taken));
    // Of a page that was kept since another day nobody knows the rest of the week.
    this.#toggle("[data-week]", day.isFresh);
    this.#say("[data-week]", this.dataset.week.replace("#", this.#facts.before + taken));
    const isKnown = day.state === "due" && !day.missed && day.since !== null;
    this.#toggle("[data-sitting]", isKnown);
    if (isKnown) this.#say("[data-sat]", this.dataset.minutesShort.replace("#", Math.floor((Date.now() - day.since) / (60 * SECOND))));
  }

  /** Once for each break: in words, in the title of the tab, and by a tone where tones are on. */
  #cue(day) {
    const isDue = day.state === "due";
    document.title = isDue ? `${this.dataset.dueTitle} · Carryover` : `${this.dataset.heading} · Carryover`;
    if (!isDue) this.#say("[data-said]", "");
    else if (this.#told !== day.dueAt) {
      this.#told = day.dueAt;
      this.#say("[data-said]", this.dataset.dueTitle);
      sounds.play("turn");
    }
  }

  #wall(moment) {
    return wallClock(moment, this.#facts.rules.zone);
  }
}

/** @param {number} left in milliseconds @returns {string} such as 23:10, or 1:05:00 */
function clockOf(left) {
  const seconds = Math.max(0, Math.ceil(left / SECOND));
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const end = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${end}`;
}

customElements.define("co-desk", Desk);
