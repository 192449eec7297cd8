// A button that copies a field's text. Without clipboard or JavaScript it stays hidden.

class CopyButton extends HTMLElement {
  #button = null;

  connectedCallback() {
    this.#button = this.querySelector("button");
    if (!this.#button || !navigator.clipboard) return;
    this.#button.addEventListener("click", this.#copy);
    this.hidden = false;
  }

  disconnectedCallback() {
    this.#button?.removeEventListener("click", this.#copy);
  }

  #copy = async () => {
    const field = document.getElementById(this.getAttribute("from"));
    const said = this.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = said.dataset.said;
    } catch {
      // Refused by the browser: the person can still press its own keys for copying.
      field.select();
    }
  };
}

customElements.define("co-copy-button", CopyButton);
