"""What an author says of one key pose, as values: how the trunk bends, where hands and feet go.

Angles are degrees, lengths centimetres, times seconds. Which words may be written, and what they
mean, stands in docs/figures.md; reading them is the work of `poses`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from routines.figures.vectors import Vec, lerp

# A point in the room, or the name of a point on the body such as `knee.L front`.
Place = Vec | str


@dataclass(frozen=True, slots=True)
class Bend:
    """A bend of spine or neck: forward, to the left, and turned to the left."""

    flex: float = 0.0
    side: float = 0.0
    twist: float = 0.0


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg: either joint angles, or a place for the foot that bends hip and knee by itself.

    `foot` plants the sole, `ankle_at` brings the ankle somewhere; at most one of them is given.
    """

    flex: float = 0.0
    abd: float = 0.0
    rot: float = 0.0
    knee: float = 0.0
    ankle: float = 0.0
    evert: float = 0.0
    toeout: float = 6.0
    drop: float | None = None
    foot: Vec | None = None
    ankle_at: Place | None = None
    aim: Vec | None = None
    toe: Vec | None = None
    sole: Vec | None = None
    heelup: float = 0.0
    gap: float = 2.6
    nudge: Vec = (0.0, 0.0, 0.0)

    @property
    def target(self) -> tuple[str, Place] | None:
        """Return the kind of target and the place, None for a leg of angles."""
        if self.foot is not None:
            return "foot", self.foot
        return None if self.ankle_at is None else ("ankle_at", self.ankle_at)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: joint angles, or a place for hand, wrist or elbow. `curl` closes the fingers."""

    flex: float = 0.0
    abd: float = 8.0
    rot: float = 0.0
    elbow: float = 12.0
    wrist: float = 5.0
    pron: float = 70.0
    hand: Place | None = None
    wrist_at: Place | None = None
    elbow_at: Vec | None = None
    forearm: Vec | None = None
    aim: Vec | None = None
    fingers: Vec | None = None
    palm: Vec | None = None
    reach: float = 6.0
    gap: float = 1.4
    nudge: Vec = (0.0, 0.0, 0.0)
    curl: float = 0.15

    @property
    def target(self) -> tuple[str, Place] | None:
        """Return the kind of target and the place, None for an arm of angles."""
        if self.hand is not None:
            return "hand", self.hand
        if self.wrist_at is not None:
            return "wrist_at", self.wrist_at
        return None if self.elbow_at is None else ("elbow_at", self.elbow_at)


@dataclass(frozen=True, slots=True)
class Key:
    """One key pose. `at` places the hips; a height of None is found from `rest`.

    `breath` lifts the front of the belly by so many cm.
    """

    face: str = "stand"
    at: tuple[float, float | None, float] = (0.0, None, 0.0)
    pitch: float = 0.0
    lean: float = 0.0
    roll: float = 0.0
    turn: float = 0.0
    rest: tuple[str, ...] = ()
    height: float = 0.0
    pin: str = ""
    spine: Bend = Bend()
    lumbar: Bend = Bend()
    thorax: Bend = Bend()
    neck: Bend = Bend()
    headrest: float | None = None
    legs: dict[str, Leg] = field(default_factory=lambda: {"L": Leg(), "R": Leg()})
    arms: dict[str, Arm] = field(default_factory=lambda: {"L": Arm(), "R": Arm()})
    breath: float = 0.0
    hold: float = 1.0
    move: float = 1.6


def between_legs(a: Leg, b: Leg, u: float) -> Leg | None:
    """Return the leg between two legs with targets of the same kind, None where they differ."""
    place = _between_places(a.target, b.target, u)
    if place is None:
        return None
    kind, at = place
    moved = {
        "toeout": _mix(a.toeout, b.toeout, u),
        "heelup": _mix(a.heelup, b.heelup, u),
        "gap": _mix(a.gap, b.gap, u),
    }
    return replace(
        a,
        foot=at if kind == "foot" and not isinstance(at, str) else None,
        ankle_at=at if kind == "ankle_at" else None,
        aim=_between_directions(a.aim, b.aim, u),
        toe=_between_directions(a.toe, b.toe, u),
        sole=_between_directions(a.sole, b.sole, u),
        nudge=lerp(a.nudge, b.nudge, u),
        **moved,
    )


def between_arms(a: Arm, b: Arm, u: float) -> Arm | None:
    """Return the arm between two arms with targets of the same kind, None where they differ."""
    place = _between_places(a.target, b.target, u)
    if place is None:
        return None
    kind, at = place
    return replace(
        a,
        hand=at if kind == "hand" else None,
        wrist_at=at if kind == "wrist_at" else None,
        elbow_at=at if kind == "elbow_at" and not isinstance(at, str) else None,
        aim=_between_directions(a.aim, b.aim, u),
        fingers=_between_directions(a.fingers, b.fingers, u),
        palm=_between_directions(a.palm, b.palm, u),
        forearm=_between_directions(a.forearm, b.forearm, u),
        nudge=lerp(a.nudge, b.nudge, u),
        reach=_mix(a.reach, b.reach, u),
        gap=_mix(a.gap, b.gap, u),
        curl=_mix(a.curl, b.curl, u),
    )


def _between_places(
    a: tuple[str, Place] | None, b: tuple[str, Place] | None, u: float
) -> tuple[str, Place] | None:
    if a is None or b is None or a[0] != b[0]:
        return None
    if isinstance(a[1], str) or isinstance(b[1], str):
        return a if a[1] == b[1] else None
    return a[0], lerp(a[1], b[1], u)


def _between_directions(a: Vec | None, b: Vec | None, u: float) -> Vec | None:
    if a is None or b is None:
        return a or b
    return lerp(a, b, u)


def _mix(a: float, b: float, u: float) -> float:
    return a + (b - a) * u
