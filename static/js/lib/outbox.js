// Sends what a phone has kept, in order, until the server has it. Each thing carries a key of its
// own, so sending it twice changes nothing.

import { Letters } from "./letters.js";

const LATE_MS = 20_000;
/** A page of ours that always has a form, for the token that a form carries. */
const WITH_A_FORM = "/sign-out/";

/** @typedef {"saved"|"sending"|"unsent"|"unkept"|"signed-out"} Standing */

export class Outbox {
  #letters;
  #token;
  #refused = 0;
  #busy = null;
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

  /** @returns {boolean} */
  get isEmpty() {
    return this.#letters.all().length === 0;
  }

  /** @returns {boolean} whether something could not be saved like that */
  get hasRefused() {
    return this.#refused > 0;
  }

  /** @returns {string[]} the keys of what waits to be created */
  get keys() {
    return this.#letters.all().map(({ fields }) => fields.id);
  }

  /** @param {string} url @param {Object<string, string>} fields */
  put(url, fields) {
    this.#letters.add(url, fields);
    this.send();
  }

  /** Sends what waits. @returns {Promise<boolean>} whether all of it got through */
  send() {
    this.#busy ??= this.#sendAll().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  async #sendAll() {
    for (let [letter] = this.#letters.all(); letter; [letter] = this.#letters.all()) {
      this.#tell("sending", this.hasRefused);
      const answer = await this.#post(letter);
      if (answer === "sent") this.#letters.remove(letter);
      else if (answer === "refused") {
        this.#refused += 1;
        this.#letters.refuse(letter);
      } else {
        const standing = this.#letters.isLoose ? "unkept" : "unsent";
        this.#tell(answer === "signed-out" ? answer : standing, this.hasRefused);
        return false;
      }
    }
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
      if (answer.redirected || [401, 403, 404].includes(answer.status)) return "signed-out";
      if (answer.ok) return "sent";
      return answer.status >= 500 || answer.status === 429 ? "later" : "refused";
    } catch {
      return "later";
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
