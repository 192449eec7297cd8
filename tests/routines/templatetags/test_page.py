"""The tags of the phone pages: what they draw, and that they say it in words too."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.template import Context, Template, engines
from django.templatetags.i18n import TranslateNode
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from django.utils.translation import override
from lucide import IconDoesNotExist

from accounts.identifiers import uuid7
from routines.domain.adherence import DayAdherence
from routines.templatetags import page

TODAY = dt.date(2025, 11, 18)


class Wishes(forms.Form):
    email = forms.EmailField(label="Email", help_text="Only for signing in.")
    note = forms.CharField(label="Note", required=False)
    zone = forms.ChoiceField(label="Time zone", choices=[("utc", "UTC")])
    reason = forms.ChoiceField(
        label="Reason", choices=[("time", "No time")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I agree")
    key = forms.CharField(widget=forms.HiddenInput, initial="k")


def render(source: str, **context: Any) -> str:
    return Template("{% load page %}" + source).render(Context(context))


# --- icons ---------------------------------------------------------------------------------


def test_an_icon_is_hidden_from_screen_readers() -> None:
    drawn = render('{% icon "play" %}')

    assert 'class="icon"' in drawn
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn


def test_an_icon_with_a_label_says_it() -> None:
    drawn = render('{% icon "check" size="small" flip=True label=words %}', words='"Done" & dusted')

    assert 'class="icon icon--small icon--flip"' in drawn
    assert 'aria-label="&quot;Done&quot; &amp; dusted"' in drawn
    assert "aria-hidden" not in drawn


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(IconDoesNotExist):
        render('{% icon "no-such-icon" %}')


# --- ring, days, pad -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "total", "parts", "filled"),
    [(0, 5, 5, 0), (2, 5, 5, 2), (5, 5, 5, 5), (7, 5, 5, 5), (0, 0, 1, 0), (11, 14, 12, 9)],
)
def test_a_ring_has_a_part_for_each_thing_to_do(
    done: int, total: int, parts: int, filled: int
) -> None:
    drawn = render("{% ring done total %}", done=done, total=total)

    assert drawn.count("<circle") == parts
    assert drawn.count("ring__part--done") == filled
    assert drawn.count("ring__part--next") == (1 if min(done, total) < total else 0)
    assert f'aria-label="{min(done, total)} of {total} done"' in drawn


def test_a_ring_can_leave_out_what_is_next() -> None:
    assert "ring__part--next" not in render("{% ring 2 5 small=True next_up=False %}")


def test_the_days_say_in_words_what_they_show() -> None:
    numbers = [(1, 1), (2, 1), (0, 0), (0, 1), (1, 0), (1, 1), (1, 0)]
    entries = [
        DayAdherence(day=TODAY - dt.timedelta(days=6 - place), due=due, performed=performed)
        for place, (due, performed) in enumerate(numbers)
    ]

    drawn = render("{% days entries today %}", entries=entries, today=TODAY)

    said = re.findall(r'visually-hidden">([^<]+)<', drawn)
    assert said == [
        "Wednesday: done",
        "Thursday: partly done",
        "Friday: rest",
        "Saturday: done",
        "Sunday: not done",
        "Monday: done",
        "Tuesday: not done yet",
    ]
    assert drawn.count("day--today") == 1


@pytest.mark.parametrize(("chosen", "marked"), [(None, []), (0, ["0"]), ("4", ["4"])])
def test_the_pad_marks_only_an_answer_that_was_given(chosen: Any, marked: list[str]) -> None:
    radios = render('{% pad "pain" chosen %}', chosen=chosen)
    buttons = render('{% pad "pain" chosen buttons=True label="Pain" %}', chosen=chosen)

    assert radios.count('type="radio"') == 11
    assert re.findall(r'value="(\d+)" checked', radios) == marked
    assert re.findall(r'value="(\d+)" aria-pressed="true"', buttons) == marked


def test_a_pad_drawn_before_is_no_other_ones_pad() -> None:
    drawn = [
        render("{% pad name chosen buttons=buttons label=label %}", **arguments)
        for arguments in (
            {"name": "pain", "chosen": None, "buttons": True, "label": "a&b"},
            {"name": "pain", "chosen": None, "buttons": True, "label": mark_safe("a&b")},
            {"name": "pain", "chosen": 0, "buttons": True, "label": "a&b"},
            {"name": "pain", "chosen": 0, "buttons": False, "label": "a&b"},
            {"name": "before", "chosen": 0, "buttons": False, "label": "a&b"},
        )
    ]

    assert len(set(drawn)) == 5
    assert 'aria-label="a&amp;b"' in drawn[0]
    assert 'aria-label="a&b"' in drawn[1]


def test_a_pad_is_drawn_once_for_each_language() -> None:
    page._pad.cache_clear()
    for language in ("en", "de", "en", "de"):
        with override(language):
            render('{% pad "pain" 3 %}')

    assert page._pad.cache_info().misses == 2


# --- forms of a page ---------------------------------------------------------------------


def draw_forms(source: str, request: HttpRequest) -> str:
    template = engines["django"].from_string("{% load page %}" + source)
    return str(template.render({}, request))


def is_accepted(field: str, page_request: HttpRequest) -> bool:
    token = field.split('value="')[1].removesuffix('">')
    sent = RequestFactory().post("/", {"csrfmiddlewaretoken": token})
    sent.COOKIES[settings.CSRF_COOKIE_NAME] = page_request.META["CSRF_COOKIE"]
    guard = CsrfViewMiddleware(lambda request: HttpResponse())
    guard.process_request(sent)
    return guard.process_view(sent, lambda request: HttpResponse(), (), {}) is None


def test_every_form_of_a_page_has_djangos_own_field(rf: RequestFactory) -> None:
    request = rf.get("/")
    forms_of_page = "{% csrf_token %};{% with a=1 %}{% csrf_token %}{% endwith %}"

    first, second = draw_forms(forms_of_page, request).split(";")

    assert first == second
    assert re.fullmatch(r'<input type="hidden" name="csrfmiddlewaretoken" value="\w{64}">', first)
    assert is_accepted(first, request)


def test_nobody_gets_the_field_of_an_other_page(rf: RequestFactory) -> None:
    template = engines["django"].from_string("{% load page %}{% csrf_token %}")
    pages = [rf.get("/"), rf.get("/")]

    fields = [str(template.render({}, request)) for request in pages]

    for request, own, other in zip(pages, fields, reversed(fields), strict=True):
        assert is_accepted(own, request)
        assert not is_accepted(other, request)


def test_a_page_without_a_request_has_no_field() -> None:
    assert render("{% csrf_token %}") == ""


# --- fields --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("email", "input"),
        ("zone", "select"),
        ("reason", "choices"),
        ("agreed", "check"),
        ("key", "hidden"),
    ],
)
def test_each_kind_of_field_is_known(name: str, kind: str) -> None:
    assert page.kind(Wishes()[name]) == kind


def test_a_field_in_error_is_tied_to_its_hint_and_its_error() -> None:
    form = Wishes({"email": "sam@mail"})

    drawn = render('{% include "shared/field.html" with field=form.email %}', form=form)

    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_email_helptext id_email_error"' in drawn
    assert 'id="id_email_helptext"' in drawn
    assert 'id="id_email_error"' in drawn


def test_a_form_shows_each_field_and_what_fits_none() -> None:
    form = Wishes({})
    form.add_error(None, "These two days are reversed.")

    drawn = render('{% include "shared/form.html" %}', form=form)

    assert "These two days are reversed." in drawn
    assert drawn.count("field__error") == 4
    assert '<input type="hidden" name="key"' in drawn
    assert "(optional)" in drawn


# --- tabs and colors -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url_name", "tab", "expected"),
    [
        ("today-show", "today", ' aria-current="page"'),
        ("routine-show", "library", ' aria-current="true"'),
        ("routine-list", "today", ""),
        (None, "today", ""),
    ],
)
def test_a_tab_knows_its_pages(url_name: str | None, tab: str, expected: str) -> None:
    assert render("{% tab_is tab name %}", name=url_name, tab=tab) == expected


@pytest.mark.parametrize(
    ("family", "color"),
    [
        ("piriformis-release", "glute"),
        ("desk-break-5", "desk"),
        ("of-our-own", "core"),
        ("", "core"),
    ],
)
def test_each_family_has_a_color(family: str, color: str) -> None:
    assert page.tone(family) == color


# --- addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["routines:log-undo", "routines:session-create"])
def test_an_address_is_what_djangos_own_tag_makes_of_it(name: str) -> None:
    for pk in (uuid7(), uuid7()):
        ours = render("{% address name pk %}", name=name, pk=pk)

        assert ours == render("{% url name pk %}", name=name, pk=pk)
        assert str(pk) in ours


# --- modules -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("modules", "drawn"),
    [("", ""), ('{"imports":{}}', '<script type="importmap">{"imports":{}}</script>')],
)
def test_the_import_map_stands_in_the_page_where_there_is_one(
    modules: str, drawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "addresses_of_modules", lambda: modules)

    assert render("{% import_map %}") == drawn


# --- pages that must render whatever happens -----------------------------------------------


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_needs_neither_context_nor_database(name: str) -> None:
    from django.template.loader import render_to_string

    drawn = render_to_string(f"{name}.html")

    assert drawn.count("<h1>") == 1
    assert 'lang="en"' in drawn
    assert "<script" not in drawn


def test_messages_come_out_of_band_only_for_htmx() -> None:
    whole = '{% include "shared/messages.html" %}'
    partial = '{% include "shared/messages.html" with oob=True %}'
    by_htmx = {"request": SimpleNamespace(htmx=True), "messages": ["Logged"]}
    plain = {"request": SimpleNamespace(htmx=False), "messages": ["Logged"]}

    assert "hx-swap-oob" not in render(whole, **plain)
    assert render(partial, **plain).strip() == ""
    assert 'hx-swap-oob="innerHTML"' in render(partial, **by_htmx)


# --- texts looked up once -------------------------------------------------------------------


def test_a_text_is_said_in_each_language_however_often_it_was_drawn_before() -> None:
    template = Template("{% load i18n page %}{% translate 'Enter a valid value.' %}")
    german = "Bitte einen gültigen Wert eingeben."

    said = []
    for language in ("en", "de", "en", "de"):
        with override(language):
            said.append(template.render(Context()))

    assert said == ["Enter a valid value.", german] * 2


def test_a_text_is_kept_and_one_from_a_variable_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Template("{% load i18n page %}{% translate '100% done' %}")
    asked = Template("{% load i18n page %}{% translate word %}{% translate 'a' as b %}{{ b }}")

    assert kept.render(Context()) == "100% done"
    assert [asked.render(Context({"word": word})) for word in "xy"] == ["xa", "ya"]
    monkeypatch.setattr(TranslateNode, "render", lambda *_: "looked up")
    assert kept.render(Context()) == "100% done"
