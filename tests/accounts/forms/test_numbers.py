"""A number is one that a phone can dial as it stands, or none."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.forms.numbers import PhoneField, one_number


@pytest.mark.parametrize("typed", ["112", "+34 600 12 34 56", "(0345) 600-123", ""])
def test_one_number_is_kept_as_it_was_typed(typed: str) -> None:
    assert one_number(f" {typed} ") == typed
    assert PhoneField().clean(typed) == typed


@pytest.mark.parametrize("typed", ["call me", "112 or 113", "112/113", "++34", "-", "1" * 41])
def test_words_two_numbers_and_what_is_too_long_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)
