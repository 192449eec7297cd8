// <co-stepper by="1"> around a number input and its two hidden buttons[data-step]: shows them and
// lets them count. Absent, the input takes the number by itself.

class Stepper extends HTMLElement {
  connectedCallback() {
    for (const button of this.#buttons) button.hidden = false;
    this.addEventListener("click", this.#click);
    this.addEventListener("input", this.#limit);
    this.#limit();
  }

  get #input() {
    return this.querySelector("input");
  }

  get #buttons() {
    return this.querySelectorAll("button[data-step]");
  }

  #click = (event) => {
    const button = event.target.closest("button[data-step]");
    if (!button) return;
    const input = this.#input;
    const by = Number(this.getAttribute("by") ?? 1) * Number(button.dataset.step);
    input.value = String(this.#within(Number(input.value || input.min || 0) + by));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  #limit = () => {
    const value = Number(this.#input.value);
    for (const button of this.#buttons) {
      const next = value + Number(button.dataset.step);
      // Not `disabled`: that would throw the keyboard focus back to the top of the page.
      button.setAttribute("aria-disabled", String(next !== this.#within(next)));
    }
  };

  #within(value) {
    const { min, max } = this.#input;
    return Math.min(max === "" ? Infinity : Number(max), Math.max(min === "" ? -Infinity : Number(min), value));
  }
}

customElements.define("co-stepper", Stepper);
