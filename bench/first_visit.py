"""What a phone with an empty cache fetches to show Today: every file, as it comes over the wire."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench.load import Call, Connection

_IMPORT = re.compile(rb"""(?:\bfrom\s*|\bimport\s*)["'](\.{1,2}/[^"']+)["']""")
_CSS_URL = re.compile(rb"""(?:@import\s+|url\()["']?([^"')]+)""")
_FETCHED_LINKS = {"stylesheet", "icon", "manifest", "modulepreload", "preload"}


@dataclass(slots=True)
class FirstVisit:
    """What was fetched: wire bytes with headers for each kind, and who else was asked."""

    wire_bytes: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    third_party: list[str] = field(default_factory=list)
    html_compressed: int = 0
    css_compressed: int = 0

    def as_figure(self) -> dict[str, object]:
        """Return the visit as one figure."""
        return {
            "figure": "first visit to Today",
            "requests": self.requests,
            "wire_bytes": sum(self.wire_bytes.values()),
            **{f"{kind}_bytes": count for kind, count in sorted(self.wire_bytes.items())},
            "html_gzip_bytes": self.html_compressed,
            "css_wire_bytes": self.css_compressed,
            "third_party_requests": len(self.third_party),
            "budget": {"requests": 10, "wire_bytes": 60_000, "html": 14_000, "css": 14_000},
        }


class _Page(HTMLParser):
    """Collects what a browser would fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.import_map: dict[str, str] = {}
        self._in_map = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and _FETCHED_LINKS & set(given.get("rel", "").split()):
            kind = "css" if "stylesheet" in given["rel"] else "other"
            self.found.append((given.get("href", ""), kind))
        elif tag == "script" and given.get("src"):
            self.found.append((given["src"], "js"))
        elif tag == "script" and given.get("type") == "importmap":
            self._in_map = True
        elif tag in {"img", "source"} and given.get("src"):
            self.found.append((given["src"], "other"))
        elif tag == "use" and not given.get("href", "#").startswith("#"):
            self.found.append((given["href"].partition("#")[0], "other"))

    def handle_endtag(self, tag: str) -> None:
        self._in_map = self._in_map and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_map:
            self.import_map = json.loads(data)["imports"]


def visit(port: int, host: str, cookie: str) -> FirstVisit:
    """Fetch Today and everything it asks for, once each."""
    result = FirstVisit()
    connection = Connection(port)
    html = _fetch(connection, host, "/", cookie, "html", result)
    result.html_compressed = len(gzip.compress(html, 6))
    page = _Page()
    page.feed(html.decode())
    waiting = list(dict.fromkeys(page.found))
    seen: set[str] = set()
    while waiting:
        address, kind = waiting.pop(0)
        parts = urlsplit(address)
        if parts.netloc and parts.netloc != host:
            result.third_party.append(address)
            continue
        if parts.scheme == "data" or address in seen:
            continue
        seen.add(address)
        text = _fetch(connection, host, address, cookie, kind, result)
        if kind == "js":
            for found in _IMPORT.findall(text):
                target = urljoin(address, found.decode())
                waiting.append((page.import_map.get(target, target), "js"))
        elif kind == "css":
            waiting += [(urljoin(address, one.decode()), "other") for one in _CSS_URL.findall(text)]
    connection.close()
    result.css_compressed = result.wire_bytes.get("css", 0)
    return result


def _fetch(
    connection: Connection, host: str, path: str, cookie: str, kind: str, result: FirstVisit
) -> bytes:
    call = Call(method="GET", path=path, cookie=cookie)
    _, head, body = connection.send(call.as_bytes(host))
    result.requests += 1
    result.wire_bytes[kind] = result.wire_bytes.get(kind, 0) + len(head) + 4 + len(body)
    if b"content-encoding: gzip" in head.lower():
        return gzip.decompress(body)
    if b"content-encoding: br" in head.lower():
        # Followed from a copy without compression; only the first answer is counted.
        plain = call.as_bytes(host).replace(b"gzip, br", b"identity")
        return connection.send(plain)[2]
    return body
