"""The front page of the admin."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.services.memberships import add_member
from routines.models import FlagAction
from routines.services.flags import acknowledge
from tests.check_in_factories import at, make_flag, make_many_check_ins
from tests.conftest import CountStatements
from tests.factories import (
    NOW,
    make_client,
    make_clinic,
    make_manager,
    make_superuser,
    make_therapist,
)
from tests.homework_factories import make_assignment, make_performed_session, make_routine

pytestmark = pytest.mark.django_db

HOME = reverse("admin:index")


def read(person: User, url: str = HOME) -> str:
    browser = Browser()
    browser.force_login(person)
    with time_machine.travel(NOW, tick=False):
        answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_needs_something_stands_first_with_the_evidence() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    make_assignment(client=ivan, at=NOW - dt.timedelta(days=4))

    text = read(maya)

    assert "One client needs you" in text
    assert "Not started" in text
    assert "Homework waits for 4 days, no session yet" in text
    assert reverse("admin:accounts_client_change", args=[ivan.pk]) in text


def test_a_clients_zone_that_is_gone_closes_nobodys_caseload() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    make_flag(client=ivan)
    User.objects.filter(pk=ivan.pk).update(time_zone="Mars/Olympus")

    assert ivan.display_name in read(maya)
    assert ivan.display_name in read(maya, reverse("admin:accounts_client_change", args=[ivan.pk]))


def test_a_quiet_day_says_so() -> None:
    maya = make_therapist(clinic=make_clinic())
    assignment = make_assignment(client=make_client(therapist=maya))
    make_performed_session(assignment=assignment)

    text = read(maya)

    assert "Nobody needs you right now" in text
    assert "All quiet" in text


def test_the_tabs_and_the_search_work_as_links() -> None:
    maya = make_therapist(clinic=make_clinic())
    make_performed_session(assignment=make_assignment(client=make_client(therapist=maya)))
    make_client(therapist=maya, display_name="Zoë Adeyemi", email="zoe@example.org")

    assert "Ivan Petrov" in read(maya, HOME + "?show=everyone")
    not_started = read(maya, HOME + "?show=not-started")
    assert "Zoë Adeyemi" in not_started
    assert "Ivan Petrov" not in not_started
    assert "Ivan Petrov" not in read(maya, HOME + "?q=zoë")
    assert "Nobody called “nobody”" in read(maya, HOME + "?q=nobody")


def test_the_first_day_leads_to_inviting() -> None:
    text = read(make_therapist(clinic=make_clinic()))

    assert "Nobody on your list yet" in text
    assert reverse("admin:accounts_client_add") in text


def test_a_manager_without_clients_sees_the_team_and_no_client() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    make_client(therapist=maya)

    text = read(make_manager(clinic=clinic))

    assert "Your team" in text
    assert "Maya Ortiz" in text
    assert "Ivan Petrov" not in text


def test_a_superuser_finds_all_records() -> None:
    root = make_superuser()

    assert "?show=records" in read(root)
    assert reverse("admin:routines_routine_changelist") in read(root, HOME + "?show=records")


def test_names_are_only_text() -> None:
    maya = make_therapist(clinic=make_clinic())
    make_client(
        therapist=maya,
        display_name="<script>alert(1)</script> O'Hara & Ünsal",
        email="o@example.org",
    )

    text = read(maya, HOME + "?show=everyone")

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_one_client_costs_as_many_statements_as_ten(count_statements: CountStatements) -> None:
    maya = make_therapist(clinic=make_clinic())
    routine = make_routine()
    browser = Browser()
    browser.force_login(maya)

    def add(number: int) -> None:
        client = make_client(therapist=maya, display_name=f"Client {number}")
        assignment = make_assignment(client=client, routine=routine)
        make_performed_session(assignment=assignment, pain=3)

    with time_machine.travel(NOW, tick=False):
        add(1)
        browser.get(HOME + "?show=everyone")
        with count_statements() as one:
            browser.get(HOME + "?show=everyone")
        for number in range(2, 11):
            add(number)
        with count_statements() as many:
            answer = browser.get(HOME + "?show=everyone")

    assert answer.content.decode().count('class="who"') == 10
    assert len(one) == len(many) <= 6


def test_the_way_to_a_warning_sign_stands_out_from_the_others() -> None:
    maya = make_therapist(clinic=make_clinic())
    make_flag(client=make_client(therapist=maya))
    lena = make_client(therapist=maya, display_name="Lena Vogel")
    make_assignment(client=lena, at=NOW - dt.timedelta(days=9))

    page = read(maya)

    assert page.count("button--primary button--small") == 1
    assert page.count("button--soft button--small") == 1


# --- whoever runs the clinic ---------------------------------------------------------------


def test_a_manager_finds_who_was_left_waiting_with_a_way_to_look() -> None:
    clinic = make_clinic()
    ana, maya = make_manager(clinic=clinic), make_therapist(clinic=clinic)
    flag = make_flag(client=make_client(therapist=maya), escalated_at=NOW)
    make_flag(client=make_client(therapist=maya, display_name="Lena Vogel"))

    text = read(ana)

    assert "Waiting too long" in text
    assert "Ivan Petrov" in text
    assert reverse("admin:routines_flag_show", args=[flag.pk]) in text
    assert "numbness" not in text
    assert "Lena Vogel" not in text
    assert "Waiting too long" not in read(maya)


def test_a_manager_is_told_that_clients_read_no_number_to_call() -> None:
    clinic = make_clinic(time_zone="Asia/Tokyo")
    ana = make_manager(clinic=clinic)
    said = f"No emergency number is known for {clinic.name}"

    page = read(ana)

    assert said in page
    assert reverse("admin:accounts_clinic_change", args=[clinic.pk]) in page
    assert said not in read(make_therapist(clinic=clinic))
    clinic.emergency_number = "119"
    clinic.save()
    assert said not in read(ana)


def test_another_clinics_manager_and_who_looked_already_find_nothing() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    flag = make_flag(client=make_client(therapist=maya), escalated_at=NOW)
    elsewhere = make_manager(clinic=make_clinic(name="Harbour"), display_name="Ben Reed")
    assert "Waiting too long" not in read(elsewhere)

    acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW)

    assert "Waiting too long" not in read(make_manager(clinic=clinic))


def test_a_manager_who_treats_sees_the_list_above_the_caseload() -> None:
    clinic = make_clinic()
    maya = make_therapist(clinic=clinic)
    both = make_therapist(clinic=clinic, display_name="Ana Silva")
    add_member(user=both, clinic=clinic, role="manager", at=NOW)
    make_client(therapist=both, display_name="Lena Vogel")
    make_flag(client=make_client(therapist=maya), escalated_at=NOW)

    text = read(both, HOME + "?show=everyone")

    assert "Waiting too long" in text
    assert "Ivan Petrov" in text
    assert "Lena Vogel" in text


def test_two_years_of_daily_check_ins_stay_within_six_statements(
    count_statements: CountStatements,
) -> None:
    maya = make_therapist(clinic=make_clinic())
    for number in range(3):
        client = make_client(therapist=maya, display_name=f"Client {number}")
        make_flag(client=client)
        make_many_check_ins(client=client, count=730, marks=[at("calf")])
    browser = Browser()
    browser.force_login(maya)

    with time_machine.travel(NOW, tick=False), count_statements() as statements:
        answer = browser.get(HOME)

    assert answer.content.decode().count('class="who"') == 3
    assert len(statements) <= 6
