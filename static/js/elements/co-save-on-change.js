// <co-save-on-change> around or inside a form: sends it as soon as an answer changes, and hides
// what is marked data-fallback. Absent, that button sends it.

const KEYBOARD_PAUSE = 700;

class SaveOnChange extends HTMLElement {
  #timer = 0;
  #byKeyboard = false;

  connectedCallback() {
    for (const each of this.#form?.querySelectorAll("[data-fallback]") ?? []) each.hidden = true;
    this.addEventListener("keydown", () => { this.#byKeyboard = true; });
    this.addEventListener("pointerdown", () => { this.#byKeyboard = false; });
    this.addEventListener("change", this.#change);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  get #form() {
    return this.querySelector("form") ?? this.closest("form");
  }

  #change = (event) => {
    clearTimeout(this.#timer);
    // Arrow keys pass over every answer on the way to the one that is meant.
    const isPassing = this.#byKeyboard && event.target.matches("[type=radio], select");
    const pause = isPassing ? KEYBOARD_PAUSE : 0;
    this.#timer = setTimeout(() => this.#form?.requestSubmit(), pause);
  };
}

customElements.define("co-save-on-change", SaveOnChange);
