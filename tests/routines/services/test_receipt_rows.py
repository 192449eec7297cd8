"""The rows of receipts stored by hand are those that models would store; on both databases."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models import SentKind, SyncReceipt, SyncResult
from routines.services.receipt_rows import insert_receipts
from tests.conftest import CountStatements
from tests.factories import NOW, make_client, make_clinic, make_therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


def new_receipt(account: User, *, order: int = 1) -> SyncReceipt:
    return SyncReceipt(
        account=account,
        sent_id=uuid7(),
        kind=SentKind.LOG.value,
        target=str(uuid7()),
        names=["pain", "note"],
        fingerprint="f" * 64,
        result=SyncResult.STORED.value,
        is_aside=True,
        order=order,
        made_at=NOW,
        time_zone="Europe/Berlin",
        received_at=NOW,
    )


def test_every_column_is_what_saving_the_model_would_store(
    ivan: User, count_statements: CountStatements
) -> None:
    by_hand = [new_receipt(ivan), new_receipt(ivan, order=2**53 - 1)]
    by_model = new_receipt(ivan, order=3)

    with count_statements() as statements:
        insert_receipts(by_hand)
    by_model.save(force_insert=True)

    assert len(statements) == 1
    names = [one.attname for one in SyncReceipt._meta.concrete_fields]
    for row in (*by_hand, by_model):
        stored = SyncReceipt.objects.get(pk=row.pk)
        assert [getattr(stored, name) for name in names] == [getattr(row, name) for name in names]


def test_what_was_stored_can_be_saved_again(ivan: User) -> None:
    row = new_receipt(ivan)
    insert_receipts([row])

    row.is_aside = False
    row.save()

    assert SyncReceipt.objects.get().is_aside is False


def test_a_thing_that_has_its_receipt_gets_no_second_one(ivan: User) -> None:
    first, second = new_receipt(ivan), new_receipt(ivan)
    insert_receipts([first])
    second.sent_id = first.sent_id

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_receipts([new_receipt(ivan), second])

    assert SyncReceipt.objects.get() == first
