"""The service worker: which files it holds, its one revision, and the page for no signal.

Its source is in `static/js/worker`, in parts that are served one after the other, behind the modules
with which pages send what waits on a phone. Nothing is built: the list of files is read from the
static files themselves.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_GET

from accounts.http import render_page
from routines.domain.contacts import Contacts

PARTS = ("store", "answers", "fresh", "sending", "push", "events")
# Modules of the pages that the worker needs, too, each after those that it imports.
SHARED = ("uuid7", "shelf", "letters", "outbox")
_IMPORT = re.compile(r'^import .*? from "\./\w+\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
# Where the parts of the worker, and of pages that need the network in any case, are not wanted.
_NOT_KEPT = ("co-passkey-button.js", "co-detected-zone.js", "webauthn.js")
# What is kept of one person's plan; see docs/performance.md.
MOST_BYTES = 3 * 1024 * 1024
_FIGURE = "figures/regular/child-pose-end.svg"


def files() -> list[str]:
    """Return what the pages of a client need, as paths below the static folder, in order."""
    folder = Path(settings.BASE_DIR) / "static"
    scripts = [
        path.relative_to(folder).as_posix()
        for part in ("js/elements", "js/lib")
        for path in sorted((folder / part).glob("*.js"))
        if path.name not in _NOT_KEPT
    ]
    htmx = ["django_htmx/htmx-2.min.js"]
    if settings.DEBUG:
        htmx.append("django_htmx/django-htmx.js")
    icons = ["icons/favicon.svg", "icons/apple-touch-icon-180.png"]
    return ["css/app.css", "js/app.js", *scripts, *htmx, *icons, _FIGURE]


def source() -> str:
    """Return the whole script: what it has to know, then its parts; or the one that removes it."""
    if not settings.SERVICE_WORKER:
        return _text("js/worker/off.js")
    own = [_text(f"js/worker/{name}.js") for name in PARTS]
    parts = "\n".join([*(_shared(name) for name in SHARED), *own])
    paths = files()
    pages = [reverse("offline"), reverse("routines:help-show")]
    shell = {
        "revision": _revision(paths, parts),
        "hashed": _is_hashed(),
        "files": [staticfiles_storage.url(path) for path in paths],
        "pages": pages,
        "offline": pages[0],
        "list": reverse("routines:kept_page-list"),
        "folder": settings.STATIC_URL,
        "figures": f"{settings.STATIC_URL}figures/",
        "leftAlone": [reverse("admin:index"), "/api/"],
        "signOut": reverse("account_logout"),
        "mostBytes": MOST_BYTES,
        "icon": staticfiles_storage.url("icons/icon-192.png"),
        "badge": staticfiles_storage.url("icons/badge-96.png"),
    }
    return f'"use strict";\nconst shell = {json.dumps(shell, indent=1)};\n{parts}'


@require_GET
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker; a browser asks after each page whether it has changed."""
    response = _answer(request)
    response.headers["Service-Worker-Allowed"] = "/"
    # Asked for every time, and mostly answered with 304.
    patch_cache_control(response, no_cache=True)
    return response


@require_GET
@login_not_required
def offline(request: HttpRequest) -> HttpResponse:
    """Say that a page is not on this phone; the worker shows it with status 503."""
    return render_page(request, "offline/show.html", {})


@condition(etag_func=lambda request: f'"{hashlib.sha256(_source().encode()).hexdigest()[:32]}"')
def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_source(), content_type="text/javascript; charset=utf-8")


def _source() -> str:
    return source() if settings.DEBUG else _lasting_source(settings.SERVICE_WORKER)


@lru_cache(maxsize=2)
def _lasting_source(is_on: bool) -> str:
    return source()


def _revision(paths: list[str], parts: str) -> str:
    """Return one short name for all that the worker keeps; it changes when any of it does."""
    digest = hashlib.sha256(parts.encode())
    for path in paths:
        digest.update(f"\n{staticfiles_storage.url(path)}\n".encode())
        if not _is_hashed():
            digest.update(_found(path).read_bytes())
    with translation.override(settings.LANGUAGE_CODE):
        for template, context in _pages():
            digest.update(render_to_string(template, context).encode())
    return digest.hexdigest()[:12]


def _pages() -> list[tuple[str, dict[str, Any]]]:
    return [("offline/show.html", {}), ("help/show.html", {"contacts": Contacts()})]


def _is_hashed() -> bool:
    return bool(getattr(staticfiles_storage, "hashed_files", None))


def _text(path: str) -> str:
    return _found(path).read_text(encoding="utf-8")


def _shared(name: str) -> str:
    """Return a module as a plain script: a worker that imports is not known to every browser."""
    path = Path(settings.BASE_DIR) / "static" / "js" / "lib" / f"{name}.js"
    text = _IMPORT.sub("", path.read_text(encoding="utf-8"))
    names = ", ".join(match[2] for match in _EXPORT.finditer(text))
    body = _EXPORT.sub(r"\1 \2", text)
    return f"const {{ {names} }} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();"


def _found(path: str) -> Path:
    if _is_hashed():
        # As collected, so that no server process minifies.
        name = staticfiles_storage.url(path).removeprefix(settings.STATIC_URL)
        return Path(settings.STATIC_ROOT) / name
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(path)
    return Path(found)
