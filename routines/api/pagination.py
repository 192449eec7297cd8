"""Pages of a list by the key of the last row: stable while rows are added, quick at any depth."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.core.exceptions import ValidationError as ModelValidationError
from django.db.models import Model, Q
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 100
PAGE_PARAMETERS = frozenset({"cursor", "page_size"})
MAX_CURSOR_LENGTH = 300


class KeysetPagination(BasePagination):
    """One page after another, by `order` of the view, whose last name must be unique.

    REST framework's own cursor keeps only the first name and an offset, so rows of the same day
    would shift when one is added. Forwards only: that is what a phone or an export does.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page asked for. Raises `ValidationError` for a bad page."""
        self.request = request
        self.order: tuple[str, ...] = view.order
        size = _page_size(request)
        cursor = request.query_params.get("cursor")
        if cursor is not None:
            queryset = queryset.filter(self._after(_decode(cursor, queryset.model, self.order)))
        rows = list(queryset.order_by(*self.order)[: size + 1])
        self.has_more = len(rows) > size
        self.rows = rows[:size]
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the address of the next one, null on the last."""
        return Response({"next": self._next_link(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": "string",
                    "format": "uri",
                    "nullable": True,
                    "description": "The address of the next page; null on the last one.",
                    "example": "https://carryover.example.org/api/v1/sessions?cursor=WyIyMDI2",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the query parameters of a page."""
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": "Where the page begins. Follow `next` instead of making one.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "required": False,
                "description": "How many rows a page has.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_PAGE_SIZE,
                    "default": DEFAULT_PAGE_SIZE,
                },
            },
        ]

    def _after(self, values: list[Any]) -> Q:
        # (a, b) < (x, y) spelled out: a < x, or a = x and b < y.
        after = Q()
        equal = Q()
        for name, value in zip(self.order, values, strict=True):
            field = name.removeprefix("-")
            beyond = "lt" if name.startswith("-") else "gt"
            after |= equal & Q(**{f"{field}__{beyond}": value})
            equal &= Q(**{field: value})
        return after

    def _next_link(self) -> str | None:
        if not self.has_more:
            return None
        address = self.request.build_absolute_uri()
        return replace_query_param(address, "cursor", _encode(self.rows[-1], self.order))


def _page_size(request: Request) -> int:
    asked = request.query_params.get("page_size")
    if asked is None:
        return DEFAULT_PAGE_SIZE
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and 1 <= int(asked) <= MAX_PAGE_SIZE:
        return int(asked)
    raise serializers.ValidationError(
        {"page_size": [f"Choose between 1 and {MAX_PAGE_SIZE} rows a page."]}
    )


def _encode(row: Model, order: tuple[str, ...]) -> str:
    values = [str(getattr(row, name.removeprefix("-"))) for name in order]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _decode(cursor: str, model: type[Model], order: tuple[str, ...]) -> list[Any]:
    # It only says where to begin; what may be seen is filtered anew, so it needs no signature.
    try:
        if len(cursor) > MAX_CURSOR_LENGTH:
            raise ValueError
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise ValueError
        names = [name.removeprefix("-") for name in order]
        return [
            model._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
            for name, value in zip(names, values, strict=True)
        ]
    except (ValueError, binascii.Error, ModelValidationError):
        raise serializers.ValidationError(
            {"cursor": ["This page does not exist any more. Begin with the first one."]}
        ) from None
