"""What all tests share: database, hasher, counted statements, browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import CheckConstraint, Model, Q
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.database import use_write_ahead_log
from routines.services.epochs import new_epoch
from tests import chromium

# Playwright's event loop stays in the main thread, where Django would then refuse the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")

# Folders of tests about what is read and shown.
_READS = {"queries", "views", "admin"}
_DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark what one database is enough for; skip the browser tests where there is no browser."""
    for item in items:
        if _needs_one_database(item):
            item.add_marker("once")
    asked = [item for item in items if item.get_closest_marker("browser")]
    if not asked or chromium.browser_path():
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(
            "No Chromium was found, and REQUIRE_BROWSER=1 asks for one. Set CHROMIUM_PATH."
        )
    for item in asked:
        item.add_marker(pytest.mark.skip(reason="no browser"))


def _needs_one_database(item: pytest.Item) -> bool:
    # Schedules look for what phones and services do wrong, and take long; see decision 98.
    if "simulator" in item.path.parts:
        return True
    if item.get_closest_marker("browser"):
        return item.get_closest_marker("story") is None
    fixtures = set(getattr(item, "fixturenames", ()))
    # How many statements a page reads is the same everywhere; writes lock otherwise on PostgreSQL.
    if "count_statements" in fixtures and _READS & set(item.path.parts):
        return True
    return item.get_closest_marker("django_db") is None and not fixtures & _DATABASE_FIXTURES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say it once and loudly, also when the tests ran in several processes."""
    if not chromium.browser_path():
        terminalreporter.write_line(
            "NO BROWSER FOUND: browser tests were skipped. Install Chromium."
        )


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage leave alone what stays until the end: thousands of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let the test database be fast: nobody minds losing it in a power cut."""
    options = project.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] += "PRAGMA synchronous=OFF;"
        # Its tables come from the models, in a tenth of the time; PostgreSQL's from migrations. That
        # none is missing has a test, and an installation on SQLite is prepared by another.
        project.DATABASES["default"]["TEST"]["MIGRATE"] = False
    if connection.vendor == "postgresql":
        options["options"] = "-c synchronous_commit=off"
        project.DATABASES["default"]["OPTIONS"] = options


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Put the SQLite test database in WAL mode, like the true one; empty PostgreSQL's gently."""
    with django_db_blocker.unblock():
        use_write_ahead_log(connection)
        if connection.vendor == "sqlite":
            # What migrations leave behind: that they ran, and the one row that one of them stores.
            applied = MigrationRecorder(connection)
            for app, name in MigrationLoader(connection).disk_migrations:
                applied.record_applied(app, name)
            new_epoch(at=timezone.now())
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
    """Ask the database once whether a check constraint holds for the same values.

    Nearly every row of a test is validated, and a check depends on nothing but the values of the
    fields it names; asking for each row took a quarter of the time of all tests. What a check
    refused is asked again, and the constraint in the database stands as it is.
    """
    held: set[tuple[Any, ...]] = set()
    ask = CheckConstraint.validate

    def validate(
        constraint: CheckConstraint,
        model: type[Model],
        instance: Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        key = _what_is_checked(constraint, model, instance, exclude)
        if key is None or key not in held:
            ask(constraint, model, instance, exclude, using)
            held.add(key or ())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CheckConstraint, "validate", validate)
        yield


def _what_is_checked(
    constraint: CheckConstraint, model: type[Model], instance: Model, exclude: set[str] | None
) -> tuple[Any, ...] | None:
    # None where a value is a list: it has no hash, and there is nothing to remember it by.
    names = Q(constraint.condition).referenced_base_fields
    fields = {one.name: one.attname for one in model._meta.concrete_fields}
    values = [getattr(instance, fields[name]) for name in sorted(names)]
    # 1 and True are equal to Python, and not to a database.
    key = (model, constraint.name, frozenset(exclude or ()), *((type(one), one) for one in values))
    try:
        hash(key)
    except TypeError:
        return None
    return key


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
    # Asked of SQLite once in a process, by whichever test comes first.
    _ = connection.features.supports_json_field

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
            # Moves between pages take time and prove nothing here; test_console has them.
            reduced_motion="reduce",
            # It would fetch pages in the background of every test; tests of it open their own.
            service_workers="block",
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
