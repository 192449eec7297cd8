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
    const homework = this.#homework;
    if (!homework || !document.body.dataset.owner) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#isBusy) return;
    this.#isBusy = true;
    event.submitter?.setAttribute("aria-busy", "true");
    try {
      await this.#start(event.target, homework);
    } catch {
      // This phone can keep nothing: the server begins it.
      event.target.submit();
    }
    event.submitter?.removeAttribute("aria-busy");
    this.#isBusy = false;
  };

  /** After a check the page lists all homework: kept on a phone, it comes before any of it. */
  get #homework() {
    const { assignment, version, name, count } = this.dataset;
    if (version) return { assignment, version: Number(version), name, count: Number(count) };
    const all = JSON.parse(document.getElementById("startable")?.textContent ?? "[]");
    return all.find((each) => each.assignment === assignment);
  }

  async #start(form, homework) {
    const asked = this.closest("co-check-in") && new URLSearchParams(location.search).get("dose");
    const dose = asked || form.elements.dose?.value || "full";
    // Brought in by the first tap: looking at the homework needs none of it.
    const { start } = await import("../lib/start.js");
    await start({ ...homework, day: form.elements.day?.value ?? "", dose });
  }
}

customElements.define("co-start", Start);
