"""`manage.py preview_figure`: a contact sheet for whoever writes poses, and what the lint says."""

from __future__ import annotations

import shutil
import subprocess
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from routines.domain.library import CONTENT_FOLDER
from routines.figures.body import BODIES
from routines.figures.exercise import Exercise
from routines.figures.files import draw_builds
from routines.figures.lint import lint
from routines.figures.poses import read_poses
from routines.figures.scene import stage
from routines.figures.sheet import sheet, sheet_size
from routines.figures.style import TONES
from routines.figures.svg import compose_drawing, frame_still, still
from routines.figures.yaml_lines import PoseError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class Command(BaseCommand):
    """Draw one figure from several sides, or the frames of its movement, or many side by side."""

    help = (
        "Draw figures on a contact sheet (HTML, and PNG where there is a Chromium) under DATA_DIR. "
        "Without a slug: all of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to draw and how."""
        parser.add_argument("slugs", nargs="*")
        parser.add_argument("--cameras", default="", help='As in "0,10 30,20": yaw and pitch.')
        parser.add_argument("--frames", action="store_true", help="Every frame of the movement.")
        parser.add_argument("--ends", action="store_true", help="The end stills alone.")
        parser.add_argument("--build", default="regular", choices=sorted(BODIES))
        parser.add_argument("--tone", type=int, default=2, choices=sorted(TONES))
        parser.add_argument("--dark", action="store_true")
        parser.add_argument("--width", type=int, default=0, help="Of one picture, in px.")
        parser.add_argument("--columns", type=int, default=0)
        parser.add_argument(
            "--out", type=Path, help="Without ending; var/figures/<slug> if left out."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the sheet and print its path; raises `CommandError` for a pose that is wrong."""
        try:
            exercises = read_poses(CONTENT_FOLDER / "poses", options["slugs"])
        except PoseError as error:
            raise CommandError(str(error)) from error
        one = len(exercises) == 1
        cells: list[tuple[str, str]] = []
        for exercise in exercises.values():
            cells += self._cells(exercise, options)
            if options["slugs"]:
                for finding in lint(exercise, draw_builds(exercise)):
                    self.stdout.write(f"{exercise.slug}: {finding}")
        columns = options["columns"] or min(len(cells), 4 if one else 8)
        wide = options["width"] or (420 if one else 220)
        name = next(iter(exercises)) if one else "sheet"
        out: Path = options["out"] or Path(settings.DATA_DIR) / "figures" / name
        out.parent.mkdir(parents=True, exist_ok=True)
        page = out.with_suffix(".html")
        theme = "d" if options["dark"] else "l"
        page.write_text(
            sheet(cells, theme=theme, columns=columns, wide=wide, tone=options["tone"]), "utf-8"
        )
        picture = _shoot(page, sheet_size(len(cells), columns=columns, wide=wide))
        self.stdout.write(str(picture or page))

    def _cells(self, exercise: Exercise, options: dict[str, Any]) -> list[tuple[str, str]]:
        body = BODIES[options["build"]]
        if options["cameras"]:
            cells = []
            for camera in options["cameras"].split():
                try:
                    yaw, pitch = (float(part) for part in camera.split(","))
                except ValueError as error:
                    raise CommandError('Write cameras as "0,10 30,20": yaw and pitch.') from error
                turned = replace(exercise, yaw=yaw, pitch=pitch)
                drawing = compose_drawing(stage(turned, body))
                for key in (exercise.start, exercise.end):
                    cells.append((f"{camera} key {key}", still(drawing, key)))
            return cells
        drawing = compose_drawing(stage(exercise, body))
        if options["frames"]:
            return [
                (f"{exercise.slug} {number}", frame_still(drawing, number))
                for number in range(len(drawing.frames))
            ]
        if options["ends"]:
            return [(exercise.slug, still(drawing, exercise.end))]
        return [
            (f"{exercise.slug} {name}", still(drawing, key))
            for name, key in (("start", exercise.start), ("end", exercise.end))
        ]


def _shoot(page: Path, size: tuple[int, int]) -> Path | None:
    """Return a picture of the page, None where there is no browser to take it."""
    browser = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return None
    picture = page.with_suffix(".png")
    subprocess.run(  # noqa: S603 - a browser found on the path, with arguments of our own
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--screenshot={picture.resolve()}",
            f"--window-size={size[0]},{size[1]}",
            page.resolve().as_uri(),
        ],
        check=False,
        capture_output=True,
    )
    return picture if picture.exists() else None
