"""Whole pages and their named parts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from accounts.http import render_page

PAGE = "account/password_reset_done.html"


@pytest.mark.parametrize("htmx", [False, True])
def test_caches_keep_page_and_fragment_apart(rf: RequestFactory, htmx: bool) -> None:
    request: Any = rf.get("/")
    request.user, request.htmx = AnonymousUser(), htmx

    response = render_page(request, PAGE, {}, status=422)

    assert response.status_code == 422
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    ("htmx", "partial", "name"),
    [(False, "", PAGE), (False, "list", PAGE), (True, "", PAGE), (True, "list", f"{PAGE}#list")],
)
def test_only_htmx_gets_the_named_part(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch, htmx: bool, partial: str, name: str
) -> None:
    asked: list[str] = []

    def remember(request: Any, template: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(template)
        return SimpleNamespace(headers={}, has_header=lambda _: False)

    monkeypatch.setattr("accounts.http.render", remember)
    monkeypatch.setattr("accounts.http.patch_vary_headers", lambda *_: None)
    request: Any = rf.get("/")
    request.htmx = htmx

    render_page(request, PAGE, {}, partial=partial)

    assert asked == [name]
