"""`manage.py send_alerts`: once, or again and again."""

from __future__ import annotations

import datetime as dt
import io
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError

from routines.management.commands import send_alerts as command
from routines.services.alerts import Sent
from tests.check_in_factories import make_flag
from tests.factories import NOW, make_client, make_clinic, make_therapist


class EnoughError(Exception):
    """Ends a command that runs for ever."""


def run(**options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("send_alerts", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_it_sends_what_is_due_and_says_how_much() -> None:
    maya = make_therapist(clinic=make_clinic())
    make_flag(client=make_client(therapist=maya, is_checked=False))

    with time_machine.travel(NOW, tick=False):
        said = [run(site="https://carryover.example/") for _ in range(2)]

    assert said == [("Sent: 1 at once, 0 to clinics, 0 digests.\n", ""), ("", "")]
    (letter,) = mail.outbox
    assert "https://carryover.example/admin/" in letter.body


def test_it_goes_on_when_the_database_is_away_for_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[int] = []
    answers: Iterator[Sent | DatabaseError] = iter(
        [DatabaseError("gone"), Sent(), Sent(escalated=1)]
    )

    def send(**kwargs: Any) -> Sent:
        answer = next(answers)
        if isinstance(answer, DatabaseError):
            raise answer
        return answer

    def sleep(seconds: int) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise EnoughError

    monkeypatch.setattr(command, "send_alerts", send)
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    monkeypatch.setattr(time, "sleep", sleep)
    out, err = io.StringIO(), io.StringIO()

    with pytest.raises(EnoughError):
        call_command("send_alerts", every=30, stdout=out, stderr=err)

    assert waits == [30, 30, 30]
    assert "Trying again" in err.getvalue()
    assert out.getvalue() == "Sent: 0 at once, 1 to clinics, 0 digests.\n"


@pytest.mark.parametrize(
    ("is_debug", "site"), [(False, "https://carryover.example"), (True, "http://localhost:8123")]
)
def test_letters_name_the_address_of_this_installation(
    settings: Any, monkeypatch: pytest.MonkeyPatch, is_debug: bool, site: str
) -> None:
    named: list[str] = []
    settings.DEBUG = is_debug
    settings.ALLOWED_HOSTS = ["carryover.example"]
    monkeypatch.setenv("PORT", "8123")

    def send(*, now: dt.datetime, site: str) -> Sent:
        named.append(site)
        return Sent()

    monkeypatch.setattr(command, "send_alerts", send)

    run()

    assert named == [site]
