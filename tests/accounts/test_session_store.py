"""Sessions are read as Django's own store reads them."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.backends import db
from django.utils import timezone

from accounts.session_store import SessionStore
from tests.conftest import CountStatements

pytestmark = pytest.mark.django_db


def kept() -> str:
    store = SessionStore()
    store["place"] = "kitchen"
    store.save()
    assert store.session_key
    return store.session_key


def test_a_session_is_what_djangos_store_reads_and_takes_one_statement(
    count_statements: CountStatements,
) -> None:
    key = kept()

    with count_statements() as statements:
        ours = SessionStore(key).load()

    assert ours == db.SessionStore(key).load() == {"place": "kitchen"}
    assert len(statements) == 1


def test_a_session_that_is_over_is_empty_and_its_key_is_not_used_again() -> None:
    key = kept()

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        store = SessionStore(key)
        assert store.load() == db.SessionStore(key).load() == {}

    assert store.session_key is None


@pytest.mark.parametrize("key", ["unknown" * 4, "' OR 1=1 --", "ключ" * 4])
def test_an_unknown_key_is_an_empty_session(key: str) -> None:
    kept()
    store = SessionStore(key)

    assert store.load() == {}
    assert store.session_key is None


def test_a_session_somebody_changed_in_the_table_is_empty() -> None:
    key = kept()
    db.SessionStore.get_model_class().objects.update(session_data="forged")

    assert SessionStore(key).load() == {}
