// <co-session> around the exercises of a session: after each log it moves the spine on and,
// with the last one, offers what comes next. Absent, the next page load shows the same.

class Session extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:afterSettle", this.#update);
  }

  #update = () => {
    const cards = [...this.querySelectorAll("[data-logged]")];
    const parts = document.querySelectorAll(".spine__part");
    cards.forEach((card, index) => {
      parts[index]?.classList.toggle("spine__part--done", card.dataset.logged === "true");
    });
    const isOver = cards.every((card) => card.dataset.logged === "true");
    for (const open of document.querySelectorAll(".session__open")) open.hidden = isOver;
    for (const over of document.querySelectorAll(".session__over")) over.hidden = !isOver;
  };
}

customElements.define("co-session", Session);
