"""Warnings beside the exercises of a draft, and the reasons that let a blocked one stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from routines.admin.draft import Draft
from routines.admin.scope import the_user
from routines.forms.assignments import PrescribedExerciseForm
from routines.queries.cautions import cautions_for
from routines.services.precautions import Given, Reason, give_with_reasons

LONGEST_REASON = 300


class Cautions:
    """What speaks against the rows of a draft for its clients; each row gets its `caution`."""

    def __init__(
        self, request: HttpRequest, draft: Draft, *, clients: Sequence[User], now: dt.datetime
    ) -> None:
        self._user = the_user(request)
        self._clients = clients
        self._now = now
        self._draft = draft
        chosen = [row.chosen for row in draft.rows if row.chosen is not None]
        found = cautions_for(clients, chosen, viewer=self._user, now=now)
        self._rows = []
        for row in draft.rows:
            if row.chosen is None or row.chosen.pk not in found:
                continue
            row.caution = found[row.chosen.pk]
            # Twice the same exercise is no homework.
            there = {each.chosen.pk for each in draft.rows if each.chosen is not None}
            row.instead = tuple(one for one in row.caution.instead if one.pk not in there)
            # An exercise that stands there twice has two fields of the same name.
            typed = (text.strip() for text in request.POST.getlist(f"reason-{row.chosen.pk}"))
            row.reason = next((text for text in typed if text), "")[:LONGEST_REASON]
            self._rows.append(row)

    def are_answered(self) -> bool:
        """Whether each blocked exercise that stays has a reason; where not, its row says so."""
        missing = [
            row
            for row in self._blocked()
            if not row.reason and not row.cleaned_data.get("leave_out")
        ]
        for row in missing:
            row.lacks_reason = True
            row.add_error(
                None,
                _("Choose what fits, leave it out, or say why it is fine for this client.")
                if row.instead
                else _("Leave it out, or say why it is fine for this client."),
            )
        return not missing

    def given_with_reasons(self, give: Callable[[], Given]) -> Given:
        """Give or change homework by `give`, and keep the reasons with it, or neither."""
        return give_with_reasons(
            give=give,
            reasons=self._reasons(),
            clients=self._clients,
            by=self._user,
            at=self._now,
        )

    def _reasons(self) -> list[Reason]:
        return [
            Reason(exercise=row.chosen, text=row.reason, clients=row.caution.blocked_for)
            for row in self._blocked()
            if row.reason and not row.cleaned_data.get("leave_out")
            if row.chosen is not None and row.caution is not None
        ]

    def _blocked(self) -> list[PrescribedExerciseForm]:
        return [row for row in self._rows if row.caution is not None and row.caution.is_blocked]
