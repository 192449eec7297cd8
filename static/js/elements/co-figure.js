// <co-figure data-src="..."> around two stills: fetches the moving figure when it comes into view,
// plays it while it is there, in the prescribed tempo, and brings a button that pauses it.
// Absent, or where motion is unwelcome, start and end stand side by side.

import { farthest, goesRound, readStops, retime } from "../lib/tempo.js";

let count = 0;

class Figure extends HTMLElement {
  #svg = null;
  #asked = false;
  #paused = null;
  #inView = false;
  #observer = null;
  #marks = null;
  #led = null;
  #still = window.matchMedia("(prefers-reduced-motion: reduce)");

  connectedCallback() {
    // What the person paused stays paused when the element moves to another place.
    this.#paused ??= this.#still.matches;
    this.#button.hidden = false;
    this.#button.addEventListener("click", this.#toggle);
    this.#still.addEventListener("change", this.#follow);
    this.#observer = new IntersectionObserver(this.#look, { threshold: 0.4 });
    this.#observer.observe(this);
    this.#show();
  }

  disconnectedCallback() {
    this.#observer?.disconnect();
    this.#still.removeEventListener("change", this.#follow);
    this.#button.removeEventListener("click", this.#toggle);
    this.#inView = false;
    this.#svg?.pauseAnimations();
  }

  /**
   * Lets a player lead: the figure goes there, holds and comes back when the person does.
   * @param {"there"|"hold"|"back"|"free"} phase `free` goes round in its own time
   * @param {boolean} running
   */
  lead(phase, running) {
    const isNew = this.#led?.phase !== phase || phase === "there";
    this.#led = { phase, running };
    if (!this.#still.matches) this.#paused = false;
    if (isNew) this.#seek();
    this.#show();
  }

  #seek() {
    if (!this.#svg || !this.#marks) return;
    const { phase } = this.#led;
    if (phase !== "free") this.#svg.setCurrentTime(this.#marks[phase]);
  }

  get #stays() {
    return this.#led !== null && (!this.#led.running || (this.#led.phase === "hold" && this.#marks));
  }

  get #button() {
    return this.querySelector(".figure__button");
  }

  #look = (entries) => {
    this.#inView = entries.at(-1).isIntersecting;
    this.#show();
  };

  #follow = () => {
    if (this.#still.matches) this.#paused = true;
    this.#show();
  };

  #toggle = () => {
    this.#paused = !this.#paused;
    this.#show();
  };

  async #show() {
    const { playLabel, pauseLabel } = this.dataset;
    this.#button.setAttribute("aria-label", this.#paused ? playLabel : pauseLabel);
    this.toggleAttribute("data-paused", this.#paused);
    if (this.#inView && !this.#paused && !this.#svg) await this.#fetch();
    if (!this.#svg) return;
    if (this.#inView && !this.#paused && !this.#stays) this.#svg.unpauseAnimations();
    else this.#svg.pauseAnimations();
  }

  async #fetch() {
    if (this.#asked) return;
    this.#asked = true;
    try {
      const answer = await fetch(this.dataset.src);
      if (!answer.ok) throw new Error(answer.statusText);
      const drawing = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
      if (drawing.documentElement.localName !== "svg") throw new Error("This is no drawing.");
      this.#take(document.importNode(drawing.documentElement, true));
    } catch {
      // Start and end side by side say it too, and the button tries once more.
      this.#asked = false;
      this.#paused = true;
      this.dataset.still = "";
      this.#show();
    }
  }

  /** @param {SVGSVGElement} svg */
  #take(svg) {
    this.#ownIds(svg);
    this.#inTempo(svg);
    svg.setAttribute("aria-hidden", "true");
    this.querySelector(".figure__picture").append(svg);
    this.#svg = svg;
    this.dataset.moving = "";
    delete this.dataset.still;
    if (this.#led) this.#seek();
  }

  /** The same figure may stand on a page twice, and an id must not. */
  #ownIds(svg) {
    count += 1;
    for (const owner of svg.querySelectorAll("[id]")) {
      const name = `${owner.id}-${count}`;
      for (const attribute of ["fill", "clip-path"]) {
        for (const user of svg.querySelectorAll(`[${attribute}="url(#${owner.id})"]`)) {
          user.setAttribute(attribute, `url(#${name})`);
        }
      }
      owner.id = name;
    }
  }

  #inTempo(svg) {
    const { there, pause, back } = this.dataset;
    const read = (text) => text && Number(text);
    const tempo = { there: read(there), pause: read(pause), back: read(back) };
    const drawn = Number(svg.dataset.seconds);
    const stops = readStops(svg.dataset.stops);
    const { seconds, at } = retime(stops, drawn, tempo);
    this.#marks = marksOf(stops, at);
    if ([there, pause, back].every((each) => !each)) return;
    for (const animation of svg.querySelectorAll("[keyTimes]")) {
      const times = animation.getAttribute("keyTimes").split(";");
      const moved = times.map((time) => (at(Number(time) * drawn) / seconds).toFixed(4));
      animation.setAttribute("keyTimes", [0, ...moved.slice(1, -1), 1].join(";"));
      animation.setAttribute("dur", `${seconds.toFixed(2)}s`);
    }
  }
}

/** When the way there begins, the middle of the hold, and when the way back begins. */
function marksOf(stops, at) {
  if (goesRound(stops)) return null;
  const { begin, end } = stops[farthest(stops)];
  return { there: at(stops[0].end), hold: (at(begin) + at(end)) / 2, back: at(end) };
}

customElements.define("co-figure", Figure);
