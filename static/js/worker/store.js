// What this phone keeps, in which revision, and whose it is. The server puts `shell` before this
// file, and the other parts of the worker behind it: they share what is defined here.

/**
 * @typedef {object} Shell
 * @property {string} revision changes whenever a file of the list does
 * @property {boolean} hashed whether a file's address changes with what it says
 * @property {string[]} files what every page needs
 * @property {string[]} pages for everybody: without a signal, and when to get help
 * @property {string} offline address of the first of them
 * @property {string} list says which pages of a person to keep
 * @property {string} folder where files lie
 * @property {string} figures where figures lie
 * @property {string[]} leftAlone what the worker never answers
 * @property {string} signOut
 * @property {number} mostBytes of pages and figures of a person
 * @property {string} icon of a notification, and `badge`, its small one in one colour
 * @property {string} badge
 */

const OURS = "carryover ";
const FILES = `${OURS}files ${shell.revision}`;
const PAGES = `${OURS}pages `;
const FIGURES = `${OURS}figures`;
const STATE = `${OURS}state`;
const NOBODY = "nobody";
/** Stands in a page that is kept before its session begins; see `routines/queries/session_links.py`. */
const NO_KEY = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/** Whose key stands in an address of such a page. */
const OF_WHICH = ["session", "assignment"];
const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Grows when pages are forgotten: what is still on its way then is not kept any more. */
let generation = 0;
/** @type {string|undefined} known after it was asked for once */
let ownerNow;

const pagesOf = (owner) => `${PAGES}${shell.revision} ${owner}`;
const loose = { ignoreVary: true };

/** @param {string} name @returns {Promise<any>} */
async function remembered(name) {
  const found = await (await caches.open(STATE)).match(`/${name}`);
  return found ? found.json() : null;
}

/** @param {string} name @param {any} value */
async function remember(name, value) {
  try {
    await (await caches.open(STATE)).put(`/${name}`, new Response(JSON.stringify(value)));
  } catch {
    // The phone is full. A page is shown all the same.
  }
}

/** @returns {Promise<string>} whose pages are kept here, or "nobody" */
async function owner() {
  ownerNow ??= (await remembered("owner")) ?? NOBODY;
  return ownerNow;
}

/** Forgets everybody else's pages. @param {string} whose who is signed in now, or "nobody" */
async function belongsTo(whose) {
  const before = await owner();
  if (before === whose) return;
  // Not waited for: the page that says who it is must not be late for it.
  if (before !== NOBODY) leavePush().catch(() => {});
  await forget();
  ownerNow = whose;
  await remember("owner", whose);
}

/**
 * Forgets all pages of a person, and the key to what waits to be sent; files and figures are the same
 * for everybody.
 */
async function forget() {
  generation += 1;
  ownerNow = NOBODY;
  const shelf = await Shelf.open("");
  await shelf.forgetKeys();
  const names = await caches.keys();
  const personal = names.filter((name) => name.startsWith(PAGES) || name === STATE);
  await Promise.all(personal.map(removeWhole));
}

/** Page by page: what is still in use somewhere else would stay on the disk until the browser ends. */
async function removeWhole(name) {
  const cache = await caches.open(name);
  await Promise.all((await cache.keys()).map((key) => cache.delete(key, loose)));
  await caches.delete(name);
}

/**
 * Only what the server marks, which it does for pages of homework without a cookie; see
 * `config/kept.py`. A page that led elsewhere would be kept under the wrong address.
 * @param {Response} response
 */
function mayKeep(response) {
  const isPlain = response.status === 200 && !response.redirected && response.type === "basic";
  return isPlain && response.headers.get("Carryover-Keep") === "1";
}

/**
 * Keeps one page of the person it says it belongs to.
 * @param {string} url
 * @param {Response} response that `mayKeep` lets pass
 * @param {number} since the generation in which it was asked for
 * @param {string} [stamp] what it was drawn with
 * @returns {Promise<string>} its text, or "" where it was not kept
 */
async function keepPage(url, response, since, stamp = "") {
  const whose = response.headers.get("Carryover-Owner");
  const text = await response.text();
  if (since !== generation || whose !== (await owner())) return "";
  const headers = new Headers(response.headers);
  // It is stored as it reads, not as it travelled.
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("Kept-At", String(Date.now()));
  headers.set("Kept-Stamp", stamp);
  const cache = await caches.open(pagesOf(whose));
  await cache.put(url, new Response(text, { headers }));
  // Signed out while it was written.
  if (since !== generation) await caches.delete(pagesOf(whose));
  return since === generation ? text : "";
}

/** @param {string} url @returns {Promise<Response|undefined>} the page as it was last seen */
async function keptPage(url) {
  const whose = await owner();
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  // This revision's first; the one before stands in until this one's pages are fetched.
  const own = names.filter((name) => name.endsWith(` ${whose}`));
  own.sort((one) => (one === pagesOf(whose) ? -1 : 1));
  for (const name of [...own, FILES]) {
    const cache = await caches.open(name);
    for (const address of [url, withoutWayBack(url), beforeItBegan(url)]) {
      const found = await cache.match(address, loose);
      if (found) return address === url ? found : withItsKey(found, url);
    }
  }
  return undefined;
}

/**
 * A page says the same wherever one came from, and a check whatever dose comes after it.
 * @param {string} url
 */
function withoutWayBack(url) {
  const plain = new URL(url);
  const isCheck = plain.searchParams.has("kind");
  for (const name of isCheck ? ["dose"] : ["session", "guided"]) plain.searchParams.delete(name);
  return plain.href;
}

/** What is asked before or in a session is kept once, for each of them. @param {string} url */
function beforeItBegan(url) {
  const plain = new URL(withoutWayBack(url));
  for (const name of OF_WHICH) if (plain.searchParams.has(name)) plain.searchParams.set(name, NO_KEY);
  return plain.href;
}

/** @param {Response} page @param {string} url the one it stands in for @returns {Promise<Response>} */
async function withItsKey(page, url) {
  const { searchParams } = new URL(url);
  const key = OF_WHICH.map((name) => searchParams.get(name)).find((each) => KEY.test(each ?? ""));
  if (!key) return page;
  const { status, headers } = page;
  return new Response((await page.text()).replaceAll(NO_KEY, key), { status, headers });
}

/** @returns {Promise<Response>} says that this page is not here; never kept under its address */
async function offlinePage() {
  const found = await keptPage(new URL(shell.offline, location.href).href);
  if (!found) return Response.error();
  return new Response(found.body, { status: 503, statusText: "Offline", headers: found.headers });
}

/** Removes what older revisions left, but for the last one while its pages have to stand in. */
async function removeOld() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OURS));
  const standIn = names
    .filter((name) => name.startsWith(PAGES) && !name.startsWith(`${PAGES}${shell.revision} `))
    .at(-1);
  const needed = [shell.revision, (await caches.has(pagesOf(await owner()))) ? "" : revisionOf(standIn)];
  const old = names.filter(
    (name) => name !== FIGURES && name !== STATE && !needed.includes(revisionOf(name)),
  );
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {string|undefined} name of a cache */
function revisionOf(name) {
  return name?.split(" ")[2] ?? "";
}
