"""A tap on Done is told from everything that needs the whole form."""

from __future__ import annotations

import uuid

import pytest
from django.http import QueryDict

from routines.domain.sets import as_prescribed
from routines.forms.sessions import LogForm, tapped_done
from tests.homework_factories import make_homework

KEY = uuid.UUID("019be0b2-a5c3-7000-8000-000000000001")
TAP = f"csrfmiddlewaretoken=b&id={KEY}&prescription={KEY}&outcome=as-prescribed"


def test_a_tap_on_done_gives_its_key() -> None:
    assert tapped_done(QueryDict(TAP)) == KEY


@pytest.mark.parametrize(
    "sent",
    [
        f"{TAP}&sets_none=3",
        f"{TAP}&reason=pain",
        f"{TAP}&same_on_both_sides=on",
        TAP.replace("as-prescribed", "performed"),
        TAP.replace("&outcome=as-prescribed", ""),
        TAP.replace(str(KEY), "no-key"),
        TAP.replace(f"id={KEY}&", ""),
        "",
    ],
)
def test_all_else_is_for_the_form(sent: str) -> None:
    assert tapped_done(QueryDict(sent)) is None


@pytest.mark.django_db
def test_the_form_says_the_same_of_such_a_tap() -> None:
    bridge = make_homework().bridge
    form = LogForm(QueryDict(TAP), prescription=bridge)

    assert form.is_valid()
    assert (form.key, form.skip_reason) == (KEY, None)
    assert form.sets == as_prescribed(bridge.dosage)
