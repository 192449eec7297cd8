"""Outlines: the same commands whatever the pose, round where the body is round, in a fixed view."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.figures.body import BODIES, FOOT, THIGH
from routines.figures.rig import Frame
from routines.figures.shapes import (
    Camera,
    Path,
    facing,
    floor_hull,
    gap,
    hull,
    ring,
    segment,
    sides,
    smooth,
)
from routines.figures.surface import Blob, blobs, limb
from routines.figures.vectors import (
    IDENTITY,
    Vec,
    Vec2,
    X,
    Y,
    Z,
    compose,
    dot,
    length,
    rot_x,
    rot_y,
    rot_z,
)

angles = st.floats(-180, 180)
turns = st.builds(lambda x, y, z: compose(compose(rot_x(x), rot_y(y)), rot_z(z)), *[angles] * 3)
cameras = st.builds(Camera, st.floats(-180, 180), st.floats(-30, 80))


def along_curves(path: Path, parts: int = 8) -> list[Vec2]:
    """Return points on the lines and quadratics of a path."""
    points: list[Vec2] = []
    here: Vec2 = (0.0, 0.0)
    for letter, _, spots in path.ops:
        if letter == "Q":
            control, end = spots
            for step in range(1, parts + 1):
                u = step / parts
                points.append(
                    (
                        (1 - u) ** 2 * here[0] + 2 * u * (1 - u) * control[0] + u * u * end[0],
                        (1 - u) ** 2 * here[1] + 2 * u * (1 - u) * control[1] + u * u * end[1],
                    )
                )
        elif spots:
            points.append(spots[-1])
        if spots:
            here = spots[-1]
    return points


def area(points: list[Vec2]) -> float:
    """Return the area inside a polygon, with the sign of the way it winds."""
    following = [*points[1:], points[0]]
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(points, following, strict=True)) / 2


# --- camera --------------------------------------------------------------------------------


def test_from_the_front_right_is_right_and_up_is_up() -> None:
    camera = Camera(0, 0)

    assert camera((10, 0, 0)) == pytest.approx((10, 0))
    assert camera((0, 10, 0)) == pytest.approx((0, -10))
    assert camera((0, 0, 10)) == pytest.approx((0, 0))
    assert camera.depth((0, 0, 10)) == pytest.approx(10)


def test_a_camera_that_goes_to_the_right_sees_the_right_side_nearer() -> None:
    camera = Camera(60, 0)

    assert camera.depth(X) > 0
    assert camera(Z)[0] < 0


def test_a_camera_from_above_sees_what_is_far_higher_in_the_picture() -> None:
    camera = Camera(0, 30)

    assert camera((0, 0, -50))[1] < camera((0, 0, 50))[1]
    assert camera.depth(Y) > 0


@given(cameras, st.tuples(*[st.floats(-100, 100)] * 2))
def test_a_direction_in_the_picture_is_seen_where_it_was_lifted_from(
    camera: Camera, seen: Vec2
) -> None:
    assert camera(camera.lift(seen)) == pytest.approx(seen, abs=1e-6)
    assert camera.depth(camera.lift(seen)) == pytest.approx(0, abs=1e-6)


# --- limbs ---------------------------------------------------------------------------------


@given(turns, cameras)
def test_a_limb_has_the_same_commands_whatever_the_pose(
    turn: tuple[Vec, ...], camera: Camera
) -> None:
    sections = limb(Frame((3, 90, -2), (turn[0], turn[1], turn[2])), THIGH, BODIES["regular"].thigh)

    drawn = segment(camera, sections)

    assert drawn.outline.commands == "MCACAZ"
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in drawn.outline.points())


def test_a_limb_is_as_wide_as_its_flesh_and_as_long_as_its_bone() -> None:
    flesh = BODIES["regular"].thigh
    left, right = segment(Camera(0, 0), limb(Frame((0, 90, 0), IDENTITY), THIGH, flesh)).edges

    assert gap(left[0], right[0]) == pytest.approx(2 * flesh[0].wide)
    assert gap(left[3], right[3]) == pytest.approx(2 * flesh[-1].wide)
    assert left[3][1] - left[0][1] == pytest.approx(THIGH)


def test_a_sleeve_is_wider_than_the_arm_in_it_and_its_end_is_flat() -> None:
    sections = limb(Frame((0, 90, 0), IDENTITY), 29.5, BODIES["regular"].upper_arm)
    arm = segment(Camera(0, 0), sections)
    sleeve = segment(Camera(0, 0), sections, grow=1, cuff=2)

    assert gap(sleeve.edges[0][0], sleeve.edges[1][0]) == pytest.approx(
        gap(arm.edges[0][0], arm.edges[1][0]) + 2
    )
    radius = {
        name: path.ops[2][1][0] for name, path in (("arm", arm.outline), ("sleeve", sleeve.outline))
    }
    assert radius["sleeve"] == pytest.approx((radius["arm"] + 1) * 2)


def test_a_limb_that_points_at_the_viewer_is_drawn_as_its_round_end() -> None:
    sections = limb(Frame((0, 0, 0), rot_x(-90)), THIGH, BODIES["regular"].thigh)

    points = list(segment(Camera(0, 0), sections).outline.points())

    assert max(x for x, _ in points) - min(x for x, _ in points) < 20
    assert all(math.isfinite(x) for x, _ in points)


# --- hulls ---------------------------------------------------------------------------------


@given(turns, cameras, st.floats(-math.pi, math.pi))
def test_the_hull_of_a_foot_has_the_same_commands_whatever_the_pose(
    turn: tuple[Vec, ...], camera: Camera, start: float
) -> None:
    group = blobs(Frame((1, 2, 3), (turn[0], turn[1], turn[2])), FOOT)

    path = hull(camera, group, 7, start)

    assert path.commands == "M" + "Q" * 7 + "Z"
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in path.points())


@given(cameras, st.floats(-3, 3), st.integers(6, 10))
def test_the_hull_of_a_ball_is_round(camera: Camera, start: float, corners: int) -> None:
    path = hull(camera, [Blob((4, 5, 6), IDENTITY, (10, 10, 10))], corners, start)

    centre = camera((4, 5, 6))
    assert all(9.99 < gap(centre, point) < 10.4 for point in along_curves(path))


@given(st.floats(-3, 3))
def test_the_hull_of_an_ellipsoid_touches_its_edge(start: float) -> None:
    path = hull(Camera(0, 0), [Blob((0, 0, 0), IDENTITY, (10, 4, 2))], 8, start)

    for _, _, spots in path.ops[:-1]:
        x, y = spots[-1]
        assert (x / 10) ** 2 + (y / 4) ** 2 == pytest.approx(1)


def test_a_hull_goes_round_everything_in_it() -> None:
    camera = Camera(20, 15)
    group = blobs(Frame((0, 0, 0), rot_y(30)), FOOT)

    outline = along_curves(hull(camera, group, 9), 16)

    for blob in group:
        x, y = camera(blob.centre)
        right, left = max(p[0] for p in outline), min(p[0] for p in outline)
        assert left < x < right
        assert min(p[1] for p in outline) < y < max(p[1] for p in outline)


@given(turns, cameras)
def test_every_closed_outline_winds_the_same_way(turn: tuple[Vec, ...], camera: Camera) -> None:
    frame = Frame((0, 50, 0), (turn[0], turn[1], turn[2]))
    limb_ways = segment(camera, limb(frame, THIGH, BODIES["regular"].thigh))
    (l0, l1, l2, l3), (r0, r1, r2, r3) = limb_ways.edges

    assert area([l0, l1, l2, l3, r3, r2, r1, r0]) <= 1e-6
    assert area(along_curves(hull(camera, blobs(frame, FOOT), 7))) < 0


def test_a_shadow_lies_flat_on_the_floor() -> None:
    camera = Camera(0, 20)
    path = floor_hull(camera, [((0, 0, 0), 10), ((30, 0, 0), 5)])
    points = along_curves(path)

    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    assert path.commands == "M" + "Q" * 7 + "Z"
    assert wide == pytest.approx(45, abs=2)
    assert high == pytest.approx(20 * math.sin(math.radians(20)), abs=1)


# --- curves --------------------------------------------------------------------------------


def test_a_smooth_curve_goes_through_all_its_points() -> None:
    points: list[Vec2] = [(0, 0), (10, 5), (20, 0), (30, 9)]

    assert [spots[-1] for _, _, spots in smooth(points).ops] == points
    assert smooth(points).commands == "MCSS"
    assert smooth(points, closed=True).commands == "MCSSSZ"


def test_an_ellipse_touches_the_ends_of_its_half_axes() -> None:
    ends = [spots[-1] for letter, _, spots in ring((5, 5), (10, 0), (0, 4)).ops if letter == "C"]

    assert ends == [(5, 9), (-5, 5), (5, 1), (15, 5)]


def test_the_edges_of_a_tube_lie_on_both_sides_of_its_middle() -> None:
    sections = limb(Frame((0, 90, 0), IDENTITY), THIGH, BODIES["regular"].thigh)
    left, right = sides(Camera(0, 0), sections)

    assert len(left) == len(right) == len(sections)
    for a, b, section in zip(left, right, sections, strict=True):
        assert gap(a, b) == pytest.approx(2 * section.wide)
        assert (a[0] > 0) != (b[0] > 0)


def test_paths_are_joined_one_after_the_other() -> None:
    path = Path().move((0, 0)).line((1, 1)).close().join(Path().move((2, 2)).arc(3, (4, 4)))

    assert path.commands == "MLZMA"
    assert list(path.points()) == [(0, 0), (1, 1), (2, 2), (4, 4)]


def test_an_axis_is_seen_at_its_angle() -> None:
    assert facing(IDENTITY, Camera(0, 0), 0) == pytest.approx(0)
    assert facing(IDENTITY, Camera(0, 0), 1) == pytest.approx(-math.pi / 2)


@given(cameras)
def test_a_camera_has_three_directions_square_to_each_other(camera: Camera) -> None:
    for a, b in (
        (camera.right, camera.up),
        (camera.up, camera.towards),
        (camera.towards, camera.right),
    ):
        assert dot(a, b) == pytest.approx(0, abs=1e-9)
        assert length(a) == pytest.approx(1)
