"""The WSGI application, for granian or any other server."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.template import engines
from django.urls import get_resolver

from config.env import ConfigurationError

# glibc's name for how many heaps there may be, from malloc.h.
_M_ARENA_MAX = -8


def _keep_one_heap() -> None:
    """Let all threads take memory from one heap, where the C library is glibc.

    It would give each thread one of its own, so that none waits; Python's threads wait for each other
    anyway, and what one heap has free the others could not use.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


_keep_one_heap()
# What is loaded below stays, and the more of it there is the longer each look for garbage takes.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
    # Else the first who asks waits until all pages and the tags of their templates are loaded.
    get_resolver().url_patterns  # noqa: B018
    engines.all()
except ConfigurationError as error:
    sys.exit(str(error))

# What is loaded by now lives as long as the process, and looking through it for garbage held up every
# thread for 100 ms at a time. See docs/decisions/0083-garbage-is-not-looked-for-in-what-stays.md.
gc.collect()
gc.freeze()
gc.enable()
