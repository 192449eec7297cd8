"""`manage.py worker`: it looks again and again, stops calmly, and outlives a database that is away."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from routines.management.commands import worker
from routines.services.reminder_runs import Ticked


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let nothing touch a database, and note what was done."""
    done: list[str] = []

    def noting(name: str, answer: Any) -> Callable[..., Any]:
        def note(*args: Any, **kwargs: Any) -> Any:
            done.append(name)
            return answer

        return note

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "tick", noting("tick", Ticked()))
    monkeypatch.setattr(worker, "reap_tasks", noting("reap", 0))
    monkeypatch.setattr(worker, "run_next_task", noting("task", False))
    monkeypatch.setattr(worker, "prune", noting("prune", 0))
    return done


def work() -> worker.Work:
    return worker.Work(name="one", site="https://carryover.example", stop=threading.Event())


def test_a_look_ticks_runs_tasks_and_at_first_tidies_up(looks: list[str]) -> None:
    one = work()

    one.look()
    assert looks == ["tick", "reap", "task", "prune"]

    looks.clear()
    one.look()
    assert looks == ["tick", "task"]


def test_it_goes_on_at_once_while_there_is_more_to_do(
    looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = iter([True, True, False, False])
    monkeypatch.setattr(worker, "run_next_task", lambda **kwargs: next(ready))

    work().look()

    assert looks.count("tick") == 2


def test_told_to_stop_it_finishes_the_batch_and_takes_no_other(
    looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = work()
    ran = []

    def run(**kwargs: Any) -> bool:
        ran.append("task")
        one.stop.set()
        return True

    monkeypatch.setattr(worker, "run_next_task", run)
    one.look()

    assert ran == ["task"]
    assert looks == ["tick", "reap"]


def test_a_database_that_is_away_for_a_moment_ends_nothing(
    looks: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    tried = []

    def step() -> None:
        tried.append(1)
        if len(tried) == 2:
            stop.set()
        raise DatabaseError("gone\nDETAIL: what was written")

    worker._repeat(step, 0, stop)

    assert len(tried) == 2
    assert "Trying again" in caplog.text
    assert "DETAIL" not in caplog.text


def test_a_fault_in_one_letter_does_not_end_the_writing_of_letters(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop = threading.Event()
    tried = []

    @contextmanager
    def alone(name: str) -> Iterator[bool]:
        yield True

    def write(*, now: dt.datetime, site: str) -> None:
        tried.append(1)
        if len(tried) == 2:
            stop.set()
        raise KeyError("a sign that is gone")

    monkeypatch.setattr(worker, "only_one", alone)
    monkeypatch.setattr(worker, "send_alerts", write)
    monkeypatch.setattr(worker, "LETTERS_EVERY", 0)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "connection", Mock())

    worker._write_letters("https://carryover.example", stop)

    assert len(tried) == 2
    assert "tried again" in caplog.text


def test_it_says_that_it_starts_writes_letters_and_ends(
    looks: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    sites: list[str] = []
    done = threading.Event()

    @contextmanager
    def alone(name: str) -> Iterator[bool]:
        yield True

    def write(*, now: dt.datetime, site: str) -> None:
        sites.append(site)
        done.set()

    def once(step: Callable[[], None], seconds: float, stop: threading.Event) -> None:
        step()

    monkeypatch.setattr(worker, "only_one", alone)
    monkeypatch.setattr(worker, "send_alerts", write)
    monkeypatch.setattr(worker, "_repeat", once)
    call_command("worker", name="one", site="https://carryover.example/", stdout=io.StringIO())

    assert done.wait(5)
    assert sites == ["https://carryover.example"]
    assert [one.getMessage() for one in caplog.records] == ["Worker one starts."]
    assert looks[0] == "tick"
