"""What a person could not do: every finding is a pose to mend, or an exception with a reason.

Each finding has a name such as `short arm.L` or `under elbow.R`; a pose file may excuse it by that
name under `excuses`, with the reason in words.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from routines.figures.angles import joint_angles
from routines.figures.body import RANGES, SIDES
from routines.figures.collisions import SUNK, inside_props, through_body
from routines.figures.exercise import Exercise
from routines.figures.files import Drawn
from routines.figures.order import conflicts
from routines.figures.scene import Scene
from routines.figures.solve import Solved
from routines.figures.surface import lowest

REACH = 2.0  # cm that a hand or foot may stay away from where it was sent
DEPTH_LIMIT = 10.0  # how strongly a wrongly drawn overlap may count, in cm of overlap
LARGEST_MOVING = 6 * 1024  # bytes, gzip
LARGEST_STILL = 2 * 1024

_TOUCHING = ("pelvis", "chest", "head")
_LIMB_PARTS = ("knee", "foot", "hand", "elbow", "thigh", "shin", "forearm", "upperarm")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its name, how much, and in which frame it is worst."""

    name: str
    amount: float
    where: str

    def __str__(self) -> str:
        return f"{self.name}: {self.amount:.1f} ({self.where})"


def lint(exercise: Exercise, drawn: Mapping[str, Drawn]) -> list[Finding]:
    """Return the worst of each kind of finding over all builds and frames, without the excused.

    `drawn` is the exercise in the builds that are looked at. An excuse that excuses nothing is a
    finding too.
    """
    worst: dict[str, Finding] = {}
    for build, one in drawn.items():
        for found in (*_scene_findings(one.drawing.scene), *_sizes(one)):
            known = worst.get(found.name)
            if known is None or found.amount > known.amount:
                worst[found.name] = Finding(found.name, found.amount, f"{build}, {found.where}")
    excused = {excuse.finding for excuse in exercise.excuses}
    idle = [
        Finding(f"idle excuse {name}", 0.0, "nothing to excuse")
        for name in sorted(excused - set(worst))
    ]
    return [worst[name] for name in sorted(worst) if name not in excused] + idle


def _scene_findings(scene: Scene) -> Iterator[Finding]:
    keys = len(scene.keys)
    for number, solved in enumerate(scene.between):
        # `between` holds the first key, then five frames and a key for each way.
        where = f"key {number // 6 % keys}" if number % 6 == 0 else f"after key {(number - 1) // 6}"
        for name, amount in _frame_findings(scene, solved):
            yield Finding(name, amount, where)


def _frame_findings(scene: Scene, solved: Solved) -> Iterator[tuple[str, float]]:
    for limb, short in solved.short.items():
        if short > REACH:
            yield f"short {limb}", short
    parts = [*_TOUCHING, *(f"{part}.{side}" for part in _LIMB_PARTS for side in SIDES)]
    for part in parts:
        depth = -lowest(part, solved.bones, scene.body, solved.pose)
        if depth > SUNK:
            yield f"under {part}", depth
    for name, (kind, angle) in joint_angles(solved.pose).items():
        least, most = RANGES[kind]
        if not least <= angle <= most:
            yield f"range {name}", max(least - angle, angle - most)
    for part, thing, depth in inside_props(scene, solved):
        yield f"inside {thing} {part}", depth
    for part, other, depth in through_body(scene, solved):
        yield f"through {part} {other}", depth
    for back, front, weight in conflicts(
        scene.order, solved.bones, scene.view.camera, scene.body, DEPTH_LIMIT
    ):
        yield f"order {back} {front}", weight


def _sizes(drawn: Drawn) -> Iterator[Finding]:
    for name, kind, most in (
        ("moving", "", LARGEST_MOVING),
        ("start", "-start", LARGEST_STILL),
        ("end", "-end", LARGEST_STILL),
    ):
        size = len(gzip.compress(drawn.texts[kind].encode(), 9, mtime=0))
        if size > most:
            yield Finding(f"size {name}", float(size - most), "bytes too many, gzip")
