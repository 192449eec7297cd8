// What people do on a phone: they begin sessions, log, take back, correct, rate, report.

const SOON_MS = 8_000;
const PATIENCE = 80;
const LETTERS_THAT_ARE_TOO_MANY = 270_000;

export class Taps {
  constructor(world) {
    this.world = world;
  }

  /** One tap, on a page that is ready for it; a page is opened where there is none. */
  async tap(phone, { tab: place, person, what }, chance) {
    const { world } = this;
    if (phone.person === null) world.signIn(phone, person, chance);
    const open = () => phone.tabs.filter((each) => each.owner === phone.person && each.box);
    const tab = open().length ? open()[place % open().length] : world.page(phone, chance);
    for (let step = 0; step < PATIENCE && !tab.isReady; step += 1) if (!(await world.clockwork.step(chance))) break;
    if (tab.isReady && tab.isAlive) this.#put(phone, tab, this.#content(phone, tab, what, chance));
  }

  /** The tap of another day, when all is well. */
  last(phone, tab) {
    this.#put(phone, tab, this.#session(phone, tab));
  }

  #content(phone, tab, what, chance) {
    const { prescriptions } = this.#person(tab);
    const own = this.world.things.filter(({ owner, isPoison }) => owner === tab.owner && !isPoison);
    // One's own phone shows what was done there; another shows what the server has.
    const known = own.filter((thing) => thing.phone === phone.name || thing.isKept);
    const sessions = known.filter(({ kind }) => kind === "session");
    const logs = known.filter(({ kind }) => kind === "log");
    if (what === "check_in") return { kind: "check_in", body: { kind: "during", pain: chance.below(6) } };
    if (what === "desk") return { kind: "desk", body: chance.is(0.7) ? { kind: "stood" } : { kind: "paused", minutes: 30 } };
    if (what === "session" || !sessions.length) return this.#session(phone, tab);
    const session = sessions.at(-1 - chance.below(Math.min(2, sessions.length))).id;
    const says = chance.is(0.7) ? { outcome: "performed" } : { outcome: "skipped", skip_reason: "no-time" };
    const last = logs.at(-1);
    if (what === "undo" && last?.phone === phone.name && tab.clock - last.madeAt < SOON_MS && tab.clock >= last.madeAt) {
      return { kind: "undo", body: { log: last.id } };
    }
    if (what === "correction" && logs.length) return { kind: "correction", body: { log: chance.pick(logs.slice(-2)).id, ...says } };
    if (what === "rating") return { kind: "rating", body: { session, [chance.is(0.75) ? "pain_after" : "effort"]: chance.below(6) } };
    if (what === "report") return { kind: "report", body: { session, feeling: "pull" } };
    if (what === "finish") return { kind: "finish", body: { session } };
    if (what === "poison") return { kind: "rating", isPoison: true, body: { session, ...this.#poison(chance) } };
    return { kind: "log", body: { session, prescription: chance.pick(prescriptions), ...says } };
  }

  #session(phone, tab) {
    const day = new Date(tab.clock).toISOString().slice(0, 10);
    return { kind: "session", body: { assignment: this.#person(tab).assignment, day, version: 1 } };
  }

  #poison(chance) {
    const all = [{ effort: 99 }, { note: "half \ud83d" }, { colour: "red" }, { note: "long ".repeat(LETTERS_THAT_ARE_TOO_MANY / 5) }];
    return all[chance.weighed({ 0: 5, 1: 3, 2: 3, 3: 1 })];
  }

  #person(tab) {
    return this.world.people.find(({ key }) => key === tab.owner);
  }

  #put(phone, tab, { kind, body, isPoison = false }) {
    const { world } = this;
    const id = tab.box.put(kind, body, kind);
    const letter = tab.box.waiting.find((each) => each.id === id);
    const thing = {
      id,
      kind,
      body,
      isPoison,
      name: `${isPoison ? "poison" : kind} ${world.things.length + 1}`,
      owner: tab.owner,
      phone: phone.name,
      order: letter.order,
      madeAt: letter.madeAt,
      zone: letter.zone,
      error: phone.clockError,
      // Whether the phone has said that it is kept; from then on it must not be lost.
      isKept: false,
      state: "",
    };
    Object.defineProperty(thing, "tab", { value: tab });
    world.things.push(thing);
    tab.things.push(thing);
    world.counts.taps += 1;
    if (isPoison) world.counts.poison += 1;
    world.tell(`${world.nameOf(tab.owner)} makes ${thing.name} in ${tab.name} of ${phone.name}.`);
    tab.box.written().then(() => {
      thing.isKept = tab.isAlive && phone.disk.states().has(id);
      if (thing.isKept) world.tell(`${thing.name} is kept on ${phone.name}.`);
    });
  }
}
