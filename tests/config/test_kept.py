"""What a phone may keep: the day's homework, of the client whose it is, and nothing else.

That no other address may be kept, for anybody, is seen where every address is asked: test_access.py.
"""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from config.kept import KEEP, OWNER
from routines.models import Assignment, ExerciseSession
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_therapist(clinic=make_clinic())


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya)


@pytest.fixture
def homework(ivan: User) -> Assignment:
    return make_assignment(client=ivan)


@pytest.fixture
def session(homework: Assignment) -> ExerciseSession:
    return make_session(assignment=homework)


def signed_in(user: User) -> Client:
    """Return a browser that has the cookies a person has after the first page."""
    browser = Client()
    browser.force_login(user)
    browser.get("/sign-out/")
    return browser


def test_a_page_of_homework_says_whose_it_is_and_may_be_kept(
    ivan: User, homework: Assignment
) -> None:
    headers = signed_in(ivan).get(f"/assignments/{homework.pk}/").headers

    assert headers[OWNER] == str(ivan.pk)
    assert headers[KEEP] == "1"


def test_a_therapists_own_pages_are_not_kept(maya: User) -> None:
    headers = signed_in(maya).get("/").headers

    assert headers[OWNER] == str(maya.pk)
    assert KEEP not in headers


def test_a_page_without_anybody_belongs_to_nobody(client: Client) -> None:
    for path in ("/help/", "/sign-in/", "/no/such/page"):
        headers = client.get(path).headers
        assert headers[OWNER] == "nobody"
        assert KEEP not in headers


def test_a_fragment_is_not_kept(ivan: User, session: ExerciseSession) -> None:
    path = f"/sessions/{session.pk}/"
    browser = signed_in(ivan)

    assert KEEP in browser.get(path).headers
    assert KEEP not in browser.get(path, headers={"HX-Request": "true"}).headers


def test_a_page_that_changes_a_cookie_is_not_kept(ivan: User, homework: Assignment) -> None:
    browser = Client()
    browser.force_login(ivan)
    path = f"/assignments/{homework.pk}/"

    first, second = browser.get(path), browser.get(path)

    # Renewed as it is, it says nothing new.
    assert first.cookies["csrftoken"].value == second.cookies["csrftoken"].value
    assert KEEP not in first.headers
    assert KEEP in second.headers


def test_a_page_that_tells_a_message_is_not_kept(ivan: User, homework: Assignment) -> None:
    browser = signed_in(ivan)
    browser.post(f"/assignments/{homework.pk}/sessions/", {})
    path = f"/assignments/{homework.pk}/"

    told, quiet = browser.get(path), browser.get(path)

    assert "toast" in told.content.decode()
    assert KEEP not in told.headers
    assert KEEP in quiet.headers


def test_what_failed_is_not_kept(ivan: User, maya: User) -> None:
    other = make_assignment(client=make_client(therapist=maya, display_name="Lena Vogel"))

    response = signed_in(ivan).get(f"/assignments/{other.pk}/")

    assert response.status_code == 404
    assert KEEP not in response.headers


def test_a_redirect_to_signing_in_is_not_kept(client: Client, homework: Assignment) -> None:
    assert KEEP not in client.get(f"/assignments/{homework.pk}/").headers
