"""Who works in the clinics a person runs or works in, and how many clients each one treats."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import CareRelationship, Membership, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people of one's clinics. Numbers only: running a clinic shows nobody's health data."""

    members: tuple[Membership, ...]

    def treats(self, user: User) -> bool:
        """Whether this member works as a therapist."""
        therapist = Membership.Role.THERAPIST
        return any(one.user_id == user.pk and one.role == therapist for one in self.members)

    @property
    def runs_a_clinic(self) -> bool:
        """Whether there is anybody else to see."""
        return len(self.members) > 1


def team(*, user: User) -> Team:
    """Read the members this person may see, with `client_count` on each (1 statement)."""
    treated = (
        CareRelationship.objects.current()
        .filter(therapist=OuterRef("user"), clinic=OuterRef("clinic"))
        .order_by()
        .values("therapist")
        .annotate(number=Count("client", distinct=True))
    )
    members = (
        Membership.objects.visible_to(user)
        .current()
        .select_related("user", "clinic")
        .annotate(client_count=Coalesce(Subquery(treated.values("number")), 0))
        .order_by("clinic__name", "user__display_name")
    )
    return Team(members=tuple(members))
