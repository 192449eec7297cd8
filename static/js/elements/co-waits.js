// <co-waits> on every page: says how much this phone still has to send, sends it, and leads to the list
// of it. Brought in only where a phone has ever kept something; absent, nothing waits.

import { Outbox } from "../lib/outbox.js";

const RETRY_MS = 30_000;

class Waits extends HTMLElement {
  #outbox;
  #timer = 0;
  #standing = "sending";

  connectedCallback() {
    const { owner } = document.body.dataset;
    this.#outbox = new Outbox(owner, "", (standing) => this.#show(standing));
    window.addEventListener("online", this.#send);
    window.addEventListener("offline", this.#send);
    document.addEventListener("visibilitychange", this.#send);
    document.addEventListener("outbox-changed", this.#look);
    this.#timer = setInterval(this.#again, RETRY_MS);
    this.#send();
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.#send);
    window.removeEventListener("offline", this.#send);
    document.removeEventListener("visibilitychange", this.#send);
    document.removeEventListener("outbox-changed", this.#look);
    clearInterval(this.#timer);
  }

  #send = () => {
    if (document.visibilityState === "visible") this.#outbox.send();
  };

  #again = () => {
    if (!this.#outbox.isEmpty) this.#send();
  };

  /** Another part of the page has sent or let go of something. */
  #look = async () => {
    await this.#outbox.open();
    this.#show(this.#standing);
  };

  #show(standing) {
    this.#standing = standing;
    const waiting = this.#outbox.waiting.length;
    const refused = this.#outbox.refused.length;
    const { sending, offline, later, signedOut, unkept, needsYou } = this.dataset;
    const unsent = navigator.onLine ? later : offline;
    const words = { sending, unsent, unkept, "signed-out": signedOut }[standing] ?? "";
    const text = waiting && words ? words.replace("#", String(waiting)) : refused ? needsYou.replace("#", String(refused)) : "";
    this.hidden = !text;
    const place = this.querySelector("[data-text]");
    if (place.textContent !== text) place.textContent = text;
    this.dispatchEvent(new CustomEvent("waits", { bubbles: true }));
  }
}

customElements.define("co-waits", Waits);
