"""The clinic's records in the admin: each role sees and does what is theirs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import CareRelationship, Clinic, Invitation, Membership, User
from tests.factories import (
    make_client,
    make_clinic,
    make_invitation,
    make_manager,
    make_superuser,
    make_therapist,
)

pytestmark = pytest.mark.django_db
NOUNS = ["clinic", "membership", "carerelationship", "invitation"]
CLINIC = {
    "name": "Riverside",
    "time_zone": "Europe/Madrid",
    "flag_minutes": "60",
    "flag_hours": "24",
}


class World:
    """Two clinics that must not know of each other."""

    def __init__(self) -> None:
        self.here = make_clinic(name="canary-here")
        self.there = make_clinic(name="canary-there")
        self.maya = make_therapist(clinic=self.here, display_name="Maya canary-here")
        self.ana = make_manager(clinic=self.here, display_name="Ana canary-here")
        self.tom = make_therapist(clinic=self.there, display_name="Tom canary-there")
        self.ivan = make_client(therapist=self.maya, display_name="Ivan canary-here")
        self.noor = make_client(therapist=self.tom, display_name="Noor canary-there")
        for therapist, where in ((self.maya, "here"), (self.tom, "there")):
            make_invitation(therapist=therapist, display_name=f"New canary-{where}")
        self.root = make_superuser()


@pytest.fixture
def world() -> World:
    return World()


def rows_of(noun: str, clinic: Clinic) -> list[Any]:
    models: dict[str, Any] = {
        "clinic": Clinic,
        "membership": Membership,
        "carerelationship": CareRelationship,
        "invitation": Invitation,
    }
    own = {"pk": clinic.pk} if noun == "clinic" else {"clinic": clinic}
    return list(models[noun].objects.filter(**own))


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["maya", "ana"])
def test_the_other_clinic_is_nowhere(client: Browser, world: World, who: str, noun: str) -> None:
    client.force_login(getattr(world, who))

    pages = [client.get(f"/admin/accounts/{noun}/")]
    pages += [
        client.get(f"/admin/accounts/{noun}/{row.pk}/change/") for row in rows_of(noun, world.here)
    ]

    assert pages[0].status_code == 200
    assert all("canary-there" not in page.text for page in pages)
    for row in rows_of(noun, world.there):
        for action in ("change", "history", "delete"):
            answer = client.get(f"/admin/accounts/{noun}/{row.pk}/{action}/")
            assert answer.status_code in {403, 404}
            assert "canary-there" not in answer.text


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["maya", "ana", "root"])
def test_every_link_of_a_record_opens(client: Browser, world: World, who: str, noun: str) -> None:
    client.force_login(getattr(world, who))

    answers = [
        client.get(f"/admin/accounts/{noun}/{row.pk}/change/") for row in rows_of(noun, world.here)
    ]
    pages = [answer.text for answer in answers if answer.status_code == 200]
    links = {
        link for page in pages for link in re.findall(r'href="(/admin/accounts/[^"#?]+)', page)
    }

    assert pages
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert all("canary-here" in page for page in pages)


@pytest.mark.parametrize("noun", NOUNS)
def test_superusers_see_both(client: Browser, world: World, noun: str) -> None:
    client.force_login(world.root)

    page = client.get(f"/admin/accounts/{noun}/").text

    assert "canary-here" in page
    assert "canary-there" in page


@pytest.mark.parametrize("noun", NOUNS)
def test_clients_do_not_get_in(client: Browser, world: World, noun: str) -> None:
    client.force_login(world.ivan)

    assert client.get(f"/admin/accounts/{noun}/").status_code in {302, 404}


@pytest.mark.parametrize("who", ["maya", "ana"])
def test_accounts_are_for_superusers(client: Browser, world: World, who: str) -> None:
    client.force_login(getattr(world, who))

    for path in ("", "add/", f"{world.ivan.pk}/change/", f"{world.ivan.pk}/password/"):
        assert client.get(f"/admin/accounts/user/{path}").status_code in {403, 404}


def test_nobody_sets_somebody_elses_password(client: Browser, world: World) -> None:
    client.force_login(world.root)

    assert client.get(f"/admin/accounts/user/{world.ivan.pk}/change/").status_code == 200
    assert client.get(f"/admin/accounts/user/{world.ivan.pk}/password/").status_code == 404
    before = User.objects.get(pk=world.ivan.pk).password
    client.post(
        f"/admin/accounts/user/{world.ivan.pk}/password/",
        {"password1": "a long sentence", "password2": "a long sentence"},
    )
    assert User.objects.get(pk=world.ivan.pk).password == before


def test_a_superuser_makes_an_account(client: Browser, world: World) -> None:
    client.force_login(world.root)

    response = client.post(
        "/admin/accounts/user/add/",
        {"display_name": "Lena Roth", "email": "Lena@Example.org", "usable_password": "false"},
    )

    assert response.status_code == 302
    lena = User.objects.get(email="lena@example.org")
    assert not lena.has_usable_password()
    assert lena.joined_at is not None


def test_a_manager_puts_a_client_in_a_colleagues_care(client: Browser, world: World) -> None:
    lena = make_therapist(clinic=world.here, display_name="Lena Roth")
    client.force_login(world.ana)

    form = {"therapist": lena.pk, "client": world.ivan.pk, "clinic": world.here.pk}
    response = client.post("/admin/accounts/carerelationship/add/", form)

    assert response.status_code == 302
    assert set(User.objects.in_care_of(lena)) == {world.ivan}


def test_foreign_people_cannot_be_chosen(client: Browser, world: World) -> None:
    client.force_login(world.ana)
    own = {"therapist": world.maya.pk, "client": world.ivan.pk, "clinic": world.here.pk}
    before = CareRelationship.objects.count()

    for field, foreign in (
        ("therapist", world.tom.pk),
        ("client", world.noor.pk),
        ("clinic", world.there.pk),
    ):
        answer = client.post("/admin/accounts/carerelationship/add/", own | {field: foreign})
        assert answer.status_code == 422

    assert CareRelationship.objects.count() == before
    assert "canary-there" not in client.get("/admin/accounts/carerelationship/add/").text


def test_a_therapist_neither_adds_care_nor_members(client: Browser, world: World) -> None:
    client.force_login(world.maya)

    assert client.get("/admin/accounts/carerelationship/add/").status_code == 403
    assert client.get("/admin/accounts/membership/add/").status_code == 403
    assert client.get("/admin/accounts/clinic/add/").status_code == 403
    membership = Membership.objects.get(user=world.maya)
    client.post(
        "/admin/accounts/membership/",
        {"action": "end_selected", "_selected_action": str(membership.pk)},
    )
    membership.refresh_from_db()
    assert membership.ended_at is None


def test_a_manager_ends_memberships_of_their_own_clinic_only(client: Browser, world: World) -> None:
    client.force_login(world.ana)
    mayas = Membership.objects.get(user=world.maya)
    toms = Membership.objects.get(user=world.tom)

    client.post(
        "/admin/accounts/membership/",
        {"action": "end_selected", "_selected_action": [str(mayas.pk), str(toms.pk)]},
    )

    mayas.refresh_from_db()
    toms.refresh_from_db()
    assert mayas.ended_at is not None
    assert toms.ended_at is None
    assert not User.objects.in_care_of(world.maya).exists()


def test_a_manager_keeps_their_own_clinics_phone(client: Browser, world: World) -> None:
    form = {**CLINIC, "phone": "555 0100"}
    for who, clinic, status in (
        (world.ana, world.here, 302),
        (world.ana, world.there, 404),
        (world.maya, world.here, 403),
    ):
        client.force_login(who)
        answer = client.post(f"/admin/accounts/clinic/{clinic.pk}/change/", form)
        assert answer.status_code == status

    assert Clinic.objects.get(pk=world.here.pk).phone == "555 0100"
    assert Clinic.objects.get(pk=world.there.pk).phone == ""


def test_a_manager_keeps_the_numbers_that_clients_dial(client: Browser, world: World) -> None:
    client.force_login(world.ana)
    numbers = {
        "emergency_number": "112",
        "urgent_line": "116 117",
        "crisis_line": "+34 024",
        "emergency_department": "Mill Lane 2",
    }

    answer = client.post(
        f"/admin/accounts/clinic/{world.here.pk}/change/",
        {**CLINIC, **numbers, "flag_minutes": "30"},
    )

    assert answer.status_code == 302
    clinic = Clinic.objects.get(pk=world.here.pk)
    assert {name: getattr(clinic, name) for name in numbers} == numbers
    assert (clinic.flag_minutes, clinic.flag_hours) == (30, 24)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        # A phone would dial both as one number.
        ({"emergency_number": "112 / 911"}, "Write one number as it is dialed"),
        ({"urgent_line": "your doctor"}, "Write one number as it is dialed"),
        ({"crisis_line": "116 123 or 117"}, "Write one number as it is dialed"),
        ({"flag_minutes": "4"}, "Choose from 5 to 1440."),
        ({"flag_hours": "73"}, "Choose from 1 to 72."),
    ],
)
def test_numbers_nobody_can_dial_are_refused(
    client: Browser, world: World, typed: dict[str, str], said: str
) -> None:
    client.force_login(world.ana)

    answer = client.post(f"/admin/accounts/clinic/{world.here.pk}/change/", {**CLINIC, **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert next(iter(typed.values())) in answer.content.decode()


def test_invitations_are_taken_back_but_never_written_by_hand(
    client: Browser, world: World
) -> None:
    client.force_login(world.maya)
    mine, theirs = rows_of("invitation", world.here)[0], rows_of("invitation", world.there)[0]

    page = client.get(f"/admin/accounts/invitation/{mine.pk}/change/")
    assert mine.secret_hash not in page.text
    assert mine.code_hash not in page.text
    assert client.get("/admin/accounts/invitation/add/").status_code == 403
    client.post(
        "/admin/accounts/invitation/",
        {"action": "revoke_selected", "_selected_action": [str(mine.pk), str(theirs.pk)]},
    )

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.revoked_at is not None
    assert mine.revoked_at <= timezone.now()
    assert theirs.revoked_at is None
