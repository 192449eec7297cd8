"""The worker's script: what it holds, and when it changes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import storage
from django.template.loader import render_to_string
from django.test import Client

from config import worker
from tests.hashed_files import collect

ROOT = Path(__file__).resolve().parents[2]
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.\w+")


def shell(text: str) -> dict[str, Any]:
    """Return what the script knows."""
    found: dict[str, Any] = json.loads(text.split("const shell = ")[1].split(";\n")[0])
    return found


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the settings under which files are served as by an installation."""
    return collect(tmp_path_factory.mktemp("static"))


@pytest.fixture
def production(settings: Any, collected: dict[str, Any]) -> Iterator[Path]:
    """Let addresses have a hash, as they have in production."""
    for name, value in collected.items():
        setattr(settings, name, value)
    yield collected["STATIC_ROOT"]
    worker._lasting_source.cache_clear()


def test_it_is_served_for_the_whole_site_and_asked_for_each_time(client: Client) -> None:
    response = client.get("/sw.js")

    assert response.status_code == 200
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "connect-src 'self'" in response["Content-Security-Policy"]
    again = client.get("/sw.js", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_it_is_the_same_for_everybody_and_each_time(client: Client) -> None:
    assert client.get("/sw.js").content == client.get("/sw.js").content
    assert worker.source() == worker.source()


def test_every_file_it_holds_is_there_hashed_and_ours(production: Path) -> None:
    found = shell(worker.source())

    assert found["hashed"] is True
    for address in found["files"]:
        assert HASHED.fullmatch(address), address
        assert (production / address.removeprefix("/static/")).is_file(), address
    assert isinstance(storage.staticfiles_storage.url("css/app.css"), str)


def test_its_parts_are_as_they_were_collected(
    production: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(path: str) -> None:
        raise AssertionError(path)

    monkeypatch.setattr("django.contrib.staticfiles.finders.find", never)

    (part,) = (production / "js" / "worker").glob("store.*.js")
    assert part.read_text() in worker.source()


def test_what_it_says_by_itself_on_a_lock_screen_tells_nothing() -> None:
    part = (ROOT / "static" / "js" / "worker" / "push.js").read_text()
    texts = re.findall(r'\b(?:title|body): "([^"]+)"', part)

    assert texts == ["Carryover", "Open Carryover to see what is next."]


def test_what_it_holds_is_small(production: Path, client: Client) -> None:
    found = shell(worker.source())
    texts = [(production / one.removeprefix("/static/")).read_bytes() for one in found["files"]]
    texts += [client.get(page).content for page in found["pages"]]

    assert sum(len(brotli.compress(text)) for text in texts) < 300_000


def test_it_holds_what_every_page_of_a_client_needs_and_nothing_of_the_staff() -> None:
    paths = worker.files()

    assert {"css/app.css", "js/app.js", "js/elements/co-player.js", "js/lib/guide.js"} <= set(paths)
    assert "django_htmx/htmx-2.min.js" in paths
    assert [one for one in paths if re.search(r"staff|admin|webauthn|passkey|worker/", one)] == []


def test_each_module_that_a_kept_one_imports_is_kept() -> None:
    paths = set(worker.files())
    scripts = [one for one in paths if one.startswith("js/")]
    missing = []
    for path in scripts:
        text = (ROOT / "static" / path).read_text()
        for name in re.findall(r'(?:from|import|import\() *"(\.{1,2}/[^"]+)"', text):
            wanted = (ROOT / "static" / path).parent.joinpath(name).resolve()
            if wanted.relative_to(ROOT / "static").as_posix() not in paths:
                missing.append(f"{path}: {name}")

    assert missing == []


def test_its_pages_are_open_to_everybody(client: Client) -> None:
    found = shell(worker.source())

    assert found["pages"] == ["/offline/", "/help/"]
    assert [client.get(page).status_code for page in found["pages"]] == [200, 200]


def test_it_changes_when_a_file_it_holds_does_and_not_when_another_one_does(
    settings: Any, tmp_path: Path
) -> None:
    _copy_of_the_static_folder(settings, tmp_path)
    before = worker.source()

    (tmp_path / "static" / "css" / "staff.css").write_text("/* another */ p { color: red; }")
    (tmp_path / "static" / "icons" / "badge-96.png").write_bytes(b"another")
    assert worker.source() == before

    for path in ("js/lib/guide.js", "css/tokens.css", "icons/favicon.svg"):
        known = worker.source()
        file = tmp_path / "static" / path
        file.write_text(file.read_text() + "\nanother {}\n")
        assert shell(worker.source())["revision"] != shell(known)["revision"], path


def test_it_changes_with_its_own_source(settings: Any, tmp_path: Path) -> None:
    _copy_of_the_static_folder(settings, tmp_path)
    before = worker.source()
    part = tmp_path / "static" / "js" / "worker" / "answers.js"

    part.write_text(part.read_text().replace("3000", "4000"))

    assert shell(worker.source())["revision"] != shell(before)["revision"]


def test_it_changes_with_the_words_of_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    before = worker.source()
    monkeypatch.setattr(
        "config.worker.render_to_string", lambda *given: render_to_string(*given) + "more"
    )

    assert shell(worker.source())["revision"] != shell(before)["revision"]


def test_switched_off_it_removes_itself_and_no_page_names_it(client: Client, settings: Any) -> None:
    settings.SERVICE_WORKER = False

    text = client.get("/sw.js").content.decode()

    assert "unregister()" in text
    assert 'addEventListener("fetch"' not in text
    assert "co-worker" not in client.get("/sign-in/").content.decode()


def _copy_of_the_static_folder(settings: Any, tmp_path: Path) -> None:
    source = ROOT / "static"
    for folder in ("css", "js", "icons"):
        shutil.copytree(source / folder, tmp_path / "static" / folder)
    figure = "figures/regular/child-pose-end.svg"
    (tmp_path / "static" / figure).parent.mkdir(parents=True)
    shutil.copy(source / figure, tmp_path / "static" / figure)
    settings.BASE_DIR = tmp_path
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.DATA_DIR = tmp_path / "data"
