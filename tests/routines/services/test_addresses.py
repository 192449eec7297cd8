"""The address that letters name."""

from __future__ import annotations

from typing import Any

import pytest

from routines.services.addresses import site_address


@pytest.mark.parametrize(
    ("is_debug", "site"), [(False, "https://carryover.example"), (True, "http://localhost:8123")]
)
def test_letters_name_this_installation(
    settings: Any, monkeypatch: pytest.MonkeyPatch, is_debug: bool, site: str
) -> None:
    settings.DEBUG = is_debug
    settings.ALLOWED_HOSTS = ["carryover.example"]
    monkeypatch.setenv("PORT", "8123")

    assert site_address() == site
