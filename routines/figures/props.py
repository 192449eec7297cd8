"""What stands in the room: mat, chair, bed, wall and the like, drawn from boxes and soft hulls.

Lengths are centimetres; `at` is a place on the floor (x to the right, z to the viewer).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from routines.figures.rig import Frames
from routines.figures.shapes import Camera, Path, hull, plus, ring
from routines.figures.surface import Blob
from routines.figures.vectors import IDENTITY, Vec, dot


@dataclass(frozen=True, slots=True)
class Prop:
    """One thing in the room. Which fields count depends on `kind`; see docs/figures.md.

    `layer` is `back` (behind the person) or `front`.
    """

    kind: str
    at: tuple[float, float] = (0.0, 0.0)
    centre: Vec = (0.0, 0.0, 0.0)
    size: tuple[float, ...] = ()
    height: float = 0.0
    radius: float = 0.0
    back: str = "left"
    along: str = "z"
    layer: str = "back"


# The size of each where its author says none; the lint looks at the same.
SIZES: dict[str, tuple[float, ...]] = {
    "chair": (44.0, 42.0),  # wide, deep
    "table": (70.0, 90.0, 74.0),  # wide, deep, high
    "counter": (40.0, 90.0, 90.0),
    "bed": (200.0, 90.0, 45.0),
    "step": (40.0, 15.0, 50.0),  # x, y, z
    "wall": (110.0, 190.0),  # long, high
    "doorframe": (80.0, 205.0),
    "pillow": (40.0, 10.0, 34.0),  # wide, high, deep
    "roll": (44.0,),  # long
    "mat": (180.0, 60.0),  # wide, deep; without a size it fits the person
}
SEAT = 45.0  # height of a chair's seat, cm


def size_of(prop: Prop) -> tuple[float, ...]:
    """Return how large a thing is, in the order `SIZES` tells."""
    return prop.size or SIZES[prop.kind]


def chair_back(prop: Prop) -> tuple[Vec, Vec]:
    """Return middle and size of a chair's back."""
    wide, deep = size_of(prop)
    x, z = _OUTWARD[prop.back]
    middle = (
        prop.at[0] + x * (wide / 2 - 1.5),
        (prop.height or SEAT) + 22,
        prop.at[1] + z * (deep / 2 - 1.5),
    )
    return middle, (3.0 if x else wide, 44.0, 3.0 if z else deep)


def door_posts(prop: Prop) -> list[tuple[Vec, Vec]]:
    """Return middle and size of the two posts of a door frame."""
    opening, high = size_of(prop)
    x, z = (opening / 2, 0.0) if prop.along == "x" else (0.0, opening / 2)
    return [
        ((prop.at[0] + way * x, high / 2, prop.at[1] + way * z), (9.0, high, 9.0))
        for way in (-1, 1)
    ]


class Piece(NamedTuple):
    """One drawn surface: the style it takes, and its outline."""

    css: str
    shape: Path


_OUTWARD = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "near": (0.0, 1.0), "far": (0.0, -1.0)}
# The faces of a box: which way each looks, its corners in turn, and how light it is.
_FACES: tuple[tuple[Vec, tuple[Vec, Vec, Vec, Vec], str], ...] = (
    ((0, 1, 0), ((-1, 1, -1), (1, 1, -1), (1, 1, 1), (-1, 1, 1)), "a"),
    ((0, 0, 1), ((-1, -1, 1), (1, -1, 1), (1, 1, 1), (-1, 1, 1)), "b"),
    ((0, 0, -1), ((-1, -1, -1), (1, -1, -1), (1, 1, -1), (-1, 1, -1)), "b"),
    ((1, 0, 0), ((1, -1, -1), (1, -1, 1), (1, 1, 1), (1, 1, -1)), "c"),
    ((-1, 0, 0), ((-1, -1, -1), (-1, -1, 1), (-1, 1, 1), (-1, 1, -1)), "c"),
)


def box(camera: Camera, centre: Vec, size: Sequence[float], style: str) -> list[Piece]:
    """Return the faces of an upright box that the viewer sees; `size` is (x, y, z)."""
    pieces = []
    for outward, corners, shade in _FACES:
        if dot(outward, camera.towards) <= 1e-3:
            continue
        seen = [
            camera(
                (
                    centre[0] + corner[0] * size[0] / 2,
                    centre[1] + corner[1] * size[1] / 2,
                    centre[2] + corner[2] * size[2] / 2,
                )
            )
            for corner in corners
        ]
        pieces.append(Piece(f"{style}-{shade}", polygon(seen)))
    return pieces


def polygon(points: Sequence[tuple[float, float]]) -> Path:
    """Return a closed outline of straight lines."""
    path = Path().move(points[0])
    for point in points[1:]:
        path.line(point)
    return path.close()


def draw_prop(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return the surfaces of one thing; `everybody` are the person's frames, to put a mat under."""
    return _DRAWN[prop.kind](camera, prop, everybody)


def draw_floor(camera: Camera, props: Sequence[Prop], everybody: Sequence[Frames]) -> list[Piece]:
    """Return a round patch of floor under the person, where there is no mat that shows it."""
    if any(prop.kind in ("mat", "bed") for prop in props):
        return []
    left, right, far, near = _extent(everybody, 25)
    for prop in props:
        if prop.kind == "chair":
            left, right = min(left, prop.at[0] - 20), max(right, prop.at[0] + 20)
    centre = camera(((left + right) / 2, 0, (far + near) / 2))
    across = camera((max(46.0, (right - left) / 2 + 30), 0, 0))
    deep = camera((0, 0, max(40.0, (near - far) / 2 + 26)))
    return [Piece("floor", ring(centre, across, deep))]


def _extent(everybody: Sequence[Frames], below: float) -> tuple[float, float, float, float]:
    """Return how far left, right, far and near the joints lower than `below` cm get."""
    low = [bone.at for bones in everybody for bone in bones.values() if bone.at[1] < below]
    low = low or [bone.at for bones in everybody for bone in bones.values()]
    xs, zs = [at[0] for at in low], [at[2] for at in low]
    return min(xs), max(xs), min(zs), max(zs)


def _one_edge(pieces: list[Piece]) -> list[Piece]:
    """Return a flat box with its edges, which look alike, as one path."""
    top, *edges = pieces
    path = Path()
    for edge in edges:
        path.join(edge.shape)
    return [Piece(edges[0].css, path), top] if edges else pieces


def _mat(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    if prop.size:
        (x, z), (wide, deep) = prop.at, prop.size[:2]
    else:
        left, right, far, near = _extent(everybody, 45)
        x, z = (left + right) / 2, (far + near) / 2
        wide, deep = right - left + 34, max(60.0, near - far + 22)
    return _one_edge(box(camera, (x, -0.75, z), (wide, 1.5, deep), "mat"))


def _chair(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return a chair; `height` is its seat, `back` the side its back stands on (or `none`)."""
    x, z = prop.at
    seat = prop.height or SEAT
    wide, deep = size_of(prop)
    out = _OUTWARD.get(prop.back, (0.0, 0.0))
    legs = [
        box(
            camera,
            (x + i * (wide / 2 - 2), seat / 2 - 2, z + j * (deep / 2 - 2)),
            (3, seat - 4, 3),
            "wood",
        )
        for j in (-1, 1)
        for i in (-1, 1)
    ]
    back = [] if prop.back == "none" else box(camera, *chair_back(prop), "wood")
    board = box(camera, (x, seat - 2, z), (wide, 4, deep), "wood")
    near = out[0] * camera.towards[0] + out[1] * camera.towards[2] > 0.3
    order = [*legs[:2], board, *legs[2:], back] if near else [*legs[:2], back, board, *legs[2:]]
    return [piece for part in order for piece in part]


def _table(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    x, z = prop.at
    wide, deep, high = size_of(prop)
    pieces = []
    for j in (-1, 1):
        for i in (-1, 1):
            leg = (x + i * (wide / 2 - 3), (high - 4) / 2, z + j * (deep / 2 - 3))
            pieces += box(camera, leg, (4, high - 4, 4), "wood")
    return pieces + box(camera, (x, high - 2, z), (wide, 4, deep), "wood")


def _counter(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    x, z = prop.at
    wide, deep, high = size_of(prop)
    body = box(camera, (x, (high - 4) / 2, z), (wide - 4, high - 4, deep - 4), "wall")
    return body + box(camera, (x, high - 2, z), (wide, 4, deep), "wood")


def _bed(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    x, z = prop.at
    wide, deep, high = size_of(prop)
    frame = box(camera, (x, (high - 16) / 2, z), (wide - 6, high - 16, deep - 6), "wood")
    return frame + box(camera, (x, high - 8, z), (wide, 16, deep), "soft")


def _step(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    return box(camera, prop.centre, size_of(prop), "wood")


def _wall(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return a wall; `along` says whether it runs along x or z, `size` is (length, height)."""
    long, high = size_of(prop)
    size = (long, high, 5.0) if prop.along == "x" else (5.0, high, long)
    return box(camera, (prop.at[0], high / 2, prop.at[1]), size, "wall")


def _doorframe(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return two posts and a lintel; `along` is the way from post to post."""
    opening, high = size_of(prop)
    x, z = prop.at
    pieces: list[Piece] = []
    for middle, size in door_posts(prop):
        pieces += box(camera, middle, size, "wall")
    beam = (opening + 9, 9.0, 9.0) if prop.along == "x" else (9.0, 9.0, opening + 9)
    return pieces + box(camera, (x, high + 4.5, z), beam, "wall")


def _pillow(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return a pillow or cushion; `height` is how high above the floor its underside lies."""
    wide, high, deep = size_of(prop)
    r = high / 2
    corners = [
        Blob(
            (
                prop.at[0] + i * (wide / 2 - r * 1.3),
                prop.height + r,
                prop.at[1] + j * (deep / 2 - r * 1.3),
            ),
            IDENTITY,
            (r * 1.5, r, r * 1.5),
        )
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    return [Piece("pillow", hull(camera, corners, 8))]


def _roll(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return a rolled towel; `along` is the way it lies, `size` its length."""
    long = size_of(prop)[0]
    r = prop.radius or 6.0
    x, y, z = prop.centre
    dx, dz = (long / 2, 0.0) if prop.along == "x" else (0.0, long / 2)
    flat = (1.5, r, r) if prop.along == "x" else (r, r, 1.5)
    ends = [Blob((x + way * dx, y, z + way * dz), IDENTITY, flat) for way in (-1, 1)]
    return [Piece("pillow", hull(camera, ends, 10))]


def _ball(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    r = prop.radius or 6.5
    return [Piece("ball", hull(camera, [Blob(prop.centre, IDENTITY, (r, r, r))], 8))]


def _clock(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return a clock on the wall that shows a quarter to twelve, three quarters of an hour gone."""
    r = prop.radius or 13.0
    middle = camera(prop.centre)
    rim = hull(camera, [Blob(prop.centre, IDENTITY, (r, r, 1))], 10)
    # From nine back to twelve, the way arcs are drawn.
    nine, six, three, twelve = (
        plus(middle, way, r * 0.8) for way in ((-1, 0), (0, 1), (1, 0), (0, -1))
    )
    wedge = Path().move(middle).line(nine)
    for hour in (six, three, twelve):
        wedge.arc(r * 0.8, hour)
    return [Piece("pillow", rim), Piece("ball", wedge.close())]


def _screen(camera: Camera, prop: Prop, everybody: Sequence[Frames]) -> list[Piece]:
    """Return a computer that stands on a desk; `centre` is the middle of its foot."""
    x, y, z = prop.centre
    foot = box(camera, (x, y + 5, z), (4, 10, 10), "wall")
    return foot + box(camera, (x, y + 25, z), (3, 32, 50), "wall")


_DRAWN: dict[str, Callable[[Camera, Prop, Sequence[Frames]], list[Piece]]] = {
    "mat": _mat,
    "chair": _chair,
    "table": _table,
    "counter": _counter,
    "bed": _bed,
    "step": _step,
    "wall": _wall,
    "doorframe": _doorframe,
    "pillow": _pillow,
    "roll": _roll,
    "ball": _ball,
    "clock": _clock,
    "screen": _screen,
}
KINDS = tuple(_DRAWN)
