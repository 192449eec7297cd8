// The one entry: brings in each custom element the first time it stands on a page,
// says so when a request did not get through, and sends what could not be sent before. Nothing else.

const names = ["co-body-map", "co-check-in", "co-figure", "co-install", "co-leaving", "co-morning", "co-once", "co-player", "co-rating", "co-save-on-change", "co-session", "co-start", "co-stepper", "co-undo", "co-waiting", "co-worker"];
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

/** What an earlier page could not send leaves with the next one that has a signal. */
async function sendWhatWaits() {
  const { owner } = document.body.dataset;
  if (!owner || !(await keepsSomething())) return;
  await bringInWaits();
  // These show what lies on this phone, and have nothing to show where nothing does.
  for (const name of ["co-today", "co-way-back"]) {
    if (document.querySelector(name)) await import(`./elements/${name}.js`);
  }
}

/** The chip that says what is on its way; in the player its own line does. */
async function bringInWaits() {
  if (!document.querySelector("co-player")) await import("./elements/co-waits.js");
}

/** Asked without bringing anything in: most phones have nothing to send. */
async function keepsSomething() {
  try {
    if (Object.keys(localStorage).some((name) => name.startsWith("carryover:guide:"))) return true;
    if ((await indexedDB.databases()).some(({ name }) => name === "carryover-outbox")) return true;
    // A browser may lose a database, and keep the copy.
    return await caches.has("carryover-outbox-copy");
  } catch {
    // An older browser does not tell, so somebody has to look.
    return true;
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
sendWhatWaits().catch(() => {});
document.addEventListener("outbox-used", () => bringInWaits().catch(() => {}));
document.addEventListener("htmx:load", (event) => bringIn(event.detail.elt));
document.addEventListener("htmx:sendError", sayNotSent);
document.addEventListener("htmx:timeout", sayNotSent);
document.addEventListener("htmx:responseError", sayNotSent);
