"""The OpenAPI document: without warnings, complete, and the same as the copy in docs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from routines.api import schema
from routines.api.problems import KINDS, MEDIA_TYPE

ROOT = Path(__file__).resolve().parents[3]
COPY = ROOT / "docs" / "openapi.yaml"
QUICK_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in schema.current_schema()["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_made_without_a_warning_and_is_valid() -> None:
    call_command("spectacular", fail_on_warn=True, validate=True, stdout=io.StringIO())


def test_the_copy_in_docs_is_this_one() -> None:
    made = io.StringIO()
    call_command("spectacular", stdout=made)

    assert COPY.read_text().strip() == made.getvalue().strip(), (
        "Write it anew: .venv/bin/python manage.py spectacular --file docs/openapi.yaml"
    )


def test_every_address_is_in_it() -> None:
    api = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "api")
    names = {one.name for one in api.url_patterns}  # type: ignore[union-attr]
    described = {path for path, _, _ in operations()}

    assert len(names - {"reference-show", "schema-show", "unknown"}) == len(described)


@pytest.mark.parametrize(("path", "method", "operation"), operations())
def test_every_operation_says_what_it_does_and_how_it_refuses(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    answers = operation["responses"]

    assert operation["summary"]
    assert operation["operationId"].split("_")[0] in {"get", "list", "create", "change", "undo"}
    assert {"401", "429"} <= set(answers)
    assert ("404" in answers) == ("{" in path)
    assert ("403" in answers) == (method != "get")
    assert ("304" in answers) == (method == "get")
    for status, answer in answers.items():
        if status >= "400":
            assert list(answer["content"]) == [MEDIA_TYPE]
        elif status < "300" and status != "204":
            content = answer["content"]["application/json"]
            assert content["examples"], f"{method} {path} {status} has no example"
    assert operation["security"] == [{"token": []}, {"session": []}]


def test_every_example_has_the_fields_of_its_shape() -> None:
    schemas = schema.current_schema()["components"]["schemas"]
    for path, method, operation in operations():
        for status, answer in operation["responses"].items():
            content = answer.get("content", {}).get("application/json")
            if content is None:
                continue
            shape = schemas[content["schema"]["$ref"].split("/")[-1]]
            for example in content["examples"].values():
                missing = set(shape["properties"]) - set(example["value"])
                extra = set(example["value"]) - set(shape["properties"])
                # The page around a list is made by drf-spectacular, with names of its own.
                if not shape["properties"].keys() >= {"next", "results"}:
                    assert (missing, extra) == (set(), set()), (path, method, status)


def test_every_problem_is_named() -> None:
    problem = schema.current_schema()["components"]["schemas"]["Problem"]

    assert problem["properties"]["code"]["enum"] == list(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/yaml"),
        ("application/json", "application/json"),
        ("application/vnd.oai.openapi+json", "application/json"),
        ("text/html", "application/yaml"),
    ],
)
def test_everybody_may_read_it(client: Client, accept: str, media: str) -> None:
    answer = client.get("/api/schema/", headers={"accept": accept})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(media)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    # The loader written in C needs a tenth of the time for so long a text.
    assert yaml.load(answer.content, Loader=QUICK_LOADER)["openapi"].startswith("3.")  # noqa: S506
    etag = answer.headers["ETag"]
    again = client.get("/api/schema/", headers={"accept": accept, "if-none-match": etag})
    assert again.status_code == 304
