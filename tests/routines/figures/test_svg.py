"""What is written down: every figure of the library, drawn once in the regular build."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from routines.domain.library import CONTENT_FOLDER
from routines.figures.exercise import Exercise
from routines.figures.keys import Key, Leg
from routines.figures.lint import LARGEST_MOVING, LARGEST_STILL
from routines.figures.scene import stage
from routines.figures.style import CLASSES
from routines.figures.svg import (
    HIGH,
    WIDE,
    Drawing,
    compose_drawing,
    frame_still,
    moving,
    printed,
    still,
)

ROOT = Path(__file__).resolve().parents[3]
SVG = "{http://www.w3.org/2000/svg}"
COMMANDS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One exercise and all that is written of it."""

    exercise: Exercise
    drawing: Drawing
    moving: str
    start: str
    end: str
    printed: str

    @property
    def texts(self) -> dict[str, str]:
        return {
            "moving": self.moving,
            "start": self.start,
            "end": self.end,
            "printed": self.printed,
        }


def draw_all(exercise: Exercise) -> Drawn:
    drawing = compose_drawing(stage(exercise))
    return Drawn(
        exercise,
        drawing,
        moving(drawing),
        still(drawing, exercise.start),
        still(drawing, exercise.end),
        printed(drawing, exercise.end),
    )


@pytest.fixture(scope="module")
def library(figures: dict[str, Exercise]) -> dict[str, Drawn]:
    return {slug: draw_all(exercise) for slug, exercise in figures.items()}


@pytest.fixture(scope="module")
def trees(library: dict[str, Drawn]) -> dict[str, ElementTree.Element]:
    return {
        slug: ElementTree.fromstring(drawn.moving)  # noqa: S314 - written a moment ago
        for slug, drawn in library.items()
    }


def animations(tree: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for each in tree.iter():
        if each.tag in (f"{SVG}animate", f"{SVG}animateTransform"):
            yield each


# --- the whole library ---------------------------------------------------------------------


def test_all_frames_of_a_layer_have_the_same_commands(library: dict[str, Drawn]) -> None:
    for slug, drawn in library.items():
        for number, layer in enumerate(drawn.drawing.scene.layers):
            commands = {frame[number].commands for frame in drawn.drawing.frames}
            assert len(commands) == 1, (slug, layer)
        assert len({path.commands for path in drawn.drawing.shadows}) <= 1, slug


def test_all_values_of_an_animated_path_have_the_same_commands(
    trees: dict[str, ElementTree.Element],
) -> None:
    animated = 0
    for slug, tree in trees.items():
        for path in tree.iter(f"{SVG}path"):
            for animate in path.iter(f"{SVG}animate"):
                values = [path.get("d", ""), *animate.get("values", "").split(";")]
                assert len({"".join(COMMANDS.findall(value)) for value in values}) == 1, slug
                assert values[0] == values[1] == values[-1], slug
                animated += 1
    assert animated > len(trees)


def test_key_times_begin_at_0_grow_and_end_at_1_with_a_value_for_each(
    trees: dict[str, ElementTree.Element],
) -> None:
    for slug, tree in trees.items():
        for animation in animations(tree):
            times = [float(time) for time in animation.get("keyTimes", "").split(";")]
            assert (times[0], times[-1]) == (0, 1), slug
            assert all(a <= b for a, b in pairwise(times)), slug
            assert len(animation.get("values", "").split(";")) == len(times), slug
            assert animation.get("repeatCount") == "indefinite", slug


def test_a_figure_says_when_its_key_poses_are_held(
    library: dict[str, Drawn], trees: dict[str, ElementTree.Element]
) -> None:
    for slug, tree in trees.items():
        seconds = float(tree.get("data-seconds", ""))
        stops = [tuple(map(float, s.split(","))) for s in tree.get("data-stops", "").split()]
        keys = library[slug].exercise.keys
        assert stops[0][0] == 0, slug
        assert {int(key) for _, _, key in stops} == set(range(len(keys))), slug
        for begin, end, key in stops:
            assert end - begin == pytest.approx(keys[int(key)].hold, abs=0.002), slug
            assert end <= seconds, slug
        assert all(before[1] < after[0] for before, after in pairwise(stops)), slug
        for animation in animations(tree):
            assert float(animation.get("dur", "").removesuffix("s")) == seconds, slug


def test_nothing_is_styled_in_place_run_or_fetched(library: dict[str, Drawn]) -> None:
    for slug, drawn in library.items():
        for name, text in drawn.texts.items():
            where = (slug, name)
            assert " style=" not in text, where
            assert "<script" not in text, where
            assert not re.search(r"\son\w+=", text), where
            assert "href" not in text, where
            assert "@import" not in text, where
            assert set(re.findall(r"https?:[^\"' >]*", text)) == {"http://www.w3.org/2000/svg"}, (
                where
            )
            assert all(url.startswith("#") for url in re.findall(r"url\(([^)]*)\)", text)), where
            assert not re.search(r"\bnan\b|\binf\b|None", text), where
            ElementTree.fromstring(text)  # noqa: S314 - written a moment ago


def test_every_outline_of_flesh_and_clothes_is_closed(
    trees: dict[str, ElementTree.Element],
) -> None:
    for slug, tree in trees.items():
        for path in tree.iter(f"{SVG}path"):
            if str(path.get("class")).split("-")[0] in ("skin", "legs", "top", "hair"):
                data = path.get("d", "")
                assert data.count("M") == data.count("z") > 0, slug


def test_only_a_still_brings_its_own_styles(library: dict[str, Drawn]) -> None:
    for drawn in library.values():
        assert "<style" not in drawn.moving
        assert "<style" not in drawn.printed
        assert drawn.start.count("<style>") == drawn.end.count("<style>") == 1


def test_a_still_is_at_most_2_kilobytes_and_a_moving_figure_6(library: dict[str, Drawn]) -> None:
    most = {"moving": LARGEST_MOVING, "start": LARGEST_STILL, "end": LARGEST_STILL}
    large = {
        f"{slug} size {name}": size
        for slug, drawn in library.items()
        for name, limit in most.items()
        if (size := len(gzip.compress(drawn.texts[name].encode(), 9, mtime=0))) > limit
    }

    excused = {
        f"{slug} {excuse.finding}"
        for slug, drawn in library.items()
        for excuse in drawn.exercise.excuses
    }
    assert set(large) - excused == set()


def test_ids_of_figures_on_one_page_are_told_apart_by_their_slugs(
    library: dict[str, Drawn], trees: dict[str, ElementTree.Element]
) -> None:
    for slug, tree in trees.items():
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        # The glow, and the frame of a close-up.
        assert set(ids) <= {f"{slug}-h", f"{slug}-c"}
        assert set(re.findall(r"url\(#([^)]*)\)", library[slug].moving)) <= set(ids)


def test_every_class_is_one_that_has_a_style(
    library: dict[str, Drawn], trees: dict[str, ElementTree.Element]
) -> None:
    for slug, tree in trees.items():
        used = {path.get("class") for path in tree.iter(f"{SVG}path")}
        assert used <= set(CLASSES), slug
        for path in tree.iter(f"{SVG}path"):
            assert (path.get("fill") is not None) == str(path.get("class")).startswith("hot"), slug
    for slug, drawn in library.items():
        for text in (drawn.start, drawn.end):
            style, _, shapes = text.partition("</style>")
            used = set(re.findall(r'class="([\w-]+)"', shapes))
            assert used == {css for css in CLASSES if re.search(rf"\.{css}[,{{]", style)}, slug


def test_paper_has_literal_colors_only(library: dict[str, Drawn]) -> None:
    for slug, drawn in library.items():
        for word in ("var(", "light-dark", "paint-order", "class=", "<animate"):
            assert word not in drawn.printed, (slug, word)


def test_every_figure_fits_its_picture(library: dict[str, Drawn]) -> None:
    for slug, drawn in library.items():
        fit = drawn.drawing.fit
        assert fit.wide <= WIDE + 1, slug
        assert fit.high <= HIGH + 1, slug
        if drawn.exercise.focus:
            continue
        for frame in drawn.drawing.frames:
            for path in frame:
                for x, y in map(fit, path.points()):
                    assert 0 <= x <= fit.wide, slug
                    assert 0 <= y <= fit.high, slug


def test_arrows_are_in_the_end_still_and_on_paper_but_never_in_what_moves(
    library: dict[str, Drawn],
) -> None:
    for slug, drawn in library.items():
        arrows = len(drawn.exercise.arrows)
        last = len(drawn.exercise.keys)
        assert drawn.moving.count('class="arrow"') == 0, slug
        if drawn.exercise.start % last != drawn.exercise.end % last:
            assert drawn.start.count('class="arrow"') == 0, slug
        assert drawn.end.count('class="arrow"') == arrows, slug


# --- one figure ----------------------------------------------------------------------------

BEND = Exercise(
    "bend",
    (
        Key(at=(0, 88, 0), legs={s: Leg(foot=(x, 0, 0)) for s, x in (("L", 12), ("R", -12))}),
        Key(at=(0, 70, 0), legs={s: Leg(foot=(x, 0, 0)) for s, x in (("L", 12), ("R", -12))}),
    ),
    muscles=(("quadriceps", "L"),),
)


def test_drawing_twice_gives_the_same_text(library: dict[str, Drawn]) -> None:
    for slug in sorted(library)[::25]:
        assert draw_all(library[slug].exercise).texts == library[slug].texts


def test_another_run_of_the_program_gives_the_same_text(library: dict[str, Drawn]) -> None:
    slug = next(iter(library))
    program = (
        "import sys; from pathlib import Path\n"
        "from routines.figures.poses import read_poses\n"
        "from routines.figures.scene import stage\n"
        "from routines.figures.svg import compose_drawing, moving, still\n"
        "exercise = read_poses(Path(sys.argv[1]), [sys.argv[2]])[sys.argv[2]]\n"
        "drawing = compose_drawing(stage(exercise))\n"
        "sys.stdout.write(moving(drawing) + still(drawing, exercise.end))\n"
        "sys.exit('django' in sys.modules)\n"
    )
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", program, str(CONTENT_FOLDER / "poses"), slug],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout == library[slug].moving + library[slug].end


def test_what_does_not_move_is_drawn_once() -> None:
    tree = ElementTree.fromstring(draw_all(BEND).moving)  # noqa: S314 - written a moment ago
    moves = {
        str(path.get("class")): path.find(f"{SVG}animate") is not None
        for path in tree.iter(f"{SVG}path")
    }

    assert moves["floor"] is False
    assert moves["legs"] is True
    assert moves["hot"] is True


def test_a_movement_that_goes_nowhere_has_no_animation() -> None:
    standing = replace(BEND, keys=(BEND.keys[0], BEND.keys[0]))

    assert "<animate" not in draw_all(standing).moving


def test_a_head_that_keeps_its_shape_is_moved_and_turned_as_a_whole() -> None:
    text = draw_all(BEND).moving

    assert text.count("<animateTransform") == 2
    assert 'type="translate"' in text
    assert 'type="rotate" additive="sum"' in text


def test_stills_show_the_key_poses_that_their_author_chose() -> None:
    three = replace(BEND, keys=(*BEND.keys, Key(at=(0, 88, 0))), start=1, end=0)
    drawn = draw_all(three)

    assert drawn.start == still(drawn.drawing, 1)
    assert drawn.end == still(drawn.drawing, 0) == frame_still(drawn.drawing, 0)
    assert still(drawn.drawing, -1) == still(drawn.drawing, 2)
    assert len({drawn.start, drawn.end, still(drawn.drawing, 2)}) == 3


def test_a_close_up_leaves_out_what_nobody_sees() -> None:
    whole, close = draw_all(BEND), draw_all(replace(BEND, focus=("knee.L", "toes.L")))

    assert 'class="hair"' in whole.end
    assert 'class="hair"' not in close.end
    assert 'class="hair"' not in close.moving
    assert 'class="skin' in close.end
    assert 'class="top"' in whole.moving
    assert 'class="top"' not in close.moving
    assert close.drawing.fit.scale > whole.drawing.fit.scale
    assert len(close.end) < len(whole.end)


def test_a_figure_stands_at_the_bottom_of_its_picture() -> None:
    drawing = draw_all(replace(BEND, floor=False, shadow=False)).drawing
    lowest = max(
        drawing.fit(point)[1] for frame in drawing.frames for p in frame for point in p.points()
    )

    assert drawing.fit.high - lowest == pytest.approx(14, abs=1)
