"""The rows of many logs, made and not stored: what `log_performed` and `log_skipped` would store.

An outbox brings a hundred of them. Made one by one as models, with what each session asks for worked
out for each, they take longer than to store them. A test holds the rows equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from accounts.rows import known
from routines.domain.sets import SetLog, as_prescribed, require_performable
from routines.domain.windows import believed, was_filled_in_later
from routines.models import ExerciseLog, ExerciseSession, Outcome, Prescription, Source
from routines.services.once import canonical, digest
from routines.services.sessions import require_recent

_PERFORMED, _SKIPPED = Outcome.PERFORMED.value, Outcome.SKIPPED.value
# What `fingerprint_of` takes the digest of, put together by hand: the sets are the same for many, and
# in keys and words nothing has to be escaped.
_SAYS = '{"outcome":"%s","prescription":"%s","session":"%s","sets":%s,"skip_reason":"%s"}'


class Sets(NamedTuple):
    """The sets of a log as they are stored, and as its fingerprint has them."""

    values: list[dict[str, Any]]
    said: str


_NONE = Sets([], "[]")


@dataclass(slots=True)
class LogPlans:
    """Makes the rows of one batch, which arrives `now`."""

    now: dt.datetime
    _asked: dict[tuple[UUID, str, int], Sets] = field(default_factory=dict)

    def row(
        self,
        *,
        key: UUID,
        session: ExerciseSession,
        prescription: Prescription,
        at: dt.datetime,
        made_at: dt.datetime,
        source: str | None,
        sets: Sequence[SetLog] | None = None,
        skip_reason: str = "",
    ) -> ExerciseLog:
        """Return the row of an exercise as done, or with a reason as left out.

        `sets` None: as the session asks for it. `prescription` is one of the session's version.
        Raises what `log_performed` raises without looking at other logs.
        """
        require_recent(session, now=made_at)
        logged_at = believed(at, now=self.now)
        if source is None:
            is_late = was_filled_in_later(started_at=session.started_at, logged_at=logged_at)
            source = Source.BACK_FILLED.value if is_late else session.source
        outcome = _SKIPPED if skip_reason else _PERFORMED
        done = _NONE if skip_reason else self._sets(session, prescription, sets)
        said = _SAYS % (outcome, prescription.pk, session.pk, done.said, skip_reason)
        row: ExerciseLog = known(
            ExerciseLog,
            id=key,
            session_id=session.pk,
            prescription_id=prescription.pk,
            outcome=outcome,
            skip_reason=skip_reason,
            instead_id=None,
            sets=done.values,
            source=source,
            logged_at=logged_at,
            received_at=self.now,
            edited_at=None,
            undone_at=None,
            fingerprint=digest(said),
        )
        return row

    def _sets(
        self,
        session: ExerciseSession,
        prescription: Prescription,
        sets: Sequence[SetLog] | None,
    ) -> Sets:
        if sets is not None:
            require_performable(sets, prescription.dosage)
            return _of(sets)
        by = prescription.pk, session.dose, session.ease_percent
        asked = self._asked.get(by)
        if asked is None:
            asked = self._asked[by] = _of(as_prescribed(session.dosage_of(prescription)))
        return asked


def _of(sets: Sequence[SetLog]) -> Sets:
    values = [one.as_json() for one in sets]
    return Sets(values, canonical(values))
