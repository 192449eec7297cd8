"""`manage.py seed_demo`: refused in production, and it names the people it made."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from routines.models import Exercise
from routines.services import demo

pytestmark = pytest.mark.django_db


def test_the_demo_is_refused_where_debug_is_off(settings: Any) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="only runs where DEBUG is on"):
        call_command("seed_demo")

    assert not User.objects.exists()
    assert not Exercise.objects.exists()


def test_the_command_loads_an_empty_library_and_names_the_people(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG = True
    asked: dict[str, Any] = {}

    def seed(**given: Any) -> bool:
        asked.update(given)
        return True

    monkeypatch.setattr("routines.management.commands.seed_demo.seed", seed)
    said = StringIO()

    call_command("seed_demo", stdout=said)

    assert Exercise.objects.built_in().exists()
    assert set(asked) == {"now", "time_zone"}
    for text in ("The demo is ready", "maya@example.org", "noor@example.org", demo.PASSWORD):
        assert text in said.getvalue()


def test_a_second_run_says_that_nothing_was_changed(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG = True
    monkeypatch.setattr("routines.management.commands.seed_demo.seed", lambda **given: False)
    said = StringIO()

    call_command("seed_demo", stdout=said)
    call_command("seed_demo", stdout=said, verbosity=0)

    assert said.getvalue().count("nothing was changed") == 1


def test_the_demo_lives_where_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from routines.management.commands.seed_demo import _zone_of_this_machine

    monkeypatch.setenv("TZ", "Asia/Kolkata")

    assert _zone_of_this_machine() == "Asia/Kolkata"
