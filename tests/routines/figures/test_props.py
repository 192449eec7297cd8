"""Things in the room: they stand where they were put, as large as they were made."""

from __future__ import annotations

import pytest

from routines.figures.props import KINDS, Piece, Prop, box, draw_floor, draw_prop
from routines.figures.rig import Pose, frames
from routines.figures.shapes import Camera
from routines.figures.style import CLASSES

CAMERA = Camera(20, 15)
LEVEL = Camera(0, 0)
EVERYBODY = [frames(Pose(at=(0, 90, 0)))]


def edges(pieces: list[Piece]) -> tuple[float, float, float, float]:
    """Return how far left, right, high and low the pieces are seen."""
    points = [point for piece in pieces for point in piece.shape.points()]
    xs, ys = [x for x, _ in points], [-y for _, y in points]
    return min(xs), max(xs), max(ys), min(ys)


@pytest.mark.parametrize("kind", KINDS)
def test_every_thing_is_drawn_from_any_side_in_styles_that_exist(kind: str) -> None:
    for yaw in (-150, -40, 0, 40, 90):
        pieces = draw_prop(Camera(yaw, 12), Prop(kind, centre=(0, 20, 0)), EVERYBODY)

        assert pieces
        assert {piece.css for piece in pieces} <= set(CLASSES)


@pytest.mark.parametrize(
    "kind", ["chair", "table", "counter", "bed", "wall", "doorframe", "pillow"]
)
def test_a_thing_is_where_it_was_put_and_stands_on_the_floor(kind: str) -> None:
    here, there = (
        edges(draw_prop(LEVEL, Prop(kind, at=at), EVERYBODY)) for at in ((0.0, 0.0), (50.0, 0.0))
    )

    assert there[0] - here[0] == pytest.approx(50)
    assert there[1] - here[1] == pytest.approx(50)
    assert here[3] == pytest.approx(0, abs=0.5)


@pytest.mark.parametrize(
    ("prop", "wide", "high"),
    [
        (Prop("table", size=(60, 40, 70)), 60, 70),
        (Prop("bed", size=(180, 80, 40)), 180, 40),
        (Prop("counter", size=(50, 60, 95)), 50, 95),
        (Prop("wall", along="x", size=(120, 200)), 120, 200),
        (Prop("wall", along="z", size=(120, 200)), 5, 200),
        (Prop("chair", height=50, back="none", size=(40, 40)), 40, 50),
        (Prop("step", centre=(0, 10, 0), size=(30, 20, 50)), 30, 20),
    ],
)
def test_a_thing_is_as_large_as_it_was_made(prop: Prop, wide: float, high: float) -> None:
    left, right, top, bottom = edges(draw_prop(LEVEL, prop, EVERYBODY))

    assert right - left == pytest.approx(wide)
    assert (top, bottom) == pytest.approx((high, 0), abs=0.01)


def test_the_back_of_a_chair_stands_on_its_side() -> None:
    heights = {}
    for back in ("left", "right", "none"):
        pieces = draw_prop(LEVEL, Prop("chair", back=back), EVERYBODY)
        points = [point for piece in pieces for point in piece.shape.points()]
        heights[back] = [max(-y for x, y in points if x * side > 10) for side in (-1, 1)]

    assert heights["left"][0] > heights["left"][1] + 30
    assert heights["right"][1] > heights["right"][0] + 30
    assert heights["none"][0] == heights["none"][1]


def test_only_the_faces_of_a_box_that_one_sees_are_drawn() -> None:
    def seen(camera: Camera) -> set[str]:
        return {piece.css for piece in box(camera, (0, 5, 0), (10, 10, 10), "wood")}

    assert seen(Camera(0, 0)) == {"wood-b"}
    assert seen(Camera(0, 20)) == {"wood-a", "wood-b"}
    assert seen(Camera(30, 20)) == {"wood-a", "wood-b", "wood-c"}


def test_a_mat_lies_under_the_whole_person() -> None:
    lying = [frames(Pose(at=(0, 10, 0), turn=((0, 0, -1), (-1, 0, 0), (0, 1, 0))))]

    left, right, top, bottom = edges(draw_prop(CAMERA, Prop("mat"), lying))

    seen = [CAMERA(bone.at) for bone in lying[0].values()]
    assert left < min(x for x, _ in seen)
    assert right > max(x for x, _ in seen)
    assert bottom < top


def test_a_mat_of_its_own_size_stays_where_it_is() -> None:
    prop = Prop("mat", at=(5, 0), size=(100, 60))
    moved = [frames(Pose(at=(80, 90, 0)))]

    assert draw_prop(CAMERA, prop, EVERYBODY) == draw_prop(CAMERA, prop, moved)


def test_the_floor_is_a_patch_under_the_feet_that_a_mat_or_bed_takes_the_place_of() -> None:
    (floor,) = draw_floor(CAMERA, [], EVERYBODY)
    left, right, _, _ = edges([floor])

    assert floor.css == "floor"
    assert left < -46
    assert right > 46
    assert draw_floor(CAMERA, [Prop("mat")], EVERYBODY) == []
    assert draw_floor(CAMERA, [Prop("bed")], EVERYBODY) == []


def test_the_floor_reaches_under_a_chair() -> None:
    plain, seated = (
        edges(draw_floor(CAMERA, props, EVERYBODY)) for props in ([], [Prop("chair", at=(60, 0))])
    )

    assert seated[1] > plain[1] + 10


def test_ball_roll_and_clock_are_as_large_as_their_radius() -> None:
    for kind in ("ball", "roll", "clock"):
        prop = Prop(kind, centre=(0, 30, 0), radius=12, along="z")
        left, right, top, bottom = edges(draw_prop(LEVEL, prop, EVERYBODY)[:1])
        assert right - left == pytest.approx(24, abs=3)
        assert (top + bottom) / 2 == pytest.approx(30, abs=1.5)
