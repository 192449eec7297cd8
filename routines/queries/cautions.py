"""What speaks against an exercise for some clients: precautions, and directions that made it worse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from routines.domain.precautions import spare
from routines.domain.schedule import local_day
from routines.models import Clearance, Exercise
from routines.queries.precautions import movement_of, movements, precautions_of
from routines.queries.reactions import guard_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What a therapist reads beside one exercise. A block needs a written reason to stay.

    `blocked_for` are the keys of the clients whom a precaution keeps from it, `instead` what would
    fit them in its place.
    """

    blocks: tuple[str, ...] = ()
    cares: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()
    blocked_for: frozenset[UUID] = frozenset()
    instead: tuple[Exercise, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Whether it may only stay with a reason."""
        return bool(self.blocks)


def cautions_for(
    clients: Sequence[User], exercises: Sequence[Exercise], *, viewer: User, now: dt.datetime
) -> Mapping[UUID, Caution]:
    """Return what speaks against each exercise, for those where something does.

    Four statements for each client, two more for the library where a precaution holds. What the
    viewer's clinic cleared before does not block again.
    """
    found: dict[UUID, Caution] = {}
    library = None
    for client in clients:
        held = precautions_of(client)
        guard = guard_of(client, today=local_day(now, client.time_zone))
        if not held and not guard.worse:
            continue
        if held and library is None:
            library = movements(
                viewer.memberships.treating().values_list("clinic", flat=True).first()
            )
        cleared = set(
            Clearance.objects.visible_to(viewer)
            .standing()
            .filter(client=client)
            .values_list("exercise__slug", flat=True)
        )
        whose = f"{client.first_name}: " if len(clients) > 1 else ""
        for exercise in exercises:
            sparing = spare(
                movement_of(exercise),
                library={slug: one for slug, (one, _) in (library or {}).items()},
                held=held,
                cleared=cleared,
            )
            before = found.get(exercise.pk, Caution())
            worse = guard.warning(exercise.loads)
            other = library[sparing.instead][1] if library and sparing.instead else None
            found[exercise.pk] = Caution(
                blocks=(*before.blocks, *([whose + sparing.told] if sparing.is_blocked else [])),
                cares=(*before.cares, *(whose + care for care in sparing.care)),
                worse=(*before.worse, *([whose + worse] if worse else [])),
                blocked_for=before.blocked_for | ({client.pk} if sparing.is_blocked else set()),
                instead=before.instead
                if other is None or other in before.instead
                else (*before.instead, other),
            )
    return {pk: one for pk, one in found.items() if one != Caution()}
