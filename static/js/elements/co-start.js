// <co-start> around a form that begins a session: unlocks voice and tones under the finger, and stays
// on this page, for a new one would be mute again. Absent, the form leads to the next page.

import { sounds } from "../lib/sounds.js";

class Start extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.#unlock, true);
  }

  #unlock = () => sounds.unlock();
}

customElements.define("co-start", Start);
