// A phone: its disk, its clock, who is signed in, and what its tabs share.

import { Disk } from "./disk.mjs";
import { Tab } from "./tab.mjs";

export class Phone {
  zone = "Europe/Berlin";
  isOnline = true;
  clockError = 0;
  hasJumped = false;
  /** @type {Map<string, string>} */
  cookies = new Map();
  /** @type {Map<string, string>} tokens against forged requests on pages, by whose they are */
  tokens = new Map();
  /** @type {Map<string, string>} those of the session before */
  staleTokens = new Map();
  /** @type {string|null} whose pages it shows */
  person = null;
  /** @type {Tab[]} */
  tabs = [];
  #locks = new Map();

  constructor(world, number) {
    this.world = world;
    this.name = `phone ${number}`;
    this.disk = new Disk(world.clockwork, this.name, world.counts);
  }

  /** @returns {Tab} */
  open(token = "") {
    const tab = new Tab(this, this.person, token);
    this.tabs.push(tab);
    return tab;
  }

  /** @param {Tab} tab nothing of it goes on; what it has asked the disk for may still be written */
  close(tab, chance) {
    tab.isAlive = false;
    const { clockwork } = this.world;
    const asked = clockwork.steps.filter((step) => step.tab === tab && step.label.startsWith("writes"));
    for (const step of asked.slice(0, chance.below(asked.length + 1))) step.act();
    clockwork.forget((each) => each === tab);
    this.tabs = this.tabs.filter((each) => each !== tab);
    for (const [name, line] of this.#locks) {
      const held = line[0]?.tab === tab;
      const left = line.filter((each) => each.tab !== tab);
      this.#locks.set(name, left);
      if (held) this.#grant(name);
    }
  }

  closeAll(chance) {
    for (const tab of [...this.tabs]) this.close(tab, chance);
  }

  // --- what tabs share ---------------------------------------------------------------------

  lock(tab, name, act) {
    return new Promise((resolve, reject) => {
      const line = this.#locks.get(name) ?? this.#locks.set(name, []).get(name);
      line.push({ tab, act, resolve, reject });
      if (line.length === 1) this.#grant(name);
      else if (line[0].tab !== tab) this.world.counts.waitedForLock += 1;
    });
  }

  #grant(name) {
    const first = this.#locks.get(name)[0];
    if (!first) return;
    this.world.clockwork.add(first.tab, `${first.tab.name} lock`, "gets its turn to send", () => {
      const over = (tell) => (value) => {
        if (!first.tab.isAlive) return;
        this.#locks.set(name, this.#locks.get(name).filter((each) => each !== first));
        this.#grant(name);
        tell(value);
      };
      new Promise((resolve) => resolve(first.act())).then(over(first.resolve), over(first.reject));
    });
  }

  spread(from, data) {
    for (const tab of this.tabs) {
      if (tab === from) continue;
      for (const channel of tab.channels) {
        this.world.counts.heard += 1;
        const act = () => channel.dispatchEvent(Object.assign(new Event("message"), { data }));
        this.world.clockwork.add(tab, `${tab.name} channel`, "hears another tab", act);
      }
    }
  }
}
