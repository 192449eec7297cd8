"""The texts of a figure's files, and whether the files still are what they should be."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routines.figures.body import BODIES
from routines.figures.exercise import Exercise
from routines.figures.index import file_name, kinds
from routines.figures.scene import stage
from routines.figures.svg import Drawing, compose_drawing, moving, printed, still

_ABOVE = 14.0  # degrees of pitch from which a floor has no horizon behind a person


@dataclass(frozen=True, slots=True)
class Drawn:
    """One figure in one build, and its text for each kind of file."""

    drawing: Drawing
    texts: Mapping[str, str]


def draw_builds(exercise: Exercise, builds: Iterable[str] = tuple(BODIES)) -> dict[str, Drawn]:
    """Return one figure drawn in each of these builds."""
    drawn = {}
    for build in builds:
        drawing = compose_drawing(stage(exercise, BODIES[build]))
        texts = {
            "": moving(drawing),
            "-start": still(drawing, exercise.start),
            "-end": still(drawing, exercise.end),
            "-print": printed(drawing, exercise.end) if "-print" in kinds(build) else "",
        }
        drawn[build] = Drawn(drawing, texts)
    return drawn


def drawn_files(exercise: Exercise, drawn: Mapping[str, Drawn]) -> dict[str, str]:
    """Return every file of one figure by name, for all builds that it is drawn in."""
    return {
        file_name(exercise.slug, build, kind): one.texts[kind]
        for build, one in drawn.items()
        for kind in kinds(build)
    }


def source_digest(pose_file: Path, bases_file: Path) -> str:
    """Return a digest of all that a figure is drawn from: its poses, the bases and this package."""
    digest = hashlib.sha256()
    for path in [pose_file, bases_file, *sorted(Path(__file__).parent.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def index_entry(exercise: Exercise) -> dict[str, Any]:
    """Return what a page must know: the side it is drawn for, and whether it is seen from above."""
    return {"works": exercise.works, "above": exercise.pitch > _ABOVE}


def leftovers(folder: Path, slugs: Iterable[str]) -> list[Path]:
    """Return files that no pose file stands for any more."""
    wanted = {
        file_name(slug, build, kind) for slug in slugs for build in BODIES for kind in kinds(build)
    }
    return sorted(
        path for path in folder.rglob("*.svg") if path.relative_to(folder).as_posix() not in wanted
    )
