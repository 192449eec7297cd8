"""What a page that is kept tells the phone: logs and pain as they were when the page was made.

The phone shows over it what it has written down since.
"""

from __future__ import annotations

import datetime as dt
import json

from routines.models import ExerciseLog, ExerciseSession
from routines.queries.evidence import last_pain_before
from routines.queries.sessions import previous_rating


def shown_json(log: ExerciseLog) -> str:
    """Return a log as `static/js/lib/standing.js` reads it; moments in milliseconds since 1970."""
    said = {
        "id": str(log.pk),
        "outcome": log.outcome,
        "sets": log.sets,
        "reason": log.skip_reason,
        "instead": str(log.instead_id) if log.instead_id else None,
        "edited": _milliseconds(log.edited_at),
    }
    return json.dumps(said, separators=(",", ":"))


def rating_facts(session: ExerciseSession, *, has_arrived: bool = True) -> dict[str, object]:
    """Return what `static/js/lib/finding.js` needs to judge a rating (3 statements).

    `reports` are the feelings told in the session; none yet where it has not arrived.
    """
    reports = session.reports.all() if has_arrived else ()
    known, previous = last_pain_before(session), previous_rating(session)
    return {
        "day": session.local_day.isoformat(),
        "startedAt": _milliseconds(session.started_at),
        "before": None if known is None else {"at": _milliseconds(known[0]), "pain": known[1]},
        "previous": None
        if previous is None or previous.pain_after is None
        else {
            "at": _milliseconds(previous.started_at),
            "pain": previous.pain_after,
            "day": previous.local_day.isoformat(),
        },
        "pain": session.pain_after,
        "effort": session.effort,
        "reports": sorted({report.feeling for report in reports}),
    }


def _milliseconds(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)
