"""Reading hand-written YAML so that each mistake can be told with its file, line and reason.

What the files mean is in `library`; nothing here knows of exercises.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

CONTENT_FOLDER = Path(__file__).resolve().parent.parent / "content"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_YAML = "tag:yaml.org,2002:"
# Ten times as fast where the library was built with it; both give the same nodes and lines.
_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a content file: where it is (lines count from 1) and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """The content files cannot be used; `problems` holds every mistake found, by file and line."""

    def __init__(self, problems: Collection[Problem]) -> None:
        self.problems = sorted(problems, key=lambda found: (found.file, found.line, found.message))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Problems:
    """Collects mistakes, so that an author sees all of them at once."""

    found: list[Problem] = field(default_factory=list)

    def add(self, file: str, line: int, message: str) -> None:
        """Note one mistake."""
        self.found.append(Problem(file, line, message))


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text and the line it stands on."""

    text: str
    line: int


def read_mapping(path: Path, file: str, problems: Problems) -> Section | None:
    """Return the file's keys and values, or None after noting why there are none."""
    try:
        node = _compose(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or "cannot be read"
        hint = " Put a text that contains a colon in quotes." if "mapping values" in reason else ""
        problems.add(file, mark.line + 1 if mark else 1, f"This is not YAML: {reason}.{hint}")
        return None
    except (yaml.YAMLError, UnicodeDecodeError):
        problems.add(file, 1, "The file holds signs that are not text. Save it as UTF-8.")
        return None
    except OSError:
        problems.add(file, 1, "The file is missing or cannot be opened.")
        return None
    if node is None:
        problems.add(file, 1, "The file is empty.")
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.add(file, _line(node), 'Write "key: value" lines.')
        return None
    return Section(node, file, problems)


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_FAST)
    except yaml.YAMLError:
        # The slow one says better what is wrong.
        return yaml.compose(text, Loader=yaml.SafeLoader)


class Section:
    """The keys of one mapping. Each reader notes what is wrong and returns a harmless stand-in."""

    def __init__(self, node: yaml.MappingNode, file: str, problems: Problems) -> None:
        self.file = file
        self.line = _line(node)
        self._problems = problems
        self._values: dict[str, yaml.Node] = {}
        self._key_lines: dict[str, int] = {}
        self._asked: dict[str, object] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in self._values:
                problems.add(file, _line(key), f'"{name}" is here twice.')
                continue
            self._values[name] = value
            self._key_lines[name] = _line(key)

    def line_of(self, key: str) -> int:
        """Return the line of `key`, or of the section where it is not given."""
        return self._key_lines.get(key, self.line)

    def note(self, key: str, message: str) -> None:
        """Note a mistake at `key`."""
        self._problems.add(self.file, self.line_of(key), message)

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for name, line in self._key_lines.items():
            if name not in self._asked:
                near = difflib.get_close_matches(name, self._asked, n=1, cutoff=0.5)
                hint = f' Did you mean "{near[0]}"?' if near else ""
                self._problems.add(self.file, line, f'"{name}" is not a key that goes here.{hint}')

    def text(self, key: str, *, required: bool = False, longest: int = 0) -> str:
        """Return the text at `key`, "" where there is none; `longest` is in letters, 0 for any."""
        node = self._take(key, required)
        return "" if node is None else self._text(node, key, longest)

    def choice(self, key: str, choices: Collection[str], *, default: str = "") -> str:
        """Return one of `choices`; the key must be there unless there is a default."""
        node = self._take(key, required=not default)
        if node is None:
            return default
        value = self._text(node, key, 0)
        if value and value not in choices:
            self._unknown(_line(node), value, key, choices)
            return default
        return value

    def integer(
        self,
        key: str,
        lowest: int,
        highest: int,
        *,
        default: int | None = None,
        required: bool = False,
    ) -> int | None:
        """Return the whole number at `key`, or the default; out of bounds is a mistake."""
        node = self._take(key, required)
        if node is None:
            return default
        value = _integer(node)
        if value is not None and lowest <= value <= highest:
            return value
        wanted = "a whole number" + ("" if value is None else f" from {lowest} to {highest}")
        self._problems.add(self.file, _line(node), f'"{key}" has to be {wanted}.')
        return default

    def boolean(self, key: str) -> bool:
        """Return true or false; the key must be there."""
        node = self._take(key, required=True)
        if node is None:
            return False
        if not isinstance(node, yaml.ScalarNode) or node.tag != f"{_YAML}bool":
            self._problems.add(self.file, _line(node), f'"{key}" has to be true or false.')
            return False
        return node.value.lower() in {"true", "yes", "on"}

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return the list of texts at `key`."""
        return tuple(entry.text for entry in self._list(key, required))

    def integers(self, key: str) -> tuple[int, ...]:
        """Return the list of whole numbers at `key`."""
        numbers = []
        for node in self._nodes(key, required=False):
            value = _integer(node)
            if value is None:
                self._problems.add(self.file, _line(node), f'"{key}" holds whole numbers.')
            else:
                numbers.append(value)
        return tuple(numbers)

    def slugs(
        self, key: str, known: Collection[str], *, noun: str, required: bool = False
    ) -> tuple[str, ...]:
        """Return the list of slugs at `key`; one that is not `known`, or there twice, is a mistake."""
        slugs: list[str] = []
        for entry in self._list(key, required):
            if entry.text not in known:
                self._unknown(entry.line, entry.text, noun, known)
            elif entry.text in slugs:
                self._problems.add(self.file, entry.line, f'"{entry.text}" is here twice.')
            else:
                slugs.append(entry.text)
        return tuple(slugs)

    def slug(self, key: str, known: Collection[str], *, noun: str) -> str:
        """Return the slug at `key`, which must be there and be `known`; "" after a mistake."""
        node = self._take(key, required=True)
        value = "" if node is None else self._text(node, key, 0)
        if node is not None and value and value not in known:
            self._unknown(_line(node), value, noun, known)
            return ""
        return value

    def section(self, key: str, *, required: bool = False) -> Section | None:
        """Return the mapping at `key`."""
        node = self._take(key, required)
        return None if node is None else self._section(node, key)

    def sections(self, key: str) -> Iterator[Section]:
        """Yield the mappings of the list at `key`, which must be there."""
        for node in self._nodes(key, required=True):
            inner = self._section(node, key)
            if inner is not None:
                yield inner

    def named_sections(self) -> Iterator[tuple[str, Section]]:
        """Yield every key, which must be a slug, with the mapping below it."""
        for name in self._names():
            inner = self._section(self._values[name], name)
            if inner is not None:
                yield name, inner

    def named_texts(self) -> dict[str, str]:
        """Return every key, which must be a slug, with the text beside it."""
        return {name: self._text(self._values[name], name, 0) for name in self._names()}

    def values(self, key: str) -> dict[str, object]:
        """Return the mapping at `key`, which must be there, with values as Python reads them."""
        inner = self.section(key, required=True)
        return {} if inner is None else inner.as_values()

    def as_values(self) -> dict[str, object]:
        """Return every key of this mapping with its value as Python reads it."""
        self._asked.update(self._key_lines)
        return {name: _plain(node) for name, node in self._values.items()}

    def _take(self, key: str, required: bool) -> yaml.Node | None:
        self._asked[key] = None
        node = self._values.get(key)
        empty = isinstance(node, yaml.ScalarNode) and node.tag == f"{_YAML}null"
        if node is None or empty:
            if required:
                what = "has no value" if empty else "is missing"
                self._problems.add(self.file, self.line_of(key), f'"{key}" {what}.')
            return None
        return node

    def _nodes(self, key: str, required: bool) -> list[yaml.Node]:
        node = self._take(key, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._problems.add(
                self.file, _line(node), f'"{key}" is a list: one "- " line for each entry.'
            )
            return []
        if required and not node.value:
            self._problems.add(self.file, _line(node), f'"{key}" is empty.')
        return list(node.value)

    def _list(self, key: str, required: bool) -> list[_Marked]:
        entries = []
        for node in self._nodes(key, required):
            text = self._text(node, key, 0)
            if text:
                entries.append(_Marked(text, _line(node)))
        return entries

    def _text(self, node: yaml.Node, key: str, longest: int) -> str:
        if isinstance(node, yaml.MappingNode):
            message = f'"{key}" is a text. A text with a colon in it has to be in quotes.'
        elif not isinstance(node, yaml.ScalarNode) or node.tag != f"{_YAML}str":
            message = f'"{key}" is a text. Put numbers, yes and no in quotes.'
        elif not node.value.strip():
            message = f'"{key}" is empty.'
        elif longest and len(node.value) > longest:
            message = f'"{key}" has {len(node.value)} letters; {longest} is the most.'
        else:
            return str(node.value).strip()
        self._problems.add(self.file, _line(node), message)
        return ""

    def _section(self, node: yaml.Node, key: str) -> Section | None:
        if isinstance(node, yaml.MappingNode):
            return Section(node, self.file, self._problems)
        self._problems.add(self.file, _line(node), f'Write "key: value" lines below "{key}".')
        return None

    def _names(self) -> Iterator[str]:
        for name, line in self._key_lines.items():
            self._asked[name] = None
            if SLUG.fullmatch(name):
                yield name
            else:
                self._problems.add(
                    self.file, line, f'"{name}" may have only small letters, numbers and hyphens.'
                )

    def _unknown(self, line: int, value: str, noun: str, known: Collection[str]) -> None:
        near = difflib.get_close_matches(value, known, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        self._problems.add(self.file, line, f'There is no {noun} "{value}".{hint}')


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _integer(node: yaml.Node) -> int | None:
    if isinstance(node, yaml.ScalarNode) and node.tag == f"{_YAML}int":
        return int(node.value) if re.fullmatch(r"[+-]?\d{1,9}", node.value) else None
    return None


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(entry) for entry in node.value]
    number = _integer(node)
    if number is not None:
        return number
    if node.tag == f"{_YAML}bool":
        return str(node.value).lower() in {"true", "yes", "on"}
    return str(node.value)
