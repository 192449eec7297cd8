"""Names that are told from one another: URL, view, template and test of one noun."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
NOUN_AND_VERB = re.compile(r"[a-z]+(?:_[a-z]+)*-[a-z]+(?:_[a-z]+)*")


def patterns(namespace: str) -> Iterator[URLPattern]:
    """Give each page of one namespace."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace == namespace:
            yield from (each for each in resolver.url_patterns if isinstance(each, URLPattern))


PAGES = [(space, page) for space in ("accounts", "routines") for page in patterns(space)]


@pytest.mark.parametrize(("space", "page"), PAGES, ids=lambda value: getattr(value, "name", value))
def test_a_url_is_named_for_the_noun_and_verb_of_its_view(space: str, page: URLPattern) -> None:
    name = str(page.name)
    view = inspect.unwrap(page.callback)
    module = view.__module__.removeprefix(f"{space}.views.")
    if "-" not in name:
        assert view.__name__ == name
        return

    assert NOUN_AND_VERB.fullmatch(name), name
    noun, _, verb = name.partition("-")
    assert module in {noun, f"{noun}s", f"{noun[:-1]}ies"}
    assert view.__name__ == verb


@pytest.mark.parametrize("space", ["accounts", "routines"])
def test_each_template_that_python_names_exists(space: str) -> None:
    for path in sorted((ROOT / space).rglob("*.py")):
        for name in re.findall(
            r"[\"']((?:[\w-]+/)+[\w-]+\.(?:html|txt|svg))[#\"']", path.read_text()
        ):
            get_template(name)


@pytest.mark.parametrize("layer", ["domain", "queries", "services", "views"])
def test_each_module_of_a_layer_has_its_test(layer: str) -> None:
    tests = ROOT / "tests" / "routines" / layer
    untested = [
        path.name
        for path in sorted((ROOT / "routines" / layer).glob("*.py"))
        if path.name != "__init__.py" and not (tests / f"test_{path.name}").exists()
    ]

    assert untested == []


def test_each_test_stands_where_its_subject_stands() -> None:
    lost = [
        str(path.relative_to(ROOT))
        for space in ("accounts", "config", "routines")
        for path in sorted((ROOT / "tests" / space).rglob("test_*.py"))
        if not (ROOT / path.parent.relative_to(ROOT / "tests")).is_dir()
    ]

    assert lost == []
