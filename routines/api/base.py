"""What every view of the API shares: who asks, strict query strings, caching headers."""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer, ValidationError
from rest_framework.views import APIView

from accounts.models import AccessToken, User
from routines.api.etags import add_etag
from routines.api.fields import StrictSerializer
from routines.api.pagination import PAGE_PARAMETERS, KeysetPagination
from routines.api.problems import ProblemError

Row = TypeVar("Row", bound=Model)


class ApiView(APIView):
    """A view whose answers carry an ETag and say how they may be kept."""

    http_method_names = ["get", "head", "post", "patch", "delete"]
    # The names that may stand behind the question mark.
    query: ClassVar[type[StrictSerializer] | None] = None
    query_parameters: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who asks, then the query string, before the view runs."""
        super().initial(request, *args, **kwargs)
        self.asked = self._filters() if request.method in {"GET", "HEAD"} else {}

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Add the headers that every answer of the API has."""
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(final, ["Authorization", "Cookie"])
        if final.status_code < 300 and final.data is not None:
            add_etag(request, final)
            if isinstance(getattr(request, "auth", None), AccessToken):
                # A program keeps its own copy and asks whether it still holds. A browser would
                # leave health data on a shared phone's disk, so the session's answers stay no-store.
                final.headers["Cache-Control"] = "private, no-cache"
        return final

    @property
    def person(self) -> User:
        """Who calls; the permission classes have made sure that somebody does."""
        user = self.request.user
        if not isinstance(user, User):
            raise ProblemError("sign-in", "Sign in first.")
        return user

    def _filters(self) -> dict[str, Any]:
        # Strict, because a misspelled filter would list everything.
        asked = {
            name: value
            for name, value in self.request.query_params.dict().items()
            if name not in self.query_parameters
        }
        serializer = (self.query or StrictSerializer)(data=asked)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class ListView(ApiView):
    """A list in pages. `order` is what the rows are sorted by; its last name is unique."""

    order: ClassVar[tuple[str, ...]] = ("id",)
    pagination_class = KeysetPagination
    query_parameters = PAGE_PARAMETERS

    def page(self, queryset: QuerySet[Any], serializer: type[Serializer]) -> Response:
        """Return the page of the queryset that was asked for."""
        paginator = self.pagination_class()
        rows = paginator.paginate_queryset(queryset, self.request, view=self)
        return paginator.get_paginated_response(serializer(rows, many=True).data)


def body_of(request: Request, shape: type[StrictSerializer]) -> dict[str, Any]:
    """Return the validated body. Raises `ValidationError`, which becomes 422."""
    if not isinstance(request.data, dict):
        raise ValidationError({"": ["Send one JSON object."]})
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def get_or_404(queryset: QuerySet[Row], **lookup: Any) -> Row:
    """Return the one row of what this person may see; everything else does not exist."""
    row = queryset.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


class UnknownAddress(ApiView):
    """Everything under /api/v1/ that is nothing."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything else, whatever the method."""
        raise Http404
