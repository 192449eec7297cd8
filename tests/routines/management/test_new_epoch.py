"""`manage.py new_epoch`: after a restored backup."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from routines.queries.epochs import current_epoch


@pytest.mark.django_db
def test_it_changes_the_epoch_and_shows_it() -> None:
    before, out = current_epoch(), io.StringIO()

    call_command("new_epoch", stdout=out)

    assert current_epoch() != before
    assert str(current_epoch()) in out.getvalue()
