"""Proposals as pages show them: what was changed at once, what waits, and what may be taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from routines.models import Decision, Direction, ExerciseSession, Proposal

# How long a step that a rule made by itself is shown to the therapist.
SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCard:
    """One proposal as the therapist sees it."""

    proposal: Proposal

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.proposal.decision == Decision.OPEN

    @property
    def is_rest(self) -> bool:
        """Whether the homework rests until somebody has looked."""
        return self.proposal.direction == Direction.REST

    @property
    def is_looked_at(self) -> bool:
        """Whether the therapist has let it stand."""
        return self.proposal.decided_at is not None

    @property
    def may_be_taken_back(self) -> bool:
        """Whether what was applied is still in force as it was applied."""
        return self.is_rest or self.proposal.result_id == self.proposal.assignment.version_id


def applied_after(session: ExerciseSession) -> tuple[Proposal, ...]:
    """Return what the rules changed at once because of this session, oldest first (1 statement)."""
    return tuple(
        Proposal.objects.filter(
            assignment=session.assignment_id, session=session, decision=Decision.APPLIED
        ).order_by("created_at")
    )


def proposal_cards(client_id: UUID, *, viewer: User, now: dt.datetime) -> tuple[ProposalCard, ...]:
    """Return what waits for the therapist and what rules did lately, open ones first (1 statement).

    A rest is shown as long as its homework is paused; what ended is shown no more.
    """
    rows = (
        Proposal.objects.visible_to(viewer)
        .filter(
            Q(decision=Decision.OPEN)
            | Q(decision=Decision.APPLIED, created_at__gte=now - dt.timedelta(days=SHOWN_DAYS))
            | Q(decision=Decision.APPLIED, direction=Direction.REST),
            assignment__client=client_id,
            assignment__clinic__isnull=False,
        )
        .exclude(assignment__status="ended")
        .exclude(~Q(assignment__status="paused"), direction=Direction.REST)
        .select_related("assignment", "session")
        .order_by("-created_at")
    )
    cards = [ProposalCard(proposal=one) for one in rows]
    return tuple(sorted(cards, key=lambda card: not card.is_open))
