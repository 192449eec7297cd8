"""Headers: strict on every kind of answer; htmx is sent to sign in, not given its page."""

from __future__ import annotations

import re
from typing import Any

import brotli
import pytest
from csp.decorators import csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.identifiers import uuid7
from config import headers
from config.headers import ContentPolicy, PageCompression
from tests.factories import make_user

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/healthz", "/sign-in/", "/admin/", "/no/such/page", "/static/admin/css/base.css"],
)
def test_every_kind_of_answer_carries_the_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "screen-wake-lock=(self)" in headers["Permissions-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/", "/admin/", "/no/such/page"])
def test_pages_are_kept_out_of_every_cache(client: Client, path: str) -> None:
    kept_out = client.get(path).headers["Cache-Control"]

    assert "no-store" in kept_out
    assert "private" in kept_out


@pytest.mark.django_db
def test_htmx_without_a_session_is_sent_to_sign_in_and_back_to_its_page(client: Client) -> None:
    answer = client.get(
        reverse("admin:index"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/progress/?weeks=4"},
    )

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fprogress%2F%3Fweeks%3D4"


@pytest.mark.django_db
def test_htmx_from_a_foreign_page_comes_back_to_what_it_asked_for(client: Client) -> None:
    answer = client.get(
        reverse("admin:index"),
        headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example.org/"},
    )

    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fadmin%2F"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/progress/?weeks=4", "%2Fprogress%2F%3Fweeks%3D4"),
        ("https://evil.example.org/progress/", "%2F"),
        ("", "%2F"),
    ],
)
def test_a_form_sent_without_a_session_leads_back_to_its_page(
    client: Client, referrer: str, back: str
) -> None:
    answer = client.post(reverse("account_email"), headers={"Referer": referrer})

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in/?next={back}"


@pytest.mark.django_db
def test_signing_out_leads_to_sign_in_and_not_back(client: Client) -> None:
    client.force_login(make_user())

    answer = client.post(
        reverse("account_logout"), headers={"Referer": "http://testserver/sign-out/"}
    )

    assert "sign-out" not in answer.headers["Location"]


@pytest.mark.django_db
def test_an_address_for_forms_has_a_page_for_who_opens_it(client: Client) -> None:
    client.force_login(make_user())

    answer = client.get(f"/sessions/{uuid7()}/finish/")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Back to Today" in answer.content.decode()


@pytest.mark.django_db
def test_a_plain_request_is_redirected_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("account_change_password"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/settings/password/"


@pytest.mark.django_db
def test_pages_are_compressed(client: Client) -> None:
    answer = client.get(reverse("account_login"), headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"


def page_of(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><p>" + "The same words. " * 100)


def compressed(view: Any, accepted: str) -> HttpResponse:
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepted})
    answer = PageCompression(view)(request)
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize(
    "accepted", ["gzip, deflate, br, zstd", "br;q=1.0", "br", "gzip, br;q=0.5"]
)
def test_a_page_is_compressed_by_brotli_where_it_is_understood(accepted: str) -> None:
    answer = compressed(page_of, accepted)

    page = brotli.decompress(answer.content).decode()
    assert page.startswith("<!doctype html><p>The same words.")
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["gzip", "gzip, br;q=0", "br;q=0.0, gzip", "gzip, brx"])
def test_a_page_is_compressed_by_gzip_where_brotli_is_not_understood(accepted: str) -> None:
    assert compressed(page_of, accepted).headers["Content-Encoding"] == "gzip"


def test_the_length_of_a_page_says_nothing_about_its_secrets() -> None:
    answers = [compressed(page_of, "br") for _ in range(30)]
    ends = [brotli.decompress(one.content).decode().partition("<!--")[2] for one in answers]

    assert all(re.fullmatch(r"[0-9a-f]{0,100}-->", end) for end in ends)
    assert len({len(one.content) for one in answers}) > 5


def fragment(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<p>" + "A part of a page. " * 100)


def test_a_fragment_gets_no_comment_after_it() -> None:
    assert compressed(fragment, "gzip, br").headers["Content-Encoding"] == "gzip"


# --- the policy, put together once ---------------------------------------------------------


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@csp_update({"img-src": "https://example.org"})
def with_a_wish(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize("view", [plain, with_a_wish])
def test_the_policy_is_what_django_csp_would_send(view: Any) -> None:
    kinds: list[Any] = [ContentPolicy, CSPMiddleware]
    ours, theirs = (
        set(kind(view)(RequestFactory().get("/")).headers["Content-Security-Policy"].split("; "))
        for kind in kinds
    )

    assert ours == theirs
    assert (ours == POLICY) is (view is plain)


@pytest.mark.parametrize(
    ("view", "images"),
    [(plain, "img-src 'self'"), (with_a_wish, "img-src 'self' https://example.org")],
)
def test_the_policy_allows_the_import_map_by_its_hash_and_no_other_script(
    view: Any, images: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headers, "import_map_source", lambda: "'sha256-bWFw'")

    sent: Any = ContentPolicy(view)(RequestFactory().get("/"))

    allowed = {"script-src 'self' 'sha256-bWFw'", images}
    assert set(sent.headers["Content-Security-Policy"].split("; ")) == (
        POLICY - {"script-src 'self'", "img-src 'self'"} | allowed
    )
