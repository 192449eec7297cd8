// <co-undo seconds="10"> around a toast with an undo: counts down, then takes it away.
// Absent, the undo stays, and the server says when it is too late.

class Undo extends HTMLElement {
  #left = 0;
  #timer = 0;
  #count = null;

  connectedCallback() {
    this.#left = Number(this.getAttribute("seconds") ?? 10);
    this.#count = document.createElement("span");
    this.#count.className = "toast__count";
    this.#count.ariaHidden = "true";
    this.querySelector("button")?.append(this.#count);
    this.#show();
    this.#timer = setInterval(this.#tick, 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#count.remove();
  }

  #tick = () => {
    // Somebody who is on the button is not rushed. On a touch screen the last tap hovers for ever.
    const held = matchMedia("(hover: hover)").matches ? ":hover, :focus-within" : ":focus-within";
    if (this.matches(held)) return;
    this.#left -= 1;
    this.#show();
    if (this.#left > 0) return;
    clearInterval(this.#timer);
    this.hidden = true;
  };

  #show() {
    this.#count.textContent = String(this.#left);
  }
}

customElements.define("co-undo", Undo);
