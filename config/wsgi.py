"""The WSGI application, for granian or any other server."""

from __future__ import annotations

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.env import ConfigurationError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
    # Else the first who asks waits until all pages are loaded.
    get_resolver().url_patterns  # noqa: B018
except ConfigurationError as error:
    sys.exit(str(error))

# What is loaded by now lives as long as the process, and looking through it for garbage held up every
# thread for 100 ms at a time. See docs/decisions/0083-garbage-is-not-looked-for-in-what-stays.md.
gc.collect()
gc.freeze()
