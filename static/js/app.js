// The one entry: brings in each custom element the first time it stands on a page,
// says so when a request did not get through, and sends what could not be sent before. Nothing else.

const names = ["co-body-map", "co-check-in", "co-figure", "co-install", "co-once", "co-player", "co-save-on-change", "co-session", "co-start", "co-stepper", "co-undo", "co-worker"];
const asked = new Set();

/** @param {Document | Element} root what may hold elements that are not defined yet */
function bringIn(root) {
  for (const name of names) {
    const present = root.querySelector(name) || (root instanceof Element && root.matches(name));
    if (!present || asked.has(name)) continue;
    asked.add(name);
    // A page works without it; the next page may have more luck with the network.
    import(`./elements/${name}.js`).catch(() => {
      asked.delete(name);
      for (const absent of document.querySelectorAll(name)) absent.dataset.absent = "";
    });
  }
}

function sayNotSent() {
  const template = document.querySelector("template#not-sent");
  document.querySelector("#messages")?.replaceChildren(template.content.cloneNode(true));
}

/** What a guided session could not send yet leaves with the next page that has a signal. */
function sendWhatWaits() {
  const { owner } = document.body.dataset;
  if (!owner || document.querySelector("co-player") || !keepsSomething()) return;
  import("./lib/leftovers.js").then(({ send }) => send(owner)).catch(() => {});
}

function keepsSomething() {
  try {
    return Object.keys(localStorage).some((name) => /^carryover:(guide|unsent):/.test(name));
  } catch {
    return false;
  }
}

/** Offered by a page of ours at a good moment, and not by the browser at the first one. */
function holdBack(offer) {
  offer.preventDefault();
  for (const each of document.querySelectorAll("co-install")) {
    each.offer = offer;
    each.dispatchEvent(new Event("offered"));
  }
}

window.addEventListener("beforeinstallprompt", holdBack);
bringIn(document);
sendWhatWaits();
window.addEventListener("online", sendWhatWaits);
document.addEventListener("htmx:load", (event) => bringIn(event.detail.elt));
document.addEventListener("htmx:sendError", sayNotSent);
document.addEventListener("htmx:timeout", sayNotSent);
document.addEventListener("htmx:responseError", sayNotSent);
