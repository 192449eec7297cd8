"""What the server loads: ready for the first request, and set aside from the garbage collector."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

LOOK = """\
import gc, sys
import config.wsgi
print("routines.views.today" in sys.modules, gc.get_freeze_count() > 50_000)
print(gc.isenabled(), gc.get_stats()[2]["collections"])
print("routines.templatetags.lasting" in sys.modules, "icalendar" in sys.modules)
"""


def test_all_but_what_is_large_and_rare_is_loaded_and_set_aside_before_the_first_request() -> None:
    found = subprocess.run(
        [sys.executable, "-c", LOOK],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.split() == ["True", "True", "True", "1", "True", "False"]
