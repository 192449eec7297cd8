"""Runs manage.py the way an installation on a server would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": "a-key-for-tests-" * 4,
    "ALLOWED_HOSTS": "clinic.example.org",
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "EMAIL_URL": "smtp+tls://carryover:secret@mail.example.org:587",
    "LOG_LEVEL": "",
    "LOG_FORMAT": "",
    "TRUSTED_PROXY_COUNT": "",
    # `make run` writes these into a `.env` of the folder, which tests have nothing to do with.
    "VAPID_PRIVATE_KEY": "",
    "VAPID_SUBJECT": "",
}


def manage(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as an installation with these variables would."""
    environment = os.environ | PRODUCTION | {"DATA_DIR": str(tmp_path)} | variables
    # For this run's browser tests only.
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
