// <co-body-map> around the list of places: shows a drawing over it. Tap a place, say what and how
// strong; every answer goes into the list's own fields, which the form sends. Absent, there is the list.

const LAYERS = ["pain", "numbness", "tingling"];
const BADGE = 22; // units from one number to the next where a place has several

class BodyMap extends HTMLElement {
  #key = "";
  #layer = "pain";
  #sheet;

  connectedCallback() {
    this.#sheet = this.querySelector("[data-sheet]");
    this.addEventListener("click", this.#click);
    this.addEventListener("keydown", this.#press);
    this.addEventListener("change", this.#change);
    this.#switchTo("map");
    this.#paintAll();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.#click);
    this.removeEventListener("keydown", this.#press);
    this.removeEventListener("change", this.#change);
  }

  #click = (event) => {
    const target = event.target.closest("[data-target]");
    if (target) return this.#open(target.dataset.target);
    const button = event.target.closest("button");
    if (!button) {
      if (event.target.closest("[data-map]")) this.#close();
      return;
    }
    const { show, layer, value, do: what } = button.dataset;
    if (show) this.#showView(show);
    else if (layer) this.#choose(layer);
    else if (value) this.#mark(Number(value));
    else if (what === "clear") this.#clear();
    else if (what === "close") this.#close();
    else if (button.name === "where") this.#makeWay(button.value);
    else if ("switch" in button.dataset) this.#switch(button);
  };

  #press = (event) => {
    const target = event.target.closest("[data-target]");
    if (target && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      this.#open(target.dataset.target);
    } else if (event.key === "Escape" && this.#sheet.open) {
      event.preventDefault();
      this.#close();
    }
  };

  /** The list was used, or the browser filled it in. */
  #change = (event) => {
    const place = event.target.closest("[data-place]");
    if (place) this.#paint(place.dataset.place);
    this.#count();
  };

  #switchTo(which) {
    const isMap = which === "map";
    this.querySelector("[data-map]").hidden = !isMap;
    const list = this.querySelector("[data-list]");
    list.hidden = isMap;
    list.querySelector("[data-switch]").hidden = isMap;
  }

  #switch(button) {
    const which = button.closest("[data-map]") ? "list" : "map";
    this.#close();
    this.#switchTo(which);
    this.querySelector(which === "map" ? "[data-map] [data-switch]" : "[data-list] [data-switch]").focus();
  }

  #showView(view) {
    this.#close();
    for (const each of this.querySelectorAll("[data-show]")) {
      each.setAttribute("aria-pressed", String(each.dataset.show === view));
    }
    for (const each of this.querySelectorAll("[data-side-of], [data-sides]")) {
      each.hidden = (each.dataset.sideOf ?? each.dataset.sides) !== view;
    }
    this.#count();
  }

  #open(key) {
    this.#key = key;
    this.#title(this.#place(key).dataset.label);
    const fields = this.#fields(key);
    for (const each of this.#sheet.querySelectorAll("[data-layer]")) {
      each.hidden = !(each.dataset.layer in fields);
    }
    const marked = LAYERS.find((layer) => Number(fields[layer]?.value));
    this.#choose(marked ?? (this.#layer in fields ? this.#layer : Object.keys(fields)[0]));
    this.#outline();
    if (!this.#sheet.open) this.#sheet.show();
    this.dataset.open = "";
    this.#makeRoom();
    this.#sheet.querySelector("[data-title]").focus({ preventScroll: true });
  }

  #close() {
    if (!this.#sheet.open) return;
    const target = this.#targets(this.#key).find((each) => each.closest("[hidden]") === null);
    this.#key = "";
    this.#sheet.close();
    delete this.dataset.open;
    this.#outline();
    target?.focus({ preventScroll: true });
  }

  /** The place that is asked about stays in view above the sheet. */
  #makeRoom() {
    const zone = this.#targets(this.#key).find((each) => each.getClientRects().length)?.getBoundingClientRect();
    if (!zone) return;
    const space = 16;
    const below = zone.bottom + space - this.#sheet.getBoundingClientRect().top;
    if (below > 0) window.scrollBy({ top: below });
    else if (zone.top < space) window.scrollBy({ top: zone.top - space });
  }

  #choose(layer) {
    this.#layer = layer;
    const value = Number(this.#fields(this.#key)[layer]?.value ?? 0);
    for (const each of this.#sheet.querySelectorAll("[data-layer]")) {
      each.setAttribute("aria-pressed", String(each.dataset.layer === layer));
    }
    for (const each of this.#sheet.querySelectorAll("[data-value]")) {
      each.setAttribute("aria-pressed", String(Number(each.dataset.value) === value));
    }
  }

  /** The same number once more takes it back. */
  #mark(value) {
    const field = this.#fields(this.#key)[this.#layer];
    field.value = String(Number(field.value) === value ? 0 : value);
    this.#changed();
  }

  #clear() {
    for (const field of Object.values(this.#fields(this.#key))) field.value = "0";
    this.#changed();
  }

  #changed() {
    this.#choose(this.#layer);
    this.#paint(this.#key);
    this.#count();
    this.#tell(this.#said(this.#key));
  }

  /** "Nowhere" and "the same" are whole answers, which their buttons send: no mark says otherwise. */
  #makeWay(where) {
    this.#close();
    for (const field of this.querySelectorAll("select[data-layer]")) {
      field.value = where === "same" ? field.dataset.last : "0";
    }
    this.#paintAll();
  }

  #paintAll() {
    for (const place of this.querySelectorAll("[data-place]")) this.#paint(place.dataset.place);
    this.#count();
  }

  #paint(key) {
    const fields = this.#fields(key);
    const felt = LAYERS.filter((layer) => Number(fields[layer]?.value));
    for (const zone of this.querySelectorAll(`[data-zone="${key}"]`)) {
      for (const layer of LAYERS) zone.toggleAttribute(`data-${layer}`, felt.includes(layer));
      for (let value = 1; value <= 10; value += 1) {
        zone.classList.toggle(`pain-${value}`, Number(fields.pain?.value) === value);
      }
      felt.forEach((layer, line) => this.#number(zone, layer, fields[layer].value, line - (felt.length - 1) / 2));
    }
    for (const target of this.#targets(key)) target.setAttribute("aria-label", this.#name(key));
    const words = felt.map((layer) => {
      const word = document.createElement("span");
      word.textContent = `${this.dataset[layer]} ${fields[layer].value}`;
      return word;
    });
    this.#place(key).querySelector("[data-said]").replaceChildren(...words);
  }

  #number(zone, layer, value, line) {
    const badge = zone.querySelector(`[data-badge="${layer}"]`);
    if (!badge) return;
    const across = badge.transform.baseVal.getItem(0).matrix.e;
    badge.setAttribute("transform", `translate(${across} ${Number(zone.dataset.y) + line * BADGE})`);
    badge.querySelector("text").textContent = value;
  }

  #outline() {
    for (const zone of this.querySelectorAll("[data-zone]")) {
      zone.toggleAttribute("data-chosen", zone.dataset.zone === this.#key);
    }
  }

  #count() {
    const button = this.querySelector("[data-done]");
    button.textContent = this.#countWords();
    button.toggleAttribute("data-some", this.#marked().length > 0);
    for (const tab of this.querySelectorAll("[data-show]")) {
      const inView = [...this.querySelectorAll(`[data-side-of="${tab.dataset.show}"] [data-target]`)];
      const marked = inView.filter((each) => this.#isMarked(each.dataset.target)).length;
      tab.querySelector("[data-count]").textContent = marked ? ` · ${marked}` : "";
    }
  }

  #countWords() {
    const marked = this.#marked().length;
    if (!marked) return this.dataset.none;
    return marked === 1 ? this.dataset.one : this.dataset.many.replace("#", String(marked));
  }

  #marked() {
    return [...this.querySelectorAll("[data-place]")].filter((place) => this.#isMarked(place.dataset.place));
  }

  #isMarked(key) {
    return Object.values(this.#fields(key)).some((field) => Number(field.value));
  }

  /** @returns {string} such as "Left inner calf: tingling, 3 of 10" */
  #said(key) {
    const felt = this.#felt(key, (field) => field.value);
    return `${this.#place(key).dataset.label}: ${felt || this.dataset.clear}`;
  }

  /** @returns {string} what is said, and what the dashed line shows */
  #name(key) {
    const last = this.#felt(key, (field) => field.dataset.last);
    const { lastDay } = this.dataset;
    return lastDay && last ? `${this.#said(key)}. ${lastDay}: ${last}` : this.#said(key);
  }

  #felt(key, read) {
    const fields = Object.entries(this.#fields(key)).filter(([, field]) => Number(read(field)));
    const words = fields.map(([layer, field]) =>
      this.dataset.mark.replace("@", this.dataset[layer]).replace("#", read(field)),
    );
    return words.join("; ");
  }

  #place(key) {
    return this.querySelector(`[data-place="${key}"]`);
  }

  #fields(key) {
    const fields = {};
    for (const field of this.#place(key)?.querySelectorAll("select") ?? []) fields[field.dataset.layer] = field;
    return fields;
  }

  #targets(key) {
    return [...this.querySelectorAll(`[data-target="${key}"]`)];
  }

  #title(text) {
    this.#sheet.querySelector("[data-title]").textContent = text;
  }

  #tell(text) {
    this.querySelector("[data-status]").textContent = text;
  }
}

customElements.define("co-body-map", BodyMap);
