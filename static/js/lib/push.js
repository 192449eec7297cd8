// Whether reminders reach this phone, and how they come to. What is noted here says whose phone it is and
// under which address it is sent to, and nothing of anybody's health.

import { bytes, text } from "./base64url.js";

const SUBSCRIPTIONS = "/push/subscriptions/";
const TEST = "/push/test/";
const NOTE = "carryover:push:";
/** Gone with the window: each launch looks once. */
const LOOKED = "carryover:push-looked";
const LATE_MS = 20_000;

/** @typedef {"on"|"ask"|"denied"|"install"|"none"} Standing */

/** @returns {Promise<Standing>} */
export async function standing() {
  if (!("PushManager" in window && "Notification" in window && "serviceWorker" in navigator)) {
    // Safari on a phone or tablet lets only an app on the home screen be sent to.
    return navigator.standalone === false ? "install" : "none";
  }
  if (Notification.permission === "denied") return "denied";
  const registration = await navigator.serviceWorker.getRegistration();
  const isThere = await registration?.pushManager.getSubscription();
  return Notification.permission === "granted" && isThere && noted() ? "on" : "ask";
}

/** Lets this phone be sent to. Throws where the browser or the server does not let it. */
export async function turnOn() {
  const site = await askSite();
  const registration = await navigator.serviceWorker.ready;
  await keep(await subscribed(registration, site.key), site);
}

export async function turnOff() {
  const registration = await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.getSubscription();
  const endpoint = subscription?.endpoint ?? noted();
  forgetNote();
  await subscription?.unsubscribe();
  if (endpoint) await send(`${SUBSCRIPTIONS}delete/`, { endpoint }, await askSite());
}

/** Has the server send one at once. @returns {Promise<{result: string, said: string}>} "sent", or in words why not */
export async function sendTest() {
  const answer = await send(TEST, { endpoint: noted() }, await askSite());
  return answer.json();
}

/** Tells the server that reminders are wanted, whichever way they come. */
export async function wantReminders() {
  await send("/reminders/on/", {}, await askSite());
}

/**
 * At each launch: a phone that was to be sent to, and lost its address or got another one, or whose server
 * has another key by now or has forgotten it, says yes once more.
 */
export async function heal() {
  const before = noted();
  if (!before || !("Notification" in window) || Notification.permission !== "granted") return;
  if (sessionStorage.getItem(LOOKED)) return;
  const site = await askSite();
  const registration = await navigator.serviceWorker.ready;
  const subscription = await subscribed(registration, site.key);
  const isKnown = subscription.endpoint === before && (await hashOf(before)) === site.here;
  if (!isKnown) await keep(subscription, site, before);
  sessionStorage.setItem(LOOKED, "1");
}

/** @returns {Promise<PushSubscription>} the one there is, if it is made with this key; else a new one */
async function subscribed({ pushManager }, key) {
  const present = await pushManager.getSubscription();
  if (present && text(present.options.applicationServerKey) === key) return present;
  await present?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

/** @param {PushSubscription} subscription @param {Site} site @param {string} [before] the address it had until now */
async function keep(subscription, site, before) {
  const { endpoint, keys } = subscription.toJSON();
  const replaces = before && before !== endpoint ? { replaces: before } : {};
  await send(SUBSCRIPTIONS, { endpoint, keys, ...replaces }, site);
  localStorage.setItem(nameOfNote(), endpoint);
}

/**
 * @typedef {object} Site
 * @property {string} key that its messages are signed with
 * @property {string} token against forged requests
 * @property {string|null} here hash of the address under which it knows this browser
 */

/** @returns {Promise<Site>} */
async function askSite() {
  const answer = await fetch("/push/", { redirect: "manual", signal: AbortSignal.timeout(LATE_MS) });
  if (!answer.ok) throw new Error(`Not now: ${answer.status}`);
  const site = await answer.json();
  if (site.account !== document.body.dataset.owner) throw new Error("Somebody else is signed in.");
  if (!site.key) throw new Error("Nothing is sent to phones here.");
  return site;
}

/** @param {string} path @param {Object<string, any>} said @param {Site} site @returns {Promise<Response>} */
async function send(path, said, { token }) {
  const answer = await fetch(path, {
    method: "POST",
    body: JSON.stringify(said),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    redirect: "manual",
    signal: AbortSignal.timeout(LATE_MS),
  });
  // A form is answered by the way back to its page.
  if (answer.ok || answer.type === "opaqueredirect") return answer;
  const { said: words = "" } = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(`${path}: ${answer.status}`), { words });
}

const nameOfNote = () => NOTE + document.body.dataset.owner;

/** @returns {string|null} the address under which this phone was to be sent to, of whoever is signed in */
function noted() {
  try {
    return localStorage.getItem(nameOfNote());
  } catch {
    return null;
  }
}

function forgetNote() {
  try {
    localStorage.removeItem(nameOfNote());
  } catch {
    // It kept nothing.
  }
}

/** @param {string} said @returns {Promise<string>} SHA-256 in hexadecimal */
async function hashOf(said) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
