"""Pose files: about ten lines of YAML per exercise, read into values that can be drawn.

The grammar is told in docs/figures.md. Each mistake raises PoseError with file, line, and what to
write instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from routines.figures import words as read_as
from routines.figures.body import SIDES
from routines.figures.exercise import Exercise
from routines.figures.keys import Arm, Key, Leg
from routines.figures.solve import FACING
from routines.figures.words import items, known, mapping, number, one_of, unknown
from routines.figures.yaml_lines import Value, read


def read_poses(folder: Path, only: Iterable[str] = ()) -> dict[str, Exercise]:
    """Return the figures of a folder of pose files by slug, sorted; `only` names some of them.

    The folder holds one `<slug>.yaml` each, and beside it `bases.yaml`. Raises PoseError.
    """
    bases = read_bases(folder.parent / "bases.yaml")
    slugs = sorted(only) or sorted(path.stem for path in folder.glob("*.yaml"))
    return {slug: read_exercise(folder / f"{slug}.yaml", bases) for slug in slugs}


def read_bases(path: Path) -> dict[str, dict[str, Value]]:
    """Return the postures that pose files start from, by name."""
    return {name: mapping(value) for name, value in mapping(read(path)).items()}


def read_exercise(path: Path, bases: dict[str, dict[str, Value]]) -> Exercise:
    """Return one figure."""
    document = read(path)
    given = mapping(document)
    known(given, _TOP)
    if "keys" not in given or "base" not in given:
        raise document.error('A figure needs "base" and "keys".')
    base = one_of(given["base"], bases)
    common = mapping(given["common"]) if "common" in given else {}
    written = items(given["keys"])
    if len(written) < 2:
        raise given["keys"].error("A movement needs two key poses at least.")
    keys = tuple(_read_key(bases[base], common, mapping(key)) for key in written)
    camera = mapping(given["camera"]) if "camera" in given else {}
    known(camera, ("yaw", "pitch"))
    simple = {name: reader(given[name]) for name, reader in _SIMPLE.items() if name in given}
    exercise = Exercise(
        slug=path.stem,
        keys=keys,
        yaw=number(camera["yaw"]) if "yaw" in camera else 0.0,
        pitch=number(camera["pitch"]) if "pitch" in camera else 8.0,
        **simple,
    )
    for name, place in (("start", exercise.start), ("end", exercise.end)):
        if not -len(keys) <= place < len(keys):
            raise given[name].error(
                f"There are {len(keys)} keys; count from 0, or from the end with -1."
            )
    return exercise


# ------------------------------------------------------------------ one key pose


def _read_key(*layers: dict[str, Value]) -> Key:
    """Return a key pose from a base, what is common to all keys, and its own words."""
    plain: dict[str, Any] = {}
    limbs: dict[str, dict[str, dict[str, Any]]] = {
        kind: {side: {} for side in SIDES} for kind in ("leg", "arm")
    }
    for layer in layers:
        for name, value in sorted(layer.items(), key=lambda item: len(item[0])):
            kind, _, side = name.partition(".")
            if kind in limbs and (not side or side in SIDES):
                for each in (side,) if side else SIDES:
                    if value.plain is None:
                        limbs[kind][each].clear()
                        continue
                    _merge_limb(limbs[kind][each], value, kind)
            elif name in _KEY:
                field, reader = _KEY[name]
                if value.plain is None:
                    plain.pop(field, None)
                else:
                    plain[field] = reader(value)
            else:
                raise value.error(
                    unknown(name, (*_KEY, "leg", "leg.L", "leg.R", "arm", "arm.L", "arm.R"))
                )
            if name == "neck" and value.plain == "rest":
                plain.pop("neck")
                plain["headrest"] = plain.get("headrest") or 0.0
            elif name == "neck":
                plain.pop("headrest", None)
    return Key(
        legs={side: Leg(**limbs["leg"][side]) for side in SIDES},
        arms={side: Arm(**limbs["arm"][side]) for side in SIDES},
        **plain,
    )


_LEG_TARGETS, _LEG_ANGLES = ("foot", "ankle_at"), ("flex", "abd", "rot", "knee", "drop")
_ARM_TARGETS, _ARM_ANGLES = ("hand", "wrist_at", "elbow_at"), ("flex", "abd", "rot", "elbow")


def _merge_limb(limb: dict[str, Any], value: Value, kind: str) -> None:
    """Add an author's words to a limb; a place for it takes its angles away, and angles a place."""
    words = mapping(value)
    readers = _LEG if kind == "leg" else _ARM
    targets, angles = (_LEG_TARGETS, _LEG_ANGLES) if kind == "leg" else (_ARM_TARGETS, _ARM_ANGLES)
    known(words, readers)
    given_targets = [name for name in targets if name in words and words[name].plain is not None]
    if len(given_targets) > 1:
        raise value.error(
            f'"{given_targets[0]}" and "{given_targets[1]}" at once: keep one of them.'
        )
    if given_targets:
        for name in (*targets, *angles):
            limb.pop(name, None)
    elif any(name in words and words[name].plain is not None for name in angles):
        for name in targets:
            limb.pop(name, None)
    for name, word in words.items():
        if word.plain is None:
            limb.pop(name, None)
        else:
            limb[name] = readers[name](word)


_Reader = Callable[[Value], Any]
_SIMPLE: dict[str, _Reader] = {
    "works": read_as.side,
    "props": read_as.props,
    "gear": read_as.gear,
    "muscles": read_as.muscles,
    "arrows": read_as.arrows,
    "near": read_as.side,
    "order": read_as.order,
    "grasp": read_as.grasp,
    "shadow": read_as.truth,
    "floor": read_as.truth,
    "cycle": read_as.truth,
    "shoes": read_as.truth,
    "focus": read_as.focus,
    "start": read_as.whole,
    "end": read_as.whole,
    "excuses": read_as.excuses,
}
_TOP = ("base", "camera", "common", "keys", *_SIMPLE)
_KEY: dict[str, tuple[str, _Reader]] = {
    "face": ("face", lambda value: one_of(value, FACING)),
    "at": ("at", read_as.at),
    "rest": ("rest", read_as.parts),
    "pin": ("pin", read_as.point),
    "spine": ("spine", read_as.spine),
    "lumbar": ("lumbar", read_as.spine),
    "thorax": ("thorax", read_as.spine),
    "neck": ("neck", read_as.bend),
    **{
        name: (name, number)
        for name in ("pitch", "lean", "roll", "turn", "height", "headrest", "breath")
    },
    "hold": ("hold", read_as.hold),
    "move": ("move", read_as.move),
}
_LEG: dict[str, _Reader] = {
    **dict.fromkeys(
        ("flex", "abd", "rot", "knee", "ankle", "evert", "toeout", "heelup", "gap"), number
    ),
    "drop": lambda value: 0.0 if value.plain is True else number(value),
    "foot": read_as.on_floor,
    "ankle_at": read_as.place,
    "aim": read_as.direction_of,
    "toe": read_as.direction_of,
    "sole": read_as.direction_of,
    "nudge": read_as.vec,
}
_ARM: dict[str, _Reader] = {
    **dict.fromkeys(("flex", "abd", "rot", "elbow", "wrist", "pron", "reach", "gap"), number),
    "curl": read_as.share,
    "hand": read_as.place,
    "wrist_at": read_as.place,
    "elbow_at": read_as.elbow,
    "forearm": read_as.direction_of,
    "aim": read_as.direction_of,
    "fingers": read_as.direction_of,
    "palm": read_as.direction_of,
    "nudge": read_as.vec,
}
