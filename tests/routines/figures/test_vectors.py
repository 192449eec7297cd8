"""Vectors and rotations: what turns keeps its length, and the way back leads back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.figures.vectors import (
    IDENTITY,
    ZERO,
    Mat,
    Vec,
    X,
    Y,
    Z,
    add,
    along,
    angle_between,
    apply,
    compose,
    cross,
    distance,
    dot,
    length,
    lerp,
    looking,
    relative,
    rot_x,
    rot_y,
    rot_z,
    scale,
    slerp,
    sub,
    unit,
    within,
    without,
)

centimetres = st.floats(-200, 200)
points = st.tuples(centimetres, centimetres, centimetres)
angles = st.floats(-180, 180)
turns = st.builds(lambda x, y, z: compose(compose(rot_x(x), rot_y(y)), rot_z(z)), *[angles] * 3)


def near(a: Vec, b: Vec) -> bool:
    return distance(a, b) < 1e-6


def same(a: Mat, b: Mat) -> bool:
    return all(near(p, q) for p, q in zip(a, b, strict=True))


def test_points_are_added_taken_away_and_stretched() -> None:
    assert add((1, 2, 3), (10, 20, 30)) == (11, 22, 33)
    assert sub((11, 22, 33), (10, 20, 30)) == (1, 2, 3)
    assert scale((1, -2, 3), 2) == (2, -4, 6)
    assert along((1, 1, 1), Y, 4) == (1, 5, 1)
    assert lerp((0, 0, 0), (10, 20, -30), 0.1) == (1, 2, -3)
    assert distance((1, 1, 1), (1, 4, 5)) == 5


def test_x_y_and_z_are_a_right_hand() -> None:
    assert cross(X, Y) == Z
    assert cross(Y, Z) == X
    assert cross(Z, X) == Y


def test_a_vector_of_no_length_has_no_direction_but_breaks_nothing() -> None:
    assert unit(ZERO) == ZERO
    assert unit((0, 0, 5)) == Z


@pytest.mark.parametrize(
    ("turn", "begins", "ends"),
    [(rot_x(90), Y, Z), (rot_y(90), Z, X), (rot_z(90), X, Y)],
)
def test_a_quarter_turn_leads_from_one_axis_to_the_next(turn: Mat, begins: Vec, ends: Vec) -> None:
    assert near(apply(turn, begins), ends)


@given(turns, points)
def test_turning_keeps_every_length_and_can_be_undone(turn: Mat, point: Vec) -> None:
    turned = apply(turn, point)

    assert math.isclose(length(turned), length(point), abs_tol=1e-6)
    assert near(within(turn, turned), point)


@given(turns, turns)
def test_a_turn_seen_from_another_leads_to_it_again(a: Mat, b: Mat) -> None:
    assert same(compose(a, relative(a, b)), b)


@given(points, points)
def test_a_direction_without_an_axis_stands_square_to_it(point: Vec, axis: Vec) -> None:
    assert abs(dot(without(point, unit(axis)), unit(axis))) < 1e-6


@given(turns, turns)
def test_in_between_two_turns_begins_with_one_and_ends_with_the_other(a: Mat, b: Mat) -> None:
    assert angle_between(slerp(a, b, 0), a) < 0.01
    assert angle_between(slerp(a, b, 1), b) < 0.01


@given(turns, st.floats(-170, 170), st.floats(0, 1))
def test_in_between_two_turns_the_speed_is_even(a: Mat, degrees: float, u: float) -> None:
    b = compose(a, rot_x(degrees))

    assert same(slerp(a, b, u), compose(a, rot_x(degrees * u)))


@pytest.mark.parametrize("turn", [rot_x(180), rot_y(180), rot_z(180)])
def test_half_a_turn_has_a_way_too(turn: Mat) -> None:
    half = slerp(IDENTITY, turn, 0.5)

    assert math.isclose(angle_between(IDENTITY, half), 90, abs_tol=1e-6)
    assert math.isclose(angle_between(half, turn), 90, abs_tol=1e-6)


@given(points, points)
def test_looking_along_anything_gives_a_rotation(up: Vec, front: Vec) -> None:
    if length(up) < 1e-3:
        up = Y
    x, y, z = looking(up, front)

    assert near(y, unit(up))
    assert near(cross(x, y), z)
    assert math.isclose(length(z), 1, abs_tol=1e-6)


def test_looking_keeps_the_front_as_near_as_can_be_to_what_was_asked() -> None:
    assert same(looking(Y, (0, 5, 2)), IDENTITY)
