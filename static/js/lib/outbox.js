// Sends what a phone has kept, in order, until the server has it. Each thing carries a key of its
// own, so sending it twice changes nothing.

import { Letters } from "./letters.js";

const LATE_MS = 20_000;
/** A page of ours that always has a form, for the token that a form carries. */
const WITH_A_FORM = "/sign-out/";
/** Of all tabs one sends at a time, else two would race with the same letters. */
const LOCK = "carryover-outbox";

/** @typedef {"saved"|"sending"|"unsent"|"unkept"|"signed-out"} Standing */

export class Outbox {
  #letters;
  #token;
  #busy = null;
  #refusedHere = 0;
  #tell;

  /**
   * @param {string} owner who is signed in
   * @param {string} token against forged requests; where the page has none it is fetched
   * @param {(standing: Standing, isRefused: boolean) => void} tell
   */
  constructor(owner, token = "", tell = () => {}) {
    this.#letters = new Letters(owner);
    this.#token = token;
    this.#tell = tell;
  }

  /** Reads what waits since an earlier page. */
  async open() {
    await this.#letters.open();
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
    return this.#letters.refused;
  }

  /** @returns {boolean} whether that happened to something since this page was opened */
  get hasRefused() {
    return this.#refusedHere > 0;
  }

  /** @returns {string[]} the keys of what waits to be created */
  get keys() {
    return this.waiting.map(({ fields }) => fields.id);
  }

  /** @param {string} url @param {Object<string, string>} fields @param {string} words for who reads it */
  put(url, fields, words) {
    this.#letters.add(url, fields, words);
    this.send();
  }

  /** Lets what was refused try again. @returns {Promise<boolean>} as `send` */
  retry() {
    for (const letter of this.refused) this.#letters.retry(letter);
    return this.send();
  }

  /** Lets go of one that was refused. @param {string} id */
  async drop(id) {
    const letter = this.refused.find((each) => each.id === id);
    if (letter) await this.#letters.remove(letter);
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
      isSent = await (navigator.locks ? navigator.locks.request(LOCK, all) : all());
    } finally {
      this.#busy = null;
    }
    // What was put in at the very end has found somebody busy, and must not wait for the next page.
    return isSent && !this.isEmpty ? this.send() : isSent;
  }

  async #sendAll() {
    // What another tab has sent meanwhile is gone from the shelf, and what it has put there is new.
    await this.#letters.open();
    for (let [letter] = this.waiting; letter; [letter] = this.waiting) {
      this.#tell("sending", this.hasRefused);
      await this.#letters.written();
      const [answer, reason] = await this.#post(letter);
      if (answer === "sent") await this.#letters.remove(letter);
      else if (answer === "refused") {
        this.#refusedHere += 1;
        this.#letters.refuse(letter, reason);
      } else {
        const standing = this.#letters.isLoose ? "unkept" : "unsent";
        this.#tell(answer === "signed-out" ? answer : standing, this.hasRefused);
        return false;
      }
    }
    await this.#letters.written();
    this.#tell("saved", this.hasRefused);
    return true;
  }

  async #post({ url, fields }) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), LATE_MS);
    try {
      this.#token ||= await fetchToken(stop.signal);
      const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: this.#token }),
        headers: { "HX-Request": "true" },
        // Whoever leaves the page has still sent it.
        keepalive: true,
        signal: stop.signal,
      });
      // Not found: somebody else is signed in by now, and what waits is not theirs to send.
      if (answer.redirected || [401, 403, 404].includes(answer.status)) {
        this.#token = "";
        return ["signed-out", ""];
      }
      if (answer.ok) return ["sent", ""];
      if (answer.status >= 500 || answer.status === 429) return ["later", ""];
      return ["refused", sentenceIn(await answer.text())];
    } catch {
      return ["later", ""];
    } finally {
      clearTimeout(late);
    }
  }
}

async function fetchToken(signal) {
  const answer = await fetch(WITH_A_FORM, { signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]").value;
}

/** What the server says of it on the part of a page that it answered with. */
function sentenceIn(text) {
  const part = new DOMParser().parseFromString(text, "text/html");
  const said = part.querySelector("[role=alert], .field__error, .toast__text");
  return said?.textContent.trim().replace(/\s+/g, " ").slice(0, 300) ?? "";
}
