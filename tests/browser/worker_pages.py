"""Looks into what a phone keeps, and waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# What was kept, and where it was put: name of the cache, path, status, two headers.
KEPT = """
async () => {
  const kept = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { pathname, search } = new URL(request.url);
      const response = await cache.match(request, { ignoreVary: true });
      kept.push({
        cache: name, path: pathname + search, status: response.status,
        redirected: response.redirected, headers: Object.fromEntries(response.headers),
        text: await response.clone().text(),
      });
    }
  }
  return kept;
}
"""
FINISHED = """
async () => {
  const cache = await caches.open("carryover state");
  return Boolean(await cache.match("/kept"));
}
"""


def kept(page: Any) -> list[dict[str, Any]]:
    """Return everything in the caches of this phone."""
    found: list[dict[str, Any]] = page.evaluate(KEPT)
    return found


def kept_pages(page: Any) -> set[str]:
    """Return the addresses of a person's kept pages."""
    return {one["path"] for one in kept(page) if one["cache"].startswith("carryover pages")}


def wait_until_kept(page: Any) -> None:
    """Wait until today's plan was fetched once."""
    for _ in range(100):
        if page.evaluate(FINISHED):
            return
        page.wait_for_timeout(100)
    raise AssertionError("Nothing was kept within ten seconds.")


def wait_until(page: Any, is_kept: Callable[[set[str]], bool], what: str) -> None:
    """Wait until the addresses of the kept pages are as they should be; a busy machine takes long."""
    for _ in range(300):
        if is_kept(kept_pages(page)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"Not kept within half a minute: {what}.")


def visit(page: Any) -> None:
    """Open Today once and stay until everything is kept."""
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wait_until_kept(page)


_STATES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("carryover-outbox");
  opening.onsuccess = () => {
    const { result } = opening;
    const all = result.transaction("entries").objectStore("entries").getAll();
    all.onsuccess = () => {
      result.close();
      resolve(all.result.map(({ state }) => state));
    };
  };
})"""


def written(page: Any) -> int:
    """Return how many things lie on the phone's disk, sent or not."""
    return len(page.evaluate(_STATES))


def is_all_sent(page: Any) -> bool:
    """Whether the phone has heard that everything it keeps is with the server."""
    return set(page.evaluate(_STATES)) == {"sent"}
