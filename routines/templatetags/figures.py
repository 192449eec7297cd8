"""The template tag that shows an exercise's figure: a still in the page, a moving one where asked.

The files are drawn by `manage.py draw_figures`; nothing is drawn while a page is made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from routines.domain.dosage import Dosage
from routines.figures.body import BODIES
from routines.figures.index import file_name
from routines.figures.style import DEFAULT_TONE, TONES
from routines.queries.figures import drawn_figures
from routines.templatetags.clinical import region_tone

register = template.Library()

WIDE, HIGH = 320, 240  # px a still is laid out for before its file is there
LONGEST_HOLD = 3  # seconds the figure stays in a hold where nobody exercises along
_DRAWN_FOR = {"R": "right", "L": "left"}
_THEMES = {"light": "l", "dark": "d"}


@register.simple_tag(takes_context=True)
def figure(
    context: Context,
    exercise: Any,
    side: str = "",
    *,
    size: str = "mat",
    dosage: Dosage | None = None,
    name: str = "",
    build: str = "",
    tone: str | int = "",
) -> SafeString:
    """Return an exercise's figure, mirrored for the other side.

    `exercise` has a `figure_slug`, or is that slug; then `name` says what it is called. `side` is left, right or anything else for the
    side it was drawn for. `size` is `mat` (a thumbnail), `card`, `still` or `hero`, which moves in step
    with the dosage. `build` and `tone` overrule the person's own choice where they are offered to
    be chosen. Without a drawing it is a calm placeholder.
    """
    slug = exercise if isinstance(exercise, str) else getattr(exercise, "figure_slug", "")
    own = _look(context)
    look = (build or own[0], int(tone or own[1]), own[2])
    drawn = drawn_figures().get(slug)
    if drawn is None:
        return _placeholder(size)
    mirrored = side in ("left", "right") and _DRAWN_FOR.get(drawn["works"], side) != side
    if size != "hero":
        return _still(slug, size, mirrored, *look)
    shown = ""
    if drawn["works"]:
        shown = side if side in ("left", "right") else f"as {_DRAWN_FOR[drawn['works']]}"
    label = _label(exercise, name, shown)
    tempo = tuple(_tempo(dosage or getattr(exercise, "dosage", None)).items())
    classes = "figure--hero" + (" figure--above" if drawn["above"] else "")
    classes += " figure--mirrored" if mirrored else ""
    return _moving(slug, classes, label, shown, tempo, look, get_language())


# The same for everybody with the same look, so put together once.
@lru_cache(maxsize=1024)
def _moving(
    slug: str,
    classes: str,
    label: str,
    side: str,
    tempo: tuple[tuple[str, float], ...],
    look: tuple[str, int, str],
    language: str | None,
) -> SafeString:
    # `language` stands for what the template itself says.
    return render_to_string(
        "shared/figure.html",
        {
            "start": _address(slug, "-start", *look),
            "end": _address(slug, "-end", *look),
            "moving": staticfiles_storage.url(f"figures/{file_name(slug, look[0], '')}"),
            "tone": look[1],
            "classes": classes,
            "label": label,
            "side": _said(side),
            "tempo": dict(tempo),
            "width": WIDE,
            "height": HIGH,
        },
    )


def thumbnail(exercise: Any) -> SafeString:
    """Return an exercise's still for a table of the admin, in the usual build and skin."""
    slug = exercise.figure_slug
    if slug not in drawn_figures():
        return SafeString("")
    still = _still(slug, "mat", False, "regular", DEFAULT_TONE, "")
    tone = region_tone(exercise.region)
    return format_html('<span class="mat mat--small tone--{}">{}</span>', tone, still)


def _look(context: Context) -> tuple[str, int, str]:
    """Return the build, skin and forced theme that the person who looks has chosen."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, User):
        # Error pages may be drawn before anybody was looked up.
        return "regular", DEFAULT_TONE, ""
    build = user.figure_build if user.figure_build in BODIES else "regular"
    tone = user.figure_tone if user.figure_tone in TONES else DEFAULT_TONE
    return build, tone, _THEMES.get(user.theme, "")


def _address(slug: str, kind: str, build: str, tone: int, theme: str) -> str:
    """Return the address of a still; its end chooses the skin and a theme against the system's."""
    return f"{staticfiles_storage.url(f'figures/{file_name(slug, build, kind)}')}#t{tone}{theme}"


@lru_cache(maxsize=4096)
def _still(slug: str, size: str, mirrored: bool, build: str, tone: int, theme: str) -> SafeString:
    # The exercise's name always stands beside a thumbnail, so it has nothing to add in words.
    return format_html(
        '<img class="figure figure--{}{}" src="{}" alt="" width="{}" height="{}" '
        'loading="lazy" decoding="async">',
        size,
        " figure--mirrored" if mirrored else "",
        _address(slug, "-end", build, tone, theme),
        WIDE,
        HIGH,
    )


@lru_cache(maxsize=8)
def _placeholder(size: str) -> SafeString:
    return render_to_string("shared/no_figure.html", {"size": size})


def _label(exercise: Any, name: str, side: str) -> str:
    """Return the movement in words, for those who do not see it."""
    called = name or getattr(exercise, "name", "")
    if not called:
        return ""
    steps = getattr(exercise, "steps", [])
    words = [f"{called}, {_said(side)}" if side else called]
    return ". ".join([*words, *(str(step).rstrip(".") for step in steps)]) + "."


def _said(side: str) -> str:
    """Return which side is shown; `as right` where it is the drawing's and nobody prescribed one."""
    return {
        "left": _("left side"),
        "right": _("right side"),
        "as left": _("shown on the left"),
        "as right": _("shown on the right"),
    }.get(side, "")


def _tempo(dosage: Dosage | None) -> dict[str, float]:
    """Return how the figure moves in seconds: there, the pause at the end, and back."""
    if not dosage:
        return {}
    if dosage.phases is None:
        hold = dosage.hold_seconds
        return {"pause": min(hold, LONGEST_HOLD)} if hold else {}
    there, pause, back = dosage.phases
    return {
        "there": there,
        "pause": min(max(pause, dosage.hold_seconds), LONGEST_HOLD),
        "back": back,
    }
