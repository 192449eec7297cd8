"""Vectors and rotations as plain tuples: all the algebra a skeleton needs, and no more.

A `Vec` is (x, y, z). A `Mat` is a rotation held as the three unit vectors that the axes of the
turned thing point along, so `mat[1]` is where its y axis looks.
"""

from __future__ import annotations

import math

Vec = tuple[float, float, float]
Mat = tuple[Vec, Vec, Vec]
Vec2 = tuple[float, float]

X: Vec = (1.0, 0.0, 0.0)
Y: Vec = (0.0, 1.0, 0.0)
Z: Vec = (0.0, 0.0, 1.0)
ZERO: Vec = (0.0, 0.0, 0.0)
IDENTITY: Mat = (X, Y, Z)


def add(a: Vec, b: Vec) -> Vec:
    """Return a + b."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    """Return a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, k: float) -> Vec:
    """Return a, k times as long."""
    return (a[0] * k, a[1] * k, a[2] * k)


def along(start: Vec, direction: Vec, distance: float) -> Vec:
    """Return the point `distance` from `start` in `direction`."""
    return (
        start[0] + direction[0] * distance,
        start[1] + direction[1] * distance,
        start[2] + direction[2] * distance,
    )


def dot(a: Vec, b: Vec) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """Return the vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def length(a: Vec) -> float:
    """Return how long a is."""
    return math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def unit(a: Vec) -> Vec:
    """Return a at length 1; a vector of no length stays as it is."""
    size = length(a)
    return scale(a, 1 / size) if size > 1e-9 else ZERO


def distance(a: Vec, b: Vec) -> float:
    """Return how far a is from b."""
    return length(sub(a, b))


def lerp(a: Vec, b: Vec, u: float) -> Vec:
    """Return the point a share `u` of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * u, a[1] + (b[1] - a[1]) * u, a[2] + (b[2] - a[2]) * u)


def without(a: Vec, axis: Vec) -> Vec:
    """Return the part of a that stands square to the unit vector `axis`."""
    return along(a, axis, -dot(a, axis))


def apply(mat: Mat, v: Vec) -> Vec:
    """Return v, given in the turned thing's axes, in the axes it was turned in."""
    x, y, z = mat
    return (
        x[0] * v[0] + y[0] * v[1] + z[0] * v[2],
        x[1] * v[0] + y[1] * v[1] + z[1] * v[2],
        x[2] * v[0] + y[2] * v[1] + z[2] * v[2],
    )


def within(mat: Mat, v: Vec) -> Vec:
    """Return v in the turned thing's own axes: the way back from `apply`."""
    return (dot(mat[0], v), dot(mat[1], v), dot(mat[2], v))


def compose(a: Mat, b: Mat) -> Mat:
    """Return rotation b done inside rotation a."""
    return (apply(a, b[0]), apply(a, b[1]), apply(a, b[2]))


def relative(a: Mat, b: Mat) -> Mat:
    """Return b as it is seen from a, so that compose(a, relative(a, b)) is b."""
    return (within(a, b[0]), within(a, b[1]), within(a, b[2]))


def rot_x(degrees: float) -> Mat:
    """Return a turn about x."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (X, (0.0, c, s), (0.0, -s, c))


def rot_y(degrees: float) -> Mat:
    """Return a turn about y."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return ((c, 0.0, -s), Y, (s, 0.0, c))


def rot_z(degrees: float) -> Mat:
    """Return a turn about z."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return ((c, s, 0.0), (-s, c, 0.0), Z)


def looking(y: Vec, z: Vec) -> Mat:
    """Return the rotation whose y axis is `y` and whose z axis is as near to `z` as can be."""
    y = unit(y)
    z = unit(without(z, y))
    if length(z) < 0.5:
        z = unit(without(X if abs(y[0]) < 0.9 else Z, y))
    return (cross(y, z), y, z)


def angle_between(a: Mat, b: Mat) -> float:
    """Return how many degrees one turn leads from a to b."""
    trace = dot(a[0], b[0]) + dot(a[1], b[1]) + dot(a[2], b[2])
    return math.degrees(math.acos(max(-1.0, min(1.0, (trace - 1) / 2))))


def slerp(a: Mat, b: Mat, u: float) -> Mat:
    """Return the rotation a share `u` of the way from a to b, at even speed on the shortest way."""
    p, q = _quaternion(a), _quaternion(b)
    nearness = sum(i * j for i, j in zip(p, q, strict=True))
    if nearness < 0:
        q, nearness = (-q[0], -q[1], -q[2], -q[3]), -nearness
    if nearness > 0.9995:
        first, second = 1 - u, u
    else:
        angle = math.acos(nearness)
        first = math.sin((1 - u) * angle) / math.sin(angle)
        second = math.sin(u * angle) / math.sin(angle)
    return _rotation(
        (
            p[0] * first + q[0] * second,
            p[1] * first + q[1] * second,
            p[2] * first + q[2] * second,
            p[3] * first + q[3] * second,
        )
    )


_Quaternion = tuple[float, float, float, float]


def _quaternion(m: Mat) -> _Quaternion:
    (xx, yx, zx), (xy, yy, zy), (xz, yz, zz) = m
    trace = xx + yy + zz
    if trace > 0:
        s = math.sqrt(trace + 1) * 2
        return (s / 4, (zy - yz) / s, (xz - zx) / s, (yx - xy) / s)
    if xx >= yy and xx >= zz:
        s = math.sqrt(max(1e-12, 1 + xx - yy - zz)) * 2
        return ((zy - yz) / s, s / 4, (xy + yx) / s, (xz + zx) / s)
    if yy >= zz:
        s = math.sqrt(max(1e-12, 1 + yy - xx - zz)) * 2
        return ((xz - zx) / s, (xy + yx) / s, s / 4, (yz + zy) / s)
    s = math.sqrt(max(1e-12, 1 + zz - xx - yy)) * 2
    return ((yx - xy) / s, (xz + zx) / s, (yz + zy) / s, s / 4)


def _rotation(q: _Quaternion) -> Mat:
    size = math.sqrt(sum(part * part for part in q))
    w, x, y, z = (part / size for part in q)
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)),
        (2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)),
        (2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)),
    )
