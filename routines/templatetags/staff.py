"""Template tags of the therapists' pages: the 14 bars, a line of pain, labelled cells, moments.

Shapes only; who needs what is decided in queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from routines.domain.adherence import DayAdherence, total
from routines.domain.dosage import Dosage, Side, say

register = template.Library()

_BAR, _STEP, _HEIGHT, _LOW = 6, 8, 24, 5
_ACROSS, _DOT, _MOST_PAIN, _ENOUGH_POINTS = 4, 3, 10, 3
_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@register.simple_tag
def tracker(days: Sequence[DayAdherence]) -> SafeString:
    """Return one bar for each day, oldest first: filled by how much of what was due was done."""
    done = total(days)
    label = (
        _("Last %(days)d days: %(done)d of %(due)d done")
        % {"days": len(days), "done": done.performed, "due": done.due}
        if done.due
        else _("Last %(days)d days: nothing was due") % {"days": len(days)}
    )
    bars = SafeString("".join(_bar(place, _level(day)) for place, day in enumerate(days)))
    width = max(1, len(days) * _STEP - (_STEP - _BAR))
    return format_html(
        '<svg class="track" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}"'
        ' focusable="false">{}</svg>',
        *(width, _HEIGHT, width, _HEIGHT, label, bars),
    )


@register.simple_tag
def sparkline(
    pain: Sequence[tuple[dt.date, int]], days: Sequence[DayAdherence]
) -> SafeString | str:
    """Return pain over the same days as the bars; the number beside it says it in words."""
    places = {each.day: place for place, each in enumerate(days)}
    points = [
        (places[day] * _ACROSS + _DOT, _HEIGHT - _DOT - level * (_HEIGHT - 2 * _DOT) / _MOST_PAIN)
        for day, level in pain
        if day in places
    ]
    if len(points) < _ENOUGH_POINTS:
        return ""
    line = " ".join(f"{x:g},{y:.1f}" for x, y in points)
    x, y = points[-1]
    width = (len(days) - 1) * _ACROSS + 2 * _DOT
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true"'
        ' focusable="false"><polyline class="spark__line" points="{}" />'
        '<circle class="spark__now" cx="{}" cy="{}" r="{}" /></svg>',
        *(width, _HEIGHT, width, _HEIGHT, line, f"{x:g}", f"{y:.1f}", _DOT),
    )


@register.filter
def moment(at: dt.datetime | None) -> str:
    """Return a past moment in the fewest words: "9:55", "Mon", "3 Nov", "3 Nov 2025"."""
    return (_day_said(at) or date_format(timezone.localtime(at), "G:i")) if at else ""


@register.filter
def moment_long(at: dt.datetime | None) -> str:
    """Return a past moment with its time: "Today 9:55", "Mon 18:20", "3 Nov 8:14"."""
    return (
        f"{_day_said(at) or _('Today')} {date_format(timezone.localtime(at), 'G:i')}" if at else ""
    )


@register.filter
def in_words(number: int) -> str:
    """Return a small number as a word at the beginning of a sentence; larger ones as digits."""
    return _(_WORDS[number]) if 0 <= number < len(_WORDS) else str(number)


@register.filter
def said(dosage: Dosage) -> str:
    """Return a dosage in words."""
    return say(dosage)


@register.filter
def side_said(side: str) -> str:
    """Return a side in one word."""
    return {Side.LEFT.value: _("left"), Side.RIGHT.value: _("right")}.get(side, side)


@register.filter
def labelled(cells: Iterable[Any], headers: Sequence[dict[str, Any]]) -> list[SafeString]:
    """Return a row's cells with the heading of their column as an attribute, for cards on a phone."""
    found = []
    for cell, header in zip(cells, headers, strict=False):
        text = str(header.get("text") or "")
        # The first column's "heading" is the box that selects all.
        label = "" if "<" in text else text[:1].upper() + text[1:]
        # Stock cells with a related row never wrap, which pushes a long name off a phone.
        whole = str(conditional_escape(cell)).replace(' nowrap">', '">', 1)
        opening, rest = whole[:3], whole[3:]
        attribute = format_html(' data-label="{}"', label)
        found.append(mark_safe(f"{opening}{attribute}{rest}"))  # noqa: S308 - both parts are escaped
    return found


def _day_said(at: dt.datetime) -> str:
    """Return the day of a past moment, or nothing for today."""
    day, today = timezone.localtime(at).date(), timezone.localdate()
    ago = (today - day).days
    if ago <= 0:
        return ""
    if ago < 7:
        return date_format(day, "D")
    return date_format(day, "j M" if day.year == today.year else "j M Y")


def _level(day: DayAdherence) -> str:
    state = day.state
    if state in {"performed", "extra"}:
        return "3"
    if state == "partial":
        return "2" if day.performed * 2 >= day.due else "1"
    return "rest" if state == "rest" else "0"


# A list draws the same few bars hundreds of times.
@lru_cache(maxsize=1024)
def _bar(place: int, level: str) -> SafeString:
    # A rest day is a low bar, so that it does not look like a missed one.
    height = _LOW if level == "rest" else _HEIGHT
    return format_html(
        '<rect class="track__bar track__bar--{}" x="{}" y="{}" width="{}" height="{}" rx="2" />',
        *(level, place * _STEP, _HEIGHT - height, _BAR, height),
    )
