// <co-session> around the exercises of a session: after each log it moves the spine on, keeps the
// keyboard's place and, with the last one, offers what comes next. Absent, the next page load
// shows the same.

const DOUBLE_TAP_MS = 500;
const SAME_PLACE_PX = 32;

class Session extends HTMLElement {
  #last = null;

  connectedCallback() {
    this.addEventListener("click", this.#guard, true);
    this.addEventListener("htmx:afterSettle", this.#update);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#guard, true);
    this.removeEventListener("htmx:afterSettle", this.#update);
  }

  /** A double tap on Done must not press what moved under the finger when its card was swapped. */
  #guard = (event) => {
    const last = this.#last;
    this.#last = event;
    if (!last || !event.detail || last.target.isConnected) return;
    const isSoon = event.timeStamp - last.timeStamp < DOUBLE_TAP_MS;
    const far = Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY);
    if (!isSoon || far > SAME_PLACE_PX) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #update = (event) => {
    const cards = [...this.querySelectorAll("[data-logged]")];
    const logged = cards.filter((card) => card.dataset.logged === "true");
    this.#moveSpine(cards, logged.length);
    const isOver = logged.length === cards.length;
    this.#show(".session__open", !isOver);
    this.#show(".session__over", isOver);
    this.#show(".session__none", logged.length === 0);
    this.#show(".session__some", logged.length > 0);
    this.#keepPlace(event.target.closest("[data-logged]"));
  };

  #show(selector, visible) {
    for (const each of document.querySelectorAll(selector)) each.hidden = !visible;
  }

  #moveSpine(cards, count) {
    const spine = document.querySelector(".spine");
    const status = this.querySelector("[data-words]");
    cards.forEach((card, index) => {
      spine.children[index]?.classList.toggle("spine__part--done", card.dataset.logged === "true");
    });
    const words = status.dataset.words.replace("#", String(count));
    spine.setAttribute("aria-label", words);
    status.textContent = words;
  }

  /** The pressed button is gone. Not to the next Done: a key held down would log that one too. */
  #keepPlace(card) {
    if (!card || document.activeElement !== document.body) return;
    (card.querySelector("[aria-invalid=true]") ?? card).focus({ preventScroll: true });
  }
}

customElements.define("co-session", Session);
