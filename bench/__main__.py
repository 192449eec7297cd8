"""`python -m bench`: one JSON line for each figure, progress on standard error.

Each round measures the bare view and then the product's pages, so that a slow moment of the
machine meets both; what counts is the ratio. docs/performance.md says what the figures mean.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.load import Call, Sample, run, statements, usage

ROOT = Path(__file__).resolve().parents[1]
HOST = "bench.example.org"
# Requests of each figure in one round; the slow page gets fewer.
COUNTS = {"floor": 800, "today": 320, "routine": 320, "caseload": 64, "log": 320}
BUDGETS: dict[str, dict[str, float]] = {
    "today": {"ratio": 0.35, "statements": 6},
    "routine": {"statements": 6},
    "caseload": {"statements": 6},
    "log": {"ratio": 0.4, "statements": 6, "p99_ms": 30},
}


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--sizes", default="1k,100k,1M", help="numbers of logs, as in 1k,100k,1M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--schedules", default="1k,100k", help="numbers of reminders, as in 1k,1M")
    parser.add_argument("--only", choices=["reminders"], help="measure nothing else")
    options = parser.parse_args()
    sizes = sorted(_number(size) for size in options.sizes.split(","))
    schedules = sorted(_number(size) for size in options.schedules.split(","))
    folder = ROOT / "var" / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _prepare(folder)
        if options.only is None:
            _measure(folder, sizes, options.rounds)
        _measure_reminders(schedules)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure_reminders(schedules: list[int]) -> None:
    from bench import reminders

    _report(**reminders.in_one_minute())
    for figure in reminders.ticks(schedules):
        _report(**figure)


def _measure(folder: Path, sizes: list[int], rounds: int) -> None:
    from django.utils import timezone

    from bench import data, figures, outbox, player, push, taps
    from bench.first_visit import visit

    _report(**figures.drawing())
    data.say("Pushing reminders")
    _report(**push.pushes(folder, rounds=rounds))
    _report(**push.ten_thousand(folder))

    data.say("Making people and their homework")
    people = data.make_people()
    measured: dict[int, dict[str, Sample]] = {}
    with _server() as (port, seconds):
        _report(figure="start", seconds_to_first_answer=round(seconds, 2))
        for size in sizes:
            data.say(f"Growing to {size:,} logs")
            data.grow(people, total=size)
            data.say("Measuring")
            measured[size] = _round_by_round(port, people, size=size, rounds=rounds)
        _report(**visit(port, HOST, data.cookie_of(people.clients[0])).as_figure())
        _report(**figures.thumbnails(port, data.cookie_of(people.therapist)))
        session = player.begin_session(people.clients[0], now=timezone.now())
        _report(**player.play(port, data.cookie_of(people.clients[0]), session))
        for number, tapped in enumerate((taps.in_the_player, taps.in_the_list), start=1):
            client = people.clients[number]
            session = player.begin_session(client, now=timezone.now())
            _report(**tapped(port, data.cookie_of(client), session))
        _report(**outbox.hundred_logs(port, HOST, people, rounds=rounds))
        _report(**outbox.many_phones(port, HOST, people))
        memory = usage(port)["memory_bytes"] / 2**20
        _report(figure="worker", memory_mib=round(memory, 1), budget={"memory_mib": 90})
    _report_growth(measured)


def _prepare(folder: Path) -> None:
    """Make this process, and the server it starts, an installation of its own in production."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "0",
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
        "TRUSTED_PROXY_COUNT": "1",
        "LOG_LEVEL": "WARNING",
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", ""),
        "REDIS_URL": "",
        "EMAIL_URL": "consolemail://",
    }
    import django
    from django.core.management import call_command

    django.setup()
    call_command("prepare_database", verbosity=0)
    call_command("load_library", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def _server() -> Iterator[tuple[int, float]]:
    """Run the server as it is run for real, with one worker; give its port and its start time."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "bench.server:application"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    before = time.perf_counter()
    # Its browser speaks to it without the proxy that would name the origin.
    environment = os.environ | {"CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen(command, cwd=ROOT, stdout=sys.stderr, env=environment)  # noqa: S603  # our own
    try:
        while True:
            try:
                usage(port)
                break
            except OSError:
                if server.poll() is not None or time.perf_counter() - before > 60:
                    sys.exit("The measured server did not start.")
                time.sleep(0.02)
        yield port, time.perf_counter() - before
    finally:
        server.terminate()
        server.wait()


def _round_by_round(port: int, people: Any, *, size: int, rounds: int) -> dict[str, Sample]:
    calls = _calls(people, rounds=rounds)
    samples = {name: Sample() for name in COUNTS}
    counted: dict[str, tuple[int, int]] = {}
    for number in range(-1, rounds):
        for name, count in COUNTS.items():
            batch = [next(calls[name]) for _ in range(count)]
            # The first round warms up and is thrown away.
            run(port, HOST, batch, samples[name] if number >= 0 else None)
        if number < 0:
            # After it, because Django asks SQLite once for each connection whether it knows JSON.
            counted = {name: statements(port, HOST, next(calls[name])) for name in COUNTS}
    floor = samples["floor"]
    _report(figure="floor", logs=size, **_times(floor))
    for name in list(COUNTS)[1:]:
        sample = samples[name]
        ratios = [mine / bare for mine, bare in zip(sample.rates, floor.rates, strict=True)]
        _report(
            figure=name,
            logs=size,
            ratio=round(statistics.median(ratios), 3),
            ratio_spread=[round(min(ratios), 3), round(max(ratios), 3)],
            cpu_ratio=round(floor.cpu_milliseconds / sample.cpu_milliseconds, 3),
            **_times(sample),
            p99_ratio=round(sample.milliseconds(99) / floor.milliseconds(99), 2),
            statements=counted[name][0],
            bytes=counted[name][1],
            budget=BUDGETS[name],
        )
    return samples


def _times(sample: Sample) -> dict[str, float]:
    return {
        "requests_per_second": round(sample.rate, 1),
        "p50_ms": sample.milliseconds(50),
        "p99_ms": sample.milliseconds(99),
        "cpu_ms": round(sample.cpu_milliseconds, 3),
    }


def _calls(people: Any, *, rounds: int) -> dict[str, Iterator[Call]]:
    from django.urls import reverse

    from accounts.identifiers import uuid7
    from bench import bare, data
    from routines.models import Assignment

    readers = [(one, data.cookie_of(one)) for one in people.clients[:8]]
    bare_readers = [(one, data.cookie_of(one, backend=bare.BACKEND)) for one, _ in readers]
    therapist = data.cookie_of(people.therapist)
    writers = {one.pk: data.cookie_of(one) for one in people.writers}
    assignment = {
        one.pk: Assignment.objects.filter(client=one).order_by("created_at")[0]
        for one, _ in readers
    }

    def pages(address: Any, of: Any = readers) -> Iterator[Call]:
        while True:
            for client, cookie in of:
                yield Call(method="GET", path=address(client), cookie=cookie)

    def caseload() -> Iterator[Call]:
        while True:
            yield Call(method="GET", path=reverse("admin:index"), cookie=therapist)

    def logs() -> Iterator[Call]:
        count = COUNTS["log"] * (rounds + 1) + 1
        for client, session, prescription in data.open_logs(people, count=count):
            form = {"csrfmiddlewaretoken": data.CSRF, "id": uuid7(), "outcome": "as-prescribed"}
            yield Call(
                method="POST",
                path=reverse("routines:log-create", args=[session]),
                cookie=writers[client.pk],
                body=urllib.parse.urlencode({**form, "prescription": prescription}),
                headers=(("HX-Request", "true"),),
            )

    return {
        "floor": pages(lambda client: "/bench/floor", of=bare_readers),
        "today": pages(lambda client: reverse("routines:today-show")),
        "routine": pages(
            lambda client: reverse("routines:assignment-show", args=[assignment[client.pk].pk])
        ),
        "caseload": caseload(),
        "log": logs(),
    }


def _report_growth(measured: dict[int, dict[str, Sample]]) -> None:
    """Say how much slower each figure got from one size to the next, the floor taken out."""
    for small, large in pairwise(sorted(measured)):
        first, last = measured[small], measured[large]
        for name in list(COUNTS)[1:]:
            before = first[name].cpu_milliseconds / first["floor"].cpu_milliseconds
            after = last[name].cpu_milliseconds / last["floor"].cpu_milliseconds
            _report(
                figure=f"{name} growth",
                logs=[small, large],
                ratio=round(after / before, 3),
                budget={"ratio": 1.1},
            )


def _report(**figure: Any) -> None:
    print(json.dumps(figure), flush=True)


def _number(text: str) -> int:
    units = {"k": 1_000, "m": 1_000_000}
    unit = units.get(text[-1:].lower(), 1)
    try:
        return int(text[:-1] if unit > 1 else text) * unit
    except ValueError:
        sys.exit(f"--sizes wants numbers such as 1k,100k,1M, not {text!r}.")


if __name__ == "__main__":
    main()
