// What wakes the worker. A new one waits until somebody asks for it, for two releases on one page
// do not go together.

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));

async function install() {
  const cache = await caches.open(FILES);
  const keep = async (address, options) => {
    const response = await fetch(address, options);
    if (!response.ok || response.redirected) throw new Error(`${address}: ${response.status}`);
    try {
      await cache.put(address, response);
    } catch {
      // The phone is full: it works while there is a signal, as it did before.
    }
  };
  // Without a hash in its name a file may be an older one of the browser's own cache.
  const file = { cache: shell.hashed ? "default" : "no-cache" };
  // As anybody sees them: these two belong to nobody.
  const page = { cache: "no-store", credentials: "omit" };
  await Promise.all([
    ...shell.files.map((each) => keep(each, file)),
    ...shell.pages.map((each) => keep(each, page)),
  ]);
}

async function activate() {
  await removeOld();
  await registration.navigationPreload?.enable();
  await clients.claim();
}

addEventListener("message", (event) => {
  const { type, enough } = event.data ?? {};
  if (type === "skip-waiting") skipWaiting();
  if (type === "keep") event.waitUntil(Promise.all([keepFresh(enough), sendAnswers().catch(() => {})]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === shell.signOut && request.method === "POST") event.waitUntil(Promise.allSettled([leavePush(), forget()]));
    if (request.method !== "GET") return;
    // Passed on even so, or what was fetched ahead would be fetched twice.
    const isLeftAlone = shell.leftAlone.some((path) => pathname.startsWith(path));
    event.respondWith(isLeftAlone ? fromNetwork(event) : answerPage(event));
  } else if (request.method === "GET" && request.headers.has("Carryover-Page")) {
    // A whole page that is brought into the present one, as a tap on Start does.
    event.respondWith(answerPage(event));
  } else if (request.method === "GET" && pathname.startsWith(shell.folder)) {
    event.respondWith(answerFile(event));
  }
});
