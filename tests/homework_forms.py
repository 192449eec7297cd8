"""What a browser sends when a therapist assigns or changes homework."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from routines.domain.dosage import Side
from routines.models import Exercise, Routine


def form_url(routine: Routine, *clients: User) -> str:
    query = [("client", str(one.pk)) for one in clients] + [("routine", str(routine.pk))]
    return f"{reverse('admin:routines_assignment_add')}?{urlencode(query)}"


def filled(
    *exercises: Exercise, rows: dict[int, dict[str, Any]] | None = None, **head: Any
) -> dict[str, Any]:
    """Return what a browser sends for these exercises; `rows` changes single ones."""
    data: dict[str, Any] = {
        "times_per_day": "1",
        "weekdays": ["0", "1", "2", "3", "4"],
        "starts_on": timezone.localdate().isoformat(),
        "ends_on": "",
        "note": "",
        "send": "1",
        "exercises-TOTAL_FORMS": str(len(exercises)),
        "exercises-INITIAL_FORMS": "0",
        **head,
    }
    for index, exercise in enumerate(exercises):
        dosage = exercise.dosage
        row = {
            "exercise": str(exercise.pk),
            "place": str(index + 1),
            "sets": str(dosage.sets),
            "repetitions": str(dosage.repetitions or ""),
            "hold_seconds": str(dosage.hold_seconds or ""),
            "duration_seconds": "",
            "rest_seconds": str(dosage.rest_seconds or ""),
            "load": "",
            "repetition_pattern": "",
            "tempo": "",
            "note": "",
            **({} if dosage.side is Side.NONE else {"side": dosage.side.value}),
            **(rows or {}).get(index, {}),
        }
        data |= {f"exercises-{index}-{name}": value for name, value in row.items()}
    return data


def exercises_of(routine: Routine) -> list[Exercise]:
    return [item.exercise for item in routine.items.select_related("exercise").order_by("position")]
