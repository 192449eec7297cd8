/**
 * <co-passkey-button action="create|get" options="/address/ or #json-script" refused="sentence">: adds a passkey to
 * the form inside, which works without it.
 *
 * In the form: `[data-passkey]` the button (hidden until we know that it can work),
 * `input[name=credential]` for the answer, `[data-password]` what stands there without passkeys,
 * `[data-with-passkey]` the opposite, `[data-switch]` brings the password back,
 * `[data-problem]` with `[data-problem-text]` for what went wrong.
 */
import { fromServer, toServer } from "../lib/webauthn.js";

class PasskeyButton extends HTMLElement {
  #form = null;
  #waiting = null;

  connectedCallback() {
    this.#form = this.querySelector("form");
    if (!this.#form || !window.PublicKeyCredential) return;
    this.#one("[data-passkey]").addEventListener("click", () => this.#ask());
    this.#one("[data-switch]")?.addEventListener("click", () => this.#show(false));
    // After a refused password its sentence must stay in sight.
    if (!this.querySelector("[data-password] [aria-invalid=true]")) this.#show(true);
    if (this.hasAttribute("autofill")) this.#offerWhileTyping();
  }

  disconnectedCallback() {
    this.#stopWaiting();
    document.removeEventListener("submit", this.#stopWaiting);
  }

  // An answer that comes in after a sign-in would put its own, signed-out session in place of the new one.
  #stopWaiting = () => {
    this.#waiting?.abort();
    this.#waiting = null;
  };

  #show(passkey) {
    this.#one("[data-passkey]").hidden = !passkey;
    for (const part of this.querySelectorAll("[data-password]")) {
      part.hidden = passkey;
      if ("disabled" in part) part.disabled = passkey;
    }
    for (const part of this.querySelectorAll("[data-with-passkey]")) part.hidden = !passkey;
    const other = this.#one("[data-switch]");
    if (other) other.hidden = !passkey;
    if (!passkey) this.querySelector("[data-password] input")?.focus();
  }

  async #ask() {
    this.#stopWaiting();
    const button = this.#one("[data-passkey]");
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    this.#tell("");
    try {
      const options = await this.#options();
      const create = this.getAttribute("action") === "create";
      const credential = create
        ? await navigator.credentials.create(options)
        : await navigator.credentials.get(options);
      this.#send(credential);
    } catch {
      // Closing the phone's own dialog lands here too; the person knows what they did.
      this.#tell(this.getAttribute("refused") ?? "");
      button.removeAttribute("aria-busy");
    }
  }

  /** Lets the phone offer the passkey above its keyboard, in the email field. */
  #offerWhileTyping() {
    document.addEventListener("submit", this.#stopWaiting);
    const field = document.querySelector("input[autocomplete~=webauthn]");
    field?.addEventListener("focus", () => this.#waitForAutofill(), { once: true });
  }

  async #waitForAutofill() {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    try {
      const options = await this.#options(signal);
      this.#send(await navigator.credentials.get({ ...options, mediation: "conditional", signal }));
    } catch {
      // Nobody asked for it, so nobody is told.
    }
  }

  async #options(signal) {
    const create = this.getAttribute("action") === "create";
    const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
    const body = create ? new URLSearchParams(this.#token()) : undefined;
    const address = this.getAttribute("options");
    if (address.startsWith("#")) return this.#written(address);
    const response = await fetch(address, { method: create ? "POST" : "GET", headers, body, signal });
    if (!response.ok) throw new Error(`Options refused: ${response.status}`);
    const answer = await response.json();
    return fromServer(answer.request_options ?? answer);
  }

  /** Options that the server wrote into the page. */
  #written(selector) {
    return fromServer(JSON.parse(document.querySelector(selector).textContent).request_options);
  }

  #token() {
    return { csrfmiddlewaretoken: this.#form.elements.csrfmiddlewaretoken.value };
  }

  #send(credential) {
    this.#form.elements.credential.value = toServer(credential);
    this.#form.submit();
  }

  #tell(sentence) {
    const problem = this.#one("[data-problem]");
    if (!problem) return;
    problem.hidden = !sentence;
    this.#one("[data-problem-text]").textContent = sentence;
  }

  #one(selector) {
    return this.querySelector(selector);
  }
}

customElements.define("co-passkey-button", PasskeyButton);
