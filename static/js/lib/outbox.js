// Sends what a phone has kept, in batches, until the server has it. Each thing carries a key of its
// own, so sending it twice changes nothing. What the server says to each is in `docs/sync.md`.

import { Letters } from "./letters.js";

const SYNC = "/api/v1/sync";
/** Says who is signed in, with what seals and what proves that a request is ours. */
const DESK = "/outbox/";
const LATE_MS = 20_000;
const MOST = 100;
/** Of all tabs one sends at a time, else two would race with the same letters. */
const NAME = "carryover-outbox";
const EPOCH = "carryover:epoch:";

/** @typedef {"saved"|"sending"|"unsent"|"unkept"|"signed-out"} Standing */

/** Tells of each change by an event "change". */
export class Outbox extends EventTarget {
  #letters;
  #busy = null;
  #token;
  #epoch;
  #most = MOST;
  #channel = new BroadcastChannel(NAME);
  /** @type {Standing} */
  standing = "saved";
  /** @type {boolean} whether something was not accepted since this page was opened */
  hasRefused = false;

  /** @param {string} owner who is signed in @param {string} [token] against forged requests; else it is fetched */
  constructor(owner, token = "") {
    super();
    this.owner = owner;
    this.#token = token;
    this.#letters = new Letters(owner);
    this.#channel.addEventListener("message", this.#hear);
  }

  /** Reads what waits since an earlier page. */
  async open() {
    await this.#letters.open();
  }

  /** Ends when everything is on this phone's disk, or cannot be. */
  written() {
    return this.#letters.written();
  }

  /** @returns {boolean} */
  get isEmpty() {
    return this.waiting.length === 0;
  }

  /** @returns {import("./letters.js").Letter[]} */
  get waiting() {
    return this.#letters.waiting;
  }

  /** @returns {import("./letters.js").Letter[]} what could not be saved like that */
  get refused() {
    return this.#letters.in("refused");
  }

  /** @returns {import("./letters.js").Letter[]} what the server has of the last two days */
  get sent() {
    return this.#letters.in("sent");
  }

  /** @param {string} session @returns {import("./letters.js").Letter[]} what stands of it, the oldest first */
  about(session) {
    const keys = new Set([session]);
    const all = [...this.sent, ...this.waiting].sort((a, b) => a.order - b.order);
    return all.filter(({ id, body }) => {
      const isOf = [id, body.session, body.log].some((key) => keys.has(key));
      // What is done to a log names the log alone.
      if (isOf) keys.add(id);
      return isOf;
    });
  }

  /**
   * Writes down one thing that somebody did, and sends it.
   * @param {string} kind as in `docs/sync.md`
   * @param {Object<string, any>} body
   * @param {string} words for who reads it
   * @param {{id?: string, v?: number}} [options]
   * @returns {string} its key
   */
  put(kind, body, words, options = {}) {
    const id = this.#letters.add(kind, body, words, options);
    this.#tell("sending");
    document.dispatchEvent(new Event("outbox-used"));
    this.written().then(this.#announce);
    this.send();
    return id;
  }

  /** Lets one that was refused try again, with the next that is sent. @param {import("./letters.js").Letter} letter */
  again(letter) {
    this.#letters.change(letter, { state: "waiting" });
  }

  /** Lets go of one that was refused. @param {import("./letters.js").Letter} letter */
  async drop(letter) {
    await this.#letters.remove(letter);
    this.#tell();
    this.#announce();
  }

  /** Sends what waits. @returns {Promise<boolean>} whether all of it got through */
  send() {
    this.#busy ??= this.#inTurn();
    return this.#busy;
  }

  async #inTurn() {
    const all = () => this.#sendAll();
    let isSent = false;
    try {
      isSent = await (navigator.locks ? navigator.locks.request(NAME, all) : all());
    } finally {
      this.#busy = null;
    }
    // What was put in at the very end has found somebody busy, and must not wait for the next page.
    return isSent && !this.isEmpty ? this.send() : isSent;
  }

  async #sendAll() {
    // What another tab has sent meanwhile is marked on the shelf, and what it has put there is new.
    await this.open();
    // The key was lost with the database, or the site has another one by now.
    if (this.#letters.isLocked) await this.#ask().catch(() => {});
    const tried = new Set();
    for (let batch = await this.#batch(tried); batch.length; batch = await this.#batch(tried)) {
      this.#tell("sending");
      const standing = await this.#post(batch, tried);
      if (standing) return this.#wait(standing);
    }
    if (!this.isEmpty) return this.#wait("unsent");
    this.#tell("saved");
    return true;
  }

  /** Where the browser can, its worker sends it once there is a signal, with no page open. */
  async #wait(standing) {
    await this.written();
    this.#tell(this.#letters.isLoose ? "unkept" : standing);
    globalThis.navigator.serviceWorker?.ready.then(({ sync }) => sync?.register(NAME)).catch(() => {});
    return false;
  }

  /** @param {Set<string>} tried what the server wants later @returns {Promise<import("./letters.js").Letter[]>} */
  async #batch(tried) {
    // Also what is put in while the last is being written belongs to the next batch.
    await this.written();
    return this.waiting.filter(({ id }) => !tried.has(id)).slice(0, this.#most);
  }

  /** @returns {Promise<Standing|null>} null where it may go on */
  async #post(batch, tried) {
    try {
      if (!(this.#token && this.#letters.isSealed) && !(await this.#ask())) return "signed-out";
      let answer = await this.#request(batch);
      // A token is as old as its page.
      if (answer.status === 403 && (await this.#ask())) answer = await this.#request(batch);
      if (answer.ok) return await this.#takeIn(batch, await answer.json(), tried);
      // Somebody else is signed in by now, or nobody; what waits is not theirs to send.
      if ([401, 403, 409].includes(answer.status)) {
        this.#token = "";
        return "signed-out";
      }
      // Any other word is about nothing that was sent; a proxy may have said it.
      if (![400, 413, 422].includes(answer.status)) return "unsent";
      return await this.#tooMuch(batch, answer);
    } catch {
      return "unsent";
    }
  }

  #request(batch) {
    const items = batch.map(({ id, v, kind, madeAt, zone, order, body }) => {
      return { id, v, kind, made_at: new Date(madeAt).toISOString(), time_zone: zone, order, body };
    });
    return fetch(SYNC, {
      method: "POST",
      body: JSON.stringify({ account: this.owner, sent_at: new Date().toISOString(), items }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token },
      redirect: "manual",
      signal: AbortSignal.timeout(LATE_MS),
    });
  }

  /** @returns {Promise<boolean>} whether this person is signed in */
  async #ask() {
    const answer = await fetch(DESK, { redirect: "manual", signal: AbortSignal.timeout(LATE_MS) });
    if (answer.status >= 500) throw answer;
    if (!answer.ok) return false;
    const { account, token, keys } = await answer.json();
    if (account !== this.owner) return false;
    this.#token = token;
    if (!this.#letters.isSealed || this.#letters.isLocked) await this.#letters.sealWith(keys);
    return true;
  }

  async #takeIn(batch, { epoch, server_time, results }, tried) {
    // Before anything is marked: a page that is killed in between must not forget which server has it.
    await this.heardOf(epoch);
    const heardAt = (this.#letters.heardAt = Date.parse(server_time));
    for (const letter of batch) {
      const { result, reason, stored } = results.find(({ id }) => id === letter.id) ?? {};
      if (result === "stored" || result === "already_stored") this.#letters.change(letter, { state: "sent", heardAt });
      else if (result === "conflict" || result === "invalid") this.#refuse(letter, reason, stored);
      else tried.add(letter.id);
    }
    await this.written();
    this.#tell("sending");
    this.#announce();
    return null;
  }

  /** Too many at once are sent in two; one that the server cannot even read holds up no others. */
  async #tooMuch(batch, answer) {
    if (batch.length > 1) this.#most = Math.ceil(batch.length / 2);
    else this.#refuse(batch[0], (await answer.json().catch(() => ({}))).detail);
    return null;
  }

  #refuse(letter, reason, stands) {
    this.hasRefused = true;
    this.#letters.change(letter, { state: "refused", reason, stands });
  }

  /**
   * Another one than before, or none that is known: the server was restored, and may lack what it had.
   * @param {string} epoch of its database
   */
  async heardOf(epoch) {
    const name = EPOCH + this.owner;
    try {
      if (this.#epoch === epoch || localStorage.getItem(name) === epoch) return;
      await this.#letters.offerAgain();
      await this.written();
      this.#epoch = epoch;
      // Where there was no room to write that it waits again, the next page has to look once more.
      if (!this.#letters.isLoose) localStorage.setItem(name, epoch);
    } catch {
      // Nothing is kept here.
    }
  }

  #tell(standing = this.standing) {
    this.standing = standing;
    this.dispatchEvent(new Event("change"));
  }

  /** To the other tabs, and the worker. */
  #announce = () => this.#channel.postMessage("");

  #hear = async () => {
    await this.open();
    // What the worker has sent meanwhile is no longer on its way.
    this.#tell(this.isEmpty ? "saved" : this.standing);
  };
}

let own = null;

/** @returns {Outbox} the one of this page, of whoever is signed in on it */
export function outbox() {
  const { owner } = document.body.dataset;
  if (own?.owner === owner) return own;
  own = new Outbox(owner, document.querySelector("[name=csrfmiddlewaretoken]")?.value);
  // Also where the chip could not be brought in without a signal. What was on its way has just failed.
  window.addEventListener("online", async () => (await own.send()) || own.send());
  return own;
}
