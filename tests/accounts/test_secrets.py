"""Secrets and the hashes that stand for them."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.secrets import (
    CODE_ALPHABET,
    code_hashes,
    hash_code,
    new_code,
    new_secret,
    show_code,
    tidy_code,
)


def test_codes_have_no_letters_that_look_alike() -> None:
    assert not set("ILO01QS5Z2B8G") & set(CODE_ALPHABET)
    assert len(set(CODE_ALPHABET)) == len(CODE_ALPHABET)
    assert all(set(new_code()) <= set(CODE_ALPHABET) for _ in range(100))


def test_secrets_have_256_bits_and_do_not_repeat() -> None:
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(new_secret()) == 43


@pytest.mark.parametrize("typed", ["ACD-EFH", " acd efh ", "acdefh", "A.C.D-E.F.H"])
def test_a_code_is_known_however_it_was_typed(typed: str) -> None:
    assert tidy_code(typed) == "ACDEFH"
    assert hash_code(typed) == hash_code("ACDEFH")


def test_a_code_is_printed_in_two_groups() -> None:
    assert show_code("ACDEFH") == "ACD-EFH"


def test_a_code_survives_a_change_of_the_sites_key(settings: Any) -> None:
    stored = hash_code("ACDEFH")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "x" * 50

    assert stored in code_hashes("ACDEFH")
    assert stored != hash_code("ACDEFH")
