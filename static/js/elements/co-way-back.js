// <co-way-back> on a page that somebody reads in the middle of a session: where the server has not heard
// of the session yet, the links marked `data-back` lead back into it. Absent, they lead to what is always there.

import { addressOf, sessionAsked } from "../lib/begun.js";
import { outbox } from "../lib/outbox.js";

const PAGES = { list: "", play: "play/", after: "after/" };

class WayBack extends HTMLElement {
  async connectedCallback() {
    const key = sessionAsked();
    if (!key || !document.body.dataset.owner) return;
    const box = outbox();
    await box.open();
    const session = box.about(key).find(({ id }) => id === key);
    if (!session) return;
    const isGuided = new URLSearchParams(location.search).has("guided");
    for (const link of document.querySelectorAll("[data-back]")) {
      link.href = addressOf(session.body, isGuided ? "play/" : PAGES[link.dataset.back], key);
      link.hidden = false;
    }
  }
}

customElements.define("co-way-back", WayBack);
