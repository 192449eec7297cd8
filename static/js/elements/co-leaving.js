// <co-leaving> on the page on which one signs out: says first what this phone has not sent yet. Absent,
// what waits is kept all the same.

import { outbox } from "../lib/outbox.js";

class Leaving extends HTMLElement {
  #outbox = outbox();

  async connectedCallback() {
    this.#outbox.addEventListener("change", this.#show);
    await this.#outbox.open();
    this.#show();
    this.#outbox.send();
  }

  disconnectedCallback() {
    this.#outbox.removeEventListener("change", this.#show);
  }

  #show = () => {
    const waiting = this.#outbox.waiting.length;
    this.hidden = waiting === 0;
    this.querySelector("span").textContent = this.dataset.words.replace("#", String(waiting));
  };
}

customElements.define("co-leaving", Leaving);
