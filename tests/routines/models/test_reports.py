"""Who sees what a client felt in the middle of an exercise."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.services.care import end_care
from routines.models import Feeling, PainReport
from tests.factories import (
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import (
    NOW,
    Homework,
    make_homework,
    make_report,
    make_self_start,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


def seen_by(user: User | AnonymousUser) -> int:
    return PainReport.objects.visible_to(user).count()


def test_a_report_is_seen_by_the_client_and_the_therapist(homework: Homework) -> None:
    make_report(session=make_session(assignment=homework.assignment))

    assert [seen_by(one) for one in (homework.ivan, homework.maya, make_superuser())] == [1, 1, 1]


def test_a_report_is_seen_by_nobody_else(homework: Homework) -> None:
    make_report(session=make_session(assignment=homework.assignment))
    clinic = homework.assignment.clinic
    assert clinic is not None
    tom = make_therapist(clinic=make_clinic(name="Harbour Physio"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=homework.ivan)
    strangers: list[User | AnonymousUser] = [
        AnonymousUser(),
        make_client(therapist=homework.maya, display_name="Lena Vogel"),
        make_therapist(clinic=clinic, display_name="Cleo Marsh"),
        make_therapist(clinic=None, display_name="Nils Berg"),
        make_manager(clinic=clinic),
        make_superuser(is_active=False),
        tom,
    ]

    assert [seen_by(stranger) for stranger in strangers] == [0] * len(strangers)


def test_a_therapist_stops_seeing_it_when_care_ends(homework: Homework) -> None:
    make_report(session=make_session(assignment=homework.assignment))

    end_care(relationship=homework.maya.care_given.get(), by=homework.maya, at=NOW)

    assert (seen_by(homework.maya), seen_by(homework.ivan)) == (0, 1)


def test_what_a_client_felt_alone_is_theirs_alone() -> None:
    ivan = make_client()
    make_report(session=make_session(assignment=make_self_start(client=ivan)))
    maya = make_therapist(clinic=make_clinic())

    make_care_relationship(therapist=maya, client=ivan)

    assert (seen_by(maya), seen_by(ivan)) == (0, 1)


@pytest.mark.parametrize(
    ("feeling", "stops"),
    [("pull", False), ("sharp", False), ("spreading", True), ("warning", True)],
)
def test_two_of_the_four_answers_stop_the_session(feeling: str, stops: bool) -> None:
    assert PainReport(feeling=feeling).stops_the_session is stops
    assert feeling in Feeling


def test_a_report_says_what_it_is(homework: Homework) -> None:
    session = make_session(assignment=homework.assignment)

    assert str(make_report(session=session)) == f"{session.pk}: pull"


def test_with_a_client_goes_what_they_felt(homework: Homework) -> None:
    make_report(session=make_session(assignment=homework.assignment), prescription=homework.bridge)

    homework.ivan.delete()

    assert not PainReport.objects.exists()
