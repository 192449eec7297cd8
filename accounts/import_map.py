"""The map from each module's plain address to its hashed one, and what lets it through the policy.

Browsers take an import map only inside the page, where the policy allows no script. It is the same on
every page, so the policy names its hash; see docs/decisions/0040-style-sheet-and-modules.md.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage


@lru_cache(maxsize=1)
def import_map() -> str:
    """Return the map as JSON; "" in development, where files keep their names."""
    # Only a storage with a manifest has it, and without hashes there is nothing to map.
    hashed: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
    modules = {
        f"{settings.STATIC_URL}{path}": staticfiles_storage.url(path)
        for path in sorted(hashed)
        if path.startswith("js/") and path.endswith(".js") and not path.startswith("js/worker/")
    }
    if not modules:
        return ""
    # Paths come from our own static folder, but `<` inside a script would still end it.
    return json.dumps({"imports": modules}, separators=(",", ":")).replace("<", "\\u003c")


@lru_cache(maxsize=1)
def import_map_source() -> str:
    """Return what a policy's `script-src` says to allow the map; "" where there is none."""
    if not import_map():
        return ""
    digest = hashlib.sha256(import_map().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
