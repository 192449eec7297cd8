"""Where the pages of a session stand: of one that is stored, and of one that is still to be begun."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from routines.domain.doses import Dose

# Stands in a page that is kept ahead, until the phone puts the key of the session in its place, or that
# of the homework in the page of a check that may come before any of it.
# Not the nil key: the player has that in the addresses of logs and exercises.
NO_KEY = UUID("ffffffff-ffff-ffff-ffff-ffffffffffff")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLinks:
    """The addresses of a session: its list, the player, and how it felt."""

    show: str
    play: str
    after: str


def links_of(session: UUID) -> SessionLinks:
    """Return where a stored session stands."""
    return SessionLinks(
        show=reverse("routines:session-show", args=[session]),
        play=reverse("routines:session-play", args=[session]),
        after=reverse("routines:session-after", args=[session]),
    )


def new_links(
    assignment: UUID, *, version: int, dose: Dose, session: UUID | None = None
) -> SessionLinks:
    """Return where a session stands that has not arrived; without its key, as a phone keeps it."""
    query = {"version": version, "dose": dose.value} | ({"session": session} if session else {})

    def address(name: str) -> str:
        return f"{reverse(f'routines:{name}', args=[assignment])}?{urlencode(query)}"

    return SessionLinks(
        show=address("new_session-show"),
        play=address("new_session-play"),
        after=address("new_session-after"),
    )
