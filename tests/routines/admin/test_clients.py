"""Inviting, the list and the page of a client, ending care."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import CareRelationship, Clinic, Invitation, User
from accounts.services.invitations import preview
from accounts.services.memberships import add_member
from routines.models import SkipReason
from tests.conftest import CountStatements
from tests.factories import (
    make_client,
    make_clinic,
    make_invitation,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    make_assignment,
    make_performed_session,
    make_routine,
    make_session,
    make_skip,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:accounts_client_changelist")
INVITE = reverse("admin:accounts_client_add")
UNPROCESSABLE = 422


def sign_in(person: User) -> Browser:
    browser = Browser()
    browser.force_login(person)
    return browser


def maya() -> User:
    return make_therapist(clinic=make_clinic())


def page_of(client: User) -> str:
    return reverse("admin:accounts_client_change", args=[client.pk])


# --- inviting ------------------------------------------------------------------------------


def test_inviting_shows_link_square_and_code_once() -> None:
    therapist = maya()
    browser = sign_in(therapist)

    text = browser.post(INVITE, {"display_name": "Sam محمد Keller"}).content.decode()

    link = re.search(r'value="http://testserver(/join/[^"]+)"', text)
    code = re.search(r"ticket__code[^>]*>([A-Z0-9-]+)<", text)
    assert link
    assert code
    assert 'class="qr"' in text
    secret = link[1].removeprefix("/join/").strip("/")
    invitation = preview(secret=secret, at=timezone.now())
    assert invitation == preview(code=code[1], at=timezone.now())
    assert invitation.client.display_name == "Sam محمد Keller"
    assert CareRelationship.objects.get().therapist == therapist
    assert secret not in browser.get(page_of(invitation.client)).content.decode()


def test_an_email_offers_to_send_it_from_ones_own_mail() -> None:
    browser = sign_in(maya())

    text = browser.post(
        INVITE, {"display_name": "Sam", "email": "Sam+x@Example.org"}
    ).content.decode()

    assert 'href="mailto:sam%2Bx%40example.org?subject=' in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"display_name": ""}, "Write your client"),
        ({"display_name": "Sam", "email": "sam@"}, "Check the email"),
        ({"display_name": "S" * 81}, "Shorten the name to 80 letters."),
    ],
)
def test_mistakes_are_said_kindly_and_nothing_is_lost(typed: dict[str, str], said: str) -> None:
    answer = sign_in(maya()).post(INVITE, typed)

    assert answer.status_code == UNPROCESSABLE
    assert said in answer.content.decode()
    for value in typed.values():
        assert value in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_double_click_invites_once() -> None:
    browser = sign_in(maya())
    form = {"display_name": "Sam Keller", "key": str(uuid7())}

    browser.post(INVITE, form)
    again = browser.post(INVITE, form)

    client = Invitation.objects.get().client
    assert again.headers["Location"] == page_of(client)


def test_a_therapist_of_two_clinics_chooses_one_of_them() -> None:
    therapist, second = maya(), make_clinic(name="Second")
    foreign = make_clinic(name="Foreign")
    add_member(user=therapist, clinic=second, role="therapist", at=timezone.now())
    browser = sign_in(therapist)

    refused = browser.post(INVITE, {"display_name": "Sam", "clinic": str(foreign.pk)})
    accepted = browser.post(INVITE, {"display_name": "Sam", "clinic": str(second.pk)})

    assert refused.status_code == UNPROCESSABLE
    assert "You do not work in this clinic." in refused.content.decode()
    assert accepted.status_code == 200
    assert Invitation.objects.get().clinic == second
    assert Clinic.objects.count() == 3


def test_somebody_who_treats_nowhere_is_told_so() -> None:
    browser = sign_in(make_superuser())

    assert "You do not work as a therapist" in browser.get(INVITE).content.decode()
    assert browser.post(INVITE, {"display_name": "Sam"}).status_code == UNPROCESSABLE


def test_a_new_link_replaces_the_old_one() -> None:
    therapist = maya()
    old = make_invitation(therapist=therapist)
    url = reverse("admin:accounts_client_invitation", args=[old.invitation.client_id])
    browser = sign_in(therapist)

    text = browser.post(url).content.decode()

    old.invitation.refresh_from_db()
    assert old.invitation.revoked_at is not None
    assert old.secret not in text
    assert "/join/" in text
    assert browser.get(url).status_code == 302


def test_an_invitation_can_be_taken_back_and_made_again() -> None:
    therapist = maya()
    new = make_invitation(therapist=therapist)
    client = new.invitation.client
    browser = sign_in(therapist)

    browser.post(reverse("admin:accounts_client_revoke", args=[client.pk]))

    assert "No invitation is open." in browser.get(page_of(client)).content.decode()
    browser.post(reverse("admin:accounts_client_invitation", args=[client.pk]))
    assert Invitation.objects.open().count() == 1


def test_nobody_is_invited_who_has_joined() -> None:
    therapist = maya()
    new = make_invitation(therapist=therapist)
    client = new.invitation.client
    User.objects.filter(pk=client.pk).update(joined_at=timezone.now())

    answer = sign_in(therapist).post(
        reverse("admin:accounts_client_invitation", args=[client.pk]), follow=True
    )

    assert "This client has joined already." in answer.content.decode()


# --- the page ------------------------------------------------------------------------------


def test_the_page_shows_homework_and_sessions() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    now = timezone.now()
    assignment = make_assignment(client=ivan, at=now - dt.timedelta(days=2))
    session = make_session(assignment=assignment, now=now)
    make_skip(session=session, reason=SkipReason.UNSURE, now=now)
    make_performed_session(
        assignment=assignment,
        pain=4,
        effort=7,
        note="Calf quieter <b>today</b>",
        now=now - dt.timedelta(days=1),
    )

    text = sign_in(therapist).get(page_of(ivan)).content.decode()

    assert "Core 1" in text
    assert "<b>1 of 3</b> done in 14 days" in text
    assert "Not sure how" in text
    assert "Calf quieter &lt;b&gt;today&lt;/b&gt;" in text
    assert "pain-4" in text
    assert "Hard" in text
    for name in ("change", "pause", "end"):
        assert reverse(f"admin:routines_assignment_{name}", args=[assignment.pk]) in text


def test_pain_of_six_weeks_is_drawn_with_its_finding_as_title() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    now = timezone.now()
    assignment = make_assignment(client=ivan, at=now - dt.timedelta(days=50))
    browser = sign_in(therapist)
    assert 'class="chart"' not in browser.get(page_of(ivan)).content.decode()

    for days, pain in ((45, 9), (30, 7), (29, 7), (2, 3), (1, 3)):
        make_performed_session(assignment=assignment, pain=pain, now=now - dt.timedelta(days=days))

    text = browser.get(page_of(ivan)).content.decode()
    assert '<h2 id="pain">Down from 7 to 3</h2>' in text
    assert text.count('class="chart__dot') == 4


def test_two_answers_are_no_trend() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    now = timezone.now()
    make_performed_session(assignment=make_assignment(client=ivan, at=now), pain=4, now=now)

    text = sign_in(therapist).get(page_of(ivan)).content.decode()

    assert "Too few answers for a trend" in text


def test_what_a_client_started_alone_is_their_own() -> None:
    therapist, alone = maya(), make_client(display_name="Alone")
    assert sign_in(therapist).get(page_of(alone)).status_code == 404


def test_the_page_costs_the_same_for_one_row_and_for_ten(
    count_statements: CountStatements,
) -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    browser = sign_in(therapist)
    now = timezone.now()
    make_performed_session(assignment=make_assignment(client=ivan, at=now), now=now)
    browser.get(page_of(ivan))
    with count_statements() as one:
        browser.get(page_of(ivan))
    for _ in range(9):
        make_performed_session(assignment=make_assignment(client=ivan, at=now), now=now)
    with count_statements() as many:
        browser.get(page_of(ivan))

    assert len(one) == len(many) <= 20


def test_care_ends_after_asking_once() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    url = reverse("admin:accounts_client_end_care", args=[ivan.pk])
    browser = sign_in(therapist)

    assert "End care for Ivan Petrov?" in browser.get(url).content.decode()
    assert CareRelationship.objects.current().exists()
    answer = browser.post(url, follow=True)

    assert "You no longer treat Ivan Petrov." in answer.content.decode()
    assert not CareRelationship.objects.current().exists()


def test_a_superuser_ends_the_care_of_somebody_else_by_name() -> None:
    ivan = make_client(therapist=maya())
    url = reverse("admin:accounts_client_end_care", args=[ivan.pk])
    browser = sign_in(make_superuser())

    asked = browser.get(url).content.decode()
    ended = browser.post(url, follow=True).content.decode()

    assert "Maya Ortiz will no longer see" in asked
    assert "Maya Ortiz no longer treats Ivan Petrov." in ended


# --- the list ------------------------------------------------------------------------------


def test_a_manager_is_offered_nothing_that_takes_a_therapist() -> None:
    clinic = make_clinic()
    make_therapist(clinic=clinic)
    browser = sign_in(make_manager(clinic=clinic))

    for url in (LIST, reverse("admin:index"), reverse("admin:routines_assignment_changelist")):
        text = browser.get(url).content.decode()
        assert "Invite a client" not in text, url
        assert "Assign a routine" not in text, url


def test_the_list_shows_how_each_client_is_doing() -> None:
    therapist = maya()
    ivan = make_client(therapist=therapist)
    make_assignment(client=ivan, at=timezone.now() - dt.timedelta(days=5))
    make_invitation(therapist=therapist, display_name="Wei Chen")
    browser = sign_in(therapist)

    text = browser.get(LIST).content.decode()

    assert "Not started" in text
    assert "0 of 6" in text
    assert "Wei Chen" in text
    assert 'data-label="How it goes"' in text
    assert "Wei Chen" not in browser.get(LIST + "?joined=yes").content.decode()
    assert "Ivan Petrov" not in browser.get(LIST + "?q=wei").content.decode()


def test_a_foreign_filter_or_order_changes_nothing_and_leaks_nothing() -> None:
    therapist = maya()
    make_client(therapist=make_therapist(clinic=make_clinic(name="Other"), display_name="Tom"))
    browser = sign_in(therapist)

    for query in ("?password__startswith=a", "?e=1", "?o=99", "?joined=nonsense", "?p=99"):
        answer = browser.get(LIST + query, follow=True)
        assert "Ivan Petrov" not in answer.content.decode(), query


def test_the_action_leads_to_choosing_a_routine_for_all_of_them() -> None:
    therapist = maya()
    chosen = [make_client(therapist=therapist) for _ in range(3)]
    form: dict[str, Any] = {
        "action": "assign_to_selected",
        "_selected_action": [str(one.pk) for one in chosen],
    }

    answer = sign_in(therapist).post(LIST, form)

    location = answer.headers["Location"]
    assert location.startswith(reverse("admin:routines_assignment_add") + "?client=")
    assert all(str(one.pk) in location for one in chosen)


def test_the_list_costs_the_same_for_one_client_and_for_ten(
    count_statements: CountStatements,
) -> None:
    therapist = maya()
    routine = make_routine()
    browser = sign_in(therapist)
    now = timezone.now()

    def add() -> None:
        make_performed_session(
            assignment=make_assignment(
                client=make_client(therapist=therapist), routine=routine, at=now
            ),
            now=now,
        )

    add()
    browser.get(LIST)
    with count_statements() as one:
        browser.get(LIST)
    for _ in range(9):
        add()
    with count_statements() as many:
        browser.get(LIST)

    assert len(one) == len(many)


def test_superusers_act_through_the_same_services() -> None:
    ivan = make_client(therapist=maya())
    assignment = make_assignment(client=ivan)
    browser = sign_in(make_superuser())

    answer = browser.post(
        reverse("admin:routines_assignment_pause", args=[assignment.pk]), follow=True
    )

    assert "You can only change homework of clients in your own care." in answer.content.decode()
    assignment.refresh_from_db()
    assert assignment.status == "active"
