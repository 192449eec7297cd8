// Keeps the plan of today on the phone before anybody asks for it: pages, and the figures in them.

/** A far server answers some of them in the time of one; more would be in the way of what somebody does. */
const AT_ONCE = 4;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @type {Promise<void>} ends with the run that was asked for last */
let keeping = Promise.resolve();

/**
 * @typedef {object} Plan
 * @property {string} owner
 * @property {string} stamp what pages are drawn with: language, theme, look of the figures
 * @property {string[]} pages addresses, the most important first
 * @property {string} epoch of the server's database
 * @property {string[]} steady those that seldom change; they are asked for once a day
 */

/**
 * Fetches what is not here yet or may have changed; one run after the other.
 * @param {number} enough milliseconds for which the last run counts; 0 where a session has just begun
 */
function keepFresh(enough) {
  // No network, a full phone, somebody else by now: the next page begins anew.
  keeping = keeping.then(() => runThrough(enough)).catch(() => {});
  return keeping;
}

/** @param {number} enough */
async function runThrough(enough) {
  const last = await remembered("kept");
  const isNew = last?.revision !== shell.revision || last?.owner !== (await owner());
  if (!isNew && Date.now() - last.at < enough) return;
  // What has just begun here stands in the plan once the server knows of it.
  if (!enough) await sendWhatWaits().catch(() => {});
  const answer = await fetch(shell.list, { redirect: "manual" });
  if (!answer.ok) return;
  /** @type {Plan} */
  const plan = await answer.json();
  await belongsTo(plan.owner);
  await keepOwnKey();
  // A page tells its outbox: where the server was restored it may lack what this phone has sent.
  for (const each of await clients.matchAll()) each.postMessage({ epoch: plan.epoch });
  const since = generation;
  const figures = new Set();
  let left = shell.mostBytes;
  for (let place = 0; place < plan.pages.length; place += AT_ONCE) {
    const urls = plan.pages.slice(place, place + AT_ONCE).map((path) => new URL(path, location.href).href);
    const texts = await Promise.all(urls.map((url) => refreshed(url, plan, since)));
    for (const [index, text] of texts.entries()) {
      if (since !== generation) return;
      left -= text.length;
      const named = namedFigures(text).filter((each) => !figures.has(each));
      if (left > 0) left -= await lengthOf(named);
      if (left > 0) for (const each of named) figures.add(each);
      else await (await caches.open(pagesOf(plan.owner))).delete(urls[index]);
    }
  }
  await removeOthers(plan, figures);
  if (since !== generation) return;
  await remember("kept", { owner: plan.owner, revision: shell.revision, at: Date.now() });
  await removeOld();
}

/** @param {string} url @param {Plan} plan @param {number} since @returns {Promise<string>} its text */
async function refreshed(url, plan, since) {
  const cache = await caches.open(pagesOf(plan.owner));
  const stored = await cache.match(url, loose);
  if (stored && plan.steady.includes(pathOf(url)) && isFresh(stored, plan.stamp)) return stored.text();
  const ask = () => fetch(url, { redirect: "manual", priority: "low" });
  let response = await ask();
  // The first page with a form brings a cookie, and is not kept. The next one does not.
  if (response.status === 200 && !mayKeep(response)) response = await ask();
  if (mayKeep(response)) return keepPage(url, response, since, plan.stamp);
  // A page that is gone or leads elsewhere is not shown without a signal either.
  const isGone = response.type === "opaqueredirect" || [403, 404, 410].includes(response.status);
  if (isGone) await cache.delete(url);
  return isGone || !stored ? "" : stored.text();
}

/** @param {Response} stored @param {string} stamp */
function isFresh(stored, stamp) {
  const age = Date.now() - Number(stored.headers.get("Kept-At"));
  return stored.headers.get("Kept-Stamp") === stamp && age < DAY_MS;
}

/** @param {string} text of a page @returns {string[]} addresses of the figures in it */
function namedFigures(text) {
  const found = text.matchAll(/\b(?:data-)?src="([^"#]+)/g);
  return [...new Set([...found].map(([, path]) => path))].filter((path) => path.startsWith(shell.figures));
}

/** @param {string[]} paths @returns {Promise<number>} bytes that they take on this phone */
async function lengthOf(paths) {
  const cache = await caches.open(FIGURES);
  const lengths = paths.map(async (path) => {
    const stored = await cache.match(path, loose);
    if (stored && shell.hashed) return Number(stored.headers.get("Content-Length"));
    const response = await fetch(path, { priority: "low" });
    return response.status === 200 ? keepFigure(new URL(path, location.href).href, response) : 0;
  });
  return (await Promise.all(lengths)).reduce((sum, each) => sum + each, 0);
}

/** What was looked at by the way stays for a day. @param {Plan} plan @param {Set<string>} figures */
async function removeOthers(plan, figures) {
  const pages = await caches.open(pagesOf(plan.owner));
  for (const request of await pages.keys()) {
    if (plan.pages.includes(pathOf(request.url))) continue;
    const stored = await pages.match(request, loose);
    if (Date.now() - Number(stored?.headers.get("Kept-At")) > DAY_MS) await pages.delete(request);
  }
  const drawings = await caches.open(FIGURES);
  for (const request of await drawings.keys()) {
    if (!figures.has(new URL(request.url).pathname)) await drawings.delete(request);
  }
}

/** @param {string} url */
function pathOf(url) {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
