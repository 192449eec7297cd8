"""One email for one account, also where allauth keeps its own list."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser

from accounts.models import User
from accounts.services.emails import keep_only_this_email, wait_for_email
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


@pytest.mark.parametrize("is_verified", [True, False])
def test_an_email_stays_in_force_while_others_are_waited_for(sam: User, is_verified: bool) -> None:
    EmailAddress.objects.update(verified=is_verified)

    wait_for_email(user=sam, email="typo@example.org")
    wait_for_email(user=sam, email="New@example.org")

    rows = EmailAddress.objects.order_by("pk").values_list("email", "primary", "verified")
    assert list(rows) == [
        ("old@example.org", True, is_verified),
        ("new@example.org", False, False),
    ]
    sam.refresh_from_db()
    assert sam.email == "old@example.org"


def test_somebody_without_an_email_waits_for_one() -> None:
    kim = make_user(email=None, display_name="Kim Park")

    wait_for_email(user=kim, email="kim@example.org")

    assert EmailAddress.objects.get().email == "kim@example.org"
