"""The file behind every make target: mistakes get a sentence, nothing but the standard library."""

from __future__ import annotations

import ast
import socket
import sys
from pathlib import Path

import pytest

import bootstrap
from accounts.push.vapid import read_private_key, require_subject


def test_it_imports_only_the_standard_library() -> None:
    source = Path(bootstrap.__file__).read_text()
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }

    assert imported <= sys.stdlib_module_names


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit) as stopped:
            bootstrap.refuse_taken_port("127.0.0.1", port)

    assert str(stopped.value).startswith(f"Port {port} is taken")


@pytest.mark.parametrize("port", ["0", "65536", "eight", "-1"])
def test_a_port_that_is_none_is_one_sentence(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SystemExit, match="PORT must be a number"):
        bootstrap.port_number()


def test_postgres_and_redis_are_installed_only_where_they_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("REDIS_URL", "")
    assert bootstrap.run_extras() == []

    monkeypatch.setenv("DATABASE_URL", "postgres://db/carryover")
    monkeypatch.setenv("REDIS_URL", "redis://cache")
    assert bootstrap.run_extras() == ["postgres", "redis"]


def test_the_tested_versions_cover_every_requirement() -> None:
    pinned = (bootstrap.ROOT / "constraints.txt").read_text().lower()
    wanted = bootstrap.requirements(["dev"])

    names = [requirement.split(">=")[0].split("[")[0].lower() for requirement in wanted]
    # Newer ones have no wheel for Macs with Intel, so each machine takes the newest that it can.
    free = {"cryptography"}
    assert [name for name in names if f"\n{name}==" not in pinned and name not in free] == []


def test_the_first_run_makes_a_key_for_push_and_later_ones_keep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    bootstrap.write_development_env()
    first = (tmp_path / ".env").read_text()

    bootstrap.write_development_env()

    assert (tmp_path / ".env").read_text() == first
    values = dict(line.split("=", 1) for line in first.splitlines() if "=" in line)
    assert values["DEBUG"] == "1"
    read_private_key(values["VAPID_PRIVATE_KEY"])
    require_subject(values["VAPID_SUBJECT"])


def test_an_older_file_of_ours_gets_a_key_and_anybody_elses_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    env = tmp_path / ".env"
    ours = "# For development. Each variable is explained in .env.example.\nDEBUG=1\nPORT=8001\n"
    env.write_text(ours)
    bootstrap.write_development_env()
    assert env.read_text().startswith(f"{ours}VAPID_PRIVATE_KEY=")

    env.write_text("DEBUG=1\n")
    bootstrap.write_development_env()

    assert env.read_text() == "DEBUG=1\n"
