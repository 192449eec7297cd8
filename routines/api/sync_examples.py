"""What the reference shows of an outbox: a session, its log, and a log taken back."""

from __future__ import annotations

from routines.api.examples import ASSIGNMENT_ID, LOG_ID, PRESCRIPTION_ID, SESSION_ID, Example

_EPOCH = "6f1c2b7e-5d0a-4c3e-9b8f-2a1d0c9e8f7b"
_UNDO_ID = "0199f6b0-9f00-7b66-8a1b-6c7d8e9f0a1b"
_SENT: Example = {
    "v": 1,
    "made_at": "2026-11-20T08:00:00+01:00",
    "time_zone": "Europe/Berlin",
}
NEW_SYNC: Example = {
    "epoch": _EPOCH,
    "sent_at": "2026-11-20T19:30:00+01:00",
    "items": [
        {
            **_SENT,
            "id": SESSION_ID,
            "kind": "session",
            "order": 41,
            "body": {"assignment": ASSIGNMENT_ID, "day": "2026-11-20", "version": 2},
        },
        {
            **_SENT,
            "id": LOG_ID,
            "kind": "log",
            "order": 42,
            "body": {
                "session": SESSION_ID,
                "prescription": PRESCRIPTION_ID,
                "outcome": "performed",
            },
        },
        {
            **_SENT,
            "id": _UNDO_ID,
            "kind": "undo",
            "order": 43,
            "body": {"log": LOG_ID},
        },
    ],
}
SYNC: Example = {
    "epoch": _EPOCH,
    "server_time": "2026-11-20T18:30:01Z",
    "results": [
        {"id": SESSION_ID, "result": "stored"},
        {"id": LOG_ID, "result": "already_stored"},
        {
            "id": _UNDO_ID,
            "result": "retry",
            "reason": "What this belongs to has not arrived yet. "
            "Keep it, and send it again with the rest.",
        },
    ],
}
