"""What rests after a warning sign."""

from __future__ import annotations

import pytest

from routines.domain.resting import is_rested


@pytest.mark.parametrize(
    ("rests", "kind", "region", "loads", "expected"),
    [
        (["all"], "breathing", "core", [], True),
        (["legs"], "stretch", "low-back", [], True),
        (["legs"], "nerve-glide", "whole-body", ["nerve-movement"], True),
        (["legs"], "strength", "lower-leg", [], True),
        (["legs"], "strength", "core", [], False),
        (["none"], "stretch", "thigh", [], False),
        (["tags:spine-extension"], "mobility", "low-back", ["spine-extension"], True),
        (["tags:spine-extension"], "mobility", "low-back", ["spine-flexion"], False),
        (["none", "all"], "mobility", "core", [], True),
        ([], "stretch", "thigh", [], False),
    ],
)
def test_what_loads_the_place_rests(
    rests: list[str], kind: str, region: str, loads: list[str], expected: bool
) -> None:
    assert is_rested(rests, kind=kind, region=region, loads=loads) is expected
