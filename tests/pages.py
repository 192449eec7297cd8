"""Reads what a template puts into attributes for the phone."""

from __future__ import annotations

import re
from html.parser import HTMLParser


def shown(html: str) -> str:
    """Return a page without what it keeps ready for scripts alone."""
    return re.sub(r"(?s)<(template|script)\b.*?</\1>", "", html)


def data_of(html: str, marker: str) -> dict[str, str]:
    """Return the data attributes of the first element that has `marker`, named as scripts see them."""
    found: list[dict[str, str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names = dict(attrs)
            if marker in names and not found:
                found.append(
                    {
                        re.sub(r"-(.)", lambda each: each[1].upper(), name[5:]): value or ""
                        for name, value in attrs
                        if name.startswith("data-")
                    }
                )

    Reader().feed(html)
    return found[0]
