"""What a phone still has to send. The server knows nothing of it: the phone fills the page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accounts.http import Request, render_page


@require_GET
def show(request: Request) -> HttpResponse:
    """The page on which the phone lists what waits, since when, and what can be done."""
    return render_page(request, "waiting/show.html", {})
