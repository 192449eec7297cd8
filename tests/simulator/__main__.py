"""`python -m tests.simulator`: many schedules, in as many processes as there are cores.

Ends with what occurred in them, or with the shortened story of one that fails.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path


def main() -> int:
    """Run what was asked for; return 1 where a schedule fails."""
    parser = argparse.ArgumentParser(prog="tests.simulator", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--bug", default="", help="seed this bug of tests/simulator/bugs.py")
    options = parser.parse_args()
    jobs = min(options.jobs, options.schedules)
    if jobs > 1:
        return _in_parts(options, jobs)
    with tempfile.TemporaryDirectory() as folder:
        return _alone(options, Path(folder))


def _in_parts(options: argparse.Namespace, jobs: int) -> int:
    size = -(-options.schedules // jobs)
    parts = []
    for first in range(0, options.schedules, size):
        count = min(size, options.schedules - first)
        command = [sys.executable, "-m", "tests.simulator", "--jobs", "1", "--bug", options.bug]
        command += ["--schedules", str(count), "--seed", str(options.seed + first)]
        parts.append(subprocess.Popen(command))
    return max(part.wait() for part in parts)


def _alone(options: argparse.Namespace, folder: Path) -> int:
    os.environ.setdefault("DEBUG", "1")
    os.environ["DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    # What stays until the end need not be looked through for garbage, as in the tests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    logging.disable(logging.ERROR)
    from django.conf import settings
    from django.db import connection, transaction

    # Test databases of their own, on PostgreSQL side by side.
    name = settings.DATABASES["default"].get("TEST", {}).get("NAME") or "simulator"
    connection.settings_dict["TEST"]["NAME"] = (
        f"simulator_{os.getpid()}" if connection.vendor == "postgresql" else name
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        with transaction.atomic():
            result = _live(options)
            transaction.set_rollback(True)
        return result
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _live(options: argparse.Namespace) -> int:
    from tests.simulator.bugs import BUGS, Bug
    from tests.simulator.client import Phones
    from tests.simulator.schedules import Simulator, told, too_rare
    from tests.simulator.server import Server

    begun = time.monotonic()
    bug = next((one for one in BUGS if one.name == options.bug), Bug(name="", kind=""))
    assert bug.name == options.bug, f"These are known: {', '.join(one.name for one in BUGS)}"
    server = Server()
    with bug.on(server), Phones(bug.patches) as phones:
        every = 4 if options.schedules >= 100 else 1
        simulator = Simulator(server, phones, options=bug.options, compares_every=every)
        seeds = range(options.seed, options.seed + options.schedules)
        counts, failed = simulator.live_all(seeds)
        if failed is not None:
            print(told(simulator.shortened(failed)))
            return 1
    _tell(counts, time.monotonic() - begun)
    rare = too_rare(counts)
    if rare:
        print(f"Too rare to prove anything: {', '.join(rare)}")
    return 1 if rare else 0


def _tell(counts: Counter[str], seconds: float) -> None:
    print(f"{counts['schedules']} schedules in {seconds:.0f} s: 0 lost, 0 doubled, 0 misplaced.")
    print(", ".join(f"{name} {counts[name]}" for name in sorted(counts)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
