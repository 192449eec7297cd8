"""Template tags of the phone pages: icons, the ring, the pain pad, tabs, fields, module addresses.

Shapes and addresses only; what is due or allowed is decided in queries and views.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.loader import render_to_string
from django.templatetags.i18n import do_translate
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from accounts.import_map import import_map as addresses_of_modules
from accounts.push import push_is_ready
from routines.domain.adherence import DayAdherence
from routines.templatetags.lasting import CsrfFieldNode, LastingNode, do_lasting

register = template.Library()

RING_RADIUS = 33.5
RING_SIZE = 76
MOST_RING_PARTS = 12
PAIN_LEVELS = range(11)
_NO_KEY = UUID(int=0)

# Which nouns of the URL names belong to which tab.
TABS = {
    "today": {"today"},
    "library": {"routine", "exercise", "library"},
    "check-in": {"check_in", "flag"},
    "progress": {"progress", "activity"},
    "settings": {
        "settings",
        "preferences",
        "passkey",
        "token",
        "care",
        "account_email",
        "account_change_password",
        "account_set_password",
        "reminder",
        "reminder_settings",
    },
}

# Families of the library, by the beginning of their slug, to the six colors of the phone.
TONES = (
    ("core", "core"),
    ("centralize", "core"),
    ("piriformis", "glute"),
    ("self-release", "glute"),
    ("ql", "ql"),
    ("flare", "ql"),
    ("evening", "ql"),
    ("hip", "hip"),
    ("nerve", "hip"),
    ("lower-leg", "leg"),
    ("heel", "leg"),
    ("walking", "leg"),
    ("morning", "leg"),
    ("desk", "desk"),
)


@register.simple_tag
def icon(name: str, *, size: str = "", flip: bool = False, label: str = "") -> str:
    """Return the icon `name` of Lucide as inline SVG.

    `size` is `small` or `large`; `flip` mirrors it in right-to-left pages; without a `label`
    it is hidden from screen readers. An unknown name raises IconDoesNotExist.
    """
    return _icon(name + "", size + "", flip, label + "")


@lru_cache(maxsize=256)
def _icon(name: str, size: str, flip: bool, label: str) -> SafeString:
    classes = ["icon", *([f"icon--{size}"] if size else []), *(["icon--flip"] if flip else [])]
    names = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return mark_safe(  # noqa: S308 - the package builds the markup with ElementTree, which escapes
        lucide(name, size=None, **{"class": " ".join(classes)}, focusable="false", **names)
    )


@register.simple_tag
def tab_is(tab: str, url_name: str | None) -> str:
    """Return `aria-current` when the page called `url_name` belongs to `tab`.

    It is `page` for the tab's own page; `url_name` is None where no page was found.
    """
    if (url_name or "").split("-")[0] not in TABS[tab]:
        return ""
    first_pages = {
        "today-show",
        "routine-list",
        "check_in-create",
        "progress-show",
        "settings-show",
    }
    current = "page" if url_name in first_pages else "true"
    return mark_safe(f' aria-current="{current}"')  # noqa: S308 - one of two constants


@register.simple_tag
def can_push() -> bool:
    """Return whether this site can send reminders to phones: it has a key to sign them with."""
    return push_is_ready()


@register.simple_tag
def address(name: str, pk: Any) -> str:
    """Return what `{% url name pk %}` does for an address with one key in it, a few times faster."""
    before, after = _around_key(name)
    return f"{before}{pk}{after}"


@lru_cache(maxsize=100)
def _around_key(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[_NO_KEY]).split(str(_NO_KEY))
    return before, after


@register.filter
def tone(family: str) -> str:
    """Return the color of a family of routines: core, glute, ql, hip, leg or desk."""
    return next((color for start, color in TONES if family.startswith(start)), "core")


@register.simple_tag
def ring(done: int, total: int, *, small: bool = False, next_up: bool = True) -> SafeString:
    """Return a ring with one part for each of `total` things to do, `done` of them filled."""
    return _ring(max(0, min(done, total)), total, small, next_up, get_language())


@lru_cache(maxsize=256)
def _ring(done: int, total: int, small: bool, next_up: bool, language: str | None) -> SafeString:
    around = 2 * math.pi * RING_RADIUS
    parts = min(total, MOST_RING_PARTS)
    segments: list[dict[str, str]] = []
    for place in range(parts):
        step = around / parts
        # The round ends reach half a stroke (4.5) beyond the dash, and a gap must stay visible.
        gap = min(14.0, step / 2) if parts > 1 else 0.0
        filled = place < (done if total <= MOST_RING_PARTS else done * parts // total)
        state = "done" if filled else ""
        if not filled and next_up and not any(each["state"] == "next" for each in segments):
            state = "next"
        segments.append(
            {
                "state": state,
                "dash": f"{step - gap:.2f} {around - step + gap:.2f}",
                "offset": f"{-(place * step + gap / 2):.2f}",
            }
        )
    drawing = {
        "segments": segments,
        "radius": RING_RADIUS,
        "size": RING_SIZE,
        "middle": RING_SIZE / 2,
        "done": done,
        "total": total,
        "small": small,
        "long": len(f"{done}/{total}") > 3,
    }
    return render_to_string("shared/ring.html", drawing)


@register.simple_tag
def days(entries: Iterable[DayAdherence], today: dt.date) -> SafeString:
    """Return the row of the last seven days, oldest first."""
    return _days(tuple((entry.day, entry.state) for entry in entries), today, get_language())


# The same for everybody with the same seven days, so drawn once.
@lru_cache(maxsize=1024)
def _days(
    entries: tuple[tuple[dt.date, str], ...], today: dt.date, language: str | None
) -> SafeString:
    looks = {
        "performed": ("done", "check", _("done")),
        "extra": ("done", "check", _("done")),
        "partial": ("part", "", _("partly done")),
        "rest": ("rest", "moon", _("rest")),
        "missed": ("open", "", _("not done")),
    }
    row = []
    for day, state in entries:
        look, mark, words = looks[state]
        is_today = day == today
        if is_today and state == "missed":
            words = _("not done yet")
        row.append({"day": day, "look": look, "mark": mark, "words": words, "now": is_today})
    return render_to_string("shared/days.html", {"row": row})


register.tag("lasting", do_lasting)


@register.tag
def translate(parser: Parser, token: Token) -> template.Node:
    """Do what Django's tag does; a text without variables is looked up once for each language."""
    node = do_translate(parser, token)
    _, text, *options = token.split_contents()
    if options or text[0] not in "\"'" or node.filter_expression.filters:
        return node
    node.token = token
    return LastingNode(template.NodeList([node]), {}, {})


@register.tag
def csrf_token(parser: Parser, token: Token) -> CsrfFieldNode:
    """Do what Django's tag does; a page with several forms has the same field in each."""
    return CsrfFieldNode()


@register.simple_tag
def pad(name: str, chosen: Any = None, *, buttons: bool = False, label: str = "") -> SafeString:
    """Return the 0 to 10 pad: radio inputs called `name`, or with `buttons` submit buttons.

    `chosen` is a number, its text, or None when nothing was answered yet; 0 is an answer.
    """
    value = "" if chosen is None else str(chosen)
    level = next((level for level in PAIN_LEVELS if str(level) == value), None)
    return _pad(name, level, buttons, label, get_language())


# The same for everybody with the same answer, so drawn once. By type too, because a text that is
# safe and one that is to be escaped are equal.
@lru_cache(maxsize=128, typed=True)
def _pad(
    name: str, chosen: int | None, buttons: bool, label: str, language: str | None
) -> SafeString:
    drawing = {
        "name": name,
        "buttons": buttons,
        "label": label,
        "levels": [(level, level == chosen) for level in PAIN_LEVELS],
    }
    return render_to_string("shared/pad.html", drawing)


@register.filter
def kind(field: BoundField) -> str:
    """Return how shared/field.html draws a field: check, choices, hidden, select or input."""
    widget = field.field.widget
    input_type = getattr(widget, "input_type", "")
    if field.is_hidden:
        return "hidden"
    if field.use_fieldset and input_type in {"radio", "checkbox"}:
        return "choices"
    if input_type == "checkbox":
        return "check"
    return "select" if input_type == "select" else "input"


@register.simple_tag
def worker_address() -> str:
    """Return where the service worker is, or "" where it is switched off."""
    return _worker() if settings.SERVICE_WORKER else ""


@lru_cache(maxsize=1)
def _worker() -> str:
    return reverse("worker")


@register.simple_tag
def import_map() -> str:
    """Return the map from each module's plain address to its hashed one; nothing in development.

    Must stand before the first module script: browsers ignore a map that comes later.
    """
    modules = addresses_of_modules()
    if not modules:
        return ""
    return mark_safe(f'<script type="importmap">{modules}</script>')  # noqa: S308 - made to be inside
