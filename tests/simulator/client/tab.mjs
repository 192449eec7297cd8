// One page of one phone: the modules of the outbox, unchanged, with stand-ins for what a browser gives.

import { webcrypto } from "node:crypto";

import { Answer } from "./disk.mjs";

const NAMES = [
  ..."globalThis navigator indexedDB caches BroadcastChannel localStorage crypto fetch document window".split(" "),
  ..."setTimeout AbortSignal Date Intl Response".split(" "),
];

let factory = null;

/** Takes the modules as the service worker gets them: one script. @param {string} source */
export function use(source) {
  factory = new Function(...NAMES, `"use strict";\n${source}\nreturn { Outbox, outbox, Shelf };`);
}

export class Tab {
  isAlive = true;
  channels = [];
  inFlight = 0;
  isReady = false;
  /** @type {any[]} what was done on it */
  things = [];

  /**
   * @param {import("./phone.mjs").Phone} phone
   * @param {string} owner whose page it is
   * @param {string} token against forged requests, as it stood on the page
   */
  constructor(phone, owner, token = "") {
    this.phone = phone;
    this.owner = owner;
    this.name = `tab ${(phone.world.tabs += 1)}`;
    this.window = new EventTarget();
    this.modules = factory(...this.#globals(token));
  }

  /** @returns {number} the time by the phone's clock */
  get clock() {
    return this.phone.world.clockwork.now + this.phone.clockError;
  }

  #globals(token) {
    const { phone } = this;
    const tab = this;
    const { clockwork } = phone.world;
    const navigator = { locks: { request: (name, act) => phone.lock(tab, name, act) } };
    const document = new EventTarget();
    document.body = { dataset: { owner: this.owner } };
    document.querySelector = () => (token ? { value: token } : null);

    class Channel extends EventTarget {
      constructor() {
        super();
        tab.channels.push(this);
      }
      postMessage(data) {
        phone.spread(tab, data);
      }
    }

    class PhoneDate extends Date {
      constructor(...parts) {
        super(...(parts.length ? parts : [tab.clock]));
      }
      static now() {
        return tab.clock;
      }
    }

    const setTimeout = (act, milliseconds) => clockwork.at(tab, clockwork.now + milliseconds, act);
    const AbortSignal = { timeout: (milliseconds) => ({ until: clockwork.now + milliseconds }) };
    const zone = { DateTimeFormat: () => ({ resolvedOptions: () => ({ timeZone: phone.zone }) }) };
    const fetch = (path, options) => phone.world.network.fetch(tab, path, options);
    return [
      { navigator },
      navigator,
      phone.disk.indexedDB(tab),
      phone.disk.cacheStorage(tab),
      Channel,
      phone.disk.localStorage,
      { subtle: this.#subtle(clockwork), getRandomValues: (bytes) => bytes.fill(0).forEach((_, place) => (bytes[place] = phone.world.dice.below(256))) ?? bytes },
      fetch,
      document,
      this.window,
      setTimeout,
      AbortSignal,
      PhoneDate,
      zone,
      Answer,
    ];
  }

  /** The true ciphers; only when they are done is a step like any other. */
  #subtle(clockwork) {
    const stepped = (name) => (...parts) =>
      new Promise((resolve, reject) => {
        const real = webcrypto.subtle[name](...parts);
        const place = { tell: null };
        const settled = real.then(
          (value) => (place.tell = () => resolve(value)),
          (error) => (place.tell = () => reject(error)),
        );
        clockwork.working.add(settled);
        settled.then(() => clockwork.working.delete(settled));
        clockwork.add(this, `${this.name} cipher`, "seals or opens", () => place.tell());
      });
    return { importKey: stepped("importKey"), encrypt: stepped("encrypt"), decrypt: stepped("decrypt") };
  }
}
