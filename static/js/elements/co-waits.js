// <co-waits> on every page: says how much this phone still has to send, sends it, and leads to the list
// of it. Brought in only where a phone has ever kept something; absent, nothing waits.

import { forgetOthers } from "../lib/kept.js";
import { outbox } from "../lib/outbox.js";

const RETRY_MS = 30_000;
const SAVED_MS = 4_000;

class Waits extends HTMLElement {
  #outbox = outbox();
  #timer = 0;
  #hiding = 0;
  #isWaiting = false;
  #isAsked = false;

  connectedCallback() {
    forgetOthers(this.#outbox.owner);
    this.#outbox.addEventListener("change", this.#show);
    window.addEventListener("online", this.#send);
    window.addEventListener("offline", this.#show);
    document.addEventListener("visibilitychange", this.#send);
    this.#timer = setInterval(this.#again, RETRY_MS);
    this.#send();
  }

  disconnectedCallback() {
    this.#outbox.removeEventListener("change", this.#show);
    window.removeEventListener("online", this.#send);
    window.removeEventListener("offline", this.#show);
    document.removeEventListener("visibilitychange", this.#send);
    clearInterval(this.#timer);
    clearTimeout(this.#hiding);
  }

  #send = () => {
    if (document.visibilityState === "visible") this.#outbox.send();
  };

  #again = () => {
    if (!this.#outbox.isEmpty) this.#send();
  };

  #show = () => {
    const { standing } = this.#outbox;
    const waiting = this.#outbox.waiting.length;
    const refused = this.#outbox.refused.length;
    const { sending, offline, later, signedOut, unkept, needsYou, saved } = this.dataset;
    const unsent = navigator.onLine ? later : offline;
    const words = { sending, unsent, unkept, "signed-out": signedOut }[standing] ?? "";
    // A browser may take away what it was not asked to keep.
    if (standing === "unsent" && !this.#isAsked) {
      this.#isAsked = true;
      navigator.storage?.persist?.();
    }
    const wasWaiting = this.#isWaiting;
    this.#isWaiting = waiting > 0;
    if (waiting && words) this.#say(words, waiting);
    else if (refused) this.#say(needsYou, refused);
    else if (wasWaiting && !waiting) {
      this.#say(saved, 0);
      // Once it is read it need not stand there.
      this.#hiding = setTimeout(this.#hide, SAVED_MS);
    } else if (!this.#hiding) this.#hide();
  };

  #hide = () => {
    this.#hiding = 0;
    this.hidden = true;
  };

  #say(words, count) {
    clearTimeout(this.#hiding);
    this.#hiding = 0;
    this.hidden = false;
    const text = words.replace("#", String(count));
    const place = this.querySelector("[data-text]");
    if (place.textContent !== text) place.textContent = text;
  }
}

customElements.define("co-waits", Waits);
