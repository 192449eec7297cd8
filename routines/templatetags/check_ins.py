"""Template tags of the check-in: answers as they were given, and sentences made of halves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms, template
from django.utils.formats import date_format
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from routines.domain.body import BodyMap, MapPlace, map_places, say_place
from routines.domain.check_points import ComingCheck
from routines.domain.function import FunctionChange, Outcome
from routines.domain.warning_rules import warning_rules
from routines.domain.warning_signs import Gate, Sign
from routines.queries.pattern import Pattern

register = template.Library()

CHART_WIDTH, CHART_HEIGHT = 334, 166
CHART_START, CHART_END = 74, 326
FIRST_LANE, LANE = 14, 27
_SENTENCE = re.compile(r"[^.?!]+[.?!]*")


@register.simple_tag
def due_checks(checks: tuple[ComingCheck, ...]) -> SafeString:
    """Return the checks before a session as JSON, for a phone that begins one without a signal."""
    return _due_checks(checks)


# The same until a check is answered or a week is over, and for everybody who is new.
@lru_cache(maxsize=256)
def _due_checks(checks: tuple[ComingCheck, ...]) -> SafeString:
    return json_script([one.as_json() for one in checks], "due-checks")


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
def said_once(texts: Iterable[str]) -> str:
    """Return several texts as one, without the sentences that were in it already."""
    sentences = (one.strip() for one in _SENTENCE.findall(" ".join(texts)))
    return " ".join(dict.fromkeys(sentences))


@register.filter
def places(body_map: BodyMap) -> tuple[MapPlace, ...]:
    """Return every place of a map with what is marked there."""
    return map_places(body_map)


@register.filter
def says_places(body_map: BodyMap) -> str:
    """Return the marked places in one line, the furthest first: "Left inner calf, left buttock"."""
    furthest = sorted(body_map.marks, key=lambda mark: -(mark.level or 0))
    said = [say_place(mark.region, mark.side) for mark in furthest]
    return ", ".join([*said[:1], *(one[:1].lower() + one[1:] for one in said[1:])]) or _("Nowhere")


@register.filter
def says_change(change: FunctionChange) -> str:
    """Return which way function went, as the title of its card."""
    if not change.is_worth_telling:
        return _("About the same")
    if change.outcome is Outcome.WORSE or change.worse:
        return _("Harder than before")
    return _("Going better")


@register.inclusion_tag("progress/lanes_chart.html")
def lanes_chart(pattern: Pattern) -> dict[str, Any]:
    """Return where pain reached as five lanes, the back on top, with words and a table beside it."""
    names = [_("Back"), _("Buttock"), _("Thigh"), _("Calf"), _("Foot")]
    span = max(1, (pattern.until - pattern.since).days)
    points = [one for one in pattern.lanes.points if one.lane is not None]
    dots = [
        (
            round(
                CHART_START
                + 8
                + (one.day - pattern.since).days / span * (CHART_END - CHART_START - 16),
                1,
            ),
            FIRST_LANE + LANE * (one.lane or 0),
            one.is_numb,
            one is points[-1],
        )
        for one in points
    ]
    return {
        "pattern": pattern,
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "start": CHART_START,
        "end": CHART_END,
        "wide": CHART_END - CHART_START,
        "rows": [(name, FIRST_LANE + LANE * row) for row, name in enumerate(names)],
        "dots": dots,
        "line": "M" + "L".join(f"{x} {y}" for x, y, _numb, _last in dots) if len(dots) > 1 else "",
        "words": _("The furthest place with pain, from %(since)s to today. %(finding)s.")
        % {"since": date_format(pattern.since, "j F"), "finding": pattern.lanes.title},
        "table": [
            (one.day, names[one.lane] if one.lane is not None else _("Nowhere"), one.is_numb)
            for one in reversed(pattern.lanes.points)
        ],
    }
