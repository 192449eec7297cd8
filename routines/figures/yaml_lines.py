"""YAML as plain values that remember their lines, so that each mistake can be told with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

# Words that YAML 1.1 silently turns into true and false; as keys they are always a slip.
_TURNED_INTO_TRUTH = {"on", "off", "yes", "no", "y", "n", "true", "false"}
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")


class PoseError(Exception):
    """A pose file that cannot be used; the text names file, line and what to write instead."""

    def __init__(self, file: str, line: int, message: str) -> None:
        self.file, self.line, self.message = file, line, message
        super().__init__(f"{file}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands. `plain` is a number, text, bool, None, list or dict of Values."""

    plain: Any
    file: str
    line: int

    @property
    def said(self) -> str:
        """The value as an author would recognize it in a sentence."""
        if isinstance(self.plain, list):
            return "a list"
        return "pairs" if isinstance(self.plain, dict) else f'"{self.plain}"'

    def error(self, message: str) -> PoseError:
        """Return a mistake at this place."""
        return PoseError(self.file, self.line, message)


def read(path: Path) -> Value:
    """Return what a file holds; raises PoseError where it is not YAML."""
    try:
        node = _compose(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise PoseError(path.name, line, f"This is not YAML: {error.problem}.") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PoseError(path.name, 1, "The file is missing or is not text.") from error
    if node is None:
        raise PoseError(path.name, 1, "The file is empty.")
    return _value(node, path.name, ())


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError:
        # Slower, and it says better what is wrong.
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _value(node: yaml.Node, file: str, around: tuple[yaml.Node, ...]) -> Value:
    line = node.start_mark.line + 1
    if node in around:
        raise PoseError(file, line, "This holds itself. Write it out instead of using an alias.")
    inside = (*around, node)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Value] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            at = key_node.start_mark.line + 1
            if key.lower() in _TURNED_INTO_TRUTH:
                raise PoseError(
                    file,
                    at,
                    f'YAML reads "{key}" as true or false. Write "of" for what it is about.',
                )
            if key in mapping:
                raise PoseError(file, at, f'"{key}" is here twice.')
            held = _value(value_node, file, inside)
            mapping[key] = Value(held.plain, file, at)
        return Value(mapping, file, line)
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(item, file, inside) for item in node.value], file, line)
    return Value(_scalar(node), file, line)


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None) in ("'", '"'):
        return text
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return text == "true"
    return float(text) if _NUMBER.fullmatch(text) else text
