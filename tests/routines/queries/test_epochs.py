"""Which database this is."""

from __future__ import annotations

import datetime as dt

import pytest

from routines.models import Epoch
from routines.queries.epochs import NONE_YET, current_epoch
from tests.factories import NOW


@pytest.mark.django_db
def test_every_database_has_one_and_the_latest_counts() -> None:
    first = current_epoch()
    later = Epoch.objects.create(since=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    Epoch.objects.create(since=NOW - dt.timedelta(days=9000))

    assert first != NONE_YET
    assert current_epoch() == later.pk


@pytest.mark.django_db
def test_an_emptied_database_has_none() -> None:
    Epoch.objects.all().delete()

    assert current_epoch() == NONE_YET
