"""The OpenAPI description: what drf-spectacular cannot see, and the address that serves it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from routines.api.problems import KINDS, MEDIA_TYPE

Schema = dict[str, Any]

_READS = frozenset({"get"})
_OF_BODIES = ("unreadable", "too-large", "not-json", "invalid")
_ETAG_HEADER: Schema = {
    "description": "Changes when the answer changes.",
    "schema": {"type": "string"},
}


def document_problems(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Add to each operation the problems it can answer with, and the caching headers."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem_schema()
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            responses = operation["responses"]
            for code in _codes(path, method, operation):
                _add_problem(responses, code)
            _document_caching(method, operation)
            operation["responses"] = dict(sorted(responses.items()))
    return result


@lru_cache(maxsize=1)
def current_schema() -> Schema:
    """Return the OpenAPI document of this release. Nothing in it depends on who asks."""
    schema: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


@lru_cache(maxsize=2)
def rendered_schema(media: str) -> bytes:
    """Return the OpenAPI document as `yaml` or `json`."""
    renderer = OpenApiJsonRenderer() if media == "json" else OpenApiYamlRenderer()
    content: bytes = renderer.render(current_schema(), renderer_context={})
    return content


@require_safe
@login_not_required
def show(request: HttpRequest) -> HttpResponseBase:
    """Answer with the OpenAPI document: YAML, or JSON where that is asked for."""
    wanted = request.get_preferred_type(
        ["application/yaml", "application/vnd.oai.openapi+json", "application/json"]
    )
    media = "json" if wanted and wanted.endswith("json") else "yaml"
    content = rendered_schema(media)
    response = HttpResponse(content, content_type=f"application/{media}; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    patch_vary_headers(response, ["Accept"])
    answer = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return answer or response


def _codes(path: str, method: str, operation: Schema) -> list[str]:
    codes = ["sign-in", "too-many"]
    if "{" in path:
        codes.append("not-found")
    if method in _READS:
        return [*codes, "invalid"] if _has_query(operation) else codes
    codes.append("not-allowed")
    if "requestBody" in operation:
        codes += _OF_BODIES
    codes += {
        "create_session": ["sent-before", "resting"],
        "create_log": ["sent-before", "already-logged"],
        "change_log": ["too-late", "changed-meanwhile"],
        "undo_log": ["too-late", "changed-meanwhile"],
        "change_session": ["changed-meanwhile"],
        "create_check_in": ["sent-before"],
        "create_acknowledgement": ["looked-at"],
        "create_clearance": ["invalid"],
    }.get(operation["operationId"], [])
    return codes


def _has_query(operation: Schema) -> bool:
    return any(one["in"] == "query" for one in operation.get("parameters", []))


def _add_problem(responses: Schema, code: str) -> None:
    kind = KINDS[code]
    entry = responses.setdefault(
        str(kind.status),
        {
            "description": "",
            "content": {
                MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
            },
        },
    )
    said = f"`{code}`: {kind.title}."
    entry["description"] = f"{entry['description']} {said}".strip()
    entry["content"][MEDIA_TYPE]["examples"][code] = {"value": _problem_example(code)}
    if code == "sign-in":
        entry["headers"] = {
            "WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}
        }
    if code == "too-many":
        entry["headers"] = {
            "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        }


def _document_caching(method: str, operation: Schema) -> None:
    answers = operation["responses"]
    for status in ("200", "201"):
        if status in answers:
            answers[status].setdefault("headers", {})["ETag"] = _ETAG_HEADER
    if method == "get":
        answers["304"] = {"description": "What you have is still right."}
        _add_header(operation, "If-None-Match", "The `ETag` you have.")
    elif "412" in answers:
        _add_header(operation, "If-Match", "The `ETag` of what you want to change. Optional.")


def _add_header(operation: Schema, name: str, description: str) -> None:
    operation.setdefault("parameters", []).append(
        {
            "in": "header",
            "name": name,
            "schema": {"type": "string"},
            "description": description,
        }
    )


def _problem_schema() -> Schema:
    text: Schema = {"type": "string"}
    return {
        "type": "object",
        "description": "What went wrong, and what to do (RFC 9457).",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": text,
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "A sentence for people."},
            "code": {
                "type": "string",
                "enum": list(KINDS),
                "description": "A stable word for programs.",
            },
            "errors": {
                "type": "array",
                "description": "With `invalid`: what to change, field by field.",
                "items": {
                    "type": "object",
                    "required": ["field", "message"],
                    "properties": {
                        "field": {
                            "type": "string",
                            "description": "As in `sets.0.side`; empty for the whole.",
                        },
                        "message": text,
                    },
                },
            },
            "stands": {
                "type": "object",
                "nullable": True,
                "additionalProperties": True,
                "description": "With 409: what stands; null if not yours.",
            },
        },
    }


def _problem_example(code: str) -> Schema:
    kind = KINDS[code]
    example: Schema = {
        "type": f"https://carryover.example.org/api/#problem-{code}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.advice.replace("`", ""),
        "code": code,
    }
    if code == "invalid":
        example["errors"] = [{"field": "day", "message": "Send a day such as 2026-11-20."}]
    return example
