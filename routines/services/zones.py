"""The traffic light of a session, kept with it when it is rated or something is reported."""

from __future__ import annotations

from routines.domain.safety import traffic_light
from routines.domain.traffic_light import judge
from routines.models import ExerciseSession
from routines.queries.evidence import pain_before, session_pain


def keep_zone(session: ExerciseSession) -> None:
    """Keep the zone of a session whose reports were read, and with its first rating the pain before.

    The caller holds the lock on its homework.
    """
    was = (session.zone, session.pain_before)
    if session.pain_before is None and session.pain_after is not None:
        session.pain_before = pain_before(session)
    verdict = judge(session_pain(session), light=traffic_light())
    session.zone = verdict.zone.value if verdict else ""
    if (session.zone, session.pain_before) != was:
        session.save(update_fields=["zone", "pain_before"])
