"""Template tags that say how desk breaks went: a finding, a sentence, and bars of eight weeks."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routines.domain.breaks import BreakWeek, say_breaks_per_day
from routines.domain.schedule import EVERY_DAY, Frequency, say_weekdays
from routines.queries.break_progress import BreakAdherence, BreakProgress
from routines.templatetags.clinical import CHART_END, CHART_START, CHART_WIDTH

register = template.Library()

HEIGHT, TOP, BOTTOM = 132, 10, 106
BAR = 22
# The axis goes at least as far, so that one break of one does not fill the chart.
SMALLEST_AXIS = 4


@register.filter
def says_breaks(progress: BreakProgress) -> str:
    """Return the finding: "5 of 8 on a usual day this week", or how far today is."""
    told = progress.told
    usual = told.usual if told is not None else None
    if told is None or usual is None:
        today = progress.this_week.today_so_far
        if today is None:
            return _("Nothing to count yet")
        return _("%(taken)d of %(asked)d so far today") % {
            "taken": min(today.taken, today.asked),
            "asked": today.asked,
        }
    return _("%(taken)d of %(asked)d on a usual day %(when)s") % {
        "taken": usual.taken,
        "asked": usual.asked,
        "when": _when(told),
    }


@register.filter
def says_how(progress: BreakProgress) -> str:
    """Return how the breaks of the week that is told of were taken, in one sentence."""
    week = progress.told or progress.this_week
    when = _when(week)
    if not week.taken:
        return _("No breaks logged %(when)s.") % {"when": when}
    return ngettext(
        "%(taken)d break %(when)s: %(exercised)d with exercises, %(stood)d just stood up.",
        "%(taken)d breaks %(when)s: %(exercised)d with exercises, %(stood)d just stood up.",
        week.taken,
    ) % {"taken": week.taken, "when": when, "exercised": week.exercised, "stood": week.stood}


@register.filter
def says_adherence(breaks: BreakAdherence) -> str:
    """Return a therapist's line: "5 of 8 on a usual working day, last 4 weeks; 60% with exercises"."""
    if breaks.usual is None:
        return _("Desk breaks: no working day is over yet in the last 4 weeks")
    said = _("Desk breaks: %(taken)d of %(asked)d on a usual working day, last 4 weeks") % {
        "taken": breaks.usual.taken,
        "asked": breaks.usual.asked,
    }
    if breaks.exercised is None:
        return said
    return _("%(said)s; %(percent)d%% done with exercises") % {
        "said": said,
        "percent": breaks.exercised,
    }


@register.filter
def break_frequency(often: Frequency) -> str:
    """Return how many breaks in a few words: "8 breaks a day, Mon to Fri"."""
    said = say_breaks_per_day(often.times_per_day)
    return said if often.weekdays == EVERY_DAY else f"{said}, {say_weekdays(often.weekdays)}"


@register.inclusion_tag("progress/breaks_chart.html")
def breaks_chart(progress: BreakProgress) -> dict[str, Any]:
    """Return eight weeks of usual days as bars, with words, and the numbers as a table."""
    usual = [week.usual for week in progress.weeks if week.usual is not None]
    highest = max([one.asked for one in usual], default=0)
    highest = max(SMALLEST_AXIS, highest + highest % 2)
    step = (CHART_END - CHART_START) / len(progress.weeks)

    def up(number: float) -> float:
        return round(BOTTOM - number / highest * (BOTTOM - TOP), 1)

    return {
        "width": CHART_WIDTH,
        "height": HEIGHT,
        "start": CHART_START,
        "end": CHART_END,
        "axis": [(level, up(level), up(level) + 4) for level in (0, highest // 2, highest)],
        "bar_width": BAR,
        "bars": [
            _bar(week, x=round(CHART_START + place * step + (step - BAR) / 2, 1), up=up)
            for place, week in enumerate(progress.weeks)
        ],
        "first": progress.weeks[0].first,
        "words": _("Desk breaks on a usual working day, week by week. %(finding)s.")
        % {"finding": says_breaks(progress)},
        "rows": list(reversed(progress.weeks)),
    }


def _bar(week: BreakWeek, *, x: float, up: Any) -> dict[str, Any]:
    usual = week.usual
    if usual is None:
        return {"x": x, "asked_y": None}
    # The week's share of exercises, so that the parts of a bar add up to its usual day.
    exercised = usual.taken * week.exercised / week.taken if week.taken else 0
    return {
        "x": x,
        "asked_y": up(usual.asked),
        "exercised_y": up(exercised),
        "exercised_height": round(BOTTOM - up(exercised), 1),
        "stood_y": up(usual.taken),
        "stood_height": round(up(exercised) - up(usual.taken), 1),
    }


def _when(week: BreakWeek) -> str:
    if week.is_this_week:
        return _("this week")
    if (week.today - week.first).days < 14:
        return _("last week")
    return _("in the week from %(day)s") % {"day": date_format(week.first, "j F")}
