"""Hands and eyes on the list of a session, and on what is asked after it."""

from __future__ import annotations

import re
from typing import Any

from routines.models import ExerciseLog


def card(page: Any, name: str) -> Any:
    return page.get_by_role("article").filter(has=page.get_by_role("heading", name=name))


def press(page: Any, exercise: str, button: str | re.Pattern[str]) -> None:
    card(page, exercise).get_by_role("button", name=button).click()


def open_fold(page: Any, exercise: str) -> None:
    card(page, exercise).locator("summary").click()


def spine(page: Any) -> str:
    return str(page.evaluate("document.querySelector('.spine').ariaLabel"))


def logs() -> dict[str, ExerciseLog]:
    rows = ExerciseLog.objects.standing().select_related("prescription__exercise")
    return {row.prescription.exercise.name: row for row in rows}


def go_offline(page: Any) -> None:
    page.context.set_offline(True)


def level(page: Any, pain: int) -> Any:
    return page.get_by_role("button", name=str(pain), exact=True)
