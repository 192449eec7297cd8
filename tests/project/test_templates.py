"""Templates: each one compiles, and none needs an exception from the content policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from lucide import IconDoesNotExist, _render_icon

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*"))
PAGES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES if path.is_file()]
FORBIDDEN = {
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[\w:.-]*)\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a foreign address": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=.?https?://"),
    "evaluated values": re.compile(r"hx-vals=.?js:|hx-trigger=[^>]*\["),
}


def source(name: str) -> str:
    """Return the template without its comments."""
    text = (ROOT / "templates" / name).read_text()
    text = re.sub(r"(?s){%\s*comment\b.*?{%\s*endcomment\s*%}", "", text)
    return re.sub(r"{#.*?#}|(?s:<!--.*?-->)", "", text)


def test_there_are_templates() -> None:
    assert len(PAGES) > 10


@pytest.mark.parametrize("name", PAGES)
def test_it_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_it_needs_no_exception_from_the_policy(name: str) -> None:
    text = source(name)

    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".html")])
def test_it_trusts_no_text(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|{%\s*autoescape\s+off", source(name))


@pytest.mark.parametrize("name", PAGES)
def test_what_it_includes_exists(name: str) -> None:
    for included in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", source(name)):
        get_template(included)


@pytest.mark.parametrize("name", PAGES)
def test_its_icons_exist(name: str) -> None:
    for icon in re.findall(r"{%\s*(?:icon|lucide)\s+[\"']([\w-]+)", source(name)):
        try:
            _render_icon(icon, 24)
        except IconDoesNotExist:
            pytest.fail(f"{name} asks for an icon {icon!r} that there is not")


@pytest.mark.parametrize("name", PAGES)
def test_each_form_that_posts_is_guarded_and_works_alone(name: str) -> None:
    text = source(name)
    for form in re.findall(r"(?s)<form\b.*?</form>", text):
        opening = form[: form.index(">")]
        if re.search(r"method=.?post", opening, re.IGNORECASE):
            assert "csrf_token" in form, f"{name}: a form without a token"
        if "hx-post" in opening:
            assert "action=" in opening, f"{name}: a form that needs JavaScript"
    for link in re.findall(r"(?s)<a\b[^>]*hx-get[^>]*>", text):
        assert "href=" in link, f"{name}: a link that needs JavaScript"


@pytest.mark.parametrize("name", PAGES)
def test_what_is_drawn_once_for_everybody_names_nobody(name: str) -> None:
    kept = re.findall(r"(?s){% lasting\b[^%]*%}(.*?){% endlasting %}", source(name))
    variables = re.findall(r"{[{%][^}]*[%}]}", " ".join(kept))

    assert [one for one in variables if re.search(r"\b(user|request|session|client)\.", one)] == []
