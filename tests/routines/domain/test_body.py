"""The body map: its places, what may be marked on them, and how far down it reaches."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.body import (
    FILE,
    BodyMap,
    Layer,
    MapError,
    Mark,
    Side,
    as_rows,
    clearest_view,
    map_places,
    read_map,
    read_regions,
    regions,
    say_mark,
    say_place,
)
from routines.domain.content_files import CONTENT_FOLDER, ContentError

PLACES = [(region.slug, side) for region in regions().values() for side in region.sides]


@st.composite
def maps(draw: st.DrawFn) -> BodyMap:
    """Any map that a person can mark."""
    rows: list[dict[str, object]] = []
    for slug, side in draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=8)):
        row: dict[str, object] = {"region": slug, "side": side}
        row |= {layer: draw(st.integers(0, 10)) for layer in regions()[slug].layers}
        rows.append(row)
    return read_map(rows)


def marked(*rows: Sequence[str | int]) -> BodyMap:
    """Return a map from (region, side, pain, numbness, tingling) rows."""
    return read_map(dict(zip(("region", "side", *Layer), row, strict=False)) for row in rows)


def test_what_ships_has_every_place_from_the_spine_to_the_toes() -> None:
    found = list(regions().values())
    levels = [region.level for region in found if region.level is not None]

    assert len(found) == 15
    assert levels == sorted(levels)
    assert set(levels) == set(range(8))
    assert all(
        len(region.sides) == 1 for region in found if region.slug in {"low-back-centre", "saddle"}
    )
    assert sum(len(region.sides) == 2 for region in found) == 13


@pytest.mark.parametrize("view", ["back", "front"])
def test_each_view_shows_the_leg_down_to_the_foot_and_the_seat(view: str) -> None:
    seen = {region.lane for region in regions().values() if view in region.views}

    assert {"buttock", "thigh", "calf", "foot", ""} <= seen


def test_the_calf_has_an_inner_and_an_outer_half() -> None:
    assert regions()["calf"].label == "Inner calf"
    assert regions()["leg-outer"].label == "Outer calf"
    assert {regions()[slug].level for slug in ("calf", "leg-outer", "shin")} == {5}


@pytest.mark.parametrize(
    ("slug", "lane"),
    [
        ("low-back-centre", "back"),
        ("low-back-side", "back"),
        ("groin", "buttock"),
        ("thigh-front", "thigh"),
        ("knee", "thigh"),
        ("shin", "calf"),
        ("foot", "foot"),
        ("toes", "foot"),
        ("saddle", ""),
    ],
)
def test_each_place_has_its_lane(slug: str, lane: str) -> None:
    assert regions()[slug].lane == lane


def test_the_places_are_read_once() -> None:
    assert regions() is regions()


@pytest.mark.parametrize(
    ("slug", "side", "said"),
    [
        ("calf", Side.LEFT, "Left inner calf"),
        ("low-back-side", Side.RIGHT, "Low back, right"),
        ("low-back-centre", Side.MIDDLE, "Low back, middle"),
        ("saddle", Side.MIDDLE, "Between the legs"),
    ],
)
def test_a_place_is_said_as_people_say_it(slug: str, side: Side, said: str) -> None:
    assert say_place(slug, side) == said


def test_a_mark_is_said_layer_by_layer() -> None:
    assert say_mark(Mark(region="calf", side=Side.LEFT, tingling=3)) == (
        "Left inner calf: tingling, 3 of 10"
    )
    assert say_mark(Mark(region="foot", side=Side.RIGHT, pain=6, numbness=2)) == (
        "Right foot: pain, 6 of 10; numbness, 2 of 10"
    )
    assert say_mark(Mark(region="foot", side=Side.RIGHT)) == "Right foot: nothing marked"


def test_the_furthest_pain_is_found_for_each_side() -> None:
    found = marked(("low-back-centre", "middle", 2), ("buttock", "left", 4), ("toes", "left", 1))

    assert found.furthest() == 7
    assert found.furthest(Side.LEFT) == 7
    assert found.furthest(Side.RIGHT) == 0


def test_numbness_is_no_pain() -> None:
    found = marked(("foot", "right", 0, 3, 0), ("calf", "left", 0, 0, 2))

    assert found.furthest() is None
    assert found.numb_level() == 6
    assert found.numb_level(Side.LEFT) == 5
    assert marked(("foot", "left", 3)).numb_level() is None


def test_between_the_legs_has_no_level_but_is_seen() -> None:
    found = marked(("saddle", "middle", 0, 1))

    assert found.has_saddle
    assert found.numb_level() is None
    assert not found.both_legs_at(0)
    assert not marked(("groin", "left", 3)).has_saddle


@pytest.mark.parametrize(
    ("rows", "is_both"),
    [
        ([("calf", "left", 3), ("thigh-back", "right", 0, 1)], True),
        ([("calf", "left", 3), ("thigh-back", "right", 0, 0, 1)], True),
        ([("calf", "left", 3), ("buttock", "right", 9)], False),
        ([("calf", "left", 3), ("knee", "left", 9)], False),
        ([], False),
    ],
)
def test_both_legs_count_from_a_level_down(rows: list[tuple[str, ...]], is_both: bool) -> None:
    assert marked(*rows).both_legs_at(3) is is_both


def test_a_place_tells_its_values() -> None:
    found = marked(("calf", "left", 1, 2, 3))

    assert found.pain("calf", Side.LEFT) == 1
    assert found.numbness("calf", Side.LEFT) == 2
    assert found.tingling("calf", Side.LEFT) == 3
    assert found.numbness("calf", Side.RIGHT) == 0


def test_nothing_felt_is_no_mark() -> None:
    found = marked(("calf", "left", 0, 0, 0))

    assert found == BodyMap()
    assert found.is_empty


def test_marks_come_from_the_spine_down_and_left_first() -> None:
    found = marked(("foot", "right", 1), ("foot", "left", 1), ("buttock", "right", 1))

    assert [(mark.region, mark.side.value) for mark in found.marks] == [
        ("buttock", "right"),
        ("foot", "left"),
        ("foot", "right"),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("elbow", "left", 1)], 'There is no place "elbow" on the body map.'),
        ([("calf", "middle", 1)], '"Inner calf" is marked as left or right.'),
        ([("saddle", "left", 0, 1)], '"Between the legs" is marked as middle.'),
        ([("calf", "left", 11)], "Pain is a whole number from 0 to 10."),
        ([("calf", "left", 1, -1)], "Numbness is a whole number from 0 to 10."),
        ([("calf", "left", 1, 0, "3")], "Tingling is a whole number from 0 to 10."),
        ([("calf", "left", True)], "Pain is a whole number from 0 to 10."),
        ([("saddle", "middle", 1)], '"Between the legs" takes no pain.'),
        (
            [("calf", "left", 0), ("calf", "left", 3)],
            "Left inner calf is marked twice. Keep one of the two.",
        ),
        ([()], 'There is no place "" on the body map.'),
    ],
)
def test_a_map_nobody_can_have_meant_is_refused(
    rows: list[tuple[str | int, ...]], said: str
) -> None:
    with pytest.raises(MapError) as caught:
        marked(*rows)

    assert str(caught.value) == said


def test_a_misspelt_layer_is_refused_and_not_lost() -> None:
    with pytest.raises(MapError, match='"numb" is nothing that can be marked'):
        read_map([{"region": "calf", "side": "left", "numb": 5}])


def test_a_row_that_is_no_mark_is_refused() -> None:
    with pytest.raises(MapError, match="Each mark has a region"):
        read_map(["calf"])


@given(maps())
def test_a_map_comes_back_as_it_was(body_map: BodyMap) -> None:
    assert read_map(as_rows(body_map)) == body_map


@given(maps())
def test_the_whole_reaches_as_far_as_its_further_side(body_map: BodyMap) -> None:
    sides = [body_map.furthest(side) for side in (Side.LEFT, Side.RIGHT)]

    assert body_map.furthest() == max((level for level in sides if level is not None), default=None)


def test_a_form_asks_for_every_place_from_the_spine_down() -> None:
    now, last = (
        marked(("calf", "left", 5, 0, 2)),
        marked(("calf", "left", 3), ("saddle", "middle", 0, 1)),
    )

    found = {place.key: place for place in map_places(now, last)}

    assert list(found)[:3] == [
        "low-back-centre-middle",
        "low-back-side-left",
        "low-back-side-right",
    ]
    assert len(found) == len(PLACES)
    calf = found["calf-left"]
    assert (calf.label, calf.lane, calf.was_marked) == ("Left inner calf", "calf", True)
    assert [(field.name, field.now, field.last) for field in calf.fields] == [
        ("pain-calf-left", 5, 3),
        ("numbness-calf-left", 0, 0),
        ("tingling-calf-left", 2, 0),
    ]
    assert [field.layer for field in found["saddle-middle"].fields] == ["numbness", "tingling"]
    assert not found["calf-right"].was_marked


def test_a_first_form_has_no_last_time() -> None:
    assert not any(place.was_marked for place in map_places(marked(("calf", "left", 5))))


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """Return a folder with the file of places, some of its text changed."""
    text = (CONTENT_FOLDER / FILE).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / FILE).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("regions:", "places:", '"regions" is missing.'),
        ("level: 7", "level: 8", '"level" has to be a whole number from 0 to 7.'),
        ("    level: 7\n", "", "A place that takes pain has a level, and only such a place."),
        (
            "sides: [left, right]",
            "sides: [left]",
            "A place has a left and a right, or only a middle.",
        ),
        ("sides: [left, right]", "sides: []", '"sides" is empty.'),
        ("views: [back]", "views: [top]", 'There is no view "top".'),
        ("layers: [pain,", "layers: [pains,", 'There is no layer "pains". Did you mean "pain"?'),
        (
            'place: "{side} knee"',
            "place: Knee",
            "Write {side} where a place has a left and a right",
        ),
        ("label: Knee", "labels: Knee", '"labels" is not a key that goes here.'),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_regions(changed(tmp_path, (old, new)))

    assert any(said in problem.message for problem in caught.value.problems)


def test_what_ships_reads_the_same_from_any_folder(tmp_path: Path) -> None:
    shutil.copy(CONTENT_FOLDER / FILE, tmp_path)

    assert read_regions(tmp_path) == regions()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"body\.yaml:1: The file is missing"):
        read_regions(tmp_path)


@pytest.mark.parametrize(
    ("marked", "view"),
    [
        ([], "back"),
        (["calf"], "back"),
        (["thigh-front"], "front"),
        (["thigh-front", "calf"], "back"),
    ],
)
def test_a_map_is_shown_from_behind_unless_only_the_front_was_marked(
    marked: list[str], view: str
) -> None:
    marks = tuple(Mark(region=one, side=Side.LEFT, pain=3) for one in marked)

    assert clearest_view(BodyMap(marks=marks)) == view
    assert clearest_view(None) == "back"
