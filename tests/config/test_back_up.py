"""`manage.py back_up`: whole while people write, for nobody else's eyes, and never over another."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.management.commands import back_up
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")


def people_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as copy:
        return [row[0] for row in copy.execute("SELECT display_name FROM accounts_user")]


@on_sqlite
def test_the_copy_holds_what_is_committed_and_is_for_its_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_user(display_name="Ivan Petrov")

    call_command("back_up", str(tmp_path / "copy.sqlite3"))

    assert people_in(tmp_path / "copy.sqlite3") == ["Ivan Petrov"]
    assert stat.S_IMODE((tmp_path / "copy.sqlite3").stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["copy.sqlite3"]
    assert "checked" in capsys.readouterr().out


@on_sqlite
def test_a_copy_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    file.write_text("yesterday's")

    with pytest.raises(CommandError, match="there already"):
        call_command("back_up", str(file))

    assert file.read_text() == "yesterday's"


@on_sqlite
def test_a_copy_that_was_broken_off_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite3.unchecked").write_text("half of it")

    call_command("back_up", str(tmp_path / "copy.sqlite3"))

    assert people_in(tmp_path / "copy.sqlite3") == []


@on_sqlite
def test_a_copy_with_a_fault_does_not_get_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(back_up, "_faults", lambda file: ["row 7 missing from index"])

    with pytest.raises(CommandError, match="row 7"):
        call_command("back_up", str(tmp_path / "copy.sqlite3"))

    assert not (tmp_path / "copy.sqlite3").exists()


@on_sqlite
def test_a_row_without_its_other_half_is_a_fault(tmp_path: Path) -> None:
    call_command("back_up", str(tmp_path / "copy.sqlite3"))
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copy:
        copy.execute(
            "INSERT INTO accounts_consent (id, user_id, kind, version, agreed_at)"
            " VALUES (?, ?, 'sharing', '1', '2026-01-01')",
            ["a" * 32, "b" * 32],
        )
        copy.commit()

    assert back_up._faults(tmp_path / "copy.sqlite3") == ["accounts_consent names a missing row"]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="about PostgreSQL")
def test_on_postgresql_it_names_the_tool_to_use(tmp_path: Path) -> None:
    assert connection.vendor == "postgresql"

    with pytest.raises(CommandError, match="pg_dump"):
        call_command("back_up", str(tmp_path / "copy"))
