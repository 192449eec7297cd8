"""Preparing a database: from nothing to ready, and what the checks say before and after."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.checks import database_keeps_what_it_acknowledged
from tests.config.production import manage

pytestmark = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="about SQLite"
)


def test_an_empty_folder_becomes_a_ready_database(tmp_path: Path) -> None:
    before = manage(tmp_path, "check", "--database", "default")
    prepared = manage(tmp_path, "prepare_database")
    after = manage(tmp_path, "check", "--database", "default", "--fail-level", "WARNING")

    assert "config.W001" in before.stderr
    assert prepared.returncode == 0, prepared.stderr
    assert after.returncode == 0, after.stderr
    database = sqlite3.connect(tmp_path / "db.sqlite3")
    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("SELECT count(*) FROM cache").fetchone() == (0,)
    database.close()


def test_other_users_of_the_machine_do_not_read_it(tmp_path: Path) -> None:
    (tmp_path / "db.sqlite3").touch(mode=0o664)

    assert manage(tmp_path, "prepare_database").returncode == 0

    for file in tmp_path.glob("db.sqlite3*"):
        assert file.stat().st_mode & 0o007 == 0, file


@pytest.mark.django_db
def test_preparing_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("createcachetable")

    assert "already exists" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_database_that_does_not_sync_fully_is_reported() -> None:
    with connection.cursor() as cursor:
        (synchronous,) = cursor.execute("PRAGMA synchronous").fetchone()

    # The tests themselves run without, for speed.
    assert synchronous == 0
    assert [found.id for found in database_keeps_what_it_acknowledged(databases=["default"])] == [
        "config.W002"
    ]


def test_without_a_database_to_look_at_nothing_is_said() -> None:
    assert database_keeps_what_it_acknowledged(databases=None) == []
