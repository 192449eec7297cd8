"""The answers that the reference shows. Invented people; the numbers fit together."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer

_EXERCISE_ID = "0199f5a2-1c40-7b1e-9d27-3f0a5c6e8b10"
EASIER_ID = "0199f5a2-1c40-7b1e-9d27-8c4d2e1f0a35"
_ROUTINE_ID = "0199f5a2-1c40-7c33-8a51-77d2b9e0c4f2"
ASSIGNMENT_ID = "0199f5a2-2b00-7a10-b3c4-9e1f20d3a5b6"
_CLIENT_ID = "0199f5a2-0a00-7d11-8c22-4b5a6c7d8e9f"
PRESCRIPTION_ID = "0199f5a2-2b01-7e55-a7f0-1c2d3e4f5a6b"
SESSION_ID = "0199f6b0-7d00-7f20-9b8c-2a3b4c5d6e7f"
LOG_ID = "0199f6b0-9a10-7a44-8d3e-5f6a7b8c9d0e"
_REPORT_ID = "0199f6b0-8c20-7b61-9e4f-7a8b9c0d1e2f"
_CHECK_IN_ID = "0199f6af-1b30-7c72-8f50-8b9c0d1e2f3a"
_FLAG_ID = "0199f6af-1b31-7d83-9a61-9c0d1e2f3a4b"
_ACTIVITY_ID = "0199f5a2-3c00-7e94-8b72-0d1e2f3a4b5c"

Example = dict[str, Any]


def answers(value: Example) -> Any:
    """Return a decorator for a serializer whose answers look like `value`."""
    return extend_schema_serializer(
        examples=[OpenApiExample("Answer", value=value, response_only=True)]
    )


def bodies(**values: Example) -> Any:
    """Return a decorator for a serializer whose bodies look like these, by name."""
    return extend_schema_serializer(
        examples=[
            OpenApiExample(name.replace("_", " ").capitalize(), value=value, request_only=True)
            for name, value in values.items()
        ]
    )


# --- library -------------------------------------------------------------------------------

DOSAGE: Example = {
    "said": "3 × 30 s each side",
    "sets": 3,
    "repetitions": 1,
    "repetition_pattern": [],
    "hold_seconds": 30,
    "duration_seconds": 0,
    "rest_seconds": 15,
    "tempo": "",
    "side": "both",
    "load": "",
}
EXERCISE_NAME: Example = {
    "id": _EXERCISE_ID,
    "slug": "figure-4-stretch",
    "name": "Figure-4 stretch",
}
EXERCISE_SUMMARY: Example = {
    **EXERCISE_NAME,
    "region": "buttock",
    "position": "supine",
    "mode": "hold",
    "equipment": [],
    "built_in": True,
    "dosage": DOSAGE,
}
EXERCISE: Example = {
    **EXERCISE_SUMMARY,
    "aliases": ["lying piriformis stretch"],
    "muscles": ["piriformis"],
    "kind": "stretch",
    "therapist_only": False,
    "self_start": True,
    "steps": ["Lie on your back.", "Rest one ankle on the other knee."],
    "feel": "A stretch deep in the buttock.",
    "cues": ["Keep your back heavy on the floor."],
    "mistakes": ["Pulling hard."],
    "breathing": "Slow and easy.",
    "easier": [],
    "harder": [],
    "loads": ["hip-external-rotation"],
    "not_for": [],
    "stop_rules": ["Stop if the pain runs down your leg."],
    "retired_at": None,
}
ROUTINE_SUMMARY: Example = {
    "id": _ROUTINE_ID,
    "slug": "piriformis-release",
    "name": "Piriformis release",
    "family": "piriformis",
    "field": "glute",
    "level": 1,
    "availability": "therapist",
    "times_per_day": 2,
    "days_per_week": 7,
    "built_in": True,
}
ROUTINE: Example = {
    **ROUTINE_SUMMARY,
    "purpose": "Ease the deep muscle of the buttock.",
    "for_whom": ["Sitting makes it worse"],
    "not_for": [],
    "cautions": [],
    "review_after_weeks": 4,
    "rounds": 1,
    "rest_between_items_seconds": 10,
    "items": [{"position": 1, "exercise": EXERCISE_NAME, "dosage": DOSAGE, "note": ""}],
    "retired_at": None,
}

# --- homework ------------------------------------------------------------------------------

FREQUENCY: Example = {
    "said": "twice a day, every day",
    "times_per_day": 2,
    "weekdays": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    "starts_on": "2026-11-02",
    "ends_on": "2026-11-30",
}
ASSIGNMENT_SUMMARY: Example = {
    "id": ASSIGNMENT_ID,
    "name": "Piriformis release",
    "field": "glute",
    "status": "active",
    "client": {"id": _CLIENT_ID, "name": "Ivan"},
    "assigned_by": "Maya",
    "routine": _ROUTINE_ID,
    "version": 2,
    "effective_on": "2026-11-14",
    "frequency": FREQUENCY,
    "exercise_count": 1,
    "minutes": 4,
    "created_at": "2026-11-02T09:30:00Z",
    "ended_on": None,
}
PRESCRIPTION: Example = {
    "id": PRESCRIPTION_ID,
    "position": 1,
    "exercise": EXERCISE_NAME,
    "dosage": DOSAGE,
    "note": "",
}
ASSIGNMENT: Example = {
    **ASSIGNMENT_SUMMARY,
    "note": "Left side first.",
    "changes": ["Figure-4 stretch: 3 × 30 s each side, it was 2 × 30 s each side."],
    "rounds": 1,
    "rest_between_items_seconds": 10,
    "prescriptions": [PRESCRIPTION],
}

# --- sessions and logs ---------------------------------------------------------------------

SET: Example = {"side": "left", "repetitions": 1, "seconds": 30}
LOG: Example = {
    "id": LOG_ID,
    "session": SESSION_ID,
    "prescription": PRESCRIPTION_ID,
    "exercise": EXERCISE_NAME,
    "outcome": "performed",
    "skip_reason": "",
    "instead": None,
    "sets": [SET, SET, {"side": "right", "repetitions": 1, "seconds": 30}],
    "said": "left 2 × 30 s, right 30 s",
    "source": "tapped",
    "logged_at": "2026-11-20T07:04:10Z",
    "received_at": "2026-11-20T07:04:11Z",
    "edited_at": None,
    "undone_at": None,
}
SESSION: Example = {
    "id": SESSION_ID,
    "assignment": ASSIGNMENT_ID,
    "client": _CLIENT_ID,
    "version": 2,
    "day": "2026-11-20",
    "time_zone": "Europe/Berlin",
    "source": "tapped",
    "dose": "full",
    "started_at": "2026-11-20T07:00:00Z",
    "finished_at": "2026-11-20T07:04:11Z",
    "is_performed": True,
    "zone": "green",
    "pain_before": 3,
    "pain_after": 3,
    "pain_next_day": 2,
    "effort": 4,
    "note": "",
    "received_at": "2026-11-20T07:00:01Z",
    "logs": [LOG],
}
SESSION_DETAIL: Example = {**SESSION, "prescriptions": [PRESCRIPTION]}
BEGUN_SESSION: Example = {**SESSION_DETAIL, "check_due": "before"}
NEW_SESSION: Example = {
    "id": SESSION_ID,
    "assignment": ASSIGNMENT_ID,
    "day": "2026-11-20",
    "started_at": "2026-11-20T08:00:00+01:00",
}
NEW_LOG: Example = {
    "id": LOG_ID,
    "prescription": PRESCRIPTION_ID,
    "logged_at": "2026-11-20T08:04:10+01:00",
}

REPORT: Example = {
    "id": _REPORT_ID,
    "session": SESSION_ID,
    "prescription": PRESCRIPTION_ID,
    "feeling": "pull",
    "stops_the_session": False,
    "reported_at": "2026-11-20T07:02:40Z",
    "received_at": "2026-11-20T07:02:41Z",
}
NEW_REPORT: Example = {
    "id": _REPORT_ID,
    "prescription": PRESCRIPTION_ID,
    "feeling": "pull",
    "reported_at": "2026-11-20T08:02:40+01:00",
}

# --- check-ins and flags -------------------------------------------------------------------

_NUMB_MESSAGE = (
    "Stop nerve and stretch work. Contact your therapist today. If numbness is between your legs or "
    "in both legs, go to the emergency department."
)
_NUMB_SAY = "I have new numbness in my leg or foot, or a numb patch has grown."

MARK: Example = {"region": "calf", "side": "left", "pain": 4, "numbness": 0, "tingling": 2}
FINDING: Example = {
    "sign": "new-numbness",
    "urgency": "today",
    "because": "you marked new numbness in a leg or foot",
}
CHECK_IN: Example = {
    "id": _CHECK_IN_ID,
    "client": _CLIENT_ID,
    "kind": "before",
    "session": None,
    "corrects": None,
    "corrected_by": None,
    "at": "2026-11-20T06:58:00Z",
    "received_at": "2026-11-20T06:58:02Z",
    "day": "2026-11-20",
    "time_zone": "Europe/Berlin",
    "map": [MARK],
    "pain": 4,
    "answers": {"new-numbness": "yes", "risk-recent-fall": "no"},
    "wording": "1",
    "words": "",
    "global_change": None,
    "ratings": {_ACTIVITY_ID: 6},
    "urgency": "today",
    "findings": [FINDING],
}
CHECK_IN_DETAIL: Example = {
    **CHECK_IN,
    "messages": [_NUMB_MESSAGE],
    "say": [_NUMB_SAY],
    "keeps_walking": True,
    "rests": [{"assignment": ASSIGNMENT_ID, "name": "Piriformis release"}],
}
NEW_CHECK_IN_KEY: Example = {"id": _CHECK_IN_ID, "at": "2026-11-20T07:58:00+01:00"}
NEW_CHECK_IN: Example = {
    **NEW_CHECK_IN_KEY,
    "kind": "before",
    "map": [MARK],
    "pain": 4,
    "answers": {"new-numbness": "yes", "risk-recent-fall": "no"},
    "ratings": {_ACTIVITY_ID: 6},
}
FLAG: Example = {
    "id": _FLAG_ID,
    "client": _CLIENT_ID,
    "clinic": "Riverside Clinic",
    "check_in": _CHECK_IN_ID,
    "report": None,
    "urgency": "today",
    "signs": ["new-numbness"],
    "because": ["you marked new numbness in a leg or foot"],
    "wording": "1",
    "raised_at": "2026-11-20T06:58:00Z",
    "received_at": "2026-11-20T06:58:02Z",
    "due_at": "2026-11-20T10:58:02Z",
    "told_at": "2026-11-20T07:00:00Z",
    "seen_at": None,
    "acknowledged_at": "2026-11-20T07:30:00Z",
    "acknowledged_by": "Maya",
    "action": "called",
    "note": "Sees the doctor at noon.",
    "cleared_at": None,
    "cleared_by": None,
}
ACKNOWLEDGEMENT: Example = {"action": "called", "note": "Sees the doctor at noon."}
_NOTICE: Example = {
    "slug": "new-numbness",
    "urgency": "today",
    "clearable": True,
    "because": "you marked new numbness in a leg or foot",
    "message": _NUMB_MESSAGE,
    "say": _NUMB_SAY,
    "rests": "legs",
    "keepsWalking": True,
}
_GATE = "Do you have new numbness or weakness, or signs in both legs?"
RULES: Example = {
    "version": "1",
    "levels": {"low-back-centre": 0, "calf": 5, "saddle": None},
    "signs": [
        {
            **_NOTICE,
            "question": "Do you have new numbness in a leg or foot, or has a numb patch grown?",
            "help": "",
            "askAt": ["before", "joining", "weekly", "change"],
            "optIn": False,
            "notSureIsYes": True,
        }
    ],
    "gates": [
        {
            "slug": "numb-weak-both",
            "question": _GATE,
            "opens": ["both-legs", "foot-drop-sudden", "new-weakness", "new-numbness"],
            "say": "I have new numbness or weakness, or signs in both legs.",
            "because": "you marked new numbness or weakness, or signs in both legs",
        }
    ],
    "risks": [{"slug": "recent-fall", "question": "Did you fall lately?", "lasting": False}],
    "combinations": [],
    "events": [
        {
            "when": "numb-place-new",
            "from": 5,
            "asks": ["new-numbness", "foot-drop-sudden"],
            "countsAs": "",
            "untilAnswered": "",
            "change": True,
            "because": "",
            "allNo": None,
        }
    ],
    "words": {"new-numbness": [" numb ", " dead leg "]},
}

# --- today and progress --------------------------------------------------------------------

DAY: Example = {"day": "2026-11-20", "due": 2, "performed": 1, "state": "partial"}
TODAY: Example = {
    "day": "2026-11-20",
    "done": 1,
    "due": 2,
    "days_performed": 5,
    "next": ASSIGNMENT_ID,
    "check_due": "before",
    "homework": [
        {
            "assignment": ASSIGNMENT_ID,
            "name": "Piriformis release",
            "field": "glute",
            "status": "active",
            "state": "again",
            "due": 2,
            "performed": 1,
            "minutes": 4,
            "frequency": "twice a day",
            "open_session": None,
            "last_session": SESSION_ID,
        }
    ],
    "week": [DAY],
}
PROGRESS: Example = {
    "day": "2026-11-20",
    "weeks": 4,
    "pain": {
        "since": "2026-11-07",
        "until": "2026-11-20",
        "direction": "down",
        "said": "Down from 5 to 3",
        "values": [{"day": "2026-11-07", "pain": 5}, {"day": "2026-11-20", "pain": 3}],
        "averages": [{"day": "2026-11-20", "average": 3.4}],
    },
    "month": {
        "first": "2026-11-01",
        "days_performed": 15,
        "days_due": 19,
        "finding": "most",
        "days": [{"day": "2026-11-20", "due": 2, "performed": 1, "state": "partial"}],
    },
}
