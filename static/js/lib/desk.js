// A day at a desk, worked out from what happened on it: as `routines/domain/desk_days.py` does on the server.
// Both are tested by the same days. All moments are in milliseconds; wall times are those of one zone.

const MINUTE = 60_000;
const DAY = 86_400_000;
const SNOOZE = 5 * MINUTE;
const MOST_SNOOZES = 3;
const MISSED_AFTER = 10 * MINUTE;
const SAME_STANDING = 5 * MINUTE;
const EARLY_SNOOZE = MINUTE;
const LONGEST_BREAK = 20 * MINUTE;
const ORDER = ["started", "stood", "snoozed", "skipped", "paused", "resumed", "ended"];

/**
 * @typedef {{interval: number, hours: ([string, string]|null)[], lunch: [string, string]|null, begins: string, zone: string}} Rules
 *   `interval` in minutes, `hours` Monday first, times such as "09:00"
 * @typedef {{kind: string, at: number, until?: number|null, key?: string}} Tap
 * @typedef {{started: number, finished?: number|null, isPerformed: boolean}} Break
 */

const formats = new Map();

/** @param {string} zone @param {number} moment @returns {number} how far its wall clock is ahead of UTC there */
function ahead(zone, moment) {
  if (!formats.has(zone)) {
    const parts = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" };
    formats.set(zone, new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...parts }));
  }
  const said = Object.fromEntries(formats.get(zone).formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = said;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1000) * 1000;
}

/** Of an hour that comes twice the first; in one that does not come, as far after it as it would have been. */
function momentOf(day, time, zone) {
  const wall = Date.parse(`${day}T${time}Z`);
  const [before, after] = [ahead(zone, wall - DAY), ahead(zone, wall + DAY)];
  const isThere = (offset) => ahead(zone, wall - offset) === offset;
  return wall - (isThere(before) || !isThere(after) ? before : after);
}

function timesOn({ hours }, day) {
  return hours[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7];
}

/** @param {Rules} rules @param {string} day @returns {[number, number]|null} when work begins and ends on it */
function workOn(rules, day) {
  const times = timesOn(rules, day);
  return times && between(day, times, rules.zone);
}

/**
 * How many breaks a day has: as many as were asked for, where so many fit in.
 * @param {Rules} rules @param {string} day @param {number} asked
 */
export function goalOf(rules, day, asked) {
  const times = timesOn(rules, day)?.map(minutesOf);
  if (!times) return asked;
  const lunch = rules.lunch?.map(minutesOf) ?? [0, 0];
  const rest = Math.max(0, Math.min(times[1], lunch[1]) - Math.max(times[0], lunch[0]));
  return Math.max(1, Math.min(asked, Math.floor((times[1] - times[0] - rest) / rules.interval)));
}

function minutesOf(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function between(day, times, zone) {
  const [first, last] = times.map((time) => momentOf(day, time, zone));
  return [first, Math.max(first, last)];
}

/** One day while it is gone through. `coming` is what the clock alone will bring, in order. */
class Run {
  coming = [];
  quiet = new Map();
  isBegun = false;
  isOver = false;
  isNewAfter = false;
  since = null;
  countsFrom = null;
  due = null;
  pause = 0;
  snoozes = 0;
  missed = 0;
  exercised = 0;
  stood = 0;
  lastStood = null;

  constructor(rules, day) {
    this.rules = rules;
    this.interval = rules.interval * MINUTE;
    this.work = workOn(rules, day);
    this.lunch = rules.lunch && between(day, rules.lunch, rules.zone);
    if (!this.work) return;
    this.quiet.set("early", this.work[0]);
    this.#await(this.work[0], 0, "early");
    if (!this.lunch || this.lunch[0] >= this.lunch[1]) return;
    this.#await(this.lunch[0], 1, "lunch");
    this.#await(this.lunch[1], 0, "lunch");
  }

  #await(at, begins, what) {
    this.coming.push([at, begins, what]);
    this.coming.sort((a, b) => a[0] - b[0] || a[1] - b[1] || compare(a[2], b[2]));
  }

  #copy() {
    const run = new Run(this.rules, "1970-01-01");
    return Object.assign(run, this, { coming: [...this.coming], quiet: new Map(this.quiet) });
  }

  passUntil(at) {
    while (this.coming.length && this.coming[0][0] <= at) {
      const [moment, begins, what] = this.coming.shift();
      this.#missUntil(moment);
      this.#turn(moment, what, begins);
    }
    this.#missUntil(at);
  }

  #missUntil(at) {
    if (this.quiet.size || !this.isBegun || this.due === null || this.isOver) return;
    const end = this.work ? this.work[1] : this.due;
    while (this.due + this.interval <= at && this.due + this.interval < end) {
      this.due += this.interval;
      this.missed += 1;
      this.snoozes = 0;
    }
  }

  #turn(at, what, begins) {
    if (begins) {
      this.quiet.set(what, this.lunch[1]);
      this.isNewAfter = true;
      return;
    }
    const isPause = what.startsWith("pause");
    // Another pause took its place, or it was ended before.
    if (isPause && what !== `pause${this.pause}`) return;
    this.#endQuiet(at, isPause ? "pause" : what);
    if (what === "early" && this.rules.begins === "clock" && !this.isOver) this.#begin(at);
  }

  /** A break that fell into a quiet time is skipped: it does not wait at its end. */
  #endQuiet(at, what) {
    if (!this.quiet.delete(what) || this.quiet.size) return;
    if (this.due !== null && (this.isNewAfter || this.due <= at)) this.#sit(at);
    this.isNewAfter = false;
  }

  #begin(at) {
    if (this.isBegun) return;
    this.isBegun = true;
    this.#sit(at);
  }

  #sit(at) {
    this.since = at;
    this.#countFrom(at);
  }

  #countFrom(at) {
    this.countsFrom = at;
    this.due = at + this.interval;
    this.snoozes = 0;
  }

  takeBreak(at, { isPerformed }) {
    this.#stand(at, isPerformed, isPerformed);
  }

  take(at, { kind, until }) {
    if (kind === "started") {
      if (this.isOver) this.isOver = this.isBegun = false;
      this.#begin(at);
    } else if (kind === "stood") {
      const isSame = this.lastStood !== null && at - this.lastStood < SAME_STANDING;
      this.#begin(at);
      this.#stand(at, false, !isSame);
    } else if (kind === "snoozed") {
      this.#snooze(at);
    } else if (kind === "skipped") {
      if (this.isBegun) this.#countFrom(at);
    } else if (kind === "paused") {
      this.pause += 1;
      this.quiet.set("pause", until ?? null);
      this.isNewAfter ||= until == null;
      if (until != null) this.#await(until, 0, `pause${this.pause}`);
    } else if (kind === "resumed") {
      this.pause += 1;
      this.#endQuiet(at, "pause");
      this.#begin(at);
    } else if (kind === "ended") {
      this.isOver = true;
      this.pause += 1;
      this.quiet.delete("pause");
      this.isNewAfter = this.quiet.has("lunch");
    }
  }

  #stand(at, isExercise, counts) {
    if (counts) {
      this.lastStood = at;
      this.exercised += Number(isExercise);
      this.stood += Number(!isExercise);
    }
    if (this.isBegun) this.#sit(at);
  }

  #snooze(at) {
    const isDue = this.due !== null && this.due - EARLY_SNOOZE <= at;
    if (!isDue || !this.isBegun || this.quiet.size || this.snoozes >= MOST_SNOOZES) return;
    this.due = at + SNOOZE;
    this.snoozes += 1;
  }

  said(clock) {
    const state = this.#state(clock);
    const isOn = this.isBegun && ["sitting", "due", "paused"].includes(state);
    let dueAt = null;
    let nextAt = null;
    let { missed } = this;
    if (state === "due") {
      dueAt = nextAt = this.due;
      if (clock >= this.due + MISSED_AFTER) {
        missed += 1;
        nextAt = Object.assign(this.#copy(), { due: this.due + this.interval }).#foreseen();
      }
    } else if (state !== "over") dueAt = nextAt = this.#foreseen();
    const ends = [...this.quiet.values()];
    const isPaused = state === "paused";
    return {
      state,
      beginsAt: this.work?.[0] ?? null,
      endsAt: this.work?.[1] ?? null,
      since: isOn ? this.since : null,
      countsFrom: isOn ? this.countsFrom : null,
      dueAt,
      nextAt,
      pausedUntil: isPaused && ends.every((end) => end !== null) ? Math.max(...ends) : null,
      isLunch: isPaused && this.quiet.has("lunch") && !this.quiet.has("pause"),
      snoozes: this.snoozes,
      missed,
      exercised: this.exercised,
      stood: this.stood,
    };
  }

  #state(clock) {
    if (this.isOver || !this.work || clock >= this.work[1]) return "over";
    if (!this.isBegun || this.due === null) return "idle";
    if (this.quiet.has("pause") || this.quiet.has("lunch")) return "paused";
    return !this.quiet.size && clock >= this.due ? "due" : "sitting";
  }

  /** @returns {number|null} the next moment to stand up if nothing more happens */
  #foreseen() {
    const run = this.#copy();
    if (!run.work || run.isOver) return null;
    const isDue = () => run.isBegun && !run.quiet.size && run.due !== null;
    while (run.coming.length) {
      const [moment, begins, what] = run.coming[0];
      if (isDue() && run.due < moment) break;
      run.coming.shift();
      run.#turn(moment, what, begins);
    }
    return isDue() && run.due < run.work[1] ? run.due : null;
  }
}

/**
 * How a day at the desk stands, in whatever order things arrived.
 * @param {Rules} rules @param {string} day such as 2026-03-10
 * @param {{taps: Tap[], breaks: Break[]}} happened @param {number} now
 */
export function deskDay(rules, day, { taps, breaks }, now) {
  const run = new Run(rules, day);
  const all = [
    ...taps.map((tap) => ({ at: tap.at, key: `${ORDER.indexOf(tap.kind) + 1}${tap.key ?? ""}`, tap })),
    ...breaks.map((one) => ({ at: Math.min(one.finished ?? one.started, one.started + LONGEST_BREAK), key: "", one })),
  ].sort((a, b) => a.at - b.at || compare(a.key, b.key));
  for (const { at, tap, one } of all) {
    run.passUntil(at);
    if (tap) run.take(at, tap);
    else run.takeBreak(at, one);
  }
  // What a clock puts a little ahead has happened all the same.
  const clock = Math.max(now, all.at(-1)?.at ?? now);
  run.passUntil(clock);
  return run.said(clock);
}

function compare(a, b) {
  return a < b ? -1 : Number(a > b);
}
