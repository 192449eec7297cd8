// The one entry: brings in each custom element the first time it stands on a page,
// and says so when a request did not get through. Nothing else.

const names = ["co-figure", "co-once", "co-player", "co-save-on-change", "co-session", "co-start", "co-stepper", "co-undo"];
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

bringIn(document);
document.addEventListener("htmx:load", (event) => bringIn(event.detail.elt));
document.addEventListener("htmx:sendError", sayNotSent);
document.addEventListener("htmx:timeout", sayNotSent);
document.addEventListener("htmx:responseError", sayNotSent);
