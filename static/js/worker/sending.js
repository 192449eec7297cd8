// Sends what waits on this phone once the browser says that there is a signal, with no page open. Only
// some browsers do; in the others the next page does the same.

/** @type {Outbox|null} */
let waitingHere = null;

addEventListener("sync", (event) => {
  if (event.tag === "carryover-outbox") event.waitUntil(sendWhatWaits());
});

async function sendWhatWaits() {
  const whose = await owner();
  if (whose === NOBODY) return;
  if (waitingHere?.owner !== whose) waitingHere = new Outbox(whose);
  const isSent = await waitingHere.send();
  // The browser asks again later. Who has to sign in first is asked by a page.
  if (!isSent && waitingHere.standing === "unsent") throw new Error("There was no signal after all.");
}

/** Fetches the key of this person while there is a signal, for what is done when there is none. */
async function keepOwnKey() {
  const whose = await owner();
  const shelf = await Shelf.open(whose);
  if (whose === NOBODY || shelf.isSealed) return;
  const answer = await fetch("/outbox/", { redirect: "manual" });
  if (!answer.ok) return;
  const { account, keys } = await answer.json();
  if (account === (await owner())) await shelf.keepKeys(keys);
}
