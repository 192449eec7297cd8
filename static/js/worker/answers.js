// How the worker answers: files from the phone, pages from the network while there is one.

const LATE_MS = 3000;
const GATEWAY = [502, 503, 504];

/**
 * The page from the network; when it is late, or there is none, as it was last seen; else a page
 * that says so.
 * @param {FetchEvent} event
 */
async function answerPage(event) {
  const since = generation;
  const { url } = event.request;
  const fresh = fromNetwork(event).then(async (response) => {
    const whose = response.headers.get("Carryover-Owner");
    if (whose && since === generation) await belongsTo(whose).catch(() => {});
    // Forgetting somebody else's pages is no reason not to keep this one.
    return [response, mayKeep(response) ? response.clone() : null, generation];
  });
  const noted = fresh.then(([, copy, from]) => copy && keepPage(url, copy, from));
  event.waitUntil(noted.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, LATE_MS, []));
  const [first] = await Promise.race([fresh.catch(() => []), late]);
  if (first && !GATEWAY.includes(first.status)) return first;
  const kept = await keptPage(url).catch(() => null);
  if (kept) return kept;
  return fresh.then(([response]) => response).catch(offlinePage);
}

/** @param {FetchEvent} event */
async function fromNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

/** @param {FetchEvent} event for a file in the folder of files */
async function answerFile(event) {
  const { request } = event;
  // A file with a hash in its name never changes; while developing there is none.
  if (shell.hashed) return (await keptFile(request)) ?? fetchFile(event);
  return fetchFile(event).catch(async (error) => {
    const kept = await keptFile(request);
    if (kept) return kept;
    throw error;
  });
}

/** @param {Request|string} request @returns {Promise<Response|undefined>} */
function keptFile(request) {
  return caches.match(request, loose);
}

/** @param {FetchEvent} event */
async function fetchFile(event) {
  const { request } = event;
  const response = await fetch(request);
  const isFigure = new URL(request.url).pathname.startsWith(shell.figures);
  if (isFigure && response.status === 200) event.waitUntil(keepFigure(request.url, response.clone()));
  return response;
}

/** @param {string} url @param {Response} response @returns {Promise<number>} its length in bytes */
async function keepFigure(url, response) {
  const drawing = await response.blob();
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.set("Content-Length", String(drawing.size));
  try {
    await (await caches.open(FIGURES)).put(url, new Response(drawing, { headers }));
  } catch {
    // The phone is full. It is shown all the same.
  }
  return drawing.size;
}
