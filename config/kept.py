"""Which pages a phone may keep, and whose they are: two headers, and the worker goes by them alone.

A list of what may be kept cannot be forgotten where a page is added, as one of what may not could.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]

OWNER = "Carryover-Owner"
KEEP = "Carryover-Keep"
NOBODY = "nobody"

# What the day's homework needs. Nothing of the account, and no look back at how somebody was.
KEPT = frozenset(
    {
        "offline",
        "routines:today-show",
        "routines:assignment-show",
        "routines:exercise-show",
        "routines:session-show",
        "routines:session-play",
        "routines:session-after",
        "routines:new_session-show",
        "routines:new_session-play",
        "routines:new_session-after",
        "routines:check_in-create",
        "routines:check_in-show",
        "routines:desk-show",
        "routines:help-show",
        "routines:waiting-show",
    }
)


def for_the_phone(get_response: GetResponse) -> GetResponse:
    """Say with each page whose it is, and whether a phone may keep it for when there is no signal."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        # A page about an error may have been made before anybody was looked up.
        user = getattr(request, "user", None)
        if user is not None:
            response.headers[OWNER] = str(user.pk) if user.is_authenticated else NOBODY
        if _may_be_kept(request, response):
            response.headers[KEEP] = "1"
        return response

    return middleware


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    user = getattr(request, "user", None)
    match = request.resolver_match
    return (
        request.method == "GET"
        and response.status_code == 200
        and isinstance(user, User)
        and not user.is_staff
        and match is not None
        and match.view_name in KEPT
        and "HX-Request" not in request.headers
        and not _changes_cookies(request, response)
    )


def _changes_cookies(request: HttpRequest, response: HttpResponseBase) -> bool:
    # Each page with a form renews the token's cookie as it is; a new value is another matter.
    return any(
        request.COOKIES.get(name) != morsel.value for name, morsel in response.cookies.items()
    )
