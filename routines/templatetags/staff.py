"""Template tags of the therapists' pages: bars, pain, the chart of six weeks, cells, moments.

Shapes only; who needs what is decided in queries.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routines.domain.adherence import DayAdherence, total
from routines.domain.centralization import LanePoint
from routines.domain.dosage import Dosage, say
from routines.domain.voices import to_therapist
from routines.queries.clients import PAIN_DAYS
from routines.queries.pattern import Pattern
from routines.queries.progress import PainChart

register = template.Library()

_BAR, _STEP, _HEIGHT, _LOW = 6, 8, 24, 5
_ACROSS, _DOT, _MOST_PAIN, _ENOUGH_POINTS = 4, 3, 10, 3
_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")

# The chart of six weeks: pain above, the five lanes in the middle, a bar for each day below.
_CHART_WIDTH, _CHART_HEIGHT = 334, 274
_CHART_START, _CHART_END, _CHART_EDGE = 62, 330, 5
_PAIN_TOP, _PAIN_BOTTOM = 8, 88
_FIRST_LANE, _LANE = 110, 23
_BARS_BOTTOM, _BARS_HIGH, _BARS_LOW = 248, 24, 3
_DAY_BAR, _NUMB = 4, 9
_A_WEEK = 7


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


@register.inclusion_tag("admin/clients/course_chart.html")
def course_chart(pain: PainChart, pattern: Pattern, days: Sequence[DayAdherence]) -> dict[str, Any]:
    """Return pain, where it reached and what was done on one axis of days, with words and a table.

    The axis has `PAIN_DAYS` days up to the last one of `pain`; what lies outside is left out.
    """
    since, until, span = pain.until - dt.timedelta(days=PAIN_DAYS - 1), pain.until, PAIN_DAYS - 1
    wide = _CHART_END - _CHART_START - 2 * _CHART_EDGE

    def across(day: dt.date) -> float:
        return round(_CHART_START + _CHART_EDGE + (day - since).days / span * wide, 1)

    def up(level: float) -> float:
        return round(_PAIN_BOTTOM - level / _MOST_PAIN * (_PAIN_BOTTOM - _PAIN_TOP), 1)

    names = [_("Back"), _("Buttock"), _("Thigh"), _("Calf"), _("Foot")]
    shown = [one for one in pattern.lanes.points if since <= one.day <= until]
    reached = [one for one in shown if one.lane is not None]
    places = [(across(one.day), _FIRST_LANE + _LANE * (one.lane or 0)) for one in reached]
    averages = [(across(one.day), up(one.average)) for one in pain.averages]
    known = [one for one in days if since <= one.day <= until]
    weeks = range(0, span + 1, _A_WEEK)
    return {
        "width": _CHART_WIDTH,
        "height": _CHART_HEIGHT,
        "start": _CHART_START,
        "end": _CHART_END,
        "wide": _CHART_END - _CHART_START,
        "bottom": _BARS_BOTTOM,
        "weeks": [across(until - dt.timedelta(days=number)) for number in weeks],
        "axis": [(level, up(level), up(level) + 4) for level in (0, 5, 10)],
        "pain_name": up(5) + 4,
        "dots": [(across(one.day), up(one.pain), one.pain) for one in pain.values],
        "pain_line": _path(averages),
        "pain_now": averages[-1] if averages else None,
        "lanes": [(name, _FIRST_LANE + _LANE * row) for row, name in enumerate(names)],
        "places": [
            (x - _NUMB / 2, y - _NUMB / 2, True, False)
            if one.is_numb
            else (x, y, False, one is reached[-1])
            for (x, y), one in zip(places, reached, strict=True)
        ],
        "places_line": _path(places),
        "bars": [_day_bar(across(one.day), one) for one in known],
        "bar": _DAY_BAR,
        "numb_size": _NUMB,
        "days": [
            (across(since), since, "first"),
            (
                across(since + (until - since) / 2),
                since + dt.timedelta(days=span // 2),
                "middle",
            ),
        ],
        "words": _course_said(pain, pattern, known),
        "table": _course_rows(pain, shown, known, names=names),
    }


@register.filter(name="to_therapist")
def to_therapist_filter(text: str) -> str:
    """Return a reason that speaks to a client as their therapist reads it."""
    return to_therapist(text)


@register.filter
def pattern_title(pattern: Pattern) -> str:
    """Return what a client's pain pattern comes to, as their therapist reads it."""
    if not pattern.has_points:
        return _("No body map yet")
    if pattern.lanes.has_finding:
        return pattern.lanes.title
    number = len(pattern.lanes.points)
    said = ngettext("%(said)s body map so far", "%(said)s body maps so far", number)
    return said % {"said": in_words(number)}


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
def coming(at: dt.datetime, now: dt.datetime) -> str:
    """Return a moment to come with its day where that is not today: "6:47", "Sun 6:47"."""
    moment, today = timezone.localtime(at), timezone.localtime(now).date()
    said = date_format(moment, "G:i")
    return said if moment.date() == today else f"{date_format(moment, 'D')} {said}"


@register.filter
def in_words(number: int) -> str:
    """Return a small number as a word at the beginning of a sentence; larger ones as digits."""
    return _(_WORDS[number]) if 0 <= number < len(_WORDS) else str(number)


@register.filter
def said(dosage: Dosage) -> str:
    """Return a dosage in words."""
    return say(dosage)


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


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) if len(points) > 1 else ""


def _day_bar(x: float, day: DayAdherence) -> tuple[float, int, int, str]:
    level = _level(day)
    height = _BARS_LOW if level == "rest" else _BARS_HIGH
    return (round(x - _DAY_BAR / 2, 1), _BARS_BOTTOM - height, height, level)


def _course_said(pain: PainChart, pattern: Pattern, days: Sequence[DayAdherence]) -> str:
    done = total(days)
    said = [_("Six weeks, to today.")]
    if pain.values:
        said.append(_("Pain after sessions, 0 to 10: %s.") % pain.trend.title)
    if pattern.has_points:
        said.append(_("The furthest place with pain: %s.") % pattern_title(pattern))
    if done.due:
        said.append(
            _("Homework: %(done)d of %(due)d done.") % {"done": done.performed, "due": done.due}
        )
    return " ".join(str(one) for one in said)


def _course_rows(
    pain: PainChart,
    points: Sequence[LanePoint],
    days: Sequence[DayAdherence],
    *,
    names: Sequence[str],
) -> list[tuple[dt.date, str, float | None, str, DayAdherence | None]]:
    """Return each day of which anything is known, the newest first."""
    said: dict[dt.date, list[str]] = defaultdict(list)
    for value in pain.values:
        said[value.day].append(str(value.pain))
    reached: dict[dt.date, list[str]] = defaultdict(list)
    for one in points:
        place = _("Nowhere") if one.lane is None else names[one.lane]
        reached[one.day].append(_("%s, numb") % place if one.is_numb else place)
    averages = {one.day: one.average for one in pain.averages}
    done = {one.day: one for one in days if one.due or one.is_active}
    return [
        (
            day,
            ", ".join(said[day]),
            averages.get(day),
            " → ".join(dict.fromkeys(reached[day])),
            done.get(day),
        )
        for day in sorted(said.keys() | reached.keys() | done.keys(), reverse=True)
    ]


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
