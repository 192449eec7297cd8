// One schedule: two phones, two people, one server. It is lived, then left to settle, then told.

import { Chance } from "./chance.mjs";
import { Clockwork } from "./clockwork.mjs";
import { Happenings } from "./happenings.mjs";
import { Network } from "./network.mjs";
import { Phone } from "./phone.mjs";
import { plan } from "./plan.mjs";
import { Taps } from "./taps.mjs";

const AGAIN_MS = 31_000;
const PASS_MS = 120_000;
const ROUNDS = 5;

const COUNTED = [
  ..."taps sent requests delivered full waitedForLock heard tabs cut late twice busy".split(" "),
  "request lost", "reply lost", "cut after", "answer 401", "answer 403", "answer 409",
  "closed tabs", "killed browsers", "power cuts", "database lost", "copy lost", "backups", "restores",
  "expired sessions", "changed person", "wrong clocks", "clocks set", "days passed", "poison",
  "two tabs at once", "killed before written", "killed before sent", "killed before answered",
  "killed before marked", "offered again", "steps",
];

export class World {
  tabs = 0;
  hasStory = false;
  /** @type {string[]} */
  story = [];
  /** @type {string[]} what must not have happened on a phone */
  problems = [];
  /** @type {Object[]} everything that somebody did */
  things = [];
  isRestored = false;
  isSettling = false;

  /**
   * @param {(question: Object) => Object} ask the server
   * @param {{seed: number, now: number, people: Object[], skip: number[], calm: number[], story: boolean}} order
   */
  constructor(ask, order) {
    this.ask = ask;
    this.order = order;
    this.people = order.people;
    this.hasStory = Boolean(order.story);
    this.counts = Object.fromEntries(COUNTED.map((name) => [name, 0]));
    this.clockwork = new Clockwork(order.now);
    this.dice = this.chanceFor("bytes");
    this.plan = plan(order.seed, order);
    this.network = new Network(this, ask, { weather: this.plan.weather, calm: new Set(order.calm) });
    this.phones = this.plan.phones.map(({ clockError }, place) => {
      const phone = new Phone(this, place + 1);
      phone.clockError = clockError;
      if (Math.abs(clockError) > 120_000) this.counts["wrong clocks"] += 1;
      return phone;
    });
    this.taps = new Taps(this);
    this.happenings = new Happenings(this);
  }

  chanceFor(...what) {
    return new Chance(this.order.seed, ...what);
  }

  tell(sentence) {
    if (this.hasStory) this.story.push(`${new Date(this.clockwork.now).toISOString().slice(5, 19)} ${sentence}`);
  }

  /** Lives it through. @returns {Promise<Object>} what the server's side needs to judge it */
  async live() {
    const skipped = new Set(this.order.skip);
    for (const action of this.plan.actions) {
      if (skipped.has(action.id)) continue;
      const chance = this.chanceFor("action", action.id);
      await this.#act(action, chance);
      for (let step = 0; step < action.steps; step += 1) if (!(await this.clockwork.step(chance))) break;
    }
    await this.#settle();
    this.counts.steps = this.clockwork.taken;
    this.counts.tabs = this.tabs;
    return {
      do: "end",
      now: this.clockwork.now,
      things: this.things.map(({ tab, ...thing }) => thing),
      phones: this.phones.map(({ clockError, hasJumped }) => ({ clockError, hasJumped })),
      actions: this.plan.actions.map(({ id }) => id).filter((id) => !skipped.has(id)),
      faults: this.network.faults.map(({ number }) => number),
      problems: this.problems,
      counts: this.counts,
      story: this.story,
    };
  }

  async #act(action, chance) {
    const phone = this.phones[action.phone];
    if (action.do === "tap") await this.taps.tap(phone, action, chance);
    else await this.happenings.happen(phone, action, chance);
    await this.clockwork.rest();
  }

  // --- people and pages --------------------------------------------------------------------

  /** Signs somebody in, on a page of their own. */
  signIn(phone, person, chance) {
    phone.isOnline = true;
    this.tell(`${this.people[person].name} signs in on ${phone.name}.`);
    const { key } = this.people[person];
    const { cookies } = this.ask({ do: "sign-in", now: this.clockwork.now, person: key });
    phone.cookies = new Map(Object.entries(cookies));
    phone.staleTokens.set(key, phone.tokens.get(key) ?? "of-a-session-of-some-weeks-ago---");
    phone.tokens.set(key, cookies.csrftoken);
    if (phone.person === key) return;
    if (phone.person !== null) {
      this.counts["changed person"] += 1;
      // Sometimes a page of the one before stays open in the background.
      for (const tab of phone.tabs.filter(() => chance.is(0.6))) this.happenings.closeTab(phone, tab, chance);
    }
    phone.person = key;
    if (phone.lastOwner && phone.lastOwner !== key) this.#forgetKeys(phone);
    phone.lastOwner = key;
  }

  /** As the page and the worker do as soon as a page of somebody else comes. */
  #forgetKeys(phone) {
    const tab = phone.open();
    tab.isReady = false;
    tab.isBackground = true;
    tab.modules.Shelf.open("")
      .then((shelf) => shelf.forgetKeys())
      .then(() => (phone.tabs = phone.tabs.filter((each) => each !== tab)));
  }

  /** Opens a page of whoever is on this phone, kept or fresh. */
  page(phone, chance) {
    // A kept page may have the token of the session before, the worker has none.
    const tokens = { fresh: phone.tokens, stale: phone.staleTokens, none: new Map() };
    const which = this.isSettling ? "fresh" : chance.weighed({ fresh: 4, stale: 4, none: 2 });
    const tab = phone.open(tokens[which].get(phone.person));
    tab.box = tab.modules.outbox();
    // As `co-waits` does: also what cannot be read without a key is seen to.
    tab.box.send();
    tab.box.open().then(() => (tab.isReady = true));
    if (phone.tabs.length > 1) this.counts["two tabs at once"] += 1;
    this.tell(`${phone.name} opens ${tab.name} of ${this.nameOf(phone.person)}.`);
    return tab;
  }

  /** Time goes by; open pages look every half minute whether something waits. */
  async pass(milliseconds, chance) {
    this.clockwork.pass(milliseconds);
    for (const { tabs, isOnline } of this.phones) {
      for (const { box, isReady } of tabs) if (isOnline && isReady && !box.isEmpty) box.send();
    }
    await this.clockwork.rest();
    await this.clockwork.step(chance);
  }

  // --- the end -----------------------------------------------------------------------------

  /** Everything works from now on, and everybody signs in where they did something. */
  async #settle() {
    const chance = this.chanceFor("settle");
    this.network.weather = 0;
    this.isSettling = true;
    for (const phone of this.phones) {
      phone.isOnline = true;
      phone.disk.full = { database: false, cache: false, hasFigures: true };
    }
    await this.clockwork.drain(chance);
    // What waited at the server's door for the longest is taken in before phones say their last.
    this.clockwork.pass(PASS_MS);
    await this.clockwork.drain(chance);
    this.tell("Everything works again.");
    for (let round = 0; round < ROUNDS; round += 1) {
      let isAllSent = true;
      for (const phone of this.phones) isAllSent = (await this.#settleOn(phone, round, chance)) && isAllSent;
      if (isAllSent && !(this.isRestored && round === 0)) return;
    }
  }

  async #settleOn(phone, round, chance) {
    const owners = [...new Set(this.things.filter((thing) => thing.phone === phone.name).map(({ owner }) => owner))];
    let isAllSent = true;
    // The one who is there already last: that spares a change.
    for (const owner of owners.sort((a, b) => (a === phone.person) - (b === phone.person))) {
      phone.closeAll(chance);
      this.signIn(phone, this.people.findIndex(({ key }) => key === owner), chance);
      const tab = this.page(phone, chance);
      await this.clockwork.drain(chance);
      // Only what is sent can be answered with another epoch.
      if (this.isRestored && round === 0) this.taps.last(phone, tab);
      else tab.box.send();
      await this.clockwork.drain(chance);
      this.clockwork.pass(AGAIN_MS);
      for (const thing of this.things) {
        if (thing.owner !== owner || thing.phone !== phone.name) continue;
        const has = (list) => list.find(({ id }) => id === thing.id);
        const refused = has(tab.box.refused);
        thing.state = refused ? "refused" : has(tab.box.waiting) ? "waiting" : has(tab.box.sent) ? "sent" : "";
        thing.reason = refused?.reason ?? "";
      }
      if (tab.box.isEmpty !== (tab.box.standing === "saved") && tab.box.standing !== "unsent") {
        this.problems.push(`${tab.name} says ${tab.box.standing} with ${tab.box.waiting.length} waiting`);
      }
      isAllSent = isAllSent && tab.box.isEmpty;
    }
    return isAllSent;
  }

  /** What is stored twice was lost by the server in between. @param {string} id */
  stored(id) {
    const thing = this.things.find((each) => each.id === id);
    if (thing?.wasStored) this.counts["offered again"] += 1;
    if (thing) thing.wasStored = true;
  }

  // --- names for the story -----------------------------------------------------------------

  nameOf(key) {
    return this.people.find((person) => person.key === key)?.name ?? "nobody";
  }

  /** @param {string} text a batch */
  named(text) {
    const { items } = JSON.parse(text);
    return items.map(({ id }) => this.things.find((thing) => thing.id === id)?.name ?? id).join(", ");
  }
}
