"""Pages in the person's own time zone and language, at no cost."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.utils import timezone

from accounts.middleware import preferences
from accounts.models import User
from tests.conftest import CountStatements
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_persons_zone_holds_for_the_request_only(
    rf: RequestFactory, count_statements: CountStatements
) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone_name())
        return HttpResponse()

    request = rf.get("/")
    request.user = make_user(time_zone="Asia/Tokyo")
    with count_statements() as statements:
        response = preferences(view)(request)

    assert seen == ["Asia/Tokyo"]
    assert timezone.get_current_timezone_name() == "UTC"
    assert response["Content-Language"] == "en"
    assert statements == []


def test_who_asks_is_the_person_and_no_stand_in(client: Browser) -> None:
    nobody = client.get("/sign-in/").wsgi_request.user
    client.force_login(make_user())

    person = client.get("/").wsgi_request.user

    assert (type(nobody), type(person)) == (AnonymousUser, User)


def test_strangers_are_answered_in_the_browsers_language(client: Browser) -> None:
    response = client.get("/sign-in/", headers={"Accept-Language": "tlh, en;q=0.5"})

    assert response["Content-Language"] == "en"
    assert "Accept-Language" in response["Vary"]
