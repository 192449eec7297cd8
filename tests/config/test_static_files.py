"""Collected files: as WhiteNoise serves them, and made ready only when asked for."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from config.static_files import StaticFiles

TEXT = "a { color: red }\n" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder of collected files, as a server in production has it."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "app.1f2e3d4c5b6a.css").write_text(TEXT)
    (tmp_path / "css" / "app.1f2e3d4c5b6a.css.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "icon.png").write_bytes(b"\x89PNG")
    with override_settings(
        STATIC_ROOT=tmp_path, WHITENOISE_AUTOREFRESH=False, WHITENOISE_USE_FINDERS=False
    ):
        yield tmp_path


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


def told(answer: HttpResponseBase) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return all that a browser sees of an answer."""
    return answer.status_code, sorted(answer.items()), b"".join(answer)


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize(
    "headers",
    [{}, {"Accept-Encoding": "gzip"}, {"Range": "bytes=3-9"}, {"If-None-Match": "same"}],
    ids=str,
)
@pytest.mark.parametrize(
    "path",
    [
        *("/static/css/app.1f2e3d4c5b6a.css", "/static/icon.png", "/static/css/app.css", "/today"),
        *("/static/css/app.1f2e3d4c5b6a.css.gz", "/static/css/", "/static/css", "/static/"),
        *(
            "/static/../icon.png",
            "/static//icon.png",
            "/static/css/../icon.png",
            "/static\\icon.png",
        ),
    ],
)
def test_every_answer_is_the_one_of_the_library(
    folder: Path, method: str, headers: dict[str, str], path: str
) -> None:
    ours, theirs = StaticFiles(page), WhiteNoiseMiddleware(page)
    request = RequestFactory().generic(method.upper(), "/", headers=headers)
    request.path_info = path
    if "If-None-Match" in headers:
        request.META["HTTP_IF_NONE_MATCH"] = theirs(request).headers.get("ETag", '"none"')

    expected = told(theirs(request))

    assert told(ours(request)) == expected
    assert told(ours(request)) == expected


def test_no_file_is_made_ready_before_somebody_asks_for_it_and_each_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = WhiteNoiseMiddleware.get_static_file

    def noted(self: Any, path: str, url: str, **options: Any) -> Any:
        made.append(url)
        return make(self, path, url, **options)

    monkeypatch.setattr(WhiteNoiseMiddleware, "get_static_file", noted)
    served, request = StaticFiles(page), RequestFactory().get("/static/icon.png")
    assert made == []

    assert told(served(request)) == told(served(request))

    assert made == ["/static/icon.png"]


def test_what_comes_into_the_folder_later_is_not_served(folder: Path) -> None:
    served = StaticFiles(page)
    (folder / "late.css").write_text(TEXT)

    assert told(served(RequestFactory().get("/static/late.css")))[2] == b"a page"


def test_while_developing_a_changed_file_is_served_as_it_is_now(folder: Path) -> None:
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        served = StaticFiles(page)
    request = RequestFactory().get("/static/icon.png")
    assert b"".join(served(request)) == b"\x89PNG"
    (folder / "icon.png").write_bytes(b"changed")

    assert b"".join(served(request)) == b"changed"


def test_without_collected_files_the_start_warns_and_pages_are_served(folder: Path) -> None:
    with (
        override_settings(STATIC_ROOT=folder / "nowhere"),
        pytest.warns(UserWarning, match="No directory"),
    ):
        served = StaticFiles(page)

    assert told(served(RequestFactory().get("/static/icon.png")))[2] == b"a page"
