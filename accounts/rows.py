"""Models read by a statement written by hand, for the few that run with almost every request.

Building a queryset takes many times as long as the database takes to answer. Here a statement names
its tables and conditions; the columns, and how their values are converted, come from the models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ExpressionWrapper, F, Model, TextField
from django.db.models.base import ModelState


class Columns:
    """The columns of `model` under the table name `alias`; only those of the fields in `only`.

    What is left out is read from the database when somebody asks for it, as with `QuerySet.only`.
    """

    def __init__(self, model: type[Model], alias: str, *, only: Sequence[str] = ()) -> None:
        self._model = model
        fields = [one for one in model._meta.concrete_fields if not only or one.name in only]
        self._fields = fields
        self._names = [one.attname for one in fields]
        self.sql = ", ".join(f'{alias}."{one.column}"' for one in fields)
        self.width = len(fields)

    def read(self, values: Sequence[Any]) -> Any:
        """Return the model of these values, or None when all are NULL (an outer join's nothing)."""
        row = list(values)
        if row.count(None) == self.width:
            return None
        for place, convert, column in self._converters:
            row[place] = convert(row[place], column, connection)
        return known(self._model, **dict(zip(self._names, row, strict=True)))

    @cached_property
    def _converters(self) -> list[tuple[int, Callable[..., Any], Any]]:
        # The same ones a queryset uses: those of the database, then those of the field.
        columns = [one.get_col(self._model._meta.db_table) for one in self._fields]
        return [
            (place, convert, column)
            for place, column in enumerate(columns)
            for convert in (
                *connection.ops.get_db_converters(column),
                *column.get_db_converters(connection),
            )
        ]


def known(model: type[Model], **values: Any) -> Any:
    """Return the stored row of a model that has these values, by the names of its attributes.

    What is not among them is read from the database when somebody asks for it. As `Model.from_db`,
    which goes through all fields of the model and two signals that nobody here listens to.
    """
    row = model.__new__(model)
    row.__dict__.update(values)
    row._state = ModelState()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


class Statement:
    """A SELECT whose `{name}` places stand for the columns given under that name, in that order.

    A `{{name}}` is left for `all`, which fills it in: the `holes` of a list.
    """

    def __init__(self, sql: str, **columns: Columns) -> None:
        self._sql = sql.format(**{name: one.sql for name, one in columns.items()})
        self._columns = list(columns.values())
        self._spans = list(pairwise(accumulate((one.width for one in self._columns), initial=0)))

    def first(self, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
        """Return the models of the first row, one for each name; None where there is no row."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            row = cursor.fetchone()
        return None if row is None else self._read(row)

    def all(self, parameters: Sequence[Any], **lists: str) -> list[tuple[Any, ...]]:
        """Return the models of every row, one for each name."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql.format(**lists) if lists else self._sql, parameters)
            rows = cursor.fetchall()
        return [self._read(row) for row in rows]

    def _read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            columns.read(row[start:end])
            for columns, (start, end) in zip(self._columns, self._spans, strict=True)
        )


def holes(count: int) -> str:
    """Return the places for a list of so many parameters; for none NULL, which is equal to nothing."""
    return ", ".join(["%s"] * count) or "NULL"


# SQLite keeps keys as text and moments without their zone, PostgreSQL has types for both.


def as_key(pk: UUID) -> Any:
    """Return a key as the database wants it in a statement written by hand."""
    return pk if _has_keys() else pk.hex


@cache
def _has_keys() -> bool:
    # The same as long as the process lives, and asked for each key.
    return bool(connection.features.has_native_uuid_field)


def from_key(key: Any) -> UUID:
    """Return the key behind what the database gave for it."""
    return key if isinstance(key, UUID) else UUID(key)


def raw_key(name: str) -> ExpressionWrapper:
    """Return the key in the column `name` as the database keeps it, for a queryset of many rows.

    Making a UUID of each takes longer than reading the row; the same key comes with many of them.
    """
    # Django converts by the type that is named here, and leaves texts alone.
    return ExpressionWrapper(F(name), output_field=TextField())


def as_moment(at: Any) -> Any:
    """Return a moment as the database wants it in a statement written by hand."""
    return connection.ops.adapt_datetimefield_value(at)


def from_moment(at: Any) -> dt.datetime:
    """Return the moment behind what the database gave for it."""
    moment = at if isinstance(at, dt.datetime) else dt.datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
