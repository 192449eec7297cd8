// <co-install> around what can be said about installing, one block for each way: a button where the
// browser offers it, steps to follow on an iPhone. Absent, or installed, or put away once: nothing.

import { putAway, wasPutAway } from "../lib/put_away.js";

const PUT_AWAY = "carryover:install:put-away";

class Install extends HTMLElement {
  connectedCallback() {
    this.addEventListener("offered", this.#show);
    this.addEventListener("click", this.#press);
    window.addEventListener("appinstalled", this.#leave);
    this.#show();
  }

  disconnectedCallback() {
    window.removeEventListener("appinstalled", this.#leave);
  }

  #show = () => {
    const way = isInstalled() || wasPutAway(PUT_AWAY) ? "" : this.#way();
    for (const block of this.querySelectorAll("[data-way]")) block.hidden = block.dataset.way !== way;
    this.hidden = !way;
  };

  /** `app.js` puts the browser's offer here, maybe before this module came. */
  #way() {
    if (this.offer) return "button";
    // Only Safari on a phone or tablet knows whether it shows an app, and it never offers.
    const isByHand = navigator.standalone === false && !("onbeforeinstallprompt" in window);
    return isByHand ? "steps" : "";
  }

  #press = async (event) => {
    const { install } = event.target.closest("[data-install]")?.dataset ?? {};
    if (!install) return;
    if (install === "now") {
      const { offer } = this;
      // A browser takes the same offer only once.
      this.offer = null;
      await offer?.prompt();
    } else {
      putAway(PUT_AWAY);
    }
    this.#leave();
  };

  #leave = () => {
    this.hidden = true;
  };
}

function isInstalled() {
  return navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
}

customElements.define("co-install", Install);
