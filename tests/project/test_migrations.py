"""Migrations: none missing, named for what they do, and able to go back."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

OURS = ("accounts", "routines")


def own_migrations() -> list[Migration]:
    """Return the migrations of our own apps."""
    loader = MigrationLoader(connection)
    return [migration for (label, _), migration in loader.disk_migrations.items() if label in OURS]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_migrations_are_named_for_their_intent() -> None:
    names = [migration.name for migration in own_migrations()]

    assert names
    assert [name for name in names if re.search(r"_auto_|^\d{4}$", name)] == []


@pytest.mark.django_db
def test_what_is_run_can_be_taken_back() -> None:
    one_way = [
        f"{migration.app_label}.{migration.name}"
        for migration in own_migrations()
        for operation in migration.operations
        if isinstance(operation, RunPython | RunSQL) and not operation.reversible
    ]

    assert one_way == []


def test_a_phone_may_make_the_key_of_each_row_of_ours() -> None:
    kinds = {
        model.__name__: model._meta.pk.get_internal_type()
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy
    }

    assert {name: kind for name, kind in kinds.items() if kind != "UUIDField"} == {}
