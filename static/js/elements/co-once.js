// <co-once> around a form: gives what it creates the phone's own key, and sends it once.
// Absent, the form sends the key that the server rendered.

import { uuid7 } from "../lib/uuid7.js";

class Once extends HTMLElement {
  #key = "";
  #busy = null;

  connectedCallback() {
    // Capturing, because htmx listens on the form and must already find the key.
    this.addEventListener("submit", this.#submit, true);
    this.addEventListener("htmx:beforeRequest", this.#begin);
    this.addEventListener("htmx:afterRequest", this.#end);
    window.addEventListener("pageshow", this.#return);
  }

  disconnectedCallback() {
    window.removeEventListener("pageshow", this.#return);
  }

  #submit = (event) => {
    if (this.#busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const input = event.target.elements.namedItem("id");
    if (input instanceof HTMLInputElement) {
      // Kept until it got through: sending it again must not create a second one.
      this.#key ||= uuid7();
      input.value = this.#key;
    }
    const byHtmx = window.htmx && event.target.matches("[hx-post], [hx-put], [hx-patch]");
    if (!byHtmx) this.#hold(event.submitter);
  };

  #begin = (event) => {
    if (this.#busy) event.preventDefault();
    else this.#hold(event.detail.requestConfig?.triggeringEvent?.submitter);
  };

  #end = (event) => {
    this.#release();
    if (event.detail.successful) this.#key = "";
  };

  #return = (event) => {
    // Back from the next page: the form stands as it was sent, but a new submit is a new thing.
    if (!event.persisted) return;
    this.#release();
    this.#key = "";
  };

  #hold(button) {
    this.#busy = button ?? this;
    this.#busy.setAttribute("aria-busy", "true");
  }

  #release() {
    this.#busy?.removeAttribute("aria-busy");
    this.#busy = null;
  }
}

customElements.define("co-once", Once);
