"""The therapist's pages about a client's safety, pressed and read as a browser does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import time_machine
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from tests.factories import NOW

LATER = NOW + dt.timedelta(hours=3)
ACKNOWLEDGE, CLEAR, KNOWN = (f"routines_flag_{verb}" for verb in ("acknowledge", "clear", "known"))
CALLED = {"action": "called", "note": "Goes to hospital."}
LIMITS = {"pain_at_least": "6", "pain_rise": "3", "missed_days": "4", "levels_down": "2"}


def press(
    who: User | None, name: str, pk: Any, *, follow: Any = False, **typed: Any
) -> tuple[int, str]:
    browser = Browser()
    if who is not None:
        browser.force_login(who)
    with time_machine.travel(LATER, tick=False):
        answer = browser.post(reverse(f"admin:{name}", args=[pk]), typed, follow=follow)
    return answer.status_code, answer.content.decode()


def read(who: User, name: str, pk: Any) -> tuple[int, str]:
    browser = Browser()
    browser.force_login(who)
    with time_machine.travel(LATER, tick=False):
        answer = browser.get(reverse(f"admin:{name}", args=[pk]))
    return answer.status_code, answer.content.decode()


def page_of(who: User, client: User) -> str:
    status, text = read(who, "accounts_client_change", client.pk)
    assert status == 200
    return text
