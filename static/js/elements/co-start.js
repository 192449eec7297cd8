// <co-start> around a form that begins a session: unlocks voice and tones under the finger, and stays
// on this page, for a new one would be mute again. Where it knows the version it writes the session down on
// the phone and goes on at once, with or without a signal. Absent, the form leads to the next page.

import { sounds } from "../lib/sounds.js";

class Start extends HTMLElement {
  #isBusy = false;

  connectedCallback() {
    // After a check it is the tap on its last answer.
    (this.closest("co-check-in") ?? this).addEventListener("click", this.#unlock, true);
    // Capturing, because the form's own ways of sending it come after.
    this.addEventListener("submit", this.#submit, true);
  }

  #unlock = () => sounds.unlock();

  #submit = async (event) => {
    const { target: form, submitter } = event;
    if (!this.dataset.version && !document.getElementById("startable")) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#isBusy) return;
    this.#isBusy = true;
    submitter?.setAttribute("aria-busy", "true");
    try {
      // Brought in by the first tap: looking at the homework needs none of it.
      const { startFrom } = await import("../lib/start.js");
      await startFrom(this, form);
    } catch {
      // This phone can keep nothing: the server begins it.
      form.submit();
    }
    submitter?.removeAttribute("aria-busy");
    this.#isBusy = false;
  };
}

customElements.define("co-start", Start);
