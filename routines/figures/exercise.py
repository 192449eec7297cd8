"""A figure as its author wrote it: key poses, camera, things in the room, muscles and arrows."""

from __future__ import annotations

from dataclasses import dataclass, field

from routines.figures.gear import Gear
from routines.figures.keys import Key, Place
from routines.figures.props import Prop


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow beside the way a point takes: `shift` (right, up) or `gap` moves it off, in cm."""

    point: str
    shift: tuple[float, float] | None = None
    gap: float = 9.0


@dataclass(frozen=True, slots=True)
class Excuse:
    """A finding of the lint that is meant: which, and the reason in words."""

    finding: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """A figure as its author wrote it. Angles in degrees, lengths in cm, times in seconds.

    `works` is the side that is drawn at work: L, R, or "" where there are no sides. `start` and
    `end` say which key poses the two stills show. `focus` names the points a close-up is about.
    """

    slug: str
    keys: tuple[Key, ...]
    yaw: float = 0.0
    pitch: float = 8.0
    works: str = ""
    props: tuple[Prop, ...] = ()
    gear: tuple[Gear, ...] = ()
    muscles: tuple[tuple[str, str], ...] = ()
    arrows: tuple[Arrow, ...] = ()
    near: str = ""
    order: tuple[str, ...] = ()
    grasp: dict[str, str] = field(default_factory=dict)
    shadow: bool = True
    floor: bool = True
    cycle: bool = False
    shoes: bool = False
    focus: tuple[Place, ...] = ()
    start: int = 0
    end: int = -1
    excuses: tuple[Excuse, ...] = ()
