"""Plans of guided sessions as the server writes them, and what came of one."""

from __future__ import annotations

from typing import Any

from routines.domain.content import Mode
from routines.domain.dosage import Dosage, Side
from routines.domain.steps import READY_SECONDS, exercise_steps

HOLD = Dosage(repetitions=3, hold_seconds=30)
BOTH = Dosage(repetitions=2, hold_seconds=20, side=Side.BOTH)
COUNTED = Dosage(sets=2, repetitions=5, rest_seconds=30)
WALK = Dosage(duration_seconds=60)


def plan_of(
    *dosages: Dosage,
    rounds: int = 1,
    rest: int = 10,
    modes: tuple[Mode, ...] = (),
    easier: Dosage | None = None,
) -> dict[str, Any]:
    """Return a plan the way the server writes it."""
    exercises: list[dict[str, Any]] = []
    for place, dosage in enumerate(dosages):
        mode = modes[place] if modes else Mode.REPETITIONS
        steps = [step.as_json() for step in exercise_steps(dosage, mode)]
        exercises.append({"id": str(place), "steps": steps})
        if easier is not None:
            exercises[-1]["easier"] = {"steps": [one.as_json() for one in exercise_steps(easier)]}
    return {
        "key": "a",
        "rounds": rounds,
        "ready": READY_SECONDS,
        "rest": rest,
        "exercises": exercises,
    }


def logged(answer: Any) -> list[list[dict[str, Any]]]:
    """Return the sets of each exercise that was logged."""
    return [each["sets"] for each in answer["happened"] if each["type"] == "exercise"]


def kinds(answer: Any) -> list[str]:
    """Return what happened, by name."""
    return [each["type"] for each in answer["happened"]]
