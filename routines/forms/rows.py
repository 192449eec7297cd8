"""Moving and adding rows of a form that is still being filled in, without losing a letter.

Works on what the browser sent, before anything is validated, so half-typed numbers survive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from routines.forms.assignments import ROWS, PrescribedExerciseForm
from routines.services.assignments import MAX_EXERCISES


class Sent(Protocol):
    """What a browser sent, as Django keeps it."""

    def get(self, key: str, default: str) -> Any: ...

    def getlist(self, key: str) -> list[Any]: ...


def typed_rows(sent: Sent) -> list[dict[str, Any]]:
    """Return each row as it was typed, in the order of its place."""
    try:
        count = min(int(sent.get(f"{ROWS}-TOTAL_FORMS", "0") or 0), MAX_EXERCISES)
    except ValueError:
        count = 0
    names = PrescribedExerciseForm.base_fields
    rows: list[dict[str, Any]] = [
        {name: sent.get(f"{ROWS}-{index}-{name}", "") for name in names} for index in range(count)
    ]
    rows.sort(key=lambda row: _number(row["place"]))
    return rows


def typed_head(sent: Sent) -> dict[str, Any]:
    """Return the other answers as they were typed."""
    names = ("times_per_day", "starts_on", "ends_on", "note")
    return {name: sent.get(name, "") for name in names} | {"weekdays": sent.getlist("weekdays")}


def moved(rows: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    """Return the rows with one moved a step.

    `asked` is the button's value: the row's exercise and "up" or "down".
    """
    exercise, _, way = asked.partition(":")
    old = next((index for index, row in enumerate(rows) if row["exercise"] == exercise), None)
    if old is None:
        return numbered(rows)
    changed = [*rows]
    changed.insert(max(0, old + (-1 if way == "up" else 1)), changed.pop(old))
    return numbered(changed)


def added(rows: list[dict[str, Any]], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows with one more at the end, unless it stands there already."""
    if len(rows) >= MAX_EXERCISES or any(each["exercise"] == row["exercise"] for each in rows):
        return numbered(rows)
    return numbered([*rows, dict(row)])


def exchanged(
    rows: list[dict[str, Any]], exercise: str, other: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the rows with one put in another's place, unless it stands there already.

    `exercise` is the key of what goes. The side that was chosen stays, where the other one has sides.
    """
    if any(each["exercise"] == other["exercise"] for each in rows):
        return numbered(rows)
    return numbered([_as(row, other) if row["exercise"] == exercise else row for row in rows])


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with places from 1."""
    return [row | {"place": place} for place, row in enumerate(rows, start=1)]


def _as(row: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    side = row["side"] if row["side"] and other["side"] else other["side"]
    return {**other, "side": side}


def _number(text: Any) -> int:
    try:
        return int(text)
    except (TypeError, ValueError):
        return MAX_EXERCISES
