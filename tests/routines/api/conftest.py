"""What the tests of the API share: a still clock, and one client with homework and a therapist."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.core.cache import caches
from rest_framework.test import APIClient

from accounts.models import User
from routines.models import Assignment
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment

SignIn = Callable[[User], APIClient]


@dataclass
class People:
    """Maya treats Ivan; Tom, of another clinic, treats Noor; Sam is a therapist of Maya's clinic."""

    maya: User
    ivan: User
    sam: User
    tom: User
    noor: User
    assignment: Assignment
    foreign_assignment: Assignment


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    caches["throttles"].clear()


@pytest.fixture
def people(db: None) -> People:
    riverside, hilltop = make_clinic(), make_clinic(name="Hilltop Clinic")
    maya = make_therapist(clinic=riverside)
    tom = make_therapist(clinic=hilltop, display_name="Tom Reed")
    ivan = make_client(therapist=maya, time_zone="Europe/Berlin")
    noor = make_client(therapist=tom, display_name="Noor Haddad")
    return People(
        maya=maya,
        ivan=ivan,
        sam=make_therapist(clinic=riverside, display_name="Sam Keller"),
        tom=tom,
        noor=noor,
        assignment=make_assignment(client=ivan),
        foreign_assignment=make_assignment(client=noor),
    )


@pytest.fixture
def sign_in() -> SignIn:
    """Return a function that gives an API client with this person's session."""

    def signed_in(user: User) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return signed_in
