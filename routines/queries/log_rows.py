"""What logging one exercise reads, by one statement written by hand.

`tests/routines/queries/test_log_rows.py` holds it equal to the plain way.
"""

from __future__ import annotations

from uuid import UUID

from accounts.models import User
from accounts.rows import Columns, Statement, as_key
from routines.models import Assignment, Exercise, ExerciseSession, Prescription

_EXERCISE_OF_SESSION = Statement(
    """\
SELECT {session}, {assignment}, {prescription}, {exercise}
  FROM routines_exercisesession s
  JOIN routines_assignment a ON a.id = s.assignment_id
  JOIN routines_prescription p ON p.version_id = s.version_id
  JOIN routines_exercise e ON e.id = p.exercise_id
 WHERE s.id = %s AND s.client_id = %s AND p.id = %s
""",
    session=Columns(ExerciseSession, "s"),
    # Of these only what a card shows; more is read when it is asked for.
    assignment=Columns(Assignment, "a", only=("id", "field", "clinic")),
    prescription=Columns(Prescription, "p"),
    exercise=Columns(Exercise, "e", only=("id", "slug", "name")),
)


def exercise_of_session(
    user: User, *, session: UUID, prescription: UUID
) -> tuple[ExerciseSession, Prescription] | None:
    """Return one of this person's own sessions and an exercise prescribed in it (1 statement).

    None where either is unknown, somebody else's, or the exercise is of another version.
    """
    found = _EXERCISE_OF_SESSION.first([as_key(session), as_key(user.pk), as_key(prescription)])
    if found is None:
        return None
    begun: ExerciseSession
    prescribed: Prescription
    begun, begun.assignment, prescribed, prescribed.exercise = found
    return begun, prescribed
