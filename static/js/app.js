// The one entry: brings in each custom element the first time it stands on a page,
// says so when a request did not get through, and sends what could not be sent before. Nothing else.

// These show what lies on this phone, and come in only where something does.
const late = ["co-today", "co-way-back"];
/** @type {Map<string, Promise<any>|undefined>} what is on its way or there, by name; undefined where another brings it */
const asked = new Map([...late, "co-waits"].map((name) => [name]));
/** @type {HTMLFormElement|null} sent before its element was there */
let early = null;

/** @param {Document | Element} root what may hold elements that are not defined yet */
function bringIn(root) {
  for (const { localName: name } of [root, ...root.querySelectorAll(":not(:defined)")]) {
    if (!name?.startsWith("co-") || asked.has(name)) continue;
    // A page works without it; the next page may have more luck with the network.
    asked.set(
      name,
      import(`./elements/${name}.js`).catch(() => {
        asked.delete(name);
        for (const absent of document.querySelectorAll(name)) absent.dataset.absent = "";
      }),
    );
  }
}

/** What is tapped a moment too early waits for the element that writes it down, and is never sent twice. */
async function hold(event) {
  const { target, submitter } = event;
  const brought = asked.get(target.closest(":not(:defined)")?.localName);
  if (!brought) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (early === target) return;
  early = target;
  await brought;
  early = null;
  target.requestSubmit(submitter);
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
  for (const name of late) {
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

addEventListener("beforeinstallprompt", holdBack);
addEventListener("submit", hold, true);
bringIn(document);
sendWhatWaits().catch(() => {});
document.addEventListener("outbox-used", () => bringInWaits().catch(() => {}));
document.addEventListener("htmx:load", (event) => bringIn(event.detail.elt));
document.addEventListener("htmx:sendError", sayNotSent);
document.addEventListener("htmx:timeout", sayNotSent);
document.addEventListener("htmx:responseError", sayNotSent);
