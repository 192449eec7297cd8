"""`manage.py draw_figures`: draw every exercise whose poses, or the way of drawing, have changed."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from routines.domain.library import CONTENT_FOLDER
from routines.figures.body import BODIES
from routines.figures.exercise import Exercise
from routines.figures.files import (
    draw_builds,
    drawn_files,
    index_entry,
    leftovers,
    source_digest,
)
from routines.figures.index import file_name, kinds, read_index, write_index
from routines.figures.lint import lint
from routines.figures.poses import read_poses
from routines.figures.yaml_lines import PoseError

Drawn = tuple[str, dict[str, str], list[str]]


class Command(BaseCommand):
    """Write the moving figure, both stills and the print of each exercise, for each build."""

    help = "Draw the figures that have changed. With --check: draw all, write none, fail if any differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to draw, and where to."""
        parser.add_argument("slugs", nargs="*", help="Only these exercises.")
        parser.add_argument("--all", action="store_true", help="Also what has not changed.")
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if stale.")
        parser.add_argument("--poses", type=Path, default=CONTENT_FOLDER / "poses")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "static" / "figures")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw; raises `CommandError` for a pose file that is wrong, and for stale figures."""
        poses: Path = options["poses"]
        folder: Path = options["folder"]
        try:
            exercises = read_poses(poses, options["slugs"])
        except PoseError as error:
            raise CommandError(str(error)) from error
        index_file = poses.parent / "figures.json"
        index = read_index(index_file)
        bases = poses.parent / "bases.yaml"
        entries = {slug: index_entry(exercise) for slug, exercise in exercises.items()}
        if options["check"]:
            self._check(exercises, entries, index, folder, partly=bool(options["slugs"]))
            return
        # What each was drawn from is a matter of this machine, not of the project.
        seen_file = Path(settings.DATA_DIR) / "figures" / "sources.json"
        seen = read_index(seen_file)
        sources = {
            slug: {str(folder): source_digest(poses / f"{slug}.yaml", bases)} for slug in exercises
        }
        changed = [
            exercise
            for slug, exercise in exercises.items()
            if options["all"] or seen.get(slug) != sources[slug] or _is_missing(slug, folder)
        ]
        for slug, files, findings in self._drawn(changed):
            for finding in findings:
                self.stderr.write(f"{slug}: {finding}")
            for name, text in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            seen[slug] = sources[slug]
        index.update(entries)
        if not options["slugs"]:
            index = {slug: index[slug] for slug in exercises}
            for path in leftovers(folder, exercises):
                path.unlink()
        write_index(index_file, index)
        seen_file.parent.mkdir(parents=True, exist_ok=True)
        write_index(seen_file, seen)
        self.stdout.write(
            f"Figures: {len(changed)} drawn, {len(exercises) - len(changed)} as before."
        )

    def _check(
        self,
        exercises: dict[str, Exercise],
        entries: dict[str, dict[str, Any]],
        index: dict[str, dict[str, Any]],
        folder: Path,
        *,
        partly: bool,
    ) -> None:
        """Draw everything anew and compare; the lint must find nothing."""
        wrong: list[str] = []
        for slug, files, findings in self._drawn(exercises.values()):
            wrong += [f"{slug}: {finding}" for finding in findings]
            wrong += [
                f"{name} is stale" for name, text in files.items() if _kept(folder / name) != text
            ]
            if index.get(slug) != entries[slug]:
                wrong.append(f"{slug} is stale in figures.json")
        if not partly:
            wrong += [f"{path} stands for no exercise" for path in leftovers(folder, exercises)]
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} things to mend. `draw_figures --all` draws all anew.")
        self.stdout.write(f"Figures: all {len(exercises)} are as drawn.")

    def _drawn(self, exercises: Iterable[Exercise]) -> Iterator[Drawn]:
        """Yield each figure's files and what the lint finds, with a line of progress for each."""
        listed = list(exercises)
        if not listed:
            return
        with ProcessPoolExecutor(min(len(listed), os.cpu_count() or 1)) as pool:
            for number, drawn in enumerate(pool.map(_draw, listed, chunksize=4), 1):
                self.stdout.write(f"{number}/{len(listed)} {drawn[0]}")
                yield drawn


def _draw(exercise: Exercise) -> Drawn:
    drawn = draw_builds(exercise)
    findings = [str(finding) for finding in lint(exercise, drawn)]
    return exercise.slug, drawn_files(exercise, drawn), findings


def _is_missing(slug: str, folder: Path) -> bool:
    return not all(
        (folder / file_name(slug, build, kind)).exists()
        for build in BODIES
        for kind in kinds(build)
    )


def _kept(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
