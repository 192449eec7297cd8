"""Who gets what at every address there is, held against the declared table in tests/access.txt.

A new address fails here until somebody declares it. Nobody finds a canary in an answer that is not
for them, a refused request writes nothing, and each guard proves that it is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from accounts.models import care, invitations, people, push
from config.kept import KEEP, KEPT
from routines.models import (
    assignments,
    check_ins,
    flags,
    library,
    precautions,
    proposals,
    reminders,
    sessions,
)
from tests.access import CANARIES, ROLES, World, methods, patterns, snapshot
from tests.factories import NOW

TABLE = Path(__file__).with_name("access.txt")
REFUSED = {".", "-", "in", "401", "403"}
SIGNED_OUT = ("anon", "gone")
CLIENTS = ("ivan", "lena")
HOMEWORK = re.compile(
    r"(offline/|help/|waiting/|desk/|check-ins/.+|assignments/<uuid:pk>/(sessions/new/(play/|after/)?)?|exercises/<uuid:pk>/"
    r"|sessions/<uuid:pk>/(play/|after/)?)?"
)
# What people may open who are not signed in; everything else leads them to sign in.
OPEN_TO_ALL = re.compile(
    r"healthz|readyz|manifest\.webmanifest|sw\.js|offline/|sign-in|sign-up|sign-out|\^?password/reset|\^?settings/email/(sent|confirm)"
    r"|join/|help/|calendars/|api/(schema/|\^v1)?|admin/(login|logout)/"
)

# A guard, and an answer that would be another one without it.
GUARDS: dict[Any, tuple[str, str, str]] = {
    assignments.AssignmentQuerySet: ("tom", "GET", "assignments/<uuid:pk>/"),
    sessions.ExerciseSessionQuerySet: ("cleo", "GET", "api/v1/sessions/<uuid:pk>"),
    sessions.ExerciseLogQuerySet: ("lena", "GET", "api/v1/logs/<uuid:pk>"),
    proposals.ProposalQuerySet: (
        "cleo",
        "GET",
        "admin/routines/assignment/proposals/<uuid:pk>/accept/",
    ),
    check_ins.CheckInQuerySet: ("cleo", "GET", "api/v1/check-ins/<uuid:pk>"),
    flags.FlagQuerySet: ("cleo", "GET", "admin/accounts/client/flags/<uuid:pk>/"),
    flags.KnownSignQuerySet: ("cleo", "POST", "admin/accounts/client/known/<uuid:pk>/end/"),
    precautions.ClearanceQuerySet: (
        "cleo",
        "POST",
        "admin/accounts/client/clearances/<uuid:pk>/end/",
    ),
    library.ExerciseQuerySet: ("tom", "GET", "exercises/<uuid:pk>/"),
    library.RoutineQuerySet: ("lena", "GET", "library/<uuid:pk>/"),
    people.ClientQuerySet: ("ana", "GET", "admin/accounts/client/<path:object_id>/change/"),
    people.ClinicQuerySet: ("tom", "GET", "admin/accounts/clinic/<path:object_id>/change/"),
    people.MembershipQuerySet: (
        "cleo",
        "GET",
        "admin/accounts/membership/<path:object_id>/change/",
    ),
    care.CareRelationshipQuerySet: (
        "cleo",
        "GET",
        "admin/accounts/carerelationship/<path:object_id>/change/",
    ),
    push.PushSubscriptionQuerySet: ("lena", "POST", "push/subscriptions/delete/"),
    reminders.ReminderQuerySet: ("lena", "GET", "reminders/<uuid:pk>/"),
    invitations.InvitationQuerySet: (
        "tom",
        "GET",
        "admin/accounts/invitation/<path:object_id>/change/",
    ),
}
# No page shows rows by these rules today, or only those of a session that has a guard of its own; their tests hold them.
UNSEEN_GUARDS = {
    "AccessTokenQuerySet",
    "ActivityQuerySet",
    "ConsentQuerySet",
    "DeskEventQuerySet",
    "DeskPlanQuerySet",
    "FunctionRatingQuerySet",
    "MeasureScoreQuerySet",
    "PacingQuerySet",
    "PainReportQuerySet",
    "PrecautionAnswerQuerySet",
    "ThresholdsQuerySet",
    "UserQuerySet",
}


@cache
def declared() -> dict[tuple[str, str], dict[str, str]]:
    """Read the table: what each role gets, for each address and method."""
    table = {}
    for line in TABLE.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern, wanted, *cells = line.split()
        assert len(cells) == len(ROLES), f"{pattern} needs {len(ROLES)} cells"
        for method in wanted.split("|"):
            key = ("" if pattern == "(front)" else pattern, method)
            assert key not in table, f"{method} {pattern} stands there twice"
            table[key] = dict(zip(ROLES, cells, strict=True))
    return table


def guards() -> Iterator[Any]:
    """Find every queryset of ours that says who may see its rows."""
    ours = [apps.get_app_config(label) for label in ("accounts", "routines")]
    for model in (model for config in ours for model in config.get_models()):
        queryset = type(model._default_manager.all())
        if "visible_to" in vars(queryset):
            yield queryset


@pytest.fixture
def world(db: None, time_machine: Any) -> World:
    time_machine.move_to(NOW, tick=False)
    return World()


# --- the table -----------------------------------------------------------------------------


def test_every_address_is_declared_and_no_other() -> None:
    there = {(pattern, method) for pattern in patterns() for method in methods(pattern)}

    assert sorted(there - set(declared())) == []
    assert sorted(set(declared()) - there) == []


def test_the_table_opens_nothing_to_who_is_not_signed_in() -> None:
    opened = {
        pattern
        for (pattern, method), cells in declared().items()
        for role in SIGNED_OUT
        if cells[role].rstrip("*") not in REFUSED | {"to"}
    }

    assert [pattern for pattern in sorted(opened) if not OPEN_TO_ALL.match(pattern)] == []


def test_the_table_lets_only_ivan_and_his_therapist_to_what_he_does() -> None:
    his = re.compile(
        r"(api/v1/)?(assignments|sessions|logs|check-ins|flags|reminders)/<uuid:pk>|admin/routines/assignment/<"
        r"|admin/accounts/client/(flags/|known/|clearances/)?<uuid:pk>"
    )
    others = {
        (pattern, role)
        for (pattern, method), cells in declared().items()
        for role in set(ROLES) - {"ivan", "maya"}
        if his.match(pattern) and cells[role] not in REFUSED | {"to"}
    }

    # "to" is the stock admin's redirect from an old form of address, the same for any key.
    assert others == set()


# --- the world -----------------------------------------------------------------------------


# On PostgreSQL those two who are let through the most: it answers every page there, and whom a guard
# refuses is decided by querysets that have tests of their own on both.
@pytest.mark.parametrize(
    "role",
    [
        role if role in ("ivan", "maya") else pytest.param(role, marks=pytest.mark.once)
        for role in ROLES
    ],
)
def test_each_role_gets_what_is_declared_and_no_canary(role: str, world: World) -> None:
    ours = [*apps.get_app_config("accounts").get_models()]
    ours += apps.get_app_config("routines").get_models()
    before = snapshot(ours)
    faults = []
    foreign = [canary for canary, readers in CANARIES.items() if role not in readers]
    kept = set()

    for (pattern, method), cells in declared().items():
        answer = world.ask(role, method, pattern)
        wanted = cells[role]
        if f"{KEEP}: " in answer.text:
            kept.add(pattern)
        if answer.said != wanted.rstrip("*"):
            faults.append(f"{method} {pattern}: {answer.said} and not {wanted}")
        if answer.wrote and not wanted.endswith("*"):
            faults.append(f"{method} {pattern}: wrote {answer.wrote}")
        if wanted.endswith("*") and not answer.wrote:
            faults.append(f"{method} {pattern}: wrote nothing")
        faults += [
            f"{method} {pattern}: shows {canary}"
            for canary in foreign
            if canary in answer.text.lower()
        ]

    assert faults == []
    assert snapshot(ours) == before
    # On a phone stays homework, of the client whose it is, and nothing else.
    assert {one for one in kept if not HOMEWORK.fullmatch(one)} == set()
    assert not kept or role in CLIENTS
    if role == "ivan":
        # His session is stopped by a sign, so its player and its end lead elsewhere.
        assert len(kept) >= len(KEPT) - 2


def test_the_canaries_sing_where_they_may(world: World) -> None:
    health = world.ask("maya", "GET", "assignments/<uuid:pk>/").text
    person = world.ask("ana", "GET", "admin/accounts/carerelationship/").text
    own = world.ask("cleo", "GET", "library/<uuid:pk>/").text
    token = world.ask("ivan", "GET", "settings/tokens/").text

    heard = zip(CANARIES, (health, person, own, token), strict=True)
    assert [canary for canary, text in heard if canary not in text.lower()] == []


# --- the guards ----------------------------------------------------------------------------


def test_every_guard_has_an_answer_that_depends_on_it() -> None:
    named = {guard.__name__ for guard in GUARDS} | UNSEEN_GUARDS

    assert {guard.__name__ for guard in guards()} - named == set()


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_without_a_guard_the_table_does_not_hold(
    guard: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    role, method, pattern = GUARDS[guard]
    assert world.ask(role, method, pattern).said == declared()[pattern, method][role]

    def everything(rows: models.QuerySet[Any], user: Any) -> models.QuerySet[Any]:
        return rows.all()

    monkeypatch.setattr(guard, "visible_to", everything)

    assert world.ask(role, method, pattern).said != declared()[pattern, method][role]
