"""Proposals as pages show them: what was changed at once, what waits, and what may be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet

from routines.domain.voices import to_therapist
from routines.models import Assignment, Decision, Direction, ExerciseSession, Proposal
from routines.queries.json_rows import JsonRows, as_list, moment_of

# How long a step that a rule made by itself is shown to the therapist.
SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCard:
    """One proposal as the therapist sees it. `at` is when the session began that it rests on.

    `said` is the change in short, `changes` are all of them, one sentence each.
    """

    id: UUID
    assignment_id: UUID
    name: str
    direction: str
    decision: str
    said: str
    reason: str
    at: dt.datetime
    is_looked_at: bool
    is_in_force: bool
    rule: str
    changes: tuple[str, ...] = ()
    is_cleared: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.decision == Decision.OPEN

    @property
    def is_rest(self) -> bool:
        """Whether the homework rests until somebody has looked."""
        return self.direction == Direction.REST

    @property
    def is_for_a_flag(self) -> bool:
        """Whether it rests for a warning sign."""
        return self.rule == "warning-sign"

    @property
    def waits_for_a_flag(self) -> bool:
        """Whether it goes on only where its flag is cleared, and nothing is to be decided here."""
        return self.is_for_a_flag and not self.is_cleared

    @property
    def is_for_a_precaution(self) -> bool:
        """Whether a precaution left exercises out; each comes back only with a written reason."""
        return self.rule == "precaution"

    @property
    def is_step_up(self) -> bool:
        """Whether it asks for more, not for less."""
        return self.direction == Direction.PROGRESSION


def applied_after(session: ExerciseSession) -> tuple[Proposal, ...]:
    """Return what the rules changed at once because of this session, oldest first (1 statement)."""
    return tuple(
        Proposal.objects.filter(
            assignment=session.assignment_id, session=session, decision=Decision.APPLIED
        ).order_by("created_at")
    )


def with_proposals(assignments: QuerySet[Assignment], *, now: dt.datetime) -> QuerySet[Assignment]:
    """Fetch with each homework what waits for the therapist and what rules did lately."""
    since = now - dt.timedelta(days=SHOWN_DAYS)
    rows = Proposal.objects.filter(
        Q(decision=Decision.OPEN)
        | Q(decision=Decision.APPLIED, created_at__gte=since)
        | Q(decision=Decision.APPLIED, direction=Direction.REST),
        assignment=OuterRef("pk"),
    ).order_by("-created_at")
    return assignments.annotate(
        proposal_rows=JsonRows(
            rows,
            id="pk",
            direction="direction",
            decision="decision",
            rule="rule",
            said="said",
            changes="changes",
            reason="reason",
            result="result_id",
            session_at="session__started_at",
            created_at="created_at",
            decided_at="decided_at",
            cleared_at="flag__cleared_at",
        )
    )


def cards(assignments: Iterable[Assignment]) -> tuple[ProposalCard, ...]:
    """Return the proposals of homework that came from `with_proposals`: what waits comes first.

    A rest is shown as long as the homework is paused; homework that has ended shows nothing.
    """
    found = [
        _card(one, row)
        for one in assignments
        if one.ended_on is None
        for row in one.proposal_rows  # type: ignore[attr-defined]
    ]
    paused = {one.pk for one in assignments if one.status == "paused"}
    shown = [one for one in found if not one.is_rest or one.assignment_id in paused]
    shown.sort(key=lambda card: card.at, reverse=True)
    return tuple(sorted(shown, key=lambda card: (not card.is_open, not card.is_rest)))


def _card(assignment: Assignment, row: Mapping[str, Any]) -> ProposalCard:
    result = row["result"]
    return ProposalCard(
        id=UUID(row["id"]),
        assignment_id=assignment.pk,
        name=assignment.name,
        direction=row["direction"],
        decision=row["decision"],
        said=row["said"],
        reason=to_therapist(row["reason"]),
        at=moment_of(row["session_at"] or row["created_at"]),
        is_looked_at=row["decided_at"] is not None,
        is_in_force=result is not None and UUID(result) == assignment.version_id,
        rule=row["rule"],
        is_cleared=row["cleared_at"] is not None,
        changes=tuple(one["said"] for one in as_list(row["changes"])),
    )
