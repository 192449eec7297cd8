// <co-waiting> around the page of what this phone still has to send: each thing with its time, and what
// can be done about it. Absent, the page says that everything is sent at once.

import { outbox } from "../lib/outbox.js";

class Waiting extends HTMLElement {
  #outbox = outbox();

  async connectedCallback() {
    this.addEventListener("click", this.#click);
    this.#outbox.addEventListener("change", this.#show);
    await this.#outbox.open();
    this.#show();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click);
    this.#outbox.removeEventListener("change", this.#show);
  }

  #show = () => {
    const { waiting, refused } = this.#outbox;
    this.#list("waiting", waiting);
    this.#list("refused", refused);
    this.querySelector("[data-none]").hidden = waiting.length + refused.length > 0;
  };

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
      // Both are shown: what this phone has, and what stands in its place.
      const stands = row.querySelector("[data-stands]");
      if (stands && letter.stands?.said) {
        stands.hidden = false;
        stands.querySelector("span").textContent = letter.stands.said;
      }
      return row;
    });
    list.replaceChildren(...rows);
  }

  #click = ({ target }) => {
    const button = target.closest("button[data-do]");
    if (!button) return;
    const { refused } = this.#outbox;
    const { id } = button.closest("[data-id]")?.dataset ?? {};
    if (button.dataset.do === "retry") for (const letter of refused) this.#outbox.again(letter);
    if (button.dataset.do === "drop") this.#outbox.drop(refused.find((letter) => letter.id === id));
    else this.#outbox.send();
  };
}

function since(milliseconds) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", hour: "numeric", minute: "2-digit" });
  return format.format(new Date(milliseconds));
}

customElements.define("co-waiting", Waiting);
