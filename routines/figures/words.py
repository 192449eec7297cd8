"""The words of a pose file: each reader turns one written value into one that can be drawn.

A value that makes no sense raises PoseError, which names the line and what to write instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from routines.figures import gear as gear_kinds
from routines.figures import props as prop_kinds
from routines.figures.body import SIDES
from routines.figures.exercise import Arrow, Excuse
from routines.figures.gear import Gear
from routines.figures.keys import Bend, Place
from routines.figures.muscles import NAMES, needs_side
from routines.figures.order import GROUPS
from routines.figures.props import Prop
from routines.figures.surface import FACES, PARTS, POINTS, WHOLE_PARTS, direction
from routines.figures.vectors import ZERO, Vec
from routines.figures.yaml_lines import Value


def mapping(value: Value) -> dict[str, Value]:
    """Return "word: value" pairs."""
    if not isinstance(value.plain, dict):
        raise value.error('Write "word: value" pairs here.')
    return value.plain


def items(value: Value) -> list[Value]:
    """Return a list."""
    if not isinstance(value.plain, list):
        raise value.error("Write a list here, in square brackets or one item a line.")
    return value.plain


def number(value: Value) -> float:
    """Return a number."""
    if isinstance(value.plain, bool) or not isinstance(value.plain, float):
        raise value.error(f"{value.said} is not a number.")
    return value.plain


def whole(value: Value) -> int:
    """Return a whole number."""
    given = number(value)
    if given != int(given):
        raise value.error("Write a whole number here.")
    return int(given)


def hold(value: Value) -> float:
    """Return seconds a pose is held, 0 to 30."""
    return _seconds(value, 0)


def move(value: Value) -> float:
    """Return seconds a move lasts, 0.2 to 30."""
    return _seconds(value, 0.2)


def _seconds(value: Value, least: float) -> float:
    given = number(value)
    if not least <= given <= 30:
        raise value.error(f"Write seconds, from {least} to 30.")
    return given


def share(value: Value) -> float:
    """Return a share from 0 to 1."""
    given = number(value)
    if not 0 <= given <= 1:
        raise value.error("Write a share from 0 to 1.")
    return given


def truth(value: Value) -> bool:
    """Return true or false."""
    if not isinstance(value.plain, bool):
        raise value.error("Write true or false.")
    return value.plain


def numbers(value: Value, count: int) -> tuple[float, ...]:
    """Return exactly so many numbers."""
    numbers = tuple(number(item) for item in items(value))
    if len(numbers) != count:
        raise value.error(f"Write {count} numbers here, in cm: these are {len(numbers)}.")
    return numbers


def vec(value: Value) -> Vec:
    """Return [x, y, z] in cm."""
    x, y, z = numbers(value, 3)
    return x, y, z


def on_floor(value: Value) -> Vec:
    """Read [x, z] on the floor, or [x, y, z]."""
    if len(items(value)) == 2:
        x, z = numbers(value, 2)
        return x, 0.0, z
    return vec(value)


def elbow(value: Value) -> Vec:
    """Return [x, z] for an elbow that lies on the floor, or [x, y, z]."""
    x, y, z = on_floor(value)
    return (x, 3.4, z) if len(items(value)) == 2 else (x, y, z)


def at(value: Value) -> tuple[float, float | None, float]:
    """Return [x, y, z] in cm; a height of null is left to be found."""
    three = items(value)
    if len(three) != 3:
        raise value.error("Write [x, y, z]; a height of null is found from what the body rests on.")
    height = None if three[1].plain is None else number(three[1])
    return number(three[0]), height, number(three[2])


def direction_of(value: Value) -> Vec:
    """Return a unit vector from words as in `near+up*.3`, or from three numbers."""
    try:
        way = direction(numbers(value, 3) if isinstance(value.plain, list) else str(value.plain))
        if way == ZERO:
            raise ValueError
        return way
    except (KeyError, ValueError):
        raise value.error(
            f"{value.said} is no direction. Mix up, down, left, right, near and far, as in near+up*.3."
        ) from None


def place(value: Value) -> Place:
    """Return a place in the room, or a point of the body by name."""
    if isinstance(value.plain, list):
        return on_floor(value)
    return point(value)


def held_place(value: Value) -> Place:
    """Read a place for gear, which may be the closed hand as well, as in `grip.L`."""
    if value.plain in ("grip.L", "grip.R"):
        return str(value.plain)
    return place(value)


def point(value: Value) -> str:
    """Return the name of a point of the body, as `thigh.L@.6 front`."""
    text = str(value.plain)
    where, _, face = text.partition(" ")
    name, _, part_share = where.partition("@")
    part, _, side = name.partition(".")
    if part not in POINTS or (side and side not in SIDES) or (face and face not in FACES):
        raise value.error(
            f'"{text}" is no point of the body. {unknown(part, POINTS)} '
            f"Then .L or .R, @ and a share of the bone, and a face: {', '.join(FACES)}."
        )
    if part_share and not _is_share(part_share):
        raise value.error(
            f'"{part_share}" after @ is no share of the bone: write a number from 0 to 1.'
        )
    if (
        part not in ("seat", "pelvis", "lowback", "belly", "waist", "ribs", "chest", "head", "neck")
        and not side
    ):
        raise value.error(f'"{text}" needs a side: write {part}.L or {part}.R.')
    return text


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def bend(value: Value) -> Bend | None:
    """Return degrees of flex, side and twist, None for a neck that rests."""
    if value.plain == "rest":
        return None
    words = mapping(value)
    known(words, ("flex", "side", "twist"))
    return Bend(**{name: number(word) for name, word in words.items()})


def spine(value: Value) -> Bend:
    """Return degrees of flex, side and twist."""
    bent = bend(value)
    if bent is None:
        raise value.error('Only the neck can "rest".')
    return bent


def parts(value: Value) -> tuple[str, ...]:
    """Return names of parts that may rest on something."""
    names = []
    for item in items(value):
        name, _, side = str(item.plain).partition(".")
        if name not in PARTS or (side and side not in SIDES):
            raise item.error(f"{item.said} cannot rest on anything. {unknown(name, PARTS)}")
        if bool(side) == (name in WHOLE_PARTS):
            example = name if side else f"{name}.L or {name}.R"
            raise item.error(f"{item.said}: write {example}.")
        names.append(str(item.plain))
    return tuple(names)


def one_of(value: Value, allowed: Iterable[str]) -> str:
    """Return one of the allowed words."""
    if not isinstance(value.plain, str) or value.plain not in allowed:
        raise value.error(
            unknown(value.plain if isinstance(value.plain, str) else value.said, allowed)
        )
    return str(value.plain)


def known(given: dict[str, Value], allowed: Iterable[str]) -> None:
    """Refuse a word that is not known here."""
    for name, value in given.items():
        if name not in allowed:
            raise value.error(unknown(name, allowed))


def unknown(name: str, allowed: Iterable[str]) -> str:
    """Return a sentence about a word that is not known, with what was perhaps meant."""
    names = sorted(allowed)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f'Did you mean "{near[0]}"?' if near else f"Possible: {', '.join(names)}."
    return f'"{name}" is not known here. {hint}'


# ------------------------------------------------------------------ lists of a figure


def muscles(value: Value) -> tuple[tuple[str, str], ...]:
    """Return names and sides of muscles; one that has no side is told as left."""
    muscles = []
    for item in items(value):
        name, _, side = str(item.plain).partition(".")
        if name not in NAMES:
            raise item.error(unknown(name, NAMES))
        if needs_side(name) != bool(side) or (side and side not in SIDES):
            example = f"{name}.L or {name}.R" if needs_side(name) else name
            raise item.error(f"{item.said}: write {example}.")
        muscles.append((name, side or "L"))
    return tuple(muscles)


def props(value: Value) -> tuple[Prop, ...]:
    """Return things that stand in the room."""
    props = []
    for item in items(value):
        words = {"is": item} if isinstance(item.plain, str) else mapping(item)
        known(words, ("is", "at", "centre", "size", "height", "radius", "back", "along", "layer"))
        if "is" not in words:
            raise item.error('Say what it is, as in "is: chair".')
        given: dict[str, Any] = {"kind": one_of(words["is"], prop_kinds.KINDS)}
        if "at" in words:
            given["at"] = numbers(words["at"], 2)
        if "centre" in words:
            given["centre"] = vec(words["centre"])
        if "size" in words:
            given["size"] = numbers(
                words["size"], len(prop_kinds.SIZES.get(given["kind"], (0, 0, 0)))
            )
        for name in ("height", "radius"):
            if name in words:
                given[name] = number(words[name])
        if "back" in words:
            given["back"] = one_of(words["back"], ("left", "right", "near", "far", "none"))
        if "along" in words:
            given["along"] = one_of(words["along"], ("x", "z"))
        if "layer" in words:
            given["layer"] = one_of(words["layer"], ("back", "front"))
        props.append(Prop(**given))
    return tuple(props)


def gear(value: Value) -> tuple[Gear, ...]:
    """Return things that go along with the body."""
    pieces = []
    for item in items(value):
        words = mapping(item)
        known(words, ("is", "points", "radius", "slack", "layer"))
        if "is" not in words or "points" not in words:
            raise item.error('Gear needs "is" and "points".')
        given: dict[str, Any] = {
            "kind": one_of(words["is"], gear_kinds.KINDS),
            "points": tuple(held_place(each) for each in items(words["points"])),
        }
        least, on_body = gear_kinds.POINTS[given["kind"]]
        if len(given["points"]) < least:
            raise words["points"].error(f"A {given['kind']} needs {least} points.")
        if on_body and not all(isinstance(each, str) and "." in each for each in given["points"]):
            raise words["points"].error(
                f"A {given['kind']} goes with limbs: name them with their side, as in thigh.L@.8."
            )
        for name in ("radius", "slack"):
            if name in words:
                given[name] = number(words[name])
        if "layer" in words:
            given["layer"] = one_of(words["layer"], ("back", "front", *GROUPS))
        pieces.append(Gear(**given))
    return tuple(pieces)


def arrows(value: Value) -> tuple[Arrow, ...]:
    """Return arrows."""
    arrows = []
    for item in items(value):
        words = mapping(item)
        known(words, ("of", "shift", "gap"))
        if "of" not in words:
            raise item.error('An arrow needs "of": the point whose way it shows.')
        shift = numbers(words["shift"], 2) if "shift" in words else None
        arrows.append(
            Arrow(
                point(words["of"]),
                (shift[0], shift[1]) if shift else None,
                number(words["gap"]) if "gap" in words else 9.0,
            )
        )
    return tuple(arrows)


def order(value: Value) -> tuple[str, ...]:
    """Return wishes about what is drawn over what."""
    wishes = []
    for item in items(value):
        words = str(item.plain).split()
        named = {words[0], words[-1]} if len(words) == 3 else set()
        if len(named) != 2 or words[1] not in ("<", ">") or named - set(GROUPS):
            raise item.error(
                f'Write a wish as "arm.R < leg.R" (behind) or "arm.R > top" (before). Parts: {", ".join(GROUPS)}.'
            )
        wishes.append(" ".join(words))
    return tuple(wishes)


def grasp(value: Value) -> dict[str, str]:
    """Return by side the leg over which its fingers are drawn."""
    grasped = {}
    for name, held in mapping(value).items():
        side = name.removeprefix("arm.")
        if side not in SIDES:
            raise held.error('Write "arm.L: leg.R": whose fingers are drawn over what.')
        grasped[side] = one_of(held, ("leg.L", "leg.R"))
    return grasped


def focus(value: Value) -> tuple[Place, ...]:
    """Return the places a close-up is about."""
    return tuple(place(item) for item in items(value))


def excuses(value: Value) -> tuple[Excuse, ...]:
    """Return findings that are meant, each with its reason."""
    excuses = []
    for item in items(value):
        words = mapping(item)
        known(words, ("finding", "why"))
        reason = str(words["why"].plain) if "why" in words else ""
        if "finding" not in words or len(reason) < 12:
            raise item.error('An exception needs "finding" and a reason in words, "why".')
        excuses.append(Excuse(str(words["finding"].plain), reason))
    return tuple(excuses)


def side(value: Value) -> str:
    """Return L or R."""
    return one_of(value, SIDES)
