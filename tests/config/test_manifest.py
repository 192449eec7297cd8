"""What a phone is told about the app: true sizes, addresses that answer."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import make_client

# Kinds of PNG without a channel for what shines through: gray, colors, a palette.
OPAQUE = {0, 2, 3}
ICONS = {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}


@pytest.fixture
def manifest(client: Client) -> dict[str, Any]:
    response = client.get("/manifest.webmanifest")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/manifest+json"
    found: dict[str, Any] = json.loads(response.content)
    return found


def file_of(address: str) -> Path:
    found = finders.find(address.removeprefix("/static/"))
    assert found, address
    return Path(found)


def size_of(picture: Path) -> str:
    """Return the size that a PNG has."""
    head = picture.read_bytes()[:24]
    assert head[1:4] == b"PNG"
    return "{}x{}".format(*struct.unpack(">II", head[16:24]))


def test_it_says_who_it_is_and_where_it_begins(manifest: dict[str, Any]) -> None:
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/"
    assert manifest["name"].startswith("Carryover")
    assert len(manifest["short_name"]) <= 12
    assert manifest["display"] == "standalone"
    assert manifest["display_override"][0] == "standalone"
    assert (manifest["lang"], manifest["dir"]) == ("en", "ltr")
    assert re.fullmatch("#[0-9A-F]{6}", manifest["theme_color"])
    assert manifest["background_color"] == manifest["theme_color"]
    assert "health" in manifest["categories"]


@pytest.mark.parametrize("kind", ["icons", "screenshots"])
def test_each_picture_is_as_large_as_it_claims(manifest: dict[str, Any], kind: str) -> None:
    for one in manifest[kind]:
        if one["type"] == "image/png":
            assert size_of(file_of(one["src"])) == one["sizes"], one["src"]
        else:
            assert b"<svg" in file_of(one["src"]).read_bytes()[:500]


def test_it_has_every_icon_and_both_kinds_of_screenshots(manifest: dict[str, Any]) -> None:
    assert {(one["sizes"], one["purpose"]) for one in manifest["icons"]} >= ICONS
    assert {one["form_factor"] for one in manifest["screenshots"]} == {"narrow", "wide"}
    assert all(one["label"] for one in manifest["screenshots"])
    assert all(file_of(one["src"]).stat().st_size < 100_000 for one in manifest["screenshots"])


@pytest.mark.django_db
def test_each_shortcut_leads_to_a_page(client: Client, manifest: dict[str, Any]) -> None:
    client.force_login(make_client(therapist=None))

    names = {}
    for one in manifest["shortcuts"]:
        names[one["name"]] = client.get(one["url"]).status_code

    assert names == {"Start today's routine": 200, "Log pain": 200, "Desk breaks": 200}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/help/", "/offline/"])
def test_each_page_names_it_and_fills_the_whole_screen(client: Client, path: str) -> None:
    page = client.get(path).content.decode()

    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert "viewport-fit=cover" in page
    assert page.count('name="theme-color"') == 2
    assert '<meta name="apple-mobile-web-app-title" content="Carryover">' in page
    [icon] = re.findall(r'rel="apple-touch-icon" href="([^"]+)"', page)
    assert size_of(file_of(icon)) == "180x180"
    # An iPhone makes black of what shines through.
    drawing = file_of(icon).read_bytes()
    assert drawing[25] in OPAQUE
    assert b"tRNS" not in drawing
