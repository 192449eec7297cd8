// What a guided session still has to send: kept on the phone until the server has it, in order.
// Each thing carries a key of its own, so sending it twice changes nothing.

const WAIT_MS = 5_000;

/**
 * @typedef {{url: string, fields: Object<string, string>}} Letter
 * @typedef {"saved"|"sending"|"unsent"|"signed-out"} Standing
 */
export class Outbox {
  #name;
  #token;
  #letters;
  #refused = [];
  #busy = null;
  #tell;

  /**
   * @param {string} key of the session
   * @param {string} token against forged requests
   * @param {(standing: Standing, refused: Letter[]) => void} tell
   */
  constructor(key, token, tell) {
    this.#name = `carryover:unsent:${key}`;
    this.#token = token;
    this.#tell = tell;
    this.#letters = read(this.#name);
  }

  /** @returns {boolean} */
  get isEmpty() {
    return this.#letters.length === 0;
  }

  /** @param {string} url @param {Object<string, string>} fields */
  put(url, fields) {
    this.#letters.push({ url, fields });
    this.#keep();
    this.send();
  }

  /** Sends what waits, oldest first. @returns {Promise<boolean>} whether all of it got through */
  send() {
    this.#busy ??= this.#sendAll().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  async #sendAll() {
    while (this.#letters.length) {
      this.#tell("sending", this.#refused);
      const [letter] = this.#letters;
      const answer = await this.#post(letter);
      if (answer === "later" || answer === "signed-out") {
        this.#tell(answer === "later" ? "unsent" : "signed-out", this.#refused);
        return false;
      }
      if (answer === "refused") this.#refused.push(letter);
      this.#letters.shift();
      this.#keep();
    }
    this.#tell("saved", this.#refused);
    return true;
  }

  async #post({ url, fields }) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), WAIT_MS * 4);
    try {
      const answer = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ ...fields, csrfmiddlewaretoken: this.#token }),
        headers: { "HX-Request": "true" },
        // Whoever leaves the page has still sent it.
        keepalive: true,
        signal: stop.signal,
      });
      if (answer.redirected || answer.status === 403) return "signed-out";
      if (answer.ok) return "sent";
      return answer.status >= 500 || answer.status === 429 ? "later" : "refused";
    } catch {
      return "later";
    } finally {
      clearTimeout(late);
    }
  }

  #keep() {
    try {
      if (this.#letters.length) localStorage.setItem(this.#name, JSON.stringify(this.#letters));
      else localStorage.removeItem(this.#name);
    } catch {
      // Nothing can be kept here: it stays in the page until it is sent.
    }
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}
