"""Which pages a phone keeps for when there is no signal; its service worker asks."""

from __future__ import annotations

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request
from routines.domain.schedule import local_day
from routines.queries.epochs import current_epoch
from routines.queries.kept_pages import kept_pages


@require_GET
def list(request: Request) -> JsonResponse:
    """The addresses, whose they are, and what the pages are drawn with.

    `epoch` is that of the database: another one than before tells phones that it was restored. A page
    of `steady` that was fetched with the same stamp need not be fetched again that day.
    """
    person = request.user
    now = timezone.now()
    kept = kept_pages(person, day=local_day(now, person.time_zone), now=now)
    look = (person.language, person.theme, person.text_size, person.figure_build)
    return JsonResponse(
        {
            "owner": str(person.pk),
            "epoch": str(current_epoch()),
            "stamp": " ".join(str(each) for each in (*look, person.figure_tone)),
            "pages": [*kept.pages, *kept.steady],
            "steady": kept.steady,
        }
    )
