"""The reference for people: every operation, within the content policy, readable on a phone."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from routines.api.problems import KINDS
from routines.api.schema import current_schema

REFERENCE = "/api/"


class Links(HTMLParser):
    """Collects ids, and what points at them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember one tag's id and link."""
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value and value.startswith("#"):
                self.targets.append(value[1:])


@pytest.mark.django_db
def test_it_describes_everything(client: Client) -> None:
    answer = client.get(REFERENCE)
    text = answer.content.decode()

    assert answer.status_code == 200
    for path, methods in current_schema()["paths"].items():
        assert path in text
        for operation in methods.values():
            assert f'id="{operation["operationId"]}"' in text
    for code in KINDS:
        assert f'id="problem-{code}"' in text


@pytest.mark.django_db
def test_each_link_inside_it_leads_somewhere(client: Client) -> None:
    links = Links()
    links.feed(client.get(REFERENCE).content.decode())

    assert set(links.targets) <= set(links.ids)
    assert len(links.ids) == len(set(links.ids))


@pytest.mark.django_db
def test_it_needs_nothing_from_elsewhere(client: Client) -> None:
    text = client.get(REFERENCE).content.decode()

    assert "<script" not in text
    assert " style=" not in text
    assert "<style" not in text


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1100, "light")])
def test_it_fits_the_screen(open_phone: Callable[..., Any], width: int, scheme: str) -> None:
    page = open_phone(width=width, color_scheme=scheme)
    page.goto(REFERENCE)
    for one in page.locator("details").all():
        one.evaluate("each => { each.open = true }")

    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.get_by_role("heading", level=1).inner_text() == "Carryover API"
