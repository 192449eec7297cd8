"""The list of assignments; pausing, resuming and ending."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from routines.models import Assignment, Status
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_homework, make_routine, make_self_start

pytestmark = pytest.mark.django_db

LIST = reverse("admin:routines_assignment_changelist")


def url(name: str, assignment: Assignment) -> str:
    return reverse(f"admin:routines_assignment_{name}", args=[assignment.pk])


def test_pause_resume_and_end_take_one_form_each() -> None:
    homework = make_homework()
    assignment = homework.assignment
    browser = Browser()
    browser.force_login(homework.maya)

    for name, status, said in (
        ("pause", Status.PAUSED, "Core 1 rests."),
        ("resume", Status.ACTIVE, "Core 1 goes on from today."),
        ("end", Status.ENDED, "Core 1 has ended."),
    ):
        answer = browser.post(url(name, assignment), follow=True)
        assignment.refresh_from_db()
        assert assignment.status == status
        assert said in answer.content.decode()


def test_looking_changes_nothing() -> None:
    homework = make_homework()
    browser = Browser()
    browser.force_login(homework.maya)

    for name in ("pause", "resume", "end"):
        browser.get(url(name, homework.assignment))

    homework.assignment.refresh_from_db()
    assert homework.assignment.status == Status.ACTIVE
    assert "End Core 1?" in browser.get(url("end", homework.assignment)).content.decode()


def test_ended_homework_cannot_be_changed_and_says_so() -> None:
    homework = make_homework()
    browser = Browser()
    browser.force_login(homework.maya)
    browser.post(url("end", homework.assignment))

    answer = browser.get(url("change", homework.assignment), follow=True)

    assert "This homework has ended. Assign the routine again instead." in answer.content.decode()


def test_the_list_can_be_narrowed_down() -> None:
    homework = make_homework()
    browser = Browser()
    browser.force_login(homework.maya)

    assert "Core 1" in browser.get(LIST).content.decode()
    assert "Core 1" in browser.get(LIST + "?status=active").content.decode()
    assert "Ivan Petrov" not in browser.get(LIST + "?status=ended").content.decode()
    assert "Ivan Petrov" in browser.get(LIST + "?q=ivan").content.decode()


def test_what_clients_started_alone_is_not_listed() -> None:
    maya = make_therapist(clinic=make_clinic())
    make_self_start(client=make_client(display_name="Alone"))
    browser = Browser()
    browser.force_login(maya)

    assert "Alone" not in browser.get(LIST).content.decode()


def test_the_list_costs_the_same_for_one_row_and_for_ten(
    count_statements: CountStatements,
) -> None:
    maya = make_therapist(clinic=make_clinic())
    routine = make_routine()
    browser = Browser()
    browser.force_login(maya)
    make_assignment(client=make_client(therapist=maya), routine=routine)
    browser.get(LIST)
    with count_statements() as one:
        browser.get(LIST)
    for _ in range(9):
        make_assignment(client=make_client(therapist=maya), routine=routine)
    with count_statements() as many:
        browser.get(LIST)

    assert len(one) == len(many)
