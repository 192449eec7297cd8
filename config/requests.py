"""What no request may bring: refused at the door, before a view or the database sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def refuse_nul(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a NUL in an address or a cookie; PostgreSQL would fail on it.

    Bodies are not looked at: forms and the API say 422 beside the field.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        address = request.path_info + request.META.get("QUERY_STRING", "").replace("%00", "\0")
        if "\0" in address or any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("A NUL stands in the address or in a cookie.")
        return get_response(request)

    return middleware
