"""Typed reading of environment variables, with one plain sentence for what is wrong.

Which variables there are is written in `settings` and, for people, in `.env.example`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class ConfigurationError(ImproperlyConfigured):
    """A variable is missing or malformed; the text names it and says what to do."""


def read_file(path: Path) -> None:
    """Take variables from a `.env` file, if it is there; the real environment wins."""
    if path.is_file():
        environ.Env.read_env(path)


def text(name: str, *, default: str = "") -> str:
    """Return the variable without outer space; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def required(name: str, *, meaning: str) -> str:
    """Return the variable. Raises ConfigurationError, with its meaning, when it is not set."""
    value = text(name)
    if not value:
        raise ConfigurationError(f"{name} is missing: {meaning} See .env.example.")
    return value


def choice(name: str, *, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words. Raises ConfigurationError for another word."""
    value = text(name, default=default)
    if value not in allowed:
        raise ConfigurationError(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return yes or no. Raises ConfigurationError for a word that is neither."""
    value = text(name).lower()
    if not value:
        return default
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ConfigurationError(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, *, default: int, least: int = 0) -> int:
    """Return a whole number. Raises ConfigurationError for anything else or less than `least`."""
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ConfigurationError(f"{name} must be a whole number from {least} up, not {value!r}.")
    return int(value)


def words(name: str) -> list[str]:
    """Return the comma-separated words, empty ones left out."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def directory(name: str, *, default: Path) -> Path:
    """Return a directory that exists (made if need be). Raises ConfigurationError when it cannot."""
    path = Path(text(name, default=str(default))).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{name} is {str(path)!r}, which cannot be made a folder: {error.strerror}."
        ) from error
    return path


def database(name: str, *, default: str) -> dict[str, Any]:
    """Return Django's settings for a database URL (sqlite or postgres).

    Raises ConfigurationError; the sentence leaves the URL out, since it holds a password.
    """
    url = text(name, default=default)
    if not url.startswith(("sqlite:///", "postgres://", "postgresql://")):
        raise ConfigurationError(f"{name} must start with postgres:// or sqlite:///.")
    try:
        config = dict(environ.Env.db_url_config(url))
    except (ValueError, ImproperlyConfigured) as error:
        raise ConfigurationError(f"{name} is not a database address that can be read.") from error
    if not config.get("NAME"):
        raise ConfigurationError(f"{name} names no database, as in postgres://host/carryover.")
    return config


def email(name: str, *, default: str) -> dict[str, Any]:
    """Return Django's EMAIL_* settings for a URL such as `smtp+tls://user:password@host:587`.

    Raises ConfigurationError; the sentence leaves the URL out, since it holds a password.
    """
    try:
        config = dict(environ.Env.email_url_config(text(name, default=default)))
    except (ValueError, ImproperlyConfigured, KeyError) as error:
        raise ConfigurationError(
            f"{name} must look like smtp+tls://user:password@mail.example.org:587."
        ) from error
    config.pop("OPTIONS", None)
    return config
