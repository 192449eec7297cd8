"""One exercise as a picture: its key poses solved, its camera set, its parts in drawing order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from routines.figures.blend import blend
from routines.figures.body import BODIES, SIDES, Body
from routines.figures.exercise import Exercise
from routines.figures.gear import draw_gear
from routines.figures.muscles import WHOLE, glow
from routines.figures.order import Votes, find_order
from routines.figures.outline import (
    NO_AXIS,
    View,
    foot_shape,
    head_shape,
    outline,
    palm_shape,
)
from routines.figures.props import Piece, draw_floor, draw_prop
from routines.figures.rig import Frames, sign
from routines.figures.shapes import Camera, Path, heading, square
from routines.figures.solve import Solved, solve
from routines.figures.vectors import Vec, add, dot, scale, unit

_DENSE = (0.02, 0.25, 0.5, 0.75, 0.98)
_FLAT_HAND = 0.3  # fingers that close less than this are drawn with the palm
_SIDEWAYS = 0.45  # from here on the hips are seen from the side, and far limbs are shaded


@dataclass(frozen=True, slots=True)
class Layer:
    """One path of the drawing: its style, and the parts whose outlines it joins."""

    css: str
    parts: tuple[str, ...]


@dataclass(slots=True)
class Scene:
    """Everything that is the same for all frames of one exercise with one build."""

    exercise: Exercise
    body: Body
    view: View
    keys: list[Solved]
    between: list[Solved]
    order: list[str]
    votes: Votes
    layers: list[Layer]

    @property
    def everybody(self) -> list[Frames]:
        """Return the frames of key poses and of poses between them."""
        return [each.bones for each in self.between]

    def pairs(self) -> list[tuple[Solved, Solved]]:
        """Return the key poses two by two, back to the first where the movement is a circle."""
        following = self.keys[1:] + (self.keys[:1] if self.exercise.cycle else [])
        return list(zip(self.keys, following, strict=False))


def stage(exercise: Exercise, body: Body | None = None) -> Scene:
    """Return an exercise ready to be drawn."""
    body = body or BODIES["regular"]
    camera = Camera(exercise.yaw, exercise.pitch)
    keys: list[Solved] = []
    for key in exercise.keys:
        keys.append(solve(key, body, keys[0].bones if keys else None))
    scene = Scene(exercise, body, View(camera, body, exercise.shoes), keys, [], [], {}, [])
    scene.between = [keys[0]]
    for a, b in scene.pairs():
        scene.between += [blend(a, b, u, body) for u in _DENSE] + [b]
    everybody = scene.everybody
    curls = {side: max(each.pose.curl[side] for each in scene.between) for side in SIDES}
    grips = tuple(s for s in SIDES if curls[s] > _FLAT_HAND or s in exercise.grasp)
    scene.view = replace(scene.view, grips=grips)
    scene.order, scene.votes = find_order(everybody, camera, body, exercise.order, exercise.near)
    scene.view = replace(
        scene.view,
        anchors=_anchors(scene),
        creases=_creases(everybody, camera),
        face=_seen_face(everybody, camera),
    )
    scene.layers = _arrange(scene)
    return scene


def draw(scene: Scene, solved: Solved) -> list[Path]:
    """Return the paths of one frame, one for each of the scene's layers."""
    shapes = outline(solved.bones, solved.pose, scene.view)
    for name, side in scene.exercise.muscles:
        if name != WHOLE:
            shapes[f"glow:{name}.{side}"] = glow(
                scene.view.camera, solved.bones, scene.body, name, side
            ).shape
    for i, gear in enumerate(scene.exercise.gear):
        behind, before = draw_gear(scene.view.camera, gear, solved.bones, scene.body)
        for place, piece in enumerate([*behind, *before]):
            shapes[f"gear:{i}.{place}"] = piece.shape
    paths = []
    for layer in scene.layers:
        path = Path()
        for part in layer.parts:
            path.join(shapes[part])
        paths.append(path)
    return paths


def surroundings(scene: Scene) -> tuple[list[Piece], list[Piece]]:
    """Return what stands behind the person, and what stands before."""
    camera, exercise = scene.view.camera, scene.exercise
    behind = draw_floor(camera, exercise.props, scene.everybody) if exercise.floor else []
    before: list[Piece] = []
    for prop in exercise.props:
        pieces = draw_prop(camera, prop, scene.everybody)
        (before if prop.layer == "front" else behind).extend(pieces)
    return behind, before


def _arrange(scene: Scene) -> list[Layer]:
    """Return the layers from back to front."""
    camera, order = scene.view.camera, list(scene.order)
    everybody = scene.everybody
    sideways = _mean(abs(dot(b["pelvis"].axes[0], camera.towards)) for b in everybody) > _SIDEWAYS
    near = "L" if order.index("leg.L") > order.index("leg.R") else "R"
    far = "R" if near == "L" else "L"
    if not sideways and scene.votes[f"leg.{far}", "top"] > -1.5 and not scene.exercise.order:
        # From the front both legs hang from the hips, so neither is hidden by the shirt.
        order.remove(f"leg.{far}")
        order.insert(order.index("top") + 1, f"leg.{far}")
        if order.index(f"leg.{near}") < order.index(f"leg.{far}"):
            i, j = order.index(f"leg.{near}"), order.index(f"leg.{far}")
            order[i], order[j] = order[j], order[i]
    upright = max(abs(b["pelvis"].axes[0][1]) for b in everybody) < 0.6
    joined = not sideways and upright and order.index(f"leg.{far}") > order.index("top")
    _insert_neck(order, everybody, camera)
    shade = _shading(everybody, camera) if sideways else {}
    names: list[tuple[str, Layer]] = []
    for group in order:
        names += _group(scene, group, near, joined, shade, order)
    _place_pelvis(names, near)
    _place_glows(scene, names, near)
    _place_gear(scene, names)
    _place_fingers(scene, names)
    return [layer for _, layer in names]


def _insert_neck(order: list[str], everybody: Sequence[Frames], camera: Camera) -> None:
    """Put the neck behind the shirt where it is seen from behind, and always behind the head."""
    from_behind = dot(everybody[-1]["c7"].axes[2], camera.towards) < -0.5
    order.insert(order.index("top") + (0 if from_behind else 1), "neck")
    if order.index("head") < order.index("neck"):
        order.remove("head")
        order.insert(order.index("neck") + 1, "head")


def _shading(everybody: Sequence[Frames], camera: Camera) -> dict[str, str]:
    """Return which arm and which leg are the far ones."""

    def nearer(joint: str) -> float:
        return _mean(
            camera.depth(b[f"{joint}.L"].at) - camera.depth(b[f"{joint}.R"].at) for b in everybody
        )

    return {
        "leg": "R" if nearer("hip") > 0 else "L",
        "arm": "R" if nearer("shoulder") > 0 else "L",
    }


def _group(
    scene: Scene, group: str, near: str, joined: bool, shade: dict[str, str], order: list[str]
) -> list[tuple[str, Layer]]:
    """Return the layers of one group of parts."""
    kind, _, side = group.partition(".")
    if kind == "arm":
        behind = order.index(group) < order.index("top")
        dark = "-far" if shade.get("arm") == side and behind else ""
        parts = [f"{part}.{side}" for part in ("upperarm", "forearm", "palm", "thumb")]
        if side in scene.view.grips and side not in scene.exercise.grasp:
            parts += [f"fingers.{side}", f"fingertips.{side}"]
        layers = [
            (group, Layer(f"skin{dark}", tuple(parts))),
            (f"sleeve.{side}", Layer(f"top{dark}", (f"sleeve.{side}",))),
        ]
        if not behind:
            # Hides the round end of the sleeve where it lies on the shirt.
            layers.append((f"seam.{side}", Layer("patch", (f"seam.{side}",))))
        return layers
    if kind == "leg":
        dark = "-far" if shade.get("leg") == side else ""
        parts = [f"thigh.{side}", f"shin.{side}"]
        if joined:
            if side != near:
                foot_only = Layer(_foot(scene, dark), (f"foot.{side}",))
                return [(f"foot.{side}", foot_only)]
            other = "R" if side == "L" else "L"
            parts += [f"thigh.{other}", f"shin.{other}"]
        layers = [
            (f"foot.{side}", Layer(_foot(scene, dark), (f"foot.{side}",))),
            (group, Layer(f"legs{dark}", tuple(parts))),
        ]
        for each in SIDES if joined else (side,):
            layers.append((f"crease.{each}", Layer("crease", (f"crease.{each}",))))
        return layers
    if kind == "head":
        return _head_layers(scene)
    return [
        (
            group,
            Layer("skin" if kind == "neck" else "top", ("neck" if kind == "neck" else "trunk",)),
        )
    ]


def _foot(scene: Scene, dark: str) -> str:
    return f"{'shoe' if scene.exercise.shoes else 'skin'}{dark}"


def _head_layers(scene: Scene) -> list[tuple[str, Layer]]:
    """Return the head: skull, face, hair and the ears that are seen."""
    camera = scene.view.camera
    layers = [("head", Layer("skin", ("skull", "nose")))]
    features = tuple(f"eye.{side}" for side in SIDES if side in scene.view.face)
    if "mouth" in scene.view.face:
        features = (*features, "mouth")
    if features:
        layers.append(("face", Layer("face", features)))
    layers.append(("hair", Layer("hair", ("hair",))))
    for side in SIDES:
        if all(dot(b["head"].axes[0], camera.towards) * sign(side) > 0.3 for b in scene.everybody):
            layers.append(("ear", Layer("ear", (f"ear.{side}",))))
    return layers


def _place_pelvis(names: list[tuple[str, Layer]], near: str) -> None:
    """Draw the hips with the near leg as one outline, over the tucked-in shirt."""
    places = [name for name, _ in names]
    leg, top = places.index(f"leg.{near}"), places.index("top")
    if leg > top:
        layer = names[leg][1]
        names[leg] = (f"leg.{near}", Layer(layer.css, ("pelvis", *layer.parts)))
        return
    css = names[leg][1].css
    names.insert(top + 1, ("pelvis", Layer(css, ("pelvis",))))


def _place_glows(scene: Scene, names: list[tuple[str, Layer]], near: str) -> None:
    """Let each muscle glow on the part it belongs to; one that looks away shines through weaker."""
    for name, side in scene.exercise.muscles:
        if name == WHOLE:
            continue
        glows = [glow(scene.view.camera, b, scene.body, name, side) for b in scene.everybody]
        host = glows[0].host
        places = [each for each, _ in names]
        if host == "hip":
            last = max(
                places.index(each) for each in ("pelvis", f"leg.{near}", "top") if each in places
            )
        else:
            last = places.index(host) if host in places else places.index(f"leg.{near}")
        seen = _mean(each.seen for each in glows)
        css = {"band": "hot-band", "nerve": "nerve"}.get(
            glows[0].kind, "hot" if seen > -0.05 else "hot-through"
        )
        names.insert(last + 1, ("glow", Layer(css, (f"glow:{name}.{side}",))))


def _place_gear(scene: Scene, names: list[tuple[str, Layer]]) -> None:
    """Put bands and the like where the author wants them; the far half of a band goes behind."""
    for i, gear in enumerate(scene.exercise.gear):
        behind, before = draw_gear(scene.view.camera, gear, scene.keys[0].bones, scene.body)
        places = [name for name, _ in names]
        legs = [place for place, name in enumerate(places) if name.startswith(("leg", "crease"))]
        if gear.layer == "back":
            after = -1
        elif gear.layer in places:
            after = places.index(gear.layer)
        else:
            after = max(legs) if gear.kind == "band" else len(names) - 1
        for place, piece in enumerate(before, len(behind)):
            names.insert(after + 1, ("gear", Layer(piece.css, (f"gear:{i}.{place}",))))
        for place, piece in enumerate(behind):
            first = min(
                place for place, (name, _) in enumerate(names) if name.startswith(("leg", "foot"))
            )
            names.insert(first, ("gear", Layer(piece.css, (f"gear:{i}.{place}",))))


def _place_fingers(scene: Scene, names: list[tuple[str, Layer]]) -> None:
    """Close fingers over what they grasp, while the rest of the arm stays behind it."""
    for side, over in sorted(scene.exercise.grasp.items()):
        places = [name for name, _ in names]
        arm = next(layer for name, layer in names if name == f"arm.{side}")
        parts = (f"fingers.{side}", f"fingertips.{side}")
        if over not in places:
            # From the front both legs are one outline, under the name of the near one.
            over = next(name for name in places if name.startswith("leg"))
        names.insert(places.index(over) + 1, (f"fingers.{side}", Layer(arm.css, parts)))


def _anchors(scene: Scene) -> dict[str, int]:
    """Return for each rounded part the axis that moves its outline's points most smoothly."""
    anchors: dict[str, int] = {}
    drawn = {f"foot.{side}": foot_shape for side in SIDES}
    for name in [*drawn, *(f"palm.{side}" for side in SIDES), "head"]:
        rough = {}
        for axis in (0, 1, 2, NO_AXIS):
            view = replace(scene.view, anchors={name: axis})
            tracks = []
            for each in scene.between:
                if name == "head":
                    path = head_shape(each.bones, view)
                elif name.startswith("foot"):
                    path = foot_shape(each.bones, name[-1], view)
                else:
                    path = palm_shape(each.bones, each.pose, name[-1], view)
                tracks.append(list(path.points()))
            rough[axis] = _roughness(tracks)
        anchors[name] = min(rough, key=lambda axis: (round(rough[axis], 6), axis))
    return anchors


def _roughness(tracks: list[list[tuple[float, float]]]) -> float:
    total = 0.0
    for before, here, after in zip(tracks, tracks[1:], tracks[2:], strict=False):
        for a, b, c in zip(before, here, after, strict=True):
            total += abs(a[0] + c[0] - 2 * b[0]) + abs(a[1] + c[1] - 2 * b[1])
    return total


def _creases(everybody: Sequence[Frames], camera: Camera) -> dict[str, int]:
    """Return for each thigh the edge that is drawn: the back of it, or the inner from the front."""
    sideways = _mean(abs(dot(b["pelvis"].axes[0], camera.towards)) for b in everybody) > _SIDEWAYS
    edges = {}
    for side in SIDES:
        total = 0.0
        for bones in everybody:
            axes = bones[f"hip.{side}"].axes
            aside = square(heading((0.0, 0.0), camera(scale(axes[1], -1))))
            wanted = scale(axes[2], -1) if sideways else scale(axes[0], -sign(side))
            x, y = camera(wanted)
            total += x * aside[0] + y * aside[1]
        edges[side] = 0 if total > 0 else 1
    return edges


def _seen_face(everybody: Sequence[Frames], camera: Camera) -> tuple[str, ...]:
    """Return which eyes are seen in every frame, and whether the mouth is."""
    looks: dict[str, Vec] = {"L": (0.55, 0, 1), "R": (-0.55, 0, 1), "mouth": (0, -0.1, 1)}
    seen = []
    for name, look in looks.items():
        visible = True
        for bones in everybody:
            x, y, z = bones["head"].axes
            way = unit(add(add(scale(x, look[0]), scale(y, look[1])), scale(z, look[2])))
            visible &= dot(way, camera.towards) > 0.22 and dot(y, camera.towards) > -0.42
        if visible:
            seen.append(name)
    return tuple(seen)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return math.fsum(listed) / len(listed)
