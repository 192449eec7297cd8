// <co-waiting> around the page of what this phone still has to send: each thing with its time, and what
// can be done about it. Absent, the page says that everything is sent at once.

import { Outbox } from "../lib/outbox.js";

class Waiting extends HTMLElement {
  #outbox;

  connectedCallback() {
    this.#outbox = new Outbox(document.body.dataset.owner, "", () => this.#show());
    this.addEventListener("click", this.#click);
    document.addEventListener("waits", this.#read);
    this.#read();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click);
    document.removeEventListener("waits", this.#read);
  }

  #read = async () => {
    await this.#outbox.open();
    this.#show();
  };

  #show() {
    const { waiting, refused } = this.#outbox;
    this.#list("waiting", waiting);
    this.#list("refused", refused);
    this.querySelector("[data-none]").hidden = waiting.length + refused.length > 0;
  }

  #list(name, letters) {
    const section = this.querySelector(`[data-section=${name}]`);
    section.hidden = letters.length === 0;
    const list = section.querySelector("ul");
    const template = section.querySelector("template");
    const rows = letters.map((letter) => {
      const row = template.content.cloneNode(true).firstElementChild;
      row.dataset.id = letter.id;
      row.querySelector("[data-words]").textContent = letter.words;
      row.querySelector("[data-since]").textContent = since(letter.madeAt);
      const reason = row.querySelector("[data-reason]");
      if (reason && letter.reason) reason.textContent = letter.reason;
      return row;
    });
    list.replaceChildren(...rows);
  }

  #click = async (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    if (button.dataset.do === "send") await this.#outbox.send();
    else if (button.dataset.do === "retry") await this.#outbox.retry();
    else await this.#outbox.drop(button.closest("[data-id]").dataset.id);
    this.#show();
    document.dispatchEvent(new CustomEvent("outbox-changed"));
  };
}

function since(milliseconds) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", hour: "numeric", minute: "2-digit" });
  return format.format(new Date(milliseconds));
}

customElements.define("co-waiting", Waiting);
