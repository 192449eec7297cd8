// Shows what the server sends, whatever it is, and takes in what somebody answers to it. A push that
// shows nothing costs a phone its subscription, so each shows exactly one notification.

/** Also what stands on the lock screen where something cannot be read, or is for somebody else. */
const NEUTRAL = { title: "Carryover", body: "Open Carryover to see what is next.", tag: "carryover", path: "/" };
const MOST_REMEMBERED = 200;
const LONGEST_TEXT = 200;
const TIMEOUT_MS = 20_000;
const ANSWERS = "/reminders/answers/";
/** Says who is signed in here, with what proves that a request is ours. */
const DESK = "/outbox/";
/** These say all without a page. */
const ANSWER_OF = { done: "done", snooze: "snoozed" };
/** Where somebody is in the middle of something; a note is no reason to take that away. */
const BUSY = /\/(play|after|check-ins\/new)\/$/;

addEventListener("push", (event) => event.waitUntil(show(event.data)));

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(takeUp(event.notification.data ?? {}, event.action));
});

addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(event).catch(() => {})));

addEventListener("sync", (event) => {
  if (event.tag === "carryover-answers") event.waitUntil(sendAnswers());
});

/** @param {PushMessageData|null} data */
async function show(data) {
  const said = await read(data).catch(() => NEUTRAL);
  const { title, path, paths, occurrence, account, ...look } = said;
  // A worker that was killed may have sent it before. It must be seen all the same, but not heard.
  const isAgain = await wasShown(occurrence);
  const about = { icon: shell.icon, badge: shell.badge, data: { path, paths, occurrence, account } };
  try {
    await registration.showNotification(title, { ...look, ...about, renotify: !isAgain, silent: isAgain });
  } catch {
    await registration.showNotification(NEUTRAL.title, { body: NEUTRAL.body, tag: NEUTRAL.tag });
  }
  await navigator.setAppBadge?.().catch(() => {});
  // A page that sent a test waits for this.
  for (const each of await ourWindows()) each.postMessage({ type: "push-shown" });
}

/** @param {PushMessageData} data in the shape of declarative push; throws where it is not */
async function read(data) {
  const { notification: said, data: about } = data.json();
  const { occurrence, account } = said.data ?? about ?? {};
  const tag = text(said.tag) || NEUTRAL.tag;
  // Somebody else may have signed in since it was sent.
  if (!text(said.title) || account !== (await owner())) return { ...NEUTRAL, tag };
  const actions = (Array.isArray(said.actions) ? said.actions : []).filter(
    (each) => text(each?.action) && text(each.title),
  );
  return {
    title: text(said.title),
    body: text(said.body),
    tag,
    lang: text(said.lang),
    dir: ["ltr", "rtl"].includes(said.dir) ? said.dir : "auto",
    actions: actions.map(({ action, title }) => ({ action: text(action), title: text(title) })),
    path: ownPath(said.navigate),
    paths: Object.fromEntries(actions.map(({ action, navigate }) => [text(action), ownPath(navigate)])),
    occurrence: KEY.test(occurrence ?? "") ? occurrence : "",
    account,
  };
}

/** @param {any} said */
function text(said) {
  return typeof said === "string" ? said.slice(0, LONGEST_TEXT) : "";
}

/** @param {any} address @returns {string} its path where it is one of ours, else the way to Today */
function ownPath(address) {
  if (typeof address !== "string" || !URL.canParse(address, location.origin)) return NEUTRAL.path;
  const { origin, pathname, search } = new URL(address, location.origin);
  return origin === location.origin ? pathname + search : NEUTRAL.path;
}

let noting = Promise.resolve(false);

/** Notes it, too; one after the other, for two may come at once. @param {string|undefined} occurrence */
function wasShown(occurrence) {
  const note = async () => {
    if (!occurrence) return false;
    const shown = (await remembered("shown")) ?? [];
    if (shown.includes(occurrence)) return true;
    await remember("shown", [...shown, occurrence].slice(-MOST_REMEMBERED));
    return false;
  };
  noting = noting.then(note).catch(() => false);
  return noting;
}

/** @param {{path?: string, paths?: Object<string, string>, occurrence?: string, account?: string}} about @param {string} action */
async function takeUp({ path = "/", paths = {}, occurrence, account }, action) {
  navigator.clearAppBadge?.().catch(() => {});
  const isTheirs = account === (await owner());
  const answer = ANSWER_OF[action];
  const opening = answer ? null : goTo(isTheirs ? (paths[action] ?? path) : NEUTRAL.path);
  const telling = occurrence && isTheirs ? tell({ occurrence, what: answer ?? "opened", account }) : null;
  await Promise.allSettled([opening, telling]);
}

function ourWindows() {
  return clients.matchAll({ type: "window", includeUncontrolled: true });
}

/** Shows the page in a window that is open, else in a new one. @param {string} path */
async function goTo(path) {
  const open = await ourWindows();
  const own = open.find(({ visibilityState }) => visibilityState === "visible") ?? open[0];
  if (!own) return clients.openWindow(path);
  try {
    const shown = (await own.focus()) ?? own;
    const { pathname, search } = new URL(shown.url);
    if (pathname + search === path || BUSY.test(pathname)) return shown;
    return await shown.navigate(path);
  } catch {
    // A window that this worker is not in charge of.
    return clients.openWindow(path);
  }
}

/** @param {{occurrence: string, what: string, account: string}} answer kept until the server has it */
async function tell(answer) {
  const name = `answer/${answer.occurrence}`;
  const before = await remembered(name);
  // Opened later on, it is done all the same.
  if (!before || answer.what !== "opened") await remember(name, { ...answer, at: new Date().toISOString() });
  try {
    await sendAnswers();
  } catch {
    // Some browsers say when there is a signal; in the others the next page does.
    await registration.sync?.register("carryover-answers").catch(() => {});
  }
}

let answering = Promise.resolve();

/** Sends what waits, each once. Throws where there is no signal. */
function sendAnswers() {
  answering = answering.catch(() => {}).then(sendEach);
  return answering;
}

async function sendEach() {
  const cache = await caches.open(STATE);
  const names = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith("/answer/"));
  const desk = names.length ? await askDesk() : null;
  // Who has signed out keeps nothing here; who has to sign in again is asked by a page.
  if (!desk) return;
  for (const name of names) {
    const { account, ...said } = await (await cache.match(name)).json();
    if (account === desk.account) {
      const { status } = await post(ANSWERS, new URLSearchParams(said), desk.token);
      // Whatever else it says, it would say again.
      if (status === 403 || status === 429 || status >= 500) throw new Error(`Not now: ${status}`);
    }
    await cache.delete(name);
  }
}

/** @returns {Promise<{account: string, token: string}|null>} null where nobody is signed in */
async function askDesk() {
  const answer = await fetch(DESK, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.status >= 500) throw new Error(`Not now: ${answer.status}`);
  return answer.ok ? answer.json() : null;
}

/** @param {string} path @param {BodyInit} body @param {string} token @param {Object<string, string>} [more] headers */
function post(path, body, token, more = {}) {
  const headers = { "X-CSRFToken": token, ...more };
  return fetch(path, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
}

/** The browser has changed the address under which this phone is sent to; pages look at each launch, too. */
async function subscribeAgain({ oldSubscription, newSubscription }) {
  const { account, key, token } = await (await fetch("/push/", { redirect: "manual" })).json();
  if (account !== (await owner())) return;
  const fresh = newSubscription ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = fresh.toJSON();
  const body = JSON.stringify({ endpoint, keys, replaces: oldSubscription?.endpoint });
  await post("/push/subscriptions/", body, token, { "Content-Type": "application/json" });
}

/** Nothing comes to a phone whose person has left it. */
async function leavePush() {
  const subscription = await registration.pushManager?.getSubscription();
  await subscription?.unsubscribe();
}
