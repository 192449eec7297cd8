"""The import map: hashed names in production, and a policy that allows it and no other script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.files.storage import storages

from accounts import import_map

MAP = '{"imports":{"/static/js/app.js":"/static/js/app.1a.js"}}'


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    def forget() -> None:
        import_map.import_map.cache_clear()
        import_map.import_map_source.cache_clear()

    forget()
    yield
    forget()


def test_without_hashed_names_there_is_no_map_and_nothing_to_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_map, "staticfiles_storage", storages["default"])

    assert import_map.import_map() == ""
    assert import_map.import_map_source() == ""


def test_the_map_leads_to_hashed_names_and_its_hash_is_what_a_browser_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hashed = {"js/app.js": "js/app.1a.js", "css/app.css": "css/app.2b.css"}
    storage = SimpleNamespace(hashed_files=hashed, url=lambda path: f"/static/{hashed[path]}")
    monkeypatch.setattr(import_map, "staticfiles_storage", storage)

    digest = base64.b64encode(hashlib.sha256(MAP.encode()).digest()).decode()
    assert import_map.import_map() == MAP
    assert import_map.import_map_source() == f"'sha256-{digest}'"
