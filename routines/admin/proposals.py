"""What a therapist decides about a proposal: accept, not now, take back, let it stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routines.admin.scope import the_user, uuid_or_404
from routines.models import Proposal
from routines.services.assignments import AssignmentError
from routines.services.proposals import accept, decline, keep, take_back

Wrap = Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]

# The verb in the address, what it does, and what is said when it is done.
_VERBS: dict[str, tuple[Callable[..., Any], Any]] = {
    "accept": (accept, gettext_lazy("%(name)s is changed from today on. The client reads why.")),
    "decline": (decline, gettext_lazy("%(name)s stays as it is for now.")),
    "take-back": (take_back, gettext_lazy("%(name)s is as it was before.")),
    "keep": (keep, gettext_lazy("%(name)s stays like this.")),
}


def proposal_urls(wrap: Wrap) -> list[URLPattern]:
    """Return one address for each verb, below those of the assignments."""
    return [
        path(
            f"proposals/<uuid:pk>/{verb}/",
            wrap(_view(verb)),
            name=f"routines_proposal_{verb.replace('-', '_')}",
        )
        for verb in _VERBS
    ]


def open_proposal(request: HttpRequest, *, assignment_id: Any) -> Proposal | None:
    """Return the proposal named in the address, where it is of this homework and still waits."""
    text = request.GET.get("proposal", "")
    if not text:
        return None
    return (
        Proposal.objects.visible_to(the_user(request))
        .open()
        .filter(pk=uuid_or_404(text), assignment=assignment_id)
        .first()
    )


def _view(verb: str) -> Callable[..., HttpResponse]:
    service, said = _VERBS[verb]

    def view(request: HttpRequest, pk: Any) -> HttpResponse:
        """Do it, and lead back to the client."""
        user = the_user(request)
        proposal = (
            Proposal.objects.visible_to(user)
            .exclude(assignment__client=user)
            .filter(pk=pk, assignment__clinic__isnull=False)
            .select_related("assignment")
            .first()
        )
        if proposal is None:
            raise Http404
        if request.method == "POST":
            try:
                service(proposal=proposal, by=user, at=timezone.now())
            except AssignmentError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _(said) % {"name": proposal.assignment.name})
        return HttpResponseRedirect(
            reverse("admin:accounts_client_change", args=[proposal.assignment.client_id])
        )

    return view
