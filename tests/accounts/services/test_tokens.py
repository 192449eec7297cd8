"""Tokens: who they let in, and until when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AccessToken, User
from accounts.services.tokens import create_token, revoke_token, use_token
from tests.conftest import CountStatements
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    return make_user()


def test_a_token_lets_its_person_in_until_it_runs_out(sam: User) -> None:
    token, plain = create_token(user=sam, name="x", at=NOW, days=30)
    end = NOW + dt.timedelta(days=30)

    assert use_token(plain=plain, at=end - dt.timedelta(seconds=1)) == token
    assert use_token(plain=plain, at=end) is None


def test_a_token_without_an_end_stays_until_closed(sam: User) -> None:
    token, plain = create_token(user=sam, name="x", at=NOW, days=None)
    later = NOW + dt.timedelta(days=3000)
    assert use_token(plain=plain, at=later) == token

    revoke_token(token=token, at=later)

    assert use_token(plain=plain, at=later) is None


def test_a_closed_account_is_closed_to_its_tokens(sam: User) -> None:
    plain = create_token(user=sam, name="x", at=NOW, days=30).plain
    User.objects.update(is_active=False)

    assert use_token(plain=plain, at=NOW) is None


@pytest.mark.parametrize("plain", ["", "x", "carryover_", "carryover_x", "🙂"])
def test_what_was_never_given_out_opens_nothing(sam: User, plain: str) -> None:
    create_token(user=sam, name="x", at=NOW, days=30)

    assert use_token(plain=plain, at=NOW) is None


def test_its_use_is_noted_but_not_on_each_call(
    sam: User, count_statements: CountStatements
) -> None:
    plain = create_token(user=sam, name="x", at=NOW, days=30).plain
    use_token(plain=plain, at=NOW)
    assert AccessToken.objects.get().last_used_at == NOW

    with count_statements() as statements:
        use_token(plain=plain, at=NOW + dt.timedelta(minutes=1))

    assert len(statements) == 1


@pytest.mark.parametrize(("name", "days"), [("", 30), ("x" * 61, 30), ("x", 0), ("x", -1)])
def test_a_token_that_cannot_be_is_refused(sam: User, name: str, days: int) -> None:
    with pytest.raises(ValidationError):
        create_token(user=sam, name=name, at=NOW, days=days)
