"""The WSGI application, for granian or any other server."""

from __future__ import annotations

import os
import sys

from django.core.wsgi import get_wsgi_application

from config.env import ConfigurationError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
except ConfigurationError as error:
    sys.exit(str(error))
