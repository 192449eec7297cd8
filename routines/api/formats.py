"""JSON in, within limits, and JSON out, whatever was asked for."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser

from routines.api.problems import ProblemError

MAX_BODY_BYTES = 64 * 1024
MAX_BATCH_BYTES = 256 * 1024
MAX_DEPTH = 6


class AlwaysJson(DefaultContentNegotiation):
    """JSON whatever `Accept` says: there is nothing else, and 406 helps nobody."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the one renderer there is."""
        return renderers[0], renderers[0].media_type


class StrictJSONParser(JSONParser):
    """JSON of a sensible size and depth, each name once, no NaN."""

    most_bytes = MAX_BODY_BYTES
    most_depth = MAX_DEPTH

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return the parsed body. Raises `ParseError`, or `ProblemError` (413)."""
        body = stream.read(self.most_bytes + 1)
        if len(body) > self.most_bytes:
            raise ProblemError("too-large", f"Send less than {self.most_bytes // 1024} kB.")
        try:
            data = json.loads(
                body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse_constant
            )
        except RecursionError:
            raise ParseError("This is nested too deeply.") from None
        except ValueError:
            raise ParseError("This is not JSON that we can read.") from None
        if _depth(data) > self.most_depth:
            raise ParseError("This is nested too deeply.")
        return data


class BatchParser(StrictJSONParser):
    """The same for many bodies in one."""

    most_bytes = MAX_BATCH_BYTES
    most_depth = MAX_DEPTH + 3


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Which of two equal names counts differs between JSON readers.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _depth(data: Any) -> int:
    deepest, level = 0, [data]
    while level:
        deepest += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return deepest
