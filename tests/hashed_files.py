"""The files as an installation serves them: each under an address with the hash of what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.test import override_settings


def collect(folder: Path) -> dict[str, Any]:
    """Put all files into a folder; return the settings under which they are served from there.

    They are not compressed: that takes ten times as long as all the rest, and no test looks at it.
    """
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    served = {
        "STATIC_ROOT": folder,
        "STORAGES": settings.STORAGES | {"staticfiles": {"BACKEND": backend}},
    }
    paths = [Path(path) for finder in get_finders() for path, _ in finder.list([])]
    endings = {path.suffix.removeprefix(".") for path in paths} - {""}
    with override_settings(**served, WHITENOISE_SKIP_COMPRESS_EXTENSIONS=sorted(endings)):
        call_command("collectstatic", interactive=False, verbosity=0)
    return served
