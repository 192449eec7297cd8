// <co-worker data-address="/sw.js" data-enough="60000"> around a toast with a button: lets the worker
// keep today's plan, unless it did less than that many milliseconds ago, and says when a new version
// waits. Without a number nobody is signed in, and what was kept of a person goes. Absent, every page
// needs a signal.

import { forgetOthers } from "../lib/kept.js";
import { Shelf } from "../lib/shelf.js";

const HOUR_MS = 3_600_000;

class PageWorker extends HTMLElement {
  #registration = null;
  #asked = false;
  #looked = Date.now();

  connectedCallback() {
    if (!("serviceWorker" in navigator)) return;
    this.#giveBack();
    navigator.serviceWorker.addEventListener("controllerchange", this.#change);
    navigator.serviceWorker.addEventListener("message", this.#hear);
    document.addEventListener("visibilitychange", this.#look);
    this.querySelector("button")?.addEventListener("click", this.#take);
    // What is on the page comes first.
    if (document.readyState === "complete") this.#start();
    else window.addEventListener("load", this.#start, { once: true });
  }

  disconnectedCallback() {
    navigator.serviceWorker?.removeEventListener("controllerchange", this.#change);
    navigator.serviceWorker?.removeEventListener("message", this.#hear);
    document.removeEventListener("visibilitychange", this.#look);
  }

  #start = async () => {
    const { address, enough } = this.dataset;
    if (!enough) await forgetPages();
    try {
      this.#registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" });
    } catch {
      // A browser may forbid it.
    }
    if (!this.#registration) return;
    this.#watch();
    const { active } = await navigator.serviceWorker.ready;
    if (!enough) return;
    active.postMessage({ type: "keep", enough: Number(enough) });
    await healPush().catch(() => {});
  };

  /** Another epoch: what the server lacks since it was restored is sent to it once more. */
  #hear = async ({ data: { epoch } }) => {
    if (!epoch || !document.body.dataset.owner) return;
    const { outbox } = await import("../lib/outbox.js");
    const box = outbox();
    // What is on its way first: its answer may be of the epoch before.
    await box.send();
    await box.heardOf(epoch);
    if (!box.isEmpty) box.send();
  };

  #watch() {
    const registration = this.#registration;
    if (registration.waiting) this.#tell();
    registration.addEventListener("updatefound", () => {
      const { installing } = registration;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed") this.#tell();
      });
    });
  }

  #tell() {
    // The first one ever takes over by itself. Nobody is interrupted in an exercise.
    const isFirst = !navigator.serviceWorker.controller;
    if (!isFirst && !document.querySelector("co-player")) this.hidden = false;
  }

  #take = () => {
    this.#asked = true;
    const { waiting } = this.#registration;
    // Another tab may have asked before.
    if (waiting) waiting.postMessage({ type: "skip-waiting" });
    else this.#change();
  };

  /** Loads the page anew once, and only where somebody asked for it. */
  #change = async () => {
    if (!this.#asked) return;
    this.#asked = false;
    const { keepText } = await import("../lib/form_text.js");
    keepText(document);
    location.reload();
  };

  async #giveBack() {
    const [visit] = performance.getEntriesByType("navigation");
    if (visit?.type !== "reload") return;
    const { giveBackText } = await import("../lib/form_text.js");
    giveBackText(document);
  }

  /** A phone may leave a page open for days. */
  #look = () => {
    if (document.visibilityState !== "visible" || Date.now() - this.#looked < HOUR_MS) return;
    this.#looked = Date.now();
    this.#registration?.update().catch(() => {});
  };
}

/** Brought in from here, and not by each page: most of them ask for nothing, and most phones have nothing to mend. */
async function healPush() {
  navigator.clearAppBadge?.().catch(() => {});
  const isNoted = localStorage.getItem(`carryover:push:${document.body.dataset.owner}`) !== null;
  if (isNoted) await (await import("../lib/push.js")).heal();
}

/** As the worker does, where it is not in charge of this page yet, and with what pages keep. */
async function forgetPages() {
  try {
    forgetOthers("");
    await (await Shelf.open("")).forgetKeys();
    const names = (await caches.keys()).filter((name) => /^carryover (pages|state)/.test(name));
    await Promise.all(names.map((name) => caches.delete(name)));
  } catch {
    // Nothing is kept here.
  }
}

customElements.define("co-worker", PageWorker);
