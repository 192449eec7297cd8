"""Template tags that say clinical things: how often, where, which way pain went, whom to call.

Words and shapes only; what is due or allowed is decided in queries and views.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import template
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from routines.domain.pain import DayAverage, PainValue, whole
from routines.domain.schedule import EVERY_DAY, Frequency, say_times_per_day, say_weekdays
from routines.queries.library import muscle_name
from routines.queries.progress import PainChart

register = template.Library()

CHART_WIDTH, CHART_HEIGHT = 334, 156
CHART_START, CHART_END = 26, 326
CHART_TOP, CHART_BOTTOM = 10, 130
HIGHEST_PAIN = 10

# Which field of color an exercise wears where no routine lends it one.
TONES = {
    "core": "core",
    "low-back": "ql",
    "buttock": "glute",
    "hip": "hip",
    "thigh": "hip",
    "lower-leg": "leg",
}
PLACE_ICONS = {"lying": "bed", "sitting": "armchair", "standing": "person-standing"}
_NOT_DIALED = re.compile(r"[^\d+]")


@register.filter
def frequency(often: Frequency) -> str:
    """Return how often in a few words: "Twice a day", "Once a day, Mon to Fri"."""
    said = say_times_per_day(often.times_per_day).capitalize()
    return said if often.weekdays == EVERY_DAY else f"{said}, {say_weekdays(often.weekdays)}"


@register.filter
def place(value: str) -> str:
    """Return where something is done: "Lying down", "Sitting", "Standing", or nothing."""
    return {"lying": _("Lying down"), "sitting": _("Sitting"), "standing": _("Standing")}.get(
        value, ""
    )


@register.filter
def place_icon(value: str) -> str:
    """Return the icon of a place."""
    return PLACE_ICONS.get(value, "person-standing")


@register.filter
def region_tone(region: str) -> str:
    """Return the field of color for an exercise that is looked at without a routine."""
    return TONES.get(region, "desk")


@register.filter
def muscle(slug: str) -> str:
    """Return a muscle in the words a client reads."""
    return muscle_name(slug)


@register.filter
def tel(phone: str) -> str:
    """Return a phone number the way a `tel:` link wants it."""
    return _NOT_DIALED.sub("", phone)


@register.filter
def pain_class(pain: int | float | None) -> str:
    """Return the class that colors a pain from 0 to 10; nothing without an answer."""
    return "" if pain is None else f"pain-{max(0, min(HIGHEST_PAIN, whole(pain)))}"


@register.simple_tag
def weekday_letters() -> list[tuple[str, str]]:
    """Return the first letter and the name of each weekday, Monday first."""
    return [(str(WEEKDAYS_ABBR[day])[:1], str(WEEKDAYS[day])) for day in range(7)]


@register.inclusion_tag("progress/pain_chart.html")
def pain_chart(chart: PainChart) -> dict[str, Any]:
    """Return pain over time as a drawing with its words, and the numbers as a table."""
    middle = chart.since + (chart.until - chart.since) / 2
    line = [(_across(chart, one.day), _up(one.average)) for one in chart.averages]
    return {
        "chart": chart,
        "width": CHART_WIDTH,
        "height": CHART_HEIGHT,
        "axis": [(level, _up(level), _up(level) + 4) for level in range(0, HIGHEST_PAIN + 1, 2)],
        "start": CHART_START,
        "end": CHART_END,
        "middle": _across(chart, middle),
        "middle_day": middle,
        "dots": [(_across(chart, one.day), _up(one.pain), one.pain) for one in chart.values],
        "line": "M" + "L".join(f"{x} {y}" for x, y in line) if len(line) > 1 else "",
        "last": line[-1] if line else None,
        "words": _words(chart),
        "rows": _rows(chart.values, chart.averages),
    }


def _across(chart: PainChart, day: dt.date) -> float:
    share = (day - chart.since).days / max(1, (chart.until - chart.since).days)
    return round(CHART_START + share * (CHART_END - CHART_START), 1)


def _up(pain: float) -> float:
    return round(CHART_BOTTOM - pain / HIGHEST_PAIN * (CHART_BOTTOM - CHART_TOP), 1)


def _words(chart: PainChart) -> str:
    since = date_format(chart.since, "j F")
    return _("Pain after sessions, 0 to 10, from %(since)s to today. %(finding)s.") % {
        "since": since,
        "finding": chart.trend.title,
    }


def _rows(
    values: tuple[PainValue, ...], averages: tuple[DayAverage, ...]
) -> list[tuple[dt.date, str, float]]:
    by_day: dict[dt.date, list[str]] = {}
    for value in values:
        by_day.setdefault(value.day, []).append(str(value.pain))
    return [(one.day, ", ".join(by_day[one.day]), one.average) for one in reversed(averages)]
