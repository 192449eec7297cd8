"""Figures as SVG: a still of one key pose, the moving figure, and a print with fixed colors.

Stills stand alone as files, so they bring their own colors for light and dark. The moving one is
put into a page and takes the page's custom properties. Nothing here has a style attribute.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace

from routines.figures.arrows import draw_arrows
from routines.figures.gear import place
from routines.figures.props import Piece
from routines.figures.scene import Layer, Scene, draw, surroundings
from routines.figures.shadow import draw_shadows
from routines.figures.shapes import Path
from routines.figures.solve import Solved
from routines.figures.style import LIGHT, gradient, print_attributes, still_style
from routines.figures.timing import Timeline, lay_out
from routines.figures.vectors import Vec2

WIDE, HIGH = 480, 360  # units of the moving drawing and the print, at most
_COARSER = 2 / 3  # a still is looked at small, so its units are larger
_MARGIN = 14
_LARGEST = 2.6  # units per cm: nobody is drawn larger
_CLOSE_UP = 5.2
_STILL_MOVES = 0.9  # a part that moves less than this many units is drawn once
_HEAD = ("skin", "face", "hair", "ear")


@dataclass(frozen=True, slots=True)
class Fit:
    """How centimetres become units: scale, then shift right and down, in a picture so large."""

    scale: float
    right: float
    down: float
    wide: float
    high: float

    def __call__(self, point: Vec2) -> tuple[int, int]:
        """Return a seen point in whole units."""
        return round(point[0] * self.scale + self.right), round(point[1] * self.scale + self.down)


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that the three kinds of SVG need: frames as paths, things around, the fit."""

    scene: Scene
    timeline: Timeline
    frames: list[list[Path]]
    shadows: list[Path]
    behind: list[Piece]
    before: list[Piece]
    arrows: list[Path]
    fit: Fit


def compose_drawing(scene: Scene) -> Drawing:
    """Return a scene drawn in all its frames and fitted into the picture."""
    timeline = lay_out(scene)
    frames = [draw(scene, solved) for solved in timeline.frames]
    shadows = draw_shadows(scene, timeline.frames)
    behind, before = surroundings(scene)
    arrows = draw_arrows(scene)
    fit = _fit(scene, timeline.frames, frames, behind + before, arrows)
    return Drawing(scene, timeline, frames, shadows, behind, before, arrows, fit)


def _fit(
    scene: Scene,
    solved: Sequence[Solved],
    frames: Sequence[Sequence[Path]],
    pieces: Sequence[Piece],
    arrows: Sequence[Path],
) -> Fit:
    """Return the fit that shows everything in every frame, or the points a close-up is about."""
    if scene.exercise.focus:
        seen = [
            scene.view.camera(place(point, each.bones, scene.body))
            for each in solved
            for point in scene.exercise.focus
        ]
        seen += [point for arrow in arrows for point in arrow.points()]
        margin, largest = 46, _CLOSE_UP
    else:
        seen = [point for paths in frames for path in paths for point in path.points()]
        seen += [point for piece in pieces for point in piece.shape.points()]
        seen += [point for arrow in arrows for point in arrow.points()]
        margin, largest = _MARGIN, _LARGEST
    left, right = min(x for x, _ in seen), max(x for x, _ in seen)
    top, bottom = min(y for _, y in seen), max(y for _, y in seen)
    scale = min(
        (WIDE - 2 * margin) / max(1.0, right - left),
        (HIGH - 2 * margin) / max(1.0, bottom - top),
        largest,
    )
    # Cut close, so that lying and standing people both fill the place a page gives them.
    wide, high = (
        round((right - left) * scale) + 2 * margin,
        round((bottom - top) * scale) + 2 * margin,
    )
    return Fit(
        scale, wide / 2 - scale * (left + right) / 2, high - margin - scale * bottom, wide, high
    )


def still(drawing: Drawing, key: int) -> str:
    """Return the still of one key pose, with the movement's arrows when it is the end pose."""
    return frame_still(drawing, _frame_of(drawing, key), arrows=_ends_with(drawing, key))


def frame_still(drawing: Drawing, number: int, *, arrows: bool = False) -> str:
    """Return the still of any frame, by its number on the timeline."""
    named = _named(drawing, number, arrows)
    used = {css for css, _ in named}
    defs = gradient("h") if any(css.startswith("hot") for css in used) else ""
    fit = Fit(*(part * _COARSER for part in astuple(drawing.fit)))
    paths = "".join(_path(css, _data(path, fit)) for css, path in named)
    drawn = f"<g>{defs}{_framed(drawing, fit, paths)}</g>"
    return _svg(fit, still_style(used | _framing(drawing)) + drawn)


def printed(drawing: Drawing, key: int) -> str:
    """Return the print of one key pose: every color a literal, each outline drawn before its fill.

    Programs that make PDFs know neither custom properties nor paint-order.
    """
    parts = [gradient("h", LIGHT["w"])]
    for css, path in _named(drawing, _frame_of(drawing, key), _ends_with(drawing, key)):
        data = _data(path, drawing.fit)
        parts += [f'<path {attributes} d="{data}"/>' for attributes in print_attributes(css)]
    return _svg(drawing.fit, "".join(parts))


def _framing(drawing: Drawing) -> set[str]:
    return {"floor"} if drawing.scene.exercise.focus else set()


def _framed(drawing: Drawing, fit: Fit, inside: str, prefix: str = "") -> str:
    """Return a close-up in a rounded frame, so that limbs are cut on purpose; others as they are."""
    if not drawing.scene.exercise.focus:
        return inside
    size = f'width="{math.ceil(fit.wide)}" height="{math.ceil(fit.high)}" rx="{math.ceil(fit.high) // 8}"'
    return (
        f'<clipPath id="{prefix}c"><rect {size}/></clipPath><g clip-path="url(#{prefix}c)">'
        f'<rect class="floor" {size}/>{inside}</g>'
    )


def _ends_with(drawing: Drawing, key: int) -> bool:
    count = len(drawing.scene.keys)
    return key % count == drawing.scene.exercise.end % count


def _is_seen(fit: Fit, paths: Sequence[Path]) -> bool:
    """Return whether any of it is in the picture: a close-up leaves much of a body out."""
    spots = [fit(point) for path in paths for point in path.points()]
    return (
        min(x for x, _ in spots) < fit.wide
        and max(x for x, _ in spots) > 0
        and min(y for _, y in spots) < fit.high
        and max(y for _, y in spots) > 0
    )


def _named(drawing: Drawing, number: int, arrows: bool) -> list[tuple[str, Path]]:
    """Return style and outline of all that is seen in one frame, from back to front."""
    named = [(piece.css, piece.shape) for piece in drawing.behind]
    if drawing.shadows and drawing.shadows[number].ops:
        named.append(("shadow", drawing.shadows[number]))
    for layer, path in zip(drawing.scene.layers, drawing.frames[number], strict=True):
        named.append((layer.css, path))
    named += [(piece.css, piece.shape) for piece in drawing.before]
    if arrows:
        named += [("arrow", arrow) for arrow in drawing.arrows]
    return [(css, path) for css, path in named if _is_seen(drawing.fit, [path])]


def moving(drawing: Drawing) -> str:
    """Return the moving figure. `data-stops` tells when each key pose is held: begin, end, key."""
    slug = drawing.scene.exercise.slug
    timeline = drawing.timeline
    parts = _pieces(drawing.behind, drawing.fit)
    if drawing.shadows and drawing.shadows[0].ops:
        parts.append(_animated(drawing, "shadow", drawing.shadows))
    turned = _turning_head(drawing)
    for number, layer in enumerate(drawing.scene.layers):
        if turned is not None and number in turned.places:
            heads = [_joined(frame, turned.places) for frame in drawing.frames]
            if number == turned.places[0] and _is_seen(drawing.fit, heads):
                parts.append(_head(drawing, turned))
            continue
        paths = [frame[number] for frame in drawing.frames]
        if _is_seen(drawing.fit, paths):
            parts.append(_animated(drawing, layer.css, paths))
    parts += _pieces(drawing.before, drawing.fit)
    stops = " ".join(f"{_short(a)},{_short(b)},{key}" for a, b, key in timeline.stops)
    glow = gradient(f"{slug}-h", "var(--fx-work)")
    return _svg(
        drawing.fit,
        glow + _framed(drawing, drawing.fit, "".join(parts), f"{slug}-"),
        f' class="fx" preserveAspectRatio="xMidYMax" data-seconds="{_short(timeline.seconds)}" data-stops="{stops}"',
    )


def _frame_of(drawing: Drawing, key: int) -> int:
    """Return the number of the frame that shows a key pose."""
    wanted = key % len(drawing.scene.keys)
    begin = next(start for start, _, held in drawing.timeline.stops if held == wanted)
    return next(frame for frame, at in drawing.timeline.shown if abs(at - begin) < 1e-6)


def _svg(fit: Fit, inside: str, more: str = "") -> str:
    size = f"{math.ceil(fit.wide)} {math.ceil(fit.high)}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"{more}>{inside}</svg>\n'


def _path(css: str, data: str, inside: str = "", more: str = "") -> str:
    end = f">{inside}</path>" if inside else "/>"
    return f'<path class="{css}"{more} d="{data}"{end}'


def _pieces(pieces: Sequence[Piece], fit: Fit) -> list[str]:
    return [_path(piece.css, _data(piece.shape, fit)) for piece in pieces]


def _data(path: Path, fit: Callable[[Vec2], tuple[int, int]], scale: float = 0.0) -> str:
    """Return path data in whole units, relative to points that are rounded first: no drift."""
    size = scale or getattr(fit, "scale", 1.0)
    written: list[str] = []
    here = begun = (0, 0)
    for letter, numbers, points in path.ops:
        if letter == "Z":
            written.append("z")
            here = begun
            continue
        spots = [fit(point) for point in points]
        if letter == "M":
            written.append("M" + _row(spots[0]))
            here = begun = spots[0]
            continue
        row = [value for x, y in spots for value in (x - here[0], y - here[1])]
        if letter == "A":
            radius = round(numbers[0] * size)
            row = [radius, radius, 0, 0, 0, *row]
        written.append(letter.lower() + _row(row))
        here = spots[-1]
    return "".join(written)


def _row(numbers: Sequence[int]) -> str:
    text = ""
    for number in numbers:
        text += str(number) if not text or number < 0 else f" {number}"
    return text


def _short(value: float) -> str:
    """Return a number with at most three decimals, as short as can be."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return text[1:] if text.startswith("0.") else text or "0"


def _key_times(timeline: Timeline) -> str:
    return ";".join(_short(at / timeline.seconds) for _, at in timeline.shown)


def _travels(paths: Sequence[Path], scale: float) -> float:
    """Return how far the points of a part get from where they begin, in units."""
    first = list(paths[0].points())
    return max(
        (
            max(abs(a[0] - b[0]), abs(a[1] - b[1])) * scale
            for path in paths
            for a, b in zip(first, path.points(), strict=True)
        ),
        default=0.0,
    )


def _animated(drawing: Drawing, css: str, paths: Sequence[Path]) -> str:
    """Return a part that moves, or that stands still where it hardly moves."""
    data = [_data(path, drawing.fit) for path in paths]
    fill = f' fill="url(#{drawing.scene.exercise.slug}-h)"' if css.startswith("hot") else ""
    if _travels(paths, drawing.fit.scale) < _STILL_MOVES:
        return _path(css, data[0], more=fill)
    values = ";".join(data[frame] for frame, _ in drawing.timeline.shown)
    return _path(css, data[0], _animate("animate", "d", values, drawing.timeline), fill)


def _animate(tag: str, name: str, values: str, timeline: Timeline, more: str = "") -> str:
    return (
        f'<{tag} attributeName="{name}"{more} dur="{_short(timeline.seconds)}s" '
        f'repeatCount="indefinite" keyTimes="{_key_times(timeline)}" values="{values}"/>'
    )


@dataclass(frozen=True, slots=True)
class _Turning:
    """A head that keeps its shape: which layers, and by frame where its joint is and its angle."""

    places: list[int]
    joints: list[Vec2]
    degrees: list[int]


def _turning_head(drawing: Drawing) -> _Turning | None:
    """Return how the head turns as a whole, None where its shape changes too much for that."""
    layers = drawing.scene.layers
    skull = next(i for i, layer in enumerate(layers) if "skull" in layer.parts)
    places = [i for i in range(skull, min(skull + 6, len(layers))) if _is_head(layers[i])]
    if places != list(range(skull, skull + len(places))):
        return None
    joints = [drawing.scene.view.camera(each.bones["head"].at) for each in drawing.timeline.frames]
    points = [[p for i in places for p in frame[i].points()] for frame in drawing.frames]
    angles, worst = [], 0.0
    for joint, spots in zip(joints, points, strict=True):
        before = [(x - joints[0][0], y - joints[0][1]) for x, y in points[0]]
        after = [(x - joint[0], y - joint[1]) for x, y in spots]
        sine = sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(before, after, strict=True))
        cosine = sum(a[0] * b[0] + a[1] * b[1] for a, b in zip(before, after, strict=True))
        angle = math.atan2(sine, cosine)
        c, s = math.cos(angle), math.sin(angle)
        worst = max(
            worst,
            *(
                max(abs(a[0] * c - a[1] * s - b[0]), abs(a[0] * s + a[1] * c - b[1]))
                for a, b in zip(before, after, strict=True)
            ),
        )
        angles.append(round(math.degrees(angle)))
    moved = _travels([_joined(frame, places) for frame in drawing.frames], drawing.fit.scale)
    if worst * drawing.fit.scale > 3 or moved < _STILL_MOVES:
        return None
    return _Turning(places, joints, angles)


def _is_head(layer: Layer) -> bool:
    return layer.css in _HEAD and not any(
        "." in part and part[:3] not in ("ear", "eye") for part in layer.parts
    )


def _joined(frame: Sequence[Path], places: Sequence[int]) -> Path:
    path = Path()
    for number in places:
        path.join(frame[number])
    return path


def _head(drawing: Drawing, turning: _Turning) -> str:
    """Return the head as one group that is moved and turned, which is far shorter than redrawing."""
    spots = [drawing.fit(joint) for joint in turning.joints]
    shown = drawing.timeline.shown
    moves = ";".join(f"{spots[frame][0]} {spots[frame][1]}" for frame, _ in shown)
    turns = ";".join(str(turning.degrees[frame]) for frame, _ in shown)
    x, y = spots[0]
    own = replace(drawing.fit, right=drawing.fit.right - x, down=drawing.fit.down - y)
    inside = "".join(
        _path(drawing.scene.layers[number].css, _data(drawing.frames[0][number], own))
        for number in turning.places
    )
    return (
        f'<g transform="translate({x} {y})">'
        + _animate("animateTransform", "transform", moves, drawing.timeline, ' type="translate"')
        + _animate(
            "animateTransform",
            "transform",
            turns,
            drawing.timeline,
            ' type="rotate" additive="sum"',
        )
        + f"{inside}</g>"
    )
