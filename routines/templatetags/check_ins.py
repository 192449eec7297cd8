"""Template tags of the check-in: answers as they were given, and sentences made of halves."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms, template

from routines.domain.body import BodyMap, MapPlace, map_places
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Gate, Sign

register = template.Library()


@register.filter
def answered(form: forms.Form, name: str) -> str:
    """Return the answer that was sent for a question, "" where there is none."""
    return str(form.data.get(name, ""))


@register.filter
def opened(gate: Gate) -> Iterable[Sign]:
    """Return the questions behind one of the three of every session."""
    signs = warning_rules().signs
    return [signs[slug] for slug in gate.opens]


@register.filter
def sentence(half: str) -> str:
    """Return a half sentence as a whole one: "you marked this" becomes "You marked this."."""
    return f"{half[:1].upper()}{half[1:].rstrip('.')}." if half else ""


@register.filter
def places(body_map: BodyMap) -> tuple[MapPlace, ...]:
    """Return every place of a map with what is marked there."""
    return map_places(body_map)
