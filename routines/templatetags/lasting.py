"""Parts of a page that are drawn once for many people: `{% lasting ... around ... %}`.

A page is mostly the same for everybody: forms, buttons, icons and words in one language. What it
depends on is named after `lasting`; what is only put into it, such as a name, a key or the field
against forged requests, is named after `around` and stays out of what is kept. See
docs/decisions/0106-parts-are-drawn-around-holes.md.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, NoReturn
from uuid import UUID

from django import template
from django.conf import settings
from django.template import Context, TemplateSyntaxError
from django.template.base import (
    FilterExpression,
    Parser,
    Token,
    render_value_in_context,
)
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# How many drawings each part keeps; a routine page has a few, Today's start a few hundred.
MOST_LASTING = 200
# Nobody can write a text that looks like a hole.
_MARK = secrets.token_hex(8)
# No names that a template could use.
_CSRF_FIELD = " csrf field"
_LANGUAGE = " language"
# What the context processors tell about who asks.
_ABOUT_SOMEBODY = ("request", "user", "perms", "messages", "preferences")
# Attributes that Django looks for on any value.
_ASKED_BY_DJANGO = frozenset({"resolve_expression", "do_not_call_in_templates", "alters_data"})


class _Holes:
    """The holes of one drawing: the mark that stands for each path, and what was done wrong."""

    def __init__(self) -> None:
        self.marks: dict[str, str] = {}
        self.asked: Counter[str] = Counter()
        self.mistakes: list[str] = []

    def mark(self, path: str) -> str:
        """Return what stands in the text for the attribute at this path."""
        self.asked[path] += 1
        return self.marks.setdefault(path, f"{_MARK}{len(self.marks)}Z")

    def refuse(self, mistake: str) -> NoReturn:
        """Fail, and remember why: `{% if a == b %}` takes every error for a no."""
        self.mistakes.append(mistake)
        raise TemplateSyntaxError(mistake)


class Hole:
    """A place in a part that lasts, filled anew for each page with an attribute of what is around.

    It can be put out and passed on, and nothing else: whatever is decided by it, or looped over,
    would be the same for everybody after.
    """

    def __init__(self, path: str, holes: _Holes) -> None:
        self._path = path
        self._holes = holes

    def __getattr__(self, name: str) -> Hole:
        """Return the hole for an attribute of what fills this one."""
        if name.startswith("_") or name in _ASKED_BY_DJANGO:
            raise AttributeError(name)
        return Hole(f"{self._path}.{name}", self._holes)

    def __str__(self) -> str:
        return self._holes.mark(self._path)

    def __hash__(self) -> int:
        self._refuse()

    def __bool__(self) -> bool:
        self._refuse()

    def __eq__(self, other: object) -> bool:
        self._refuse()

    def __iter__(self) -> Iterator[Any]:
        self._refuse()

    def __len__(self) -> int:
        self._refuse()

    def _refuse(self) -> NoReturn:
        self._holes.refuse(
            f"{self._path} is only put into a part that lasts. "
            "Name it before 'around' where the part depends on it."
        )


class _Somebody:
    """Stands for who asks in a part that lasts, where nothing may be known about anybody."""

    def __init__(self, holes: _Holes) -> None:
        self._holes = holes

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_") or name in _ASKED_BY_DJANGO:
            raise AttributeError(name)
        self._refuse()

    def __str__(self) -> str:
        self._refuse()

    def __bool__(self) -> bool:
        self._refuse()

    def __eq__(self, other: object) -> bool:
        self._refuse()

    def __hash__(self) -> int:
        self._refuse()

    def __iter__(self) -> Iterator[Any]:
        self._refuse()

    def _refuse(self) -> NoReturn:
        self._holes.refuse("A part that lasts is drawn for everybody, not for who asks.")


def _filling(path: str, places: list[int]) -> tuple[str, attrgetter[Any] | None, list[int]]:
    """Return what fills the holes at these places: a thing around, and how to its attribute."""
    root, _, attributes = path.partition(".")
    return root, attrgetter(attributes) if attributes else None, places


class _Drawing:
    """What is kept: the text in pieces, and which attribute of which thing fills each hole."""

    def __init__(self, text: str, holes: _Holes) -> None:
        if holes.mistakes:
            raise TemplateSyntaxError(holes.mistakes[0])
        paths = {mark: path for path, mark in holes.marks.items()}
        first, *rest = text.split(_MARK)
        self._text = SafeString(first)
        self._pieces = [first]
        places: dict[str, list[int]] = {path: [] for path in holes.marks}
        for each in rest:
            number, _, after = each.partition("Z")
            places[paths[f"{_MARK}{number}Z"]].append(len(self._pieces))
            self._pieces += ["", after]
        # A filter has made another text of the mark, which would stand in the page.
        changed = sorted(path for path in places if len(places[path]) < holes.asked[path])
        if changed:
            raise TemplateSyntaxError(f"Filter it after 'around': {', '.join(changed)}.")
        self._holes = [_filling(path, where) for path, where in places.items()]

    def filled(self, around: dict[str, Any], context: Context) -> SafeString:
        """Return the text with its holes filled."""
        if not self._holes:
            return self._text
        pieces = self._pieces.copy()
        for root, look_up, places in self._holes:
            value = _csrf_field(context) if root == _CSRF_FIELD else around[root]
            if look_up is not None:
                value = look_up(value)
            kind = type(value)
            if kind is str:
                value = escape(value)
            elif kind is UUID:
                value = str(value)
            elif kind is not SafeString:
                value = render_value_in_context(value, context)
            for place in places:
                pieces[place] = value
        return mark_safe("".join(pieces))  # noqa: S308 - a template's own text, and escaped values


class _Value:
    """What an argument stands for on a page: as Django finds it, a few times faster."""

    def __init__(self, expression: FilterExpression) -> None:
        self._expression = expression
        self._root = ""
        self._look_up: attrgetter[Any] | None = None
        path = None if expression.filters else getattr(expression.var, "lookups", None)
        if path:
            self._root, *attributes = path
            self._look_up = attrgetter(".".join(attributes)) if attributes else None

    def resolve(self, context: Context) -> Any:
        """Return the value; "" where there is none, as in `{{ }}`."""
        # Django tries a key before each attribute. Nearly all are attributes; what is none, or is to
        # be called, is left to Django.
        try:
            value = context[self._root]
            if self._look_up is not None:
                value = self._look_up(value)
            if not callable(value):
                return value
        except (AttributeError, KeyError):
            pass
        return self._expression.resolve(context)


class LastingNode(template.Node):
    """A part of a page that is drawn once for each language and set of arguments."""

    def __init__(
        self,
        nodelist: template.NodeList,
        arguments: dict[str, FilterExpression],
        around: dict[str, FilterExpression],
    ) -> None:
        self.nodelist = nodelist
        self._names = tuple(arguments)
        self._values = [_Value(one) for one in arguments.values()]
        self._around = [(name, _Value(one)) for name, one in around.items()]
        self._drawn: dict[tuple[Any, ...], _Drawing] = {}
        self._keeps = not settings.DEBUG

    def render(self, context: Context) -> SafeString:
        """Return what was drawn before, or draw it; while developing, always draw it."""
        around = {name: one.resolve(context) for name, one in self._around}
        if not self._keeps:
            values = [one.resolve(context) for one in self._values]
            return self._draw(context, values).filled(around, context)
        key = (_language(context), *[one.resolve(context) for one in self._values])
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= MOST_LASTING:
                self._drawn.clear()
            drawn = self._drawn[key] = self._draw(context, key[1:])
        return drawn.filled(around, context)

    def _draw(self, context: Context, arguments: Sequence[Any]) -> _Drawing:
        holes, values = _Holes(), dict(zip(self._names, arguments, strict=True))
        # Nothing but what was named, so nothing else can be kept.
        part = context.new(dict.fromkeys(_ABOUT_SOMEBODY, _Somebody(holes)) | values)
        part.update({name: Hole(name, holes) for name, _ in self._around})
        part.dicts[0][_CSRF_FIELD] = Hole(_CSRF_FIELD, holes)
        return _Drawing(self.nodelist.render(part), holes)


def _language(context: Context) -> Any:
    # No template changes it halfway, and asking takes longer than finding what was drawn.
    page: dict[str, Any] = context.dicts[0]
    language = page.get(_LANGUAGE)
    if language is None:
        language = page[_LANGUAGE] = get_language() or ""
    return language


def do_lasting(parser: Parser, token: Token) -> LastingNode:
    """Draw the enclosed part once and keep it.

    `{% lasting tab minutes=homework.minutes around user fresh_id %}...{% endlasting %}`: it may
    depend on the language and on the arguments alone. What is named after `around` may be put out,
    whole or one of its attributes, and is different on each page; so is `{% csrf_token %}`.
    """
    named: tuple[dict[str, FilterExpression], ...] = ({}, {})
    place = 0
    for bit in token.split_contents()[1:]:
        if bit == "around":
            place = 1
            continue
        name, _, value = bit.partition("=")
        if not name.isidentifier():
            raise TemplateSyntaxError(f"{bit!r} in a part that lasts needs a name: name={bit}.")
        named[place][name] = parser.compile_filter(value or name)
    nodelist = parser.parse(("endlasting",))
    parser.delete_first_token()
    return LastingNode(nodelist, *named)


class CsrfFieldNode(CsrfTokenNode):
    """The hidden field of a form, put together once for each page."""

    def render(self, context: Context) -> str:
        """Return what the page's first form has, or make it."""
        return str(_csrf_field(context))


def _csrf_field(context: Context) -> Any:
    # The lowest of the context's layers is this page's own, and outlives every include.
    page: dict[str, Any] = context.dicts[0]
    field = page.get(_CSRF_FIELD)
    if field is None:
        field = page[_CSRF_FIELD] = mark_safe(CsrfTokenNode().render(context))  # noqa: S308 - Django's
    return field
