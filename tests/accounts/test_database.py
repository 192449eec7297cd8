"""The write gate: one writer at a time on SQLite, let go before effects, never twice."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from accounts.database import _threads, write_transaction
from accounts.models import Clinic

pytestmark = pytest.mark.django_db(transaction=True)

on_sqlite = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="the gate is for SQLite"
)


def make_clinic(name: str) -> Clinic:
    return Clinic.objects.create(name=name, time_zone="UTC")


@write_transaction
def make_and_fail(name: str) -> None:
    make_clinic(name)
    raise ZeroDivisionError


def test_an_error_takes_everything_back() -> None:
    with pytest.raises(ZeroDivisionError):
        make_and_fail("North")

    assert not Clinic.objects.exists()
    assert not _threads.locked()


def test_as_a_decorator_it_keeps_the_result_and_the_name() -> None:
    @write_transaction
    def found(*, name: str) -> str:
        assert connection.in_atomic_block
        return make_clinic(name).name

    assert found(name="North") == "North"
    assert found.__name__ == "found"


def test_nested_writes_are_savepoints_of_one_transaction() -> None:
    with write_transaction():
        make_clinic("North")
        with pytest.raises(ZeroDivisionError):
            make_and_fail("South")

    assert list(Clinic.objects.values_list("name", flat=True)) == ["North"]


@on_sqlite
def test_effects_after_commit_run_with_the_gate_open() -> None:
    seen: list[bool] = []

    with write_transaction():
        transaction.on_commit(lambda: seen.append(_threads.locked()))
        assert _threads.locked()

    assert seen == [False]


@on_sqlite
def test_inside_a_plain_transaction_the_gate_is_not_waited_for() -> None:
    with transaction.atomic(), write_transaction():
        make_clinic("North")
        assert not _threads.locked()

    assert Clinic.objects.count() == 1


def test_many_threads_lose_no_update() -> None:
    clinic = make_clinic("0")
    errors: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(5):
                with write_transaction():
                    row = Clinic.objects.select_for_update().get(pk=clinic.pk)
                    time.sleep(0.001)
                    row.name = str(int(row.name) + 1)
                    row.save(update_fields=["name"])
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Clinic.objects.get().name == "30"


@on_sqlite
def test_sqlite_is_set_up_to_keep_what_it_acknowledged() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in Path(settings.BASE_DIR, "config/settings.py").read_text()


def test_the_cache_works_across_connections() -> None:
    cache.set("attempts", 3)

    assert cache.get("attempts") == 3
