// What happens to phones and to the server, other than taps.

const HOUR = 3_600_000;

export class Happenings {
  constructor(world) {
    this.world = world;
  }

  /** @param {import("./phone.mjs").Phone} phone @param {Object} action as in the plan */
  async happen(phone, action, chance) {
    const { world } = this;
    const { disk } = phone;
    const { counts } = world;
    switch (action.do) {
      case "open a tab":
        if (phone.person === null) world.signIn(phone, action.person, chance);
        world.page(phone, chance);
        break;
      case "close a tab":
        if (phone.tabs.length) this.closeTab(phone, phone.tabs[action.tab % phone.tabs.length], chance);
        break;
      case "kill the browser":
        this.#kill(phone, chance, "killed browsers", "The browser is killed");
        disk.killed();
        break;
      case "cut the power":
        if (!this.#mayLose(phone, "database")) return;
        this.#kill(phone, chance, "power cuts", "The power goes");
        disk.unpowered();
        break;
      case "no signal":
      case "signal":
        phone.isOnline = action.do === "signal";
        world.tell(`${phone.name} has ${action.do}.`);
        if (phone.isOnline) for (const { box, window } of phone.tabs) if (box) window.dispatchEvent(new Event("online"));
        break;
      case "sign in":
        // A shared phone: mostly it is the other one.
        world.signIn(phone, chance.is(0.75) ? this.#other(phone) : action.person, chance);
        world.page(phone, chance);
        break;
      case "session expires":
        if (!phone.cookies.size) return;
        counts["expired sessions"] += 1;
        world.tell(`The session on ${phone.name} is over.`);
        world.ask({ do: "expire", cookies: Object.fromEntries(phone.cookies) });
        break;
      case "database lost":
        if (!disk.database || !this.#mayLose(phone, "cache")) return;
        this.#lost(phone, "database lost");
        // Mostly with a kill; sometimes under an open page.
        if (chance.is(0.6)) this.#kill(phone, chance, "killed browsers", "The browser is killed");
        disk.loseDatabase();
        break;
      case "copy lost":
        if (!disk.caches.size || !this.#mayLose(phone, "database")) return;
        this.#lost(phone, "copy lost");
        disk.loseCache();
        break;
      case "phone full":
        disk.full = chance.pick([
          { database: true, cache: false, hasFigures: false },
          { database: false, cache: true, hasFigures: false },
          { database: true, cache: true, hasFigures: true },
          { database: true, cache: true, hasFigures: false },
        ]);
        world.tell(`${phone.name} is full: ${JSON.stringify(disk.full)}.`);
        break;
      case "room again":
        disk.full = { database: false, cache: false, hasFigures: true };
        break;
      case "backup":
        world.ask({ do: "backup" });
        counts.backups += 1;
        world.tell("The server makes a backup.");
        break;
      case "restore":
        world.ask({ do: "restore", now: world.clockwork.now });
        counts.restores += 1;
        world.isRestored = true;
        world.tell("The server is restored from its backup.");
        break;
      case "clock":
        phone.clockError = action.clockError;
        phone.hasJumped = true;
        counts["clocks set"] += 1;
        world.tell(`The clock of ${phone.name} is set.`);
        break;
      case "days pass":
        counts["days passed"] += 1;
        world.tell("Some days pass.");
        await world.pass(HOUR * 24 * (1 + chance.below(4)), chance);
        break;
      case "time passes":
        await world.pass(chance.pick([2_000, 31_000, HOUR]), chance);
        break;
      default:
        throw new Error(`Nobody knows how to "${action.do}".`);
    }
  }

  closeTab(phone, tab, chance) {
    this.#note(tab);
    this.world.counts["closed tabs"] += 1;
    this.world.tell(`${tab.name} of ${phone.name} is killed.`);
    phone.close(tab, chance);
  }

  #kill(phone, chance, counted, words) {
    for (const tab of phone.tabs) this.#note(tab);
    this.world.counts[counted] += 1;
    this.world.tell(`${words} on ${phone.name}.`);
    phone.closeAll(chance);
  }

  /** Between which two steps of a thing's way a page is killed. */
  #note(tab) {
    const { counts, clockwork } = this.world;
    if (tab.things.some(({ isKept }) => !isKept)) counts["killed before written"] += 1;
    else if (tab.inFlight) counts["killed before answered"] += 1;
    else if (tab.isReady && !tab.box.isEmpty) counts["killed before sent"] += 1;
    else if (clockwork.steps.some((step) => step.tab === tab && /^(writes|seals)/.test(step.label))) counts["killed before marked"] += 1;
  }

  #lost(phone, what) {
    this.world.counts[what] += 1;
    this.world.tell(`${phone.name}: ${what}.`);
  }

  /**
   * A phone may lose one of two places, never the only one in which the last of something could be kept.
   * What counts is what had the chance to be there, not what is: else nothing would be found here.
   */
  #mayLose(phone, other) {
    const kept = this.world.things.filter((thing) => thing.phone === phone.name && thing.isKept);
    return kept.every(({ id }) => !phone.disk.missing[other].has(id));
  }

  #other(phone) {
    return phone.person === this.world.people[0].key ? 1 : 0;
  }
}
