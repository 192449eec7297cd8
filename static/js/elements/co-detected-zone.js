/**
 * <co-detected-zone>: tells the server the browser's time zone.
 *
 * Around a hidden input it fills it in. With `data-offer` it shows a button that puts the zone into
 * the text field instead, when the field says something else.
 */
class DetectedZone extends HTMLElement {
  connectedCallback() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const input = this.querySelector("input[name=time_zone]");
    if (!zone || !input) return;
    if ("offer" in this.dataset) this.#offer(zone, input);
    else if (!input.value) input.value = zone;
  }

  /**
   * @param {string} zone
   * @param {HTMLInputElement} input
   */
  #offer(zone, input) {
    const button = this.querySelector("[data-use]");
    if (!button || input.value === zone) return;
    button.querySelector("[data-zone]").textContent = zone;
    button.hidden = false;
    button.addEventListener("click", () => {
      input.value = zone;
      button.hidden = true;
      input.focus();
    });
  }
}

customElements.define("co-detected-zone", DetectedZone);
