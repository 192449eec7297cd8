"""Each script as it is served, compared with the one that we write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.scripts import served

STATIC = Path(__file__).resolve().parents[3] / "static"
HOST = "http://phone.test"
ADDRESSES = sorted(
    f"/static/{path.relative_to(STATIC).as_posix()}" for path in STATIC.rglob("js/**/*.js")
)
MODULES = [address for address in ADDRESSES if "/worker/" not in address]
PARTS = [address for address in ADDRESSES if "/worker/" in address]
EXPORTED = "address => import(address).then(module => Object.entries(module).map(([name, it]) => [name, typeof it]))"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def exported(browser: Any) -> Iterator[Callable[[str, Callable[[str], str]], Any]]:
    """Return a function that tells what a module exports, with its files read in the given way."""

    def of(address: str, read: Callable[[str], str]) -> Any:
        def answer(route: Any) -> None:
            path = route.request.url.removeprefix(HOST)
            if path in MODULES:
                route.fulfill(body=read(path), content_type="text/javascript")
            else:
                route.fulfill(body="<!doctype html>", content_type="text/html")

        page.route(f"{HOST}/**", answer)
        # A new document, since an element can be defined only once in each.
        page.goto(f"{HOST}/")
        found = page.evaluate(EXPORTED, address)
        page.unroute(f"{HOST}/**")
        return found

    page = browser.new_page()
    yield of
    page.close()


@pytest.mark.parametrize("address", MODULES)
def test_a_module_exports_what_it_says(
    exported: Callable[[str, Callable[[str], str]], Any], address: str
) -> None:
    written = exported(address, lambda path: (STATIC / path.removeprefix("/static/")).read_text())

    assert exported(address, served) == written


@pytest.mark.parametrize("address", PARTS)
def test_a_part_of_the_worker_defines_what_it_says(page: Any, address: str) -> None:
    names = """text => {
      const found = [...text.matchAll(/^(?:async )?(?:function|const|let|class) (\\w+)/gm)];
      return found.map(([, name]) => name);
    }"""
    written = (STATIC / address.removeprefix("/static/")).read_text()
    wanted = page.evaluate(names, written)

    # A name that is not there throws.
    defined = """([text, names]) => Function("shell", "addEventListener", "caches",
      `${text};return [${names}].map(it => typeof it)`)({}, () => {}, {})"""
    assert page.evaluate(defined, [served(address), wanted]) == page.evaluate(
        defined, [written, wanted]
    )
