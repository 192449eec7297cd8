"""What a body must be spared: every precaution, every exercise of the library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.content_files import CONTENT_FOLDER, ContentError
from routines.domain.library import read_library
from routines.domain.precautions import (
    ExerciseLoad,
    Weight,
    held,
    hits,
    precautions,
    read_precautions,
    spare,
)
from routines.domain.triage import Answer

HIP = precautions()["hip-replacement"]
SLUGS = sorted(precautions())


@pytest.fixture(scope="module")
def library() -> Mapping[str, ExerciseLoad]:
    exercises = read_library(CONTENT_FOLDER).exercises
    return {
        one.slug: ExerciseLoad(
            slug=one.slug,
            name=one.name,
            region=one.region,
            kind=one.kind,
            loads=frozenset(one.loads),
            easier=tuple(one.easier),
            may_stand_in=one.self_start and not one.therapist_only,
        )
        for one in exercises
    }


def movement(slug: str, *loads: str, **fields: object) -> ExerciseLoad:
    usual = {"name": slug, "region": "hip", "kind": "stretch"}
    return ExerciseLoad(slug=slug, loads=frozenset(loads), **{**usual, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "applies"), [(Answer.YES, True), (Answer.NOT_SURE, True), (Answer.NO, False)]
)
def test_not_sure_counts_like_yes(answer: Answer, applies: bool) -> None:
    assert (HIP in held({"hip-replacement": answer})) is applies


def test_an_answer_to_a_question_that_is_gone_changes_nothing() -> None:
    assert held({"long-ago": Answer.YES}) == ()


def test_a_new_hip_exchanges_a_deep_hip_stretch_and_says_why() -> None:
    deep = movement("figure-four", "hip-flexion-over-90", name="Figure four", easier=("seated",))
    seated = movement("seated", "hip-external-rotation", name="Seated", easier=("glute-squeeze",))
    squeeze = movement("glute-squeeze", name="Glute squeeze")

    found = spare(deep, library={one.slug: one for one in (deep, seated, squeeze)}, held=[HIP])

    assert (found.is_blocked, found.instead) == (True, "glute-squeeze")
    assert found.said == (
        "Glute squeeze in place of Figure four: it brings hip past a right angle, "
        "and you said that your new hip is not cleared yet."
    )
    assert "New hip joint not yet cleared" in found.told


def test_what_nothing_easier_replaces_is_left_out() -> None:
    deep = movement("figure-four", "hip-adduction", name="Figure four")

    found = spare(deep, library={deep.slug: deep}, held=[HIP])

    assert (found.is_blocked, found.instead) == (True, "")
    assert found.said.startswith("Figure four is left out: it takes the leg across the midline")


def test_an_exercise_only_a_therapist_teaches_never_stands_in() -> None:
    deep = movement("deep", "hip-adduction", easier=("taught",))
    taught = movement("taught", may_stand_in=False)

    found = spare(deep, library={"deep": deep, "taught": taught}, held=[HIP])

    assert found.instead == ""


def test_of_the_same_kind_the_one_with_the_fewest_words_of_care_stands_in() -> None:
    deep = movement("deep", "hip-adduction")
    floor = movement("a-floor", "floor-transfer")
    plain = movement("b-plain")
    other = movement("a-other", region="core")

    found = spare(deep, library={one.slug: one for one in (deep, floor, plain, other)}, held=[HIP])

    assert found.instead == "b-plain"


def test_a_therapists_clearance_outranks_a_block_and_keeps_the_word_of_care() -> None:
    deep = movement("deep", "hip-adduction", "balance")

    found = spare(deep, library={"deep": deep}, held=[HIP], cleared={"deep"})

    assert found.is_blocked is False
    assert found.care == (HIP.note,)


def test_care_is_said_and_exchanges_nothing() -> None:
    found = spare(movement("step", "balance"), library={}, held=[HIP])

    assert (found.is_blocked, found.said, found.care) == (False, "", (HIP.note,))


@pytest.mark.parametrize("slug", SLUGS)
def test_each_precaution_blocks_and_warns_by_its_own_tags(slug: str) -> None:
    one = precautions()[slug]

    found = hits([*one.block, *one.caution, "a-tag-of-nobody"], [one])

    assert [hit.tag for hit in found if hit.weight is Weight.BLOCK] == list(one.block)
    assert [hit.tag for hit in found if hit.weight is Weight.CAUTION] == list(one.caution)


@pytest.mark.parametrize("slug", SLUGS)
def test_with_any_precaution_each_exercise_of_the_library_is_fit_exchanged_or_left_out(
    slug: str, library: Mapping[str, ExerciseLoad]
) -> None:
    one = precautions()[slug]
    blocked = 0

    for each in library.values():
        found = spare(each, library=library, held=[one])
        if not found.is_blocked:
            continue
        blocked += 1
        assert found.said
        assert found.told
        if found.instead:
            assert not set(library[found.instead].loads) & set(one.block)

    assert bool(blocked) == bool(one.block)


@given(st.sets(st.sampled_from(SLUGS)), st.sampled_from(SLUGS), st.data())
def test_one_more_precaution_never_lets_an_exercise_in(
    before: set[str], more: str, data: st.DataObject
) -> None:
    tags = sorted({tag for one in precautions().values() for tag in one.block})
    loads = data.draw(st.sets(st.sampled_from(tags)))
    each = movement("each", *loads)

    fewer = spare(each, library={}, held=[precautions()[slug] for slug in sorted(before)])
    all_of_them = sorted({*before, more})
    further = spare(each, library={}, held=[precautions()[slug] for slug in all_of_them])

    assert further.is_blocked or not fewer.is_blocked


def test_mistakes_are_named_by_line(tmp_path: Path) -> None:
    for name in ("sources.yaml", "load_tags.yaml"):
        (tmp_path / name).write_text((CONTENT_FOLDER / name).read_text())
    (tmp_path / "precautions.yaml").write_text(
        "hip:\n  label: Hip\n  question: Hip?\n  note: Slow.\n  because: you said hip\n"
        "  block: [hip-adduktion]\n  sources: [nobody]\n"
    )

    with pytest.raises(ContentError) as caught:
        read_precautions(tmp_path)

    assert [(one.line, one.file) for one in caught.value.problems][:2] == [
        (6, "precautions.yaml"),
        (6, "precautions.yaml"),
    ] or {one.line for one in caught.value.problems} >= {6, 7}
