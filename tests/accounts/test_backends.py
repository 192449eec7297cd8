"""The person of a session, found again on each page."""

from __future__ import annotations

import pytest
from allauth.account.auth_backends import AuthenticationBackend

from accounts.backends import SignInBackend
from accounts.models import User
from tests.conftest import CountStatements
from tests.factories import make_client

pytestmark = pytest.mark.django_db


def test_the_person_is_the_one_allauth_finds_in_one_statement(
    count_statements: CountStatements,
) -> None:
    ivan = make_client()

    with count_statements() as statements:
        found = SignInBackend().get_user(ivan.pk)

    same = AuthenticationBackend().get_user(ivan.pk)
    assert found == same
    assert found is not None
    names = [one.attname for one in User._meta.concrete_fields]
    assert [getattr(found, name) for name in names] == [getattr(same, name) for name in names]
    assert len(statements) == 1


def test_who_may_not_sign_in_or_is_gone_is_not_found() -> None:
    closed = make_client(display_name="Sam Keller")
    User.objects.filter(pk=closed.pk).update(is_active=False)

    assert SignInBackend().get_user(closed.pk) is None
    assert SignInBackend().get_user(User().pk) is None
