"""Which exercises have been drawn: read once from the index that `manage.py draw_figures` writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from routines.domain.library import CONTENT_FOLDER
from routines.figures.index import read_index
from routines.models import Exercise


@cache
def drawn_figures() -> dict[str, dict[str, Any]]:
    """Return what is known of every figure, by the slug of the exercise it was drawn for."""
    return read_index(CONTENT_FOLDER / "figures.json")


def figures_to_choose() -> list[tuple[str, str]]:
    """Return slug and name of each built-in exercise with a figure, by name (1 statement)."""
    named = Exercise.objects.built_in().current().order_by("name").values_list("slug", "name")
    return [(slug, name) for slug, name in named if slug in drawn_figures()]
