"""The phones' half of the simulator: Node, with the modules of the outbox as they lie there."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from config.worker import SHARED, _shared

_MAIN = Path(__file__).parent / "client" / "main.mjs"


class PatchError(Exception):
    """What a seeded bug replaces is not there, or more than once: the bug has to be looked at."""


def node_path() -> str:
    """Return the Node that comes with Playwright; or the one that SIMULATOR_NODE names."""
    from playwright._impl._driver import compute_driver_executable

    # Playwright offers no public name for it; its console command goes the same way.
    return os.environ.get("SIMULATOR_NODE") or str(compute_driver_executable()[0])


def source(patches: Sequence[tuple[str, str]] = ()) -> str:
    """Return the modules as one script, as the service worker gets them; with bugs, if any.

    Each patch is a text and what stands in its place. Raises `PatchError`.
    """
    text = "\n".join(_shared(name) for name in SHARED)
    for old, new in patches:
        if text.count(old) != 1:
            raise PatchError(f"Found {text.count(old)} times instead of once: {old}")
        text = text.replace(old, new)
    return text


class Phones:
    """A running Node that lives one schedule after the other. Use it in a `with` block."""

    def __init__(self, patches: Sequence[tuple[str, str]] = ()) -> None:
        self._source = source(patches)

    def __enter__(self) -> Phones:
        self._node = subprocess.Popen(
            [node_path(), str(_MAIN)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._say({"source": self._source})
        return self

    def __exit__(self, *_: object) -> None:
        self._node.stdin.close()  # type: ignore[union-attr]
        self._node.wait()

    def live(
        self, order: dict[str, Any], answer: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> dict[str, Any]:
        """Live a schedule; `answer` is the server. Returns what is left for judging."""
        self._say(order)
        while True:
            said = self._hear()
            if said["do"] == "end":
                return said
            if said["do"] == "broken":
                raise AssertionError(f"The simulator broke: {said['error']}\n{said['story']}")
            self._say(answer(said))

    def _say(self, message: dict[str, Any]) -> None:
        stdin = cast("Any", self._node.stdin)
        stdin.write(json.dumps(message).encode() + b"\n")
        stdin.flush()

    def _hear(self) -> dict[str, Any]:
        line = cast("Any", self._node.stdout).readline()
        if not line:
            raise AssertionError("Node has ended; see what it wrote above.")
        return cast("dict[str, Any]", json.loads(line))
