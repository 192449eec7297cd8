"""Models read by hand are the ones a queryset reads; on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, models

from accounts.models import AccessToken, User
from accounts.rows import Columns, Statement, as_key, from_key, from_moment, holes, raw_key
from accounts.services.tokens import create_token
from tests.conftest import CountStatements
from tests.factories import NOW, make_client

pytestmark = pytest.mark.django_db

TOKEN = """\
SELECT {token}, {person} FROM accounts_user u LEFT JOIN accounts_accesstoken t ON t.user_id = u.id
 WHERE u.id = %s
"""


def values(row: models.Model) -> dict[str, object]:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}


@pytest.fixture
def statement() -> Statement:
    return Statement(TOKEN, token=Columns(AccessToken, "t"), person=Columns(User, "u"))


def test_every_field_of_two_joined_models_is_what_the_models_say(statement: Statement) -> None:
    ivan = make_client()
    create_token(user=ivan, name="My watch", at=NOW, days=30)

    found = statement.first([as_key(ivan.pk)])

    assert found is not None
    token, person = found
    assert values(token) == values(AccessToken.objects.get())
    assert values(person) == values(User.objects.get())
    assert not person._state.adding


def test_nothing_on_the_other_side_of_an_outer_join_is_none(statement: Statement) -> None:
    found = statement.first([as_key(make_client().pk)])

    assert found is not None
    assert found[0] is None
    assert isinstance(found[1], User)


def test_no_row_is_none(statement: Statement) -> None:
    assert statement.first([as_key(User().pk)]) is None


def test_what_was_left_out_is_read_when_it_is_asked_for(count_statements: CountStatements) -> None:
    ivan = make_client(display_name="Ivan Petrov")
    short = Columns(User, "u", only=("id", "language"))
    found = Statement("SELECT {person} FROM accounts_user u WHERE u.id = %s", person=short).first(
        [as_key(ivan.pk)]
    )
    assert found is not None

    with count_statements() as for_the_language:
        assert found[0].language == "en"
    with count_statements() as for_the_name:
        assert found[0].display_name == "Ivan Petrov"

    assert (len(for_the_language), len(for_the_name)) == (0, 1)


def test_a_key_read_as_it_is_kept_is_the_same_key() -> None:
    ivan = make_client()

    kept = User.objects.values_list(raw_key("pk"), flat=True).get()

    assert kept == as_key(ivan.pk)
    assert from_key(kept) == ivan.pk


def test_a_list_is_filled_in_with_each_call() -> None:
    people = [make_client(), make_client(display_name="Ivan Petrov")]
    person = Columns(User, "u", only=("id",))
    sql = "SELECT {person} FROM accounts_user u WHERE u.id IN ({{keys}})"
    statement = Statement(sql, person=person)

    for some in ([], people[:1], people):
        found = statement.all([as_key(one.pk) for one in some], keys=holes(len(some)))
        assert {one.pk for (one,) in found} == {one.pk for one in some}


def test_a_moment_is_read_from_a_column_and_from_what_a_statement_works_out() -> None:
    ivan = make_client(created_at=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT created_at, MAX(created_at) FROM accounts_user GROUP BY created_at")
        found = [from_moment(at) for at in cursor.fetchone()]

    assert found == [ivan.created_at, ivan.created_at]
    assert {at.utcoffset() for at in found} == {dt.timedelta()}
