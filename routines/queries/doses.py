"""What a dose leaves of a homework, and which doses are worth offering."""

from __future__ import annotations

from uuid import UUID

from accounts.rows import Columns, Statement, as_key
from routines.domain.doses import Dose, Offers, Portion, ease_percent_of, offers, portion
from routines.models import AssignmentVersion, Prescription, Routine
from routines.models.dosage import DosageFields

# By hand, because Today asks it with every visit.
_PRESCRIBED = Statement(
    """\
SELECT {prescription}, {version}, {routine}
  FROM routines_prescription p
  JOIN routines_assignmentversion v ON v.id = p.version_id
  JOIN routines_assignment a ON a.id = v.assignment_id
  JOIN routines_routine r ON r.id = a.routine_id
 WHERE v.id = %s
 ORDER BY p.position
""",
    prescription=Columns(
        Prescription, "p", only=("id", *(one.name for one in DosageFields._meta.local_fields))
    ),
    version=Columns(AssignmentVersion, "v", only=("id", "rounds", "rest_between_items_seconds")),
    routine=Columns(Routine, "r", only=("id", "regression")),
)


def offers_for(version_id: UUID) -> Offers:
    """Return which other ways of doing this version are worth offering (1 statement)."""
    rows = _PRESCRIBED.all([as_key(version_id)])
    if not rows:
        return Offers()
    _, version, routine = rows[0]
    return offers(
        [prescription.dosage for prescription, _, _ in rows],
        rounds=version.rounds,
        rest_between_items_seconds=version.rest_between_items_seconds,
        ease_percent=ease_percent_of(routine.regression),
    )


def short_portion(version: AssignmentVersion) -> Portion:
    """Return what a session without time asks for of this version (1 statement)."""
    prescriptions = Prescription.objects.filter(version=version).order_by("position")
    return portion(
        [one.dosage for one in prescriptions],
        Dose.SHORT,
        rounds=version.rounds,
        rest_between_items_seconds=version.rest_between_items_seconds,
    )


def ease_percent(version: AssignmentVersion) -> int:
    """Return by how much the routine's own rules ease off, in percent (1 statement)."""
    rules = Routine.objects.filter(assignments=version.assignment_id)
    return ease_percent_of(rules.values_list("regression", flat=True).get())
