"""Our scripts as pages get them, and a mark for what needs the library that minifies them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from packaging.requirements import Requirement

import bootstrap

_LINE = next(line for line in bootstrap.requirements([]) if line.startswith("tdewolff-minify"))
_MARKER = Requirement(_LINE).marker

needs_minifier = pytest.mark.skipif(
    _MARKER is not None and not _MARKER.evaluate(),
    reason="the library that minifies has no wheel for this machine",
)


def served(address: str) -> str:
    """Return the text of a file under /static/ as the server would send it.

    One that is not there raises FileNotFoundError.
    """
    found = finders.find(address.removeprefix("/static/"))
    if not found:
        raise FileNotFoundError(address)
    return Path(found).read_text(encoding="utf-8")
