"""Reading the environment: each mistake is one sentence that names the variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import env
from tests.config.production import manage


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("DATABASE_URL", "mysql://db/carryover"),
        ("DATABASE_URL", "postgres://db:wrong/carryover"),
        ("EMAIL_URL", ""),
        ("EMAIL_URL", "carrier-pigeon://"),
        ("TRUSTED_PROXY_COUNT", "many"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("DEBUG", "perhaps"),
        ("SELF_SIGN_UP", "sometimes"),
        ("HSTS_SECONDS", "-1"),
        ("DATA_DIR", "/dev/null/data"),
    ],
)
def test_a_missing_or_malformed_variable_stops_the_start_with_a_sentence(
    tmp_path: Path, variable: str, value: str
) -> None:
    ended = manage(tmp_path, "check", **{variable: value})

    assert ended.returncode == 1
    assert ended.stderr.startswith(variable)
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    ended = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING")

    assert ended.returncode == 0, ended.stderr


def test_the_sentence_about_a_database_keeps_its_password_to_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://maya:hunter2@db/carryover")

    with pytest.raises(env.ConfigurationError) as caught:
        env.database("DATABASE_URL", default="sqlite:///var/db.sqlite3")

    assert "hunter2" not in str(caught.value)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTS", "  ")

    assert env.text("PORTS", default="8000") == "8000"
    assert env.number("PORTS", default=8000) == 8000
    assert env.flag("PORTS", default=True) is True
    assert env.words("PORTS") == []


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSTS", "clinic.org, www.clinic.org,")

    assert env.words("HOSTS") == ["clinic.org", "www.clinic.org"]


def test_the_environment_wins_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("CARRYOVER_A=file\nCARRYOVER_B=file\n")
    monkeypatch.setenv("CARRYOVER_A", "environment")
    # Set and taken away, so that what the file sets goes away after the test.
    monkeypatch.setenv("CARRYOVER_B", "")
    monkeypatch.delenv("CARRYOVER_B")

    env.read_file(file)

    assert (env.text("CARRYOVER_A"), env.text("CARRYOVER_B")) == ("environment", "file")


def test_a_postgres_address_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://maya:secret@db:5433/carryover")

    config = env.database("DATABASE_URL", default="")

    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["NAME"], config["HOST"], config["PORT"]) == ("carryover", "db", 5433)
