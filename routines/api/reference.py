"""The API's description for people: our own page, made from the same schema programs read.

Swagger UI and ReDoc need inline styles and evaluated strings, which our policy forbids.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from routines.api.problems import KINDS
from routines.api.schema import Schema, current_schema

_REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One name of a body or an answer. `shape` is the component that describes it, or ""."""

    name: str
    kind: str
    shape: str
    is_required: bool
    about: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One status an operation can answer with."""

    status: str
    about: str
    shape: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[FieldRow, ...]
    body: tuple[FieldRow, ...]
    body_examples: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]

    @property
    def problems(self) -> tuple[Answer, ...]:
        """The answers that refuse."""
        return tuple(one for one in self.answers if one.status >= "400")

    @property
    def successes(self) -> tuple[Answer, ...]:
        """The answers that do not."""
        return tuple(one for one in self.answers if one.status < "400")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations of one tag."""

    name: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One component, described once and linked from everywhere."""

    name: str
    about: str
    fields: tuple[FieldRow, ...]


@require_safe
@login_not_required
def show(request: HttpRequest) -> HttpResponse:
    """Show the reference: how to sign in, each operation, each shape, each problem."""
    schema = current_schema()
    context = {
        "info": schema["info"],
        "groups": _groups(),
        "shapes": _shapes(),
        "problems": tuple((kind, _words(kind.advice)) for kind in KINDS.values()),
    }
    return render(request, "api/reference.html", context)


@lru_cache(maxsize=1)
def _groups() -> tuple[Group, ...]:
    schema = current_schema()
    operations = [
        (operation["tags"][0], _operation(path, method, operation, schema))
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return tuple(
        Group(
            name=tag["name"],
            about=tag["description"],
            operations=tuple(one for name, one in operations if name == tag["name"]),
        )
        for tag in schema["tags"]
    )


@lru_cache(maxsize=1)
def _shapes() -> tuple[Shape, ...]:
    schemas = current_schema()["components"]["schemas"]
    return tuple(
        Shape(name=name, about=_words(one.get("description", "")), fields=_fields(one, schemas))
        for name, one in sorted(schemas.items())
        if "properties" in one
    )


def _operation(path: str, method: str, operation: Schema, schema: Schema) -> Operation:
    schemas = schema["components"]["schemas"]
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = _resolve(content.get("schema", {}), schemas)
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        about=_words(operation.get("description", "")),
        parameters=tuple(_parameter(one, schemas) for one in operation.get("parameters", [])),
        body=_fields(body, schemas),
        body_examples=_examples(content),
        answers=tuple(_answer(status, answer) for status, answer in operation["responses"].items()),
    )


def _parameter(parameter: Schema, schemas: Schema) -> FieldRow:
    described = {**parameter.get("schema", {}), "description": parameter.get("description", "")}
    return _row(parameter["name"], described, schemas, is_required=parameter.get("required", False))


def _fields(schema: Schema, schemas: Schema) -> tuple[FieldRow, ...]:
    required = set(schema.get("required", []))
    return tuple(
        _row(name, one, schemas, is_required=name in required)
        for name, one in schema.get("properties", {}).items()
    )


def _row(name: str, schema: Schema, schemas: Schema, *, is_required: bool) -> FieldRow:
    inner = schema.get("items", schema)
    resolved = _resolve(inner, schemas)
    shape = _shape_of(inner) if "properties" in resolved else ""
    kind = shape or _kind(resolved)
    limits = _limits(resolved)
    if schema.get("type") == "array":
        kind = f"list of {kind}"
    kind = ", ".join(part for part in (kind, limits, "or null" * _is_nullable(schema)) if part)
    return FieldRow(
        name=name,
        kind=kind,
        shape=shape,
        is_required=is_required,
        # The words an enum is described with repeat its values, which stand below it anyway.
        about=_words(schema.get("description", "").split("* `")[0].strip()),
        values=tuple(str(value) for value in resolved.get("enum", []) if value),
    )


def _kind(schema: Schema) -> str:
    if "oneOf" in schema:
        return "string"
    return str(schema.get("format") or schema.get("type") or "any")


def _limits(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"up to {schema['maxLength']} letters" if "maxLength" in schema else ""


def _is_nullable(schema: Schema) -> bool:
    return bool(schema.get("nullable"))


def _resolve(schema: Schema, schemas: Schema) -> Schema:
    """Return what a schema refers to; of several, what they say together."""
    name = _shape_of(schema)
    if name:
        target: Schema = schemas[name]
        return target
    merged = dict(schema)
    for one in (*schema.get("allOf", []), *schema.get("oneOf", [])):
        resolved = _resolve(one, schemas)
        values = [*merged.get("enum", []), *resolved.get("enum", [])]
        merged = {**resolved, **merged, **({"enum": values} if values else {})}
    return merged


def _shape_of(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REFERENCE)
    inner = schema.get("allOf", [])
    return _shape_of(inner[0]) if len(inner) == 1 else ""


def _answer(status: str, answer: Schema) -> Answer:
    content: Schema = next(iter(answer.get("content", {}).values()), {})
    examples = _examples(content)
    return Answer(
        status=status,
        about=_words(answer.get("description", "")),
        shape=_shape_of(content.get("schema", {})),
        example=examples[0][1] if examples and status < "400" else "",
    )


def _words(text: str) -> SafeString:
    """Return the text with what stands between backticks as code; everything is escaped."""
    parts = text.split("`")
    marked = ("<code>{}</code>" if place % 2 else "{}" for place in range(len(parts)))
    return format_html("".join(marked), *parts)


def _examples(content: Schema) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.get("summary", name), json.dumps(one["value"], indent=2, ensure_ascii=False))
        for name, one in content.get("examples", {}).items()
    )
