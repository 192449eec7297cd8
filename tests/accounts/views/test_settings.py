"""Settings: every page by everybody, every change kept or kindly refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import AccessToken, User
from accounts.services.tokens import create_token, use_token
from tests.conftest import CountStatements
from tests.factories import PASSWORD, make_client, make_clinic, make_therapist, make_user

pytestmark = pytest.mark.django_db
PAGES = [
    "/settings/",
    "/settings/preferences/name/",
    "/settings/preferences/phone/",
    "/settings/preferences/language/",
    "/settings/preferences/time-zone/",
    "/settings/preferences/text-size/",
    "/settings/preferences/appearance/",
    "/settings/preferences/figure-build/",
    "/settings/preferences/figure-tone/",
    "/settings/passkeys/",
    "/settings/tokens/",
    "/settings/tokens/new/",
    "/settings/email/",
]


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()), email="ivan@example.org")


@pytest.fixture
def browser_of_ivan(client: Browser, ivan: User) -> Browser:
    client.force_login(ivan)
    return client


@pytest.fixture
def sure_browser_of_ivan(browser_of_ivan: Browser) -> Browser:
    """Ivan has just typed his password once more."""
    browser_of_ivan.post("/sign-in/again/", {"password": PASSWORD})
    return browser_of_ivan


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(client: Browser, page: str) -> None:
    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_shows(sure_browser_of_ivan: Browser, page: str) -> None:
    assert sure_browser_of_ivan.get(page).status_code == 200


def test_the_list_takes_few_queries(
    browser_of_ivan: Browser, count_statements: CountStatements
) -> None:
    with count_statements() as statements:
        browser_of_ivan.get("/settings/")

    # Session, person, care, passkeys.
    assert len(statements) == 4


def test_the_list_names_the_therapist_and_what_is_set(browser_of_ivan: Browser) -> None:
    page = browser_of_ivan.get("/settings/").text

    assert "Maya Ortiz" in page
    assert "ivan@example.org" in page
    assert "/settings/preferences/phone/" in page
    assert "Standard" in page


@pytest.mark.parametrize(
    ("preference", "form", "field", "stored"),
    [
        ("name", {"display_name": "  Ivan P.  "}, "display_name", "Ivan P."),
        ("name", {"display_name": "نور 🙂"}, "display_name", "نور 🙂"),
        ("phone", {"phone": " +34 600 (12) 34-56 "}, "phone", "+34 600 (12) 34-56"),
        ("phone", {"phone": ""}, "phone", ""),
        ("language", {"language": "en"}, "language", "en"),
        ("time-zone", {"time_zone": "Europe/Madrid"}, "time_zone", "Europe/Madrid"),
        ("time-zone", {"time_zone": " new york "}, "time_zone", "America/New_York"),
        ("time-zone", {"time_zone": "TOKYO"}, "time_zone", "Asia/Tokyo"),
        ("text-size", {"text_size": "130"}, "text_size", 130),
        ("appearance", {"theme": "dark"}, "theme", "dark"),
        ("figure-build", {"figure_build": "broad"}, "figure_build", "broad"),
        ("figure-tone", {"figure_tone": "4"}, "figure_tone", 4),
    ],
)
def test_a_change_is_kept(
    browser_of_ivan: Browser, ivan: User, preference: str, form: Any, field: str, stored: object
) -> None:
    response = browser_of_ivan.post(f"/settings/preferences/{preference}/", form)

    assert response["Location"] == "/settings/"
    ivan.refresh_from_db()
    assert getattr(ivan, field) == stored


@pytest.mark.parametrize(
    ("preference", "form"),
    [
        ("name", {"display_name": ""}),
        ("name", {"display_name": "   "}),
        ("name", {"display_name": "x" * 5000}),
        ("phone", {"phone": "call me"}),
        ("phone", {"phone": "112 or 113"}),
        ("phone", {"phone": "1" * 41}),
        ("language", {"language": "tlh"}),
        ("time-zone", {"time_zone": "Mars"}),
        ("time-zone", {"time_zone": ""}),
        ("time-zone", {"time_zone": "../../etc/passwd"}),
        ("text-size", {"text_size": "1"}),
        ("appearance", {"theme": "pink"}),
        ("appearance", {}),
        ("figure-build", {"figure_build": "huge"}),
        ("figure-tone", {"figure_tone": "9"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    browser_of_ivan: Browser, ivan: User, preference: str, form: Any
) -> None:
    before = User.objects.values().get(pk=ivan.pk)

    response = browser_of_ivan.post(f"/settings/preferences/{preference}/", form)

    assert response.status_code == 422
    assert "field__error" in response.text
    assert User.objects.values().get(pk=ivan.pk) == before


def test_an_unknown_preference_is_not_found(browser_of_ivan: Browser) -> None:
    assert browser_of_ivan.get("/settings/preferences/is_staff/").status_code == 404
    assert browser_of_ivan.post("/settings/preferences/email/", {"email": "x"}).status_code == 404


def test_other_fields_in_the_form_change_nothing(browser_of_ivan: Browser, ivan: User) -> None:
    form = {"display_name": "Ivan", "is_staff": "1", "is_superuser": "1", "email": "x@x.org"}

    browser_of_ivan.post("/settings/preferences/name/", form)

    ivan.refresh_from_db()
    assert (ivan.is_staff, ivan.is_superuser, ivan.email) == (False, False, "ivan@example.org")


def test_theme_and_text_size_are_on_the_page(browser_of_ivan: Browser, ivan: User) -> None:
    User.objects.filter(pk=ivan.pk).update(theme="dark", text_size=150)

    page = browser_of_ivan.get("/settings/").text

    assert 'data-theme="dark"' in page
    assert 'data-text-size="150"' in page


def test_leaving_stops_sharing_at_once(browser_of_ivan: Browser, ivan: User) -> None:
    relationship = ivan.care_received.get()
    address = f"/settings/care/{relationship.pk}/leave/"

    assert "Sharing stops at once" in browser_of_ivan.get(address).text
    assert ivan in User.objects.in_care_of(relationship.therapist)
    assert browser_of_ivan.post(address)["Location"] == "/settings/"

    assert not User.objects.in_care_of(relationship.therapist).exists()
    assert browser_of_ivan.get(address).status_code == 404


def test_nobody_leaves_for_somebody_else(client: Browser, ivan: User) -> None:
    relationship = ivan.care_received.get()
    for person in (make_user(display_name="Sam Keller"), relationship.therapist):
        client.force_login(person)

        assert client.post(f"/settings/care/{relationship.pk}/leave/").status_code == 404
    assert ivan in User.objects.in_care_of(relationship.therapist)


def test_a_token_is_shown_once_and_works(sure_browser_of_ivan: Browser, ivan: User) -> None:
    page = sure_browser_of_ivan.post("/settings/tokens/new/", {"name": "My script", "days": "30"})

    assert page.status_code == 200
    token = AccessToken.objects.get()
    plain = page.context["plain"]
    assert plain in page.text
    used = use_token(plain=plain, at=timezone.now())
    assert used is not None
    assert used.user == ivan
    listed = sure_browser_of_ivan.get("/settings/tokens/").text
    assert "My script" in listed
    assert plain not in listed
    assert plain not in str(AccessToken.objects.values().get(pk=token.pk))


@pytest.mark.parametrize(
    "form",
    [{"name": "", "days": "30"}, {"name": "x", "days": "0"}, {"name": "x" * 61, "days": "30"}],
)
def test_a_token_that_cannot_be_is_refused(sure_browser_of_ivan: Browser, form: Any) -> None:
    assert sure_browser_of_ivan.post("/settings/tokens/new/", form).status_code == 422
    assert not AccessToken.objects.exists()


def test_a_closed_token_opens_nothing(browser_of_ivan: Browser, ivan: User) -> None:
    token, plain = create_token(user=ivan, name="x", at=timezone.now(), days=30)

    browser_of_ivan.post(f"/settings/tokens/{token.pk}/revoke/")

    assert use_token(plain=plain, at=timezone.now()) is None


def test_nobody_closes_or_sees_somebody_elses_token(client: Browser, ivan: User) -> None:
    token, plain = create_token(user=ivan, name="canary-token", at=timezone.now(), days=30)
    client.force_login(make_user(display_name="Sam Keller"))

    assert client.post(f"/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert "canary-token" not in client.get("/settings/tokens/").text
    assert use_token(plain=plain, at=timezone.now()) is not None


def test_reading_closes_no_token(browser_of_ivan: Browser, ivan: User) -> None:
    token = create_token(user=ivan, name="x", at=timezone.now(), days=30).token

    assert browser_of_ivan.get(f"/settings/tokens/{token.pk}/revoke/").status_code == 405
