"""What all tests share: database, hasher, counted statements, browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, Value
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.database import use_write_ahead_log
from tests import chromium

# Playwright's event loop stays in the main thread, where Django would then refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")

CountStatements = Callable[[], AbstractContextManager[list[str]]]


# --- the run -------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Give each process a Redis database of its own, for tests empty theirs."""
    worker = getattr(config, "workerinput", {}).get("workerid", "").removeprefix("gw")
    if worker and project.REDIS_URL:
        parts = urlsplit(project.REDIS_URL)
        number = int(parts.path.strip("/") or 0) or 15
        path = f"/{number - int(worker)}"
        project.CACHES["default"]["LOCATION"] = parts._replace(path=path).geturl()


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Skip the browser tests where no browser is to be had."""
    asked = [item for item in items if item.get_closest_marker("browser")]
    if not asked or chromium.browser_path():
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(
            "No Chromium was found, and REQUIRE_BROWSER=1 asks for one. Set CHROMIUM_PATH."
        )
    for item in asked:
        item.add_marker(pytest.mark.skip(reason="no browser"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it once and loudly, also when the tests ran in several processes."""
    if not chromium.browser_path():
        terminalreporter.write_line(
            "NO BROWSER FOUND: browser tests were skipped. Install Chromium."
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let the test database be fast: nobody minds losing it in a power cut."""
    options = project.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] += "PRAGMA synchronous=OFF;"
    if connection.vendor == "postgresql":
        options["options"] = "-c synchronous_commit=off"
        project.DATABASES["default"]["OPTIONS"] = options


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Put the SQLite test database in WAL mode, like the true one; empty PostgreSQL's gently."""
    with django_db_blocker.unblock():
        use_write_ahead_log(connection)
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = _deletions  # type: ignore[method-assign]


def _deletions(
    style: object,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    # A TRUNCATE makes new files for each table and index, far more work than a test's few rows.
    # Foreign keys are checked at the end of the transaction, so the order does not matter.
    assert not reset_sequences, "Deleting leaves sequences as they are."
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608 - tables of ours


@pytest.fixture(scope="session", autouse=True)
def _checks_asked_once() -> Iterator[None]:
    """Ask the database once what a check constraint says of the same values.

    Nearly every row of a test is validated, and a check depends on nothing but the values of the
    fields it names; asking for each row took a quarter of the time of all tests. The constraint in
    the database stands as it is.
    """
    asked: dict[Any, bool] = {}
    ask = Q.check

    def check(condition: Q, against: dict[str, Any], using: str = DEFAULT_DB_ALIAS) -> bool:
        named = condition.referenced_base_fields
        values = {name: value for name, value in against.items() if name in named}
        try:
            key = (condition, *((name, _plain(values[name])) for name in sorted(named)))
            known = asked.get(key)
        except (KeyError, TypeError):
            # A field is missing, or a value is a list: nothing to remember it by.
            return ask(condition, against, using)
        if known is None:
            known = asked[key] = ask(condition, values, using)
        return known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Q, "check", check)
        yield


def _plain(value: Any) -> Any:
    # 1 and True are equal to Python, and not to a database.
    plain = value.value if isinstance(value, Value) else value
    return type(plain), plain


# --- each test -----------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _fast_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _fresh_rate_limits(request: pytest.FixtureRequest) -> None:
    # The database cache is rolled back with its test; Redis is not.
    if project.REDIS_URL:
        cache.clear()


@pytest.fixture
def count_statements(db: None) -> CountStatements:
    """Return a context manager whose list, after the block, holds each SELECT, INSERT, UPDATE
    and DELETE; savepoints and the like are left out.
    """

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield statements
        statements += [
            query["sql"]
            for query in captured.captured_queries
            if query["sql"].lstrip(" (").upper().startswith(_STATEMENTS)
        ]

    return counting


# --- browser -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give one running Chromium to the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium.browser_path(), args=list(chromium.FLAGS)
        )
        yield running
        running.close()


@pytest.fixture
def open_phone(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page, signed out, in a fresh profile on a phone.

    `open_phone(javascript=False, color_scheme="dark", width=320)`. Paths are relative to the live
    server. The test fails at its end when a page broke the content security policy or threw.
    """
    contexts: list[Any] = []
    problems: list[str] = []

    def listen(message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            problems.append(message.text)

    def open_page(
        *,
        javascript: bool = True,
        color_scheme: str = "light",
        width: int = 390,
        height: int = 844,
    ) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            java_script_enabled=javascript,
            has_touch=True,
            # Chromium reports a view transition as an error when it had to wait for a style sheet,
            # which no cache keeps here.
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.on("console", listen)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
