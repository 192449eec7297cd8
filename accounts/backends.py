"""How people sign in, and how they are found again on each page."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from accounts.rows import Columns, Statement, as_key

_PERSON = Statement(
    "SELECT {person} FROM accounts_user u WHERE u.id = %s", person=Columns(User, "u")
)


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, which reads the person of a session by a statement written by hand."""

    def get_user(self, user_id: UUID) -> User | None:
        """Return the person of a session; None for somebody deleted, or who may not sign in."""
        found = _PERSON.first([as_key(user_id)])
        if found is None or not self.user_can_authenticate(found[0]):
            return None
        person: User = found[0]
        return person
