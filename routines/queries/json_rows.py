"""Rows of another table in one column: a few small facts beside each row, without a statement more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JsonRows(Subquery):
    """All rows of a queryset as a list of mappings, to annotate with; [] where there are none.

    `fields` are names of the result with what they hold. Keys and moments come as text: the
    databases write them differently, `moment_of` and `UUID` read both.
    """

    output_field = JSONField()
    template = (
        "(SELECT COALESCE(JSON_GROUP_ARRAY(JSON(found.found)), JSON('[]'))"
        " FROM (%(subquery)s) found)"
    )

    def __init__(self, rows: QuerySet[Any], **fields: str) -> None:
        self.fields = fields
        super().__init__(rows.values(found=JSONObject(**fields)), output_field=JSONField())

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Say the same in PostgreSQL's words."""
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT COALESCE(JSONB_AGG(found.found), '[]'::jsonb)"
            " FROM (%(subquery)s) found)",
        )


def moment_of(text: str) -> dt.datetime:
    """Return a moment as either database wrote it into JSON; SQLite means UTC and leaves it out."""
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def as_list(value: Any) -> list[Any]:
    """Return a list that came inside JSON: as one, or as text on SQLite."""
    found: list[Any] = json.loads(value) if isinstance(value, str) else value
    return found
