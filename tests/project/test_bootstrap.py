"""The file behind every make target: mistakes get a sentence, nothing but the standard library."""

from __future__ import annotations

import ast
import socket
import sys
from pathlib import Path

import pytest

import bootstrap


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
