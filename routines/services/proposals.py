"""How homework grows and eases off: what the rules ask for, and what a therapist decides.

A step back is applied at once and can be taken back; a step up waits for the therapist, unless they
let this client grow by themselves. Everybody is told, with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from accounts.database import write_transaction
from accounts.models import User
from routines.domain.courses import HomeworkStep
from routines.domain.progression import progress
from routines.domain.regression import regress
from routines.domain.schedule import Frequency, local_day
from routines.models import (
    Assignment,
    AssignmentVersion,
    Decision,
    Direction,
    ExerciseSession,
    Proposal,
    Status,
)
from routines.queries.evidence import (
    Recent,
    exercises_now,
    recent_sessions,
    seen,
)
from routines.services.assignments import (
    ChangedMeanwhileError,
    lock_own,
    resume,
    revise,
)
from routines.services.locks import Locked, lock_homework
from routines.services.pacings import grows_by_itself, may_grow
from routines.services.pauses import close_pause
from routines.services.sparing import SPARE_RULE, is_still_spared
from routines.services.steps import put_in_force, restore
from routines.services.versions import AssignmentError, PrescribedExercise
from routines.services.zones import keep_zone

_LONGEST_TEXT = 600
_REMEMBERED = 30
_AS_BEFORE = "As it was before."


class DecidedAlreadyError(AssignmentError):
    """Somebody has decided on this proposal, or the homework was changed meanwhile."""


class PrecautionStandsError(AssignmentError):
    """What a precaution left out comes back only with a written reason for each exercise."""


class RestsError(AssignmentError):
    """The homework rests after a sign; it does not grow until somebody has looked."""


@write_transaction
def consider(
    *, session: ExerciseSession, now: dt.datetime, locked: Locked | None = None
) -> Proposal | None:
    """Judge a session and let the rules of its homework act on it; return what came of it now.

    Called after a rating, a report, and a morning answer; any number of times, for one session and
    one rule act once. A rating that is corrected so that its own step back no longer holds takes
    that step back. `locked`: what `lock_homework` returned where the caller locked before.
    """
    # Locked, so that two answers in the same moment act one after the other.
    assignment = (lock_homework(session) if locked is None else locked)[session.assignment_id]
    recent = recent_sessions(session)
    if recent is None:
        # Too far back for any rule, but its color is still shown.
        session.refresh_from_db(fields=["pain_after", "effort", "pain_before", "zone"])
        keep_zone(session)
        return None
    keep_zone(recent.session)
    session.zone, session.pain_before = recent.session.zone, recent.session.pain_before
    if assignment.status == Status.ENDED:
        return None
    known = list(
        Proposal.objects.filter(assignment=assignment)
        .select_related("version", "result")
        .order_by("-created_at")[:_REMEMBERED]
    )
    act = _Act(assignment=assignment, recent=recent, known=known, now=now)
    return act.step_back() or act.step_up()


@write_transaction
def accept(*, proposal: Proposal, by: User, at: dt.datetime) -> AssignmentVersion:
    """Put a proposal in force as it stands, from the client's today on.

    Raises `NotInYourCareError`, `DecidedAlreadyError`, `RestsError` while the homework rests after
    a sign, or `AssignmentError` with what to change.
    """
    proposal, assignment = _open_one(proposal, by=by)
    proposal.decision = Decision.ACCEPTED
    _decided(proposal, by=by, at=at)
    proposal.result = put_in_force(assignment, proposal, by=by, at=at)
    proposal.save(update_fields=["result"])
    return proposal.result


@write_transaction
def accept_changed(
    *,
    proposal: Proposal,
    by: User,
    exercises: Sequence[PrescribedExercise],
    frequency: Frequency,
    note: str = "",
    seen: int | None = None,
    at: dt.datetime,
) -> AssignmentVersion:
    """Revise the homework in the therapist's own way, starting from a proposal.

    Saved without any change it counts as "not now". Raises like `revise`, `DecidedAlreadyError` and
    `RestsError`.
    """
    proposal, assignment = _open_one(proposal, by=by)
    before = assignment.current_version
    after = revise(
        assignment=assignment,
        by=by,
        exercises=exercises,
        frequency=frequency,
        note=note,
        seen=seen,
        at=at,
    )
    is_changed = after.pk != before.pk
    proposal.decision = Decision.CHANGED if is_changed else Decision.DECLINED
    proposal.result = after if is_changed else None
    _decided(proposal, by=by, at=at)
    return after


@write_transaction
def decline(*, proposal: Proposal, by: User, at: dt.datetime) -> Proposal:
    """Say "not now": the rule waits its own time before it asks again. Twice is once.

    Raises `NotInYourCareError`, and `DecidedAlreadyError` where it was decided otherwise.
    """
    locked = lock_own(proposal.assignment, by=by)
    proposal = _reread(proposal)
    if proposal.decision == Decision.DECLINED:
        return proposal
    _require_open(proposal, locked)
    proposal.decision = Decision.DECLINED
    _decided(proposal, by=by, at=at)
    return proposal


@write_transaction
def take_back(*, proposal: Proposal, by: User, at: dt.datetime) -> Proposal:
    """Undo what a rule applied at once: as it was before, or out of its rest. Twice is once.

    Raises `NotInYourCareError`, `ChangedMeanwhileError` where the homework was changed since,
    `DecidedAlreadyError` for what no rule applied, `PrecautionStandsError` for what a precaution
    left out, and what `resume` raises.
    """
    assignment = lock_own(proposal.assignment, by=by)
    proposal = _reread(proposal)
    if proposal.decision == Decision.TAKEN_BACK:
        return proposal
    if proposal.decision != Decision.APPLIED or assignment.status == Status.ENDED:
        raise DecidedAlreadyError("This was decided already. Nothing was changed.")
    if proposal.rule == SPARE_RULE and is_still_spared(proposal):
        raise PrecautionStandsError(
            "A precaution left these out. To give one of them all the same, change the homework, and "
            "write down why it is safe for this client."
        )
    if proposal.direction == Direction.REST:
        resume(assignment=assignment, by=by, at=at)
    elif assignment.current_version.pk != proposal.result_id:
        raise ChangedMeanwhileError(
            "The homework was changed since. Change it by hand; nothing was taken back."
        )
    else:
        proposal.result = restore(assignment, proposal.version, by=by, at=at, why=_AS_BEFORE)
    proposal.decision = Decision.TAKEN_BACK
    _decided(proposal, by=by, at=at)
    return proposal


@write_transaction
def keep(*, proposal: Proposal, by: User, at: dt.datetime) -> Proposal:
    """Remember that the therapist has looked at what a rule applied, and lets it stand.

    Raises `NotInYourCareError`.
    """
    lock_own(proposal.assignment, by=by)
    proposal = _reread(proposal)
    if proposal.decision == Decision.APPLIED and proposal.decided_at is None:
        _decided(proposal, by=by, at=at)
    return proposal


# --- what the rules do ---------------------------------------------------------------------


class _Act:
    """One session, its homework locked, and what the rules did about it before."""

    def __init__(
        self,
        *,
        assignment: Assignment,
        recent: Recent,
        known: Sequence[Proposal],
        now: dt.datetime,
    ) -> None:
        self.assignment = assignment
        self.recent = recent
        self.session = recent.session
        self.known = known
        self.now = now
        self.today = local_day(now, assignment.client.time_zone)
        self.mine = [one for one in known if one.session_id == self.session.pk]
        self.exercises = exercises_now(assignment, self.session.version)

    def step_back(self) -> Proposal | None:
        """Ease off where a rule asks for it, or take back what no longer holds."""
        step = regress(
            self.assignment.routine.regression,
            sessions=[seen(one) for one in self.recent.up_to],
            exercises=self.exercises,
            eased_ago=self._eased_ago(),
            is_eased=any(
                one.direction == Direction.REGRESSION and one.result_id == self.session.version_id
                for one in self.known
            ),
        )
        last = seen(self.session)
        for stale in self.mine:
            is_rest = stale.direction == Direction.REST
            holds = last.has_spread or last.has_warning if is_rest else step is not None
            if _stands(stale) and not holds:
                self._withdraw(stale)
        if step is None or self._acted(step):
            return None
        return self._apply(step) if self._is_in_force() else None

    def step_up(self) -> Proposal | None:
        """Propose the next small step, or apply it where nobody else decides."""
        current = self.assignment.current_version
        if (
            self.session.version_id != current.pk
            or self.assignment.status != Status.ACTIVE
            or (current.ends_on is not None and current.ends_on < self.today)
            or self.recent.was_sore_later
            or any(one.decision == Decision.OPEN for one in self.known)
            or any(_stands(one) for one in self.mine)
        ):
            return None
        sessions = self.recent.up_to
        asked_at, asked_on = self._last_asked()
        step = progress(
            self.assignment.routine.progression,
            sessions=[seen(one) for one in sessions],
            exercises=self.exercises,
            times_per_day=current.times_per_day,
            sessions_since=sum(1 for one in sessions if one.started_at > asked_at),
            days_since=(self.today - asked_on).days,
            may_need_therapist=not self.assignment.is_self_started,
        )
        if step is None or self._acted(step) or not may_grow(self.assignment):
            return None
        if not step.needs_therapist and grows_by_itself(self.assignment):
            return self._apply(step)
        return self._store(step, Decision.OPEN)

    def _eased_ago(self) -> list[int]:
        eased = (
            self.recent.ago(one.session_id)
            for one in self.known
            if one.direction == Direction.REGRESSION and one.decision == Decision.APPLIED
        )
        return sorted(ago for ago in eased if ago is not None)

    def _last_asked(self) -> tuple[dt.datetime, dt.date]:
        # A step that was declined counts like a change: the rule waits its own time again.
        current = self.assignment.current_version
        declined = [
            one.decided_at
            for one in self.known
            if one.version_id == current.pk and one.decided_at is not None
        ]
        if not declined:
            first = self.recent.up_to[0].started_at
            return first - dt.timedelta(seconds=1), current.effective_on
        return max(declined), local_day(max(declined), self.assignment.client.time_zone)

    def _acted(self, step: HomeworkStep) -> bool:
        # What the client's own correction took back may come again; what a person decided may not.
        return any(
            one.rule == step.rule
            and not (one.decision == Decision.TAKEN_BACK and one.decided_by_id is None)
            for one in self.mine
        )

    def _is_in_force(self) -> bool:
        restored = {one.result_id for one in self.mine if one.decision == Decision.TAKEN_BACK}
        return self.assignment.current_version.pk in {self.session.version_id, *restored}

    def _apply(self, step: HomeworkStep) -> Proposal:
        proposal = self._store(step, Decision.APPLIED)
        proposal.result = put_in_force(self.assignment, proposal, by=None, at=self.now)
        proposal.save(update_fields=["result"])
        return proposal

    def _withdraw(self, proposal: Proposal) -> None:
        if proposal.direction == Direction.REST:
            if self.assignment.status == Status.PAUSED:
                close_pause(self.assignment, last_day=self.today - dt.timedelta(days=1))
                self.assignment.status = Status.ACTIVE
                self.assignment.save(update_fields=["status"])
        elif proposal.result_id != self.assignment.current_version.pk:
            return
        else:
            proposal.result = restore(
                self.assignment,
                proposal.version,
                by=None,
                at=self.now,
                why=f"{_AS_BEFORE} You corrected your answer.",
            )
        proposal.decision = Decision.TAKEN_BACK
        _decided(proposal, by=None, at=self.now)

    def _store(self, step: HomeworkStep, decision: Decision) -> Proposal:
        return Proposal.objects.create(
            assignment=self.assignment,
            version=self.assignment.current_version,
            session=self.session,
            direction=step.course.value,
            decision=decision,
            rule=step.rule,
            changes=[change.as_json() for change in step.changes],
            said=step.said[:_LONGEST_TEXT],
            reason=step.reason[:_LONGEST_TEXT],
            created_at=self.now,
        )


def _stands(proposal: Proposal) -> bool:
    """Whether a step back or a rest was applied and no person has decided about it."""
    return (
        proposal.decision == Decision.APPLIED
        and proposal.direction != Direction.PROGRESSION
        and proposal.decided_at is None
    )


# --- what a decision does ------------------------------------------------------------------


def _open_one(proposal: Proposal, *, by: User) -> tuple[Proposal, Assignment]:
    assignment = lock_own(proposal.assignment, by=by)
    proposal = _reread(proposal)
    _require_open(proposal, assignment)
    _require_not_resting(assignment)
    return proposal, assignment


def _reread(proposal: Proposal) -> Proposal:
    # After the lock, so that of two decisions in the same moment the second sees the first.
    return Proposal.objects.select_related("version").get(pk=proposal.pk)


def _require_open(proposal: Proposal, assignment: Assignment) -> None:
    if proposal.decision != Decision.OPEN or assignment.status == Status.ENDED:
        raise DecidedAlreadyError("This was decided already. Nothing was changed.")


def _require_not_resting(assignment: Assignment) -> None:
    began = assignment.pauses.filter(ends_on__isnull=True).values_list("starts_on", flat=True)
    rests = Proposal.objects.filter(
        assignment=assignment, direction=Direction.REST, decision=Decision.APPLIED
    ).values_list("created_at", flat=True)
    zone = assignment.client.time_zone
    # A rest from before a pause that the therapist began by hand is over.
    if any(local_day(at, zone) >= day for day in began for at in rests):
        raise RestsError(
            "This homework rests after a sign. Look at that first and let it go on; "
            "then change it by hand. Nothing was changed."
        )


def _decided(proposal: Proposal, *, by: User | None, at: dt.datetime) -> None:
    proposal.decided_by = by
    proposal.decided_at = at
    proposal.save(update_fields=["decision", "decided_by", "decided_at", "result"])
