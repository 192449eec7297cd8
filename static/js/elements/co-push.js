// <co-push> around what can be said about reminders on this phone, one block for each way it may stand:
// ask, on, denied, install, none. With data-once it only asks, and only who did not put it away before.
// The browser is asked after a tap and never sooner. Absent: reminders by mail and calendar.

import { putAway, wasPutAway } from "../lib/put_away.js";
import { sendTest, standing, turnOff, turnOn, wantReminders } from "../lib/push.js";

const PUT_AWAY = "carryover:push-put-away";
const TEST_MS = 15_000;

class Push extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.addEventListener("click", this.#press);
    navigator.serviceWorker?.addEventListener("message", this.#hear);
    this.#begin().catch(() => {});
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    navigator.serviceWorker?.removeEventListener("message", this.#hear);
  }

  async #begin() {
    const way = await standing();
    const isOffered = way === "ask" && !wasPutAway(PUT_AWAY);
    if (!("once" in this.dataset) || isOffered) this.#show(way);
  }

  #show(way) {
    for (const block of this.querySelectorAll("[data-way]")) block.hidden = block.dataset.way !== way;
    this.hidden = false;
  }

  #press = async (event) => {
    const button = event.target.closest("[data-push]");
    if (!button || button.ariaBusy) return;
    const act = { on: this.#on, off: this.#off, test: this.#test, never: this.#never }[button.dataset.push];
    button.ariaBusy = "true";
    this.#say("");
    try {
      await act();
    } catch ({ words }) {
      this.#say(words || this.dataset.failed);
    } finally {
      button.ariaBusy = null;
    }
  };

  #on = async () => {
    const answer = await Notification.requestPermission();
    // Who closes the browser's question has not said no.
    if (answer === "default") return;
    if (answer === "granted") {
      await turnOn();
      await wantReminders();
    }
    this.#show(await standing());
    this.querySelector("[data-way]:not([hidden]) [data-first]")?.focus();
    // What is listed on this page has come on with it.
    if (answer === "granted" && "list" in this.dataset) location.reload();
  };

  #off = async () => {
    await turnOff();
    this.#show(await standing());
  };

  #test = async () => {
    this.#late(false);
    this.#say(this.dataset.sending);
    this.#stopWaiting();
    this.#timer = setTimeout(() => {
      this.#stopWaiting();
      this.#say("");
      this.#late(true);
    }, TEST_MS);
    const { result, said } = await sendTest().catch(({ words }) => ({ said: words || this.dataset.failed }));
    if (result === "sent") return;
    this.#stopWaiting();
    this.#say(said);
  };

  /** The worker tells of each that it has shown. */
  #hear = ({ data }) => {
    if (data?.type !== "push-shown" || !this.#timer) return;
    this.#stopWaiting();
    this.#say(this.dataset.arrived);
  };

  #stopWaiting() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #never = async () => {
    putAway(PUT_AWAY);
    this.hidden = true;
  };

  #late(isLate) {
    const block = this.querySelector("[data-late]");
    if (block) block.hidden = !isLate;
  }

  #say(words) {
    const line = this.querySelector("[data-said]");
    line.textContent = words ?? "";
    line.hidden = !words;
  }
}

customElements.define("co-push", Push);
