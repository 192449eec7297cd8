"""One email for one account, also where allauth keeps its own list."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser

from accounts.models import User
from accounts.services.emails import keep_only_this_email
from tests.factories import make_superuser, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam() -> User:
    sam = make_user(email="old@example.org")
    EmailAddress.objects.create(user=sam, email="old@example.org", primary=True, verified=True)
    return sam


def test_an_email_corrected_in_the_admin_takes_the_old_mailboxs_way_in(
    client: Browser, sam: User
) -> None:
    client.force_login(make_superuser())
    address = f"/admin/accounts/user/{sam.pk}/change/"
    form = client.get(address).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}

    answer = client.post(address, {**data, "email": "New@example.org"})

    assert answer.status_code == 302
    assert EmailAddress.objects.get().email == "new@example.org"
    Browser().post("/password/reset/", {"email": "old@example.org"})
    Browser().post("/password/reset/", {"email": "new@example.org"})
    assert [("reset/key" in str(letter.body), letter.to) for letter in mail.outbox] == [
        (False, ["old@example.org"]),
        (True, ["new@example.org"]),
    ]


def test_what_is_right_already_stays_as_it_is(sam: User) -> None:
    keep_only_this_email(user=sam)

    assert EmailAddress.objects.get().verified


def test_an_account_without_an_email_has_none_left(sam: User) -> None:
    sam.email = None
    sam.save()

    keep_only_this_email(user=sam)

    assert not EmailAddress.objects.exists()
