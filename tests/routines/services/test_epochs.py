"""A restored backup is another database."""

from __future__ import annotations

import pytest
from django.utils import timezone

from routines.models import Epoch
from routines.queries.epochs import current_epoch
from routines.services.epochs import new_epoch


@pytest.mark.django_db
def test_a_new_epoch_differs_from_all_before() -> None:
    seen = {current_epoch()}
    for _ in range(3):
        made = new_epoch(at=timezone.now())
        assert current_epoch() == made
        assert made not in seen
        seen.add(made)

    assert Epoch.objects.count() == 4
