"""Finds the browser that the browser tests drive, or gets one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

# The shell has no window and needs half the time of the whole browser.
_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
    "brave-browser",
)
_MAC_NAMES = ("Google Chrome", "Chromium", "Microsoft Edge")
_DOWNLOAD_SECONDS = 120

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@cache
def browser_path() -> str | None:
    """Return the path of a Chromium-like browser, or None where there is none to be had.

    In this order: CHROMIUM_PATH, the PATH, macOS applications, Playwright's own, a download by
    Playwright of at most two minutes.
    """
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return named if Path(named).is_file() else None
    return installed() or _playwrights() or _downloaded()


def installed() -> str | None:
    """Return the path of a browser of this machine, if it has one."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    for name in _MAC_NAMES:
        path = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
        if path.is_file():
            return str(path)
    return None


def whole_browser() -> str | None:
    """Return the path of a browser that is more than its shell, which knows nothing of installing."""
    here = [browser_path(), *(shutil.which(name) for name in _NAMES)]
    return next((path for path in here if path and "headless" not in Path(path).name), None)


def _playwrights() -> str | None:
    # In another process, since Playwright's event loop would stay behind in this one.
    code = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as it: print(it.chromium.executable_path)"
    )
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    path = answer.stdout.strip()
    return path if path and Path(path).is_file() else None


def _downloaded() -> str | None:
    print("\n==> Downloading a browser for the tests (up to two minutes)", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, capture_output=True, timeout=_DOWNLOAD_SECONDS, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return _playwrights()
