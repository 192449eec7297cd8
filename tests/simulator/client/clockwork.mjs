// What may happen next, and the true time. Code of the phones only goes on when a step of it is taken:
// a transaction that is written, an answer that arrives. Between two steps everything may be killed.

/** @typedef {{tab: any, line: string, label: string, act: Function}} Step `line`: of those the first goes first */

export class Clockwork {
  /** @type {Step[]} */
  steps = [];
  timers = [];
  /** @type {Set<Promise>} what Node's own ciphers are at */
  working = new Set();
  taken = 0;

  /** @param {number} now the true time in milliseconds */
  constructor(now) {
    this.now = now;
  }

  /** Lets something happen some time later. */
  add(tab, line, label, act) {
    this.steps.push({ tab, line, label, act });
  }

  /** Lets something happen once the time has come. @returns {Object} to be taken back with `cancel` */
  at(tab, time, act) {
    const timer = { tab, time, act };
    this.timers.push(timer);
    return timer;
  }

  cancel(timer) {
    this.timers = this.timers.filter((each) => each !== timer);
  }

  /** Nothing of these goes on. @param {(tab: any) => boolean} isGone */
  forget(isGone) {
    this.steps = this.steps.filter(({ tab }) => !tab || !isGone(tab));
    this.timers = this.timers.filter(({ tab }) => !tab || !isGone(tab));
  }

  /** Lets code run until it waits for a step. */
  async rest() {
    do {
      await new Promise(setImmediate);
      while (this.working.size) {
        await Promise.all(this.working);
        await new Promise(setImmediate);
      }
    } while (this.working.size);
  }

  /** Takes one step, chosen by chance. @returns {Promise<boolean>} whether there was any */
  async step(chance) {
    this.#wake();
    const lines = new Set();
    const ready = this.steps.filter(({ line }) => !lines.has(line) && lines.add(line));
    if (!ready.length) return false;
    const chosen = chance.pick(ready);
    this.steps.splice(this.steps.indexOf(chosen), 1);
    this.now += 1 + chance.below(40);
    this.taken += 1;
    chosen.act();
    await this.rest();
    return true;
  }

  /** Takes steps until there are none. */
  async drain(chance, most = 4000) {
    while (await this.step(chance)) if (!(most -= 1)) throw new Error("It never comes to rest.");
  }

  /** Lets time go by; what falls due in it becomes a step. @param {number} milliseconds */
  pass(milliseconds) {
    // Nothing is longer on its way than it takes; what the phones wait for may come any time later.
    for (let place; (place = this.steps.findIndex(({ tab }) => !tab)) >= 0; ) this.steps.splice(place, 1)[0].act();
    const until = this.now + milliseconds;
    const due = this.timers.filter(({ tab, time }) => !tab && time <= until);
    for (const timer of due.sort((a, b) => a.time - b.time)) {
      this.cancel(timer);
      this.now = Math.max(this.now, timer.time);
      timer.act();
    }
    this.now = until;
    this.#wake();
  }

  #wake() {
    const due = this.timers.filter(({ time }) => time <= this.now);
    if (!due.length) return;
    this.timers = this.timers.filter(({ time }) => time > this.now);
    for (const { tab, act } of due) this.add(tab, `timer ${this.taken} ${due.length}`, "timer", act);
  }
}
