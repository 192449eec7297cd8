"""Templates: each one compiles, and none needs an exception from the content policy."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

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


@cache
def source(name: str) -> str:
    """Return the template without its comments."""
    text = (ROOT / "templates" / name).read_text()
    text = re.sub(r"(?s){%\s*comment\b.*?{%\s*endcomment\s*%}", "", text)
    return re.sub(r"{#.*?#}|(?s:<!--.*?-->)", "", text)


def test_there_are_templates() -> None:
    assert len(PAGES) > 10


def test_each_compiles() -> None:
    for name in PAGES:
        get_template(name)


def test_none_needs_an_exception_from_the_policy() -> None:
    faults = [
        f"{name}: {what}"
        for name in PAGES
        for what, pattern in FORBIDDEN.items()
        if pattern.search(source(name))
    ]

    assert faults == []


def test_none_trusts_a_text() -> None:
    trusting = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")

    pages = [name for name in PAGES if name.endswith(".html")]
    assert [name for name in pages if trusting.search(source(name))] == []


def test_what_they_include_exists() -> None:
    for name in PAGES:
        for included in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", source(name)):
            get_template(included)


def test_their_icons_exist() -> None:
    missing = []
    for name in PAGES:
        for icon in re.findall(r"{%\s*(?:icon|lucide)\s+[\"']([\w-]+)", source(name)):
            try:
                _render_icon(icon, 24)
            except IconDoesNotExist:
                missing.append(f"{name} asks for an icon {icon!r} that there is not")

    assert missing == []


def test_each_form_that_posts_is_guarded_and_works_alone() -> None:
    faults = []
    for name in PAGES:
        text = source(name)
        for form in re.findall(r"(?s)<form\b.*?</form>", text):
            opening = form[: form.index(">")]
            posts = re.search(r"method=.?post", opening, re.IGNORECASE)
            if posts and "csrf_token" not in form:
                faults.append(f"{name}: a form without a token")
            if "hx-post" in opening and "action=" not in opening:
                faults.append(f"{name}: a form that needs JavaScript")
        for link in re.findall(r"(?s)<a\b[^>]*hx-get[^>]*>", text):
            if "href=" not in link:
                faults.append(f"{name}: a link that needs JavaScript")

    assert faults == []


def test_each_fold_of_a_client_shows_that_it_opens() -> None:
    """A summary without an arrow looks like a sentence. Staff pages have their own look."""
    fold = re.compile(r'<details class="[^"]*\bfold\b[^"]*".*?</summary>', re.DOTALL)
    ends = re.compile(r'{% icon "chevron-down"[^%]*%}\s*</summary>$')

    bare = [
        name
        for name in PAGES
        if not name.startswith("admin/")
        for each in fold.findall(source(name))
        if not ends.search(each)
    ]

    assert bare == []


def test_each_list_to_choose_from_has_the_shared_look() -> None:
    choice = re.compile(r"<select\b")
    shared = re.compile(r'class="field__control"><select\b')

    bare = [
        name
        for name in PAGES
        if not name.startswith("admin/")
        and len(choice.findall(source(name))) != len(shared.findall(source(name)))
    ]

    assert bare == []
