"""What a body must be spared: what is exchanged, for what, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routines.domain.content_files import CONTENT_FOLDER, ContentError
from routines.domain.directions import SpineLoad
from routines.domain.precautions import (
    ExerciseLoad,
    Precaution,
    Weight,
    blocked_loads,
    held,
    hits,
    load_tags,
    of_sign,
    precautions,
    read_precautions,
    say_chosen,
    say_weighed,
    spare,
    words_of_care,
)
from routines.domain.triage import Answer
from routines.domain.warning_rules import warning_rules

HIP = precautions()["hip-replacement"]
FLEXION = precautions()["flexion-sensitive"]
SLUGS = sorted(precautions())
TAGS = sorted(load_tags())


def movement(slug: str, *loads: str, **fields: object) -> ExerciseLoad:
    usual = {"name": slug, "region": "hip", "kind": "stretch"}
    return ExerciseLoad(slug=slug, loads=frozenset(loads), **{**usual, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "applies"), [(Answer.YES, True), (Answer.NOT_SURE, True), (Answer.NO, False)]
)
@pytest.mark.parametrize("slug", SLUGS)
def test_not_sure_counts_like_yes(slug: str, answer: Answer, applies: bool) -> None:
    assert [one.slug for one in held({slug: answer})] == ([slug] if applies else [])


def test_a_question_that_was_not_answered_holds_nothing() -> None:
    assert held({}) == ()


def test_precautions_come_in_the_order_of_the_file_however_they_were_answered() -> None:
    backwards = dict.fromkeys(reversed(list(precautions())), Answer.YES)

    assert [one.slug for one in held(backwards)] == list(precautions())


@pytest.mark.parametrize(
    ("answer", "noted", "because"),
    [
        (Answer.YES, (), "you said that bending forward sends pain down your leg"),
        (Answer.NOT_SURE, (), "you were not sure if bending forward sends pain down your leg"),
        (
            Answer.YES,
            ("flexion-sensitive",),
            "your therapist noted that bending forward sends pain down your leg",
        ),
        (
            Answer.NOT_SURE,
            ("flexion-sensitive",),
            "your therapist is not sure if bending forward sends pain down your leg",
        ),
    ],
)
def test_it_is_told_who_answered_and_how_surely(
    answer: Answer, noted: tuple[str, ...], because: str
) -> None:
    (one,) = held({"flexion-sensitive": answer}, noted=noted)

    assert one.because == because


def test_an_answer_to_a_question_that_is_gone_changes_nothing() -> None:
    assert held({"long-ago": Answer.YES}) == ()


def test_a_new_hip_exchanges_a_deep_hip_stretch_and_says_why() -> None:
    deep = movement("figure-four", "hip-flexion-over-90", name="Figure four", easier=("seated",))
    seated = movement("seated", "hip-external-rotation", name="Seated", easier=("glute-squeeze",))
    squeeze = movement("glute-squeeze", name="Glute squeeze")

    found = spare(deep, library={one.slug: one for one in (deep, seated, squeeze)}, held=[HIP])

    assert (found.is_blocked, found.instead) == (True, "glute-squeeze")
    assert found.said == (
        "Left out: Figure four. It takes the hip past a right angle. "
        "You said that your new hip is not cleared yet. Do Glute squeeze in its place."
    )
    assert found.told == (
        "Figure four: not for this client. It takes the hip past a right angle (New hip joint not yet cleared). "
        "Glute squeeze would fit in its place."
    )


def test_a_blocked_easier_version_is_passed_over_for_the_one_after_it() -> None:
    far = movement("far", "hip-adduction", easier=("near", "wide"))
    near = movement("near", "hip-adduction", easier=("nearest-fit",))
    wide = movement("wide", "hip-internal-rotation")
    fit = movement("nearest-fit")

    found = spare(far, library={one.slug: one for one in (far, near, wide, fit)}, held=[HIP])

    assert found.instead == "nearest-fit"


def test_the_nearest_of_two_easier_versions_is_taken() -> None:
    far = movement("far", "hip-adduction", easier=("near", "twin"))
    near = movement("near", "hip-adduction", easier=("behind",))
    others = [movement("twin"), movement("behind")]

    found = spare(far, library={one.slug: one for one in (far, near, *others)}, held=[HIP])

    assert found.instead == "twin"


def test_what_nothing_easier_replaces_is_left_out() -> None:
    deep = movement("figure-four", "hip-adduction", name="Figure four")

    found = spare(deep, library={deep.slug: deep}, held=[HIP])

    assert (found.is_blocked, found.instead) == (True, "")
    assert found.said == (
        "Left out: Figure four. It takes the leg across the body or lets the hip drop. "
        "You said that your new hip is not cleared yet."
    )
    assert found.told.endswith("(New hip joint not yet cleared). No other exercise fits.")


def test_an_exercise_only_a_therapist_teaches_never_stands_in() -> None:
    deep = movement("deep", "hip-adduction", easier=("taught",))
    taught = movement("taught", may_stand_in=False)

    found = spare(deep, library={"deep": deep, "taught": taught}, held=[HIP])

    assert found.instead == ""


def test_of_the_same_kind_the_one_with_the_fewest_words_of_care_stands_in() -> None:
    deep = movement("deep", "hip-adduction")
    floor = movement("a-floor", "floor-transfer")
    plain = movement("b-plain", "step", "band")  # more loads, but none to be careful about
    other = movement("a-other", region="core")

    found = spare(deep, library={one.slug: one for one in (deep, floor, plain, other)}, held=[HIP])

    assert found.instead == "b-plain"


@pytest.mark.parametrize("tag", [*SpineLoad, "nerve-movement", "direct-pressure"])
def test_nobody_is_sent_another_way_of_the_spine_to_a_nerve_or_to_a_ball(tag: str) -> None:
    deep = movement("deep", "hip-adduction")
    other = movement("other", tag)

    found = spare(deep, library={"deep": deep, "other": other}, held=[HIP])

    assert found.instead == ""


def test_of_those_with_as_much_care_the_most_alike_stands_in() -> None:
    deep = movement("deep", "hip-adduction", position="seated", mode="hold")
    floor = movement("a-floor", position="supine", mode="hold")
    moving = movement("b-moving", position="seated", mode="repetitions")
    alike = movement("c-alike", position="seated", mode="hold")
    loaded = movement("a-loaded", "step", position="seated", mode="hold")
    library = {one.slug: one for one in (deep, floor, moving, alike, loaded)}

    assert spare(deep, library=library, held=[HIP]).instead == "c-alike"


def test_a_cleared_easier_version_may_stand_in() -> None:
    deep = movement("deep", "hip-adduction", easier=("seated",))
    seated = movement("seated", "hip-external-rotation")
    library = {one.slug: one for one in (deep, seated)}

    assert spare(deep, library=library, held=[HIP]).instead == ""
    assert spare(deep, library=library, held=[HIP], cleared={"seated"}).instead == "seated"


def test_a_therapists_clearance_outranks_a_block_and_keeps_the_word_of_care() -> None:
    deep = movement("deep", "hip-adduction", "balance")

    found = spare(deep, library={"deep": deep}, held=[HIP], cleared={"deep"})

    assert (found.is_blocked, found.instead) == (False, "")
    assert found.care == (HIP.note,)
    assert found.said == "It stays: your therapist cleared it for you."
    assert found.told == (
        "deep: stays, cleared by a therapist. "
        "It takes the leg across the body or lets the hip drop (New hip joint not yet cleared)."
    )


def test_care_is_said_and_exchanges_nothing() -> None:
    found = spare(movement("step", "balance"), library={}, held=[HIP])

    assert (found.is_blocked, found.instead, found.care) == (False, "", (HIP.note,))
    assert found.said == (
        "Take care: it needs balance. You said that your new hip is not cleared yet."
    )
    assert found.told == (
        "step: stays, with a note to read first. It needs balance (New hip joint not yet cleared)."
    )


def test_a_clearance_says_nothing_where_nothing_is_blocked() -> None:
    found = spare(movement("step", "balance"), library={}, held=[HIP], cleared={"step"})

    assert found.said.startswith("Take care: it needs balance.")


def test_what_no_precaution_speaks_of_stays_without_a_word() -> None:
    found = spare(movement("step", "balance"), library={}, held=[FLEXION])

    assert (found.is_blocked, found.said, found.told, found.care) == (False, "", "", ())


def test_a_note_is_read_once_however_many_loads_ask_for_it() -> None:
    found = spare(movement("step", "balance", "floor-transfer"), library={}, held=[HIP])

    assert found.care == (HIP.note,)


def test_the_notes_are_those_of_the_exercise_in_its_place() -> None:
    deep = movement("deep", "hip-adduction", easier=("stand",))
    stand = movement("stand", "balance")

    found = spare(deep, library={"deep": deep, "stand": stand}, held=[HIP])

    assert found.care == (HIP.note,)


@pytest.mark.parametrize("slug", SLUGS)
def test_each_precaution_blocks_and_warns_by_its_own_tags(slug: str) -> None:
    one = precautions()[slug]

    found = hits([*one.block, *one.caution, "a-tag-of-nobody"], [one])

    assert [hit.tag for hit in found if hit.weight is Weight.BLOCK] == list(one.block)
    assert [hit.tag for hit in found if hit.weight is Weight.CAUTION] == list(one.caution)


@st.composite
def libraries(draw: st.DrawFn) -> dict[str, ExerciseLoad]:
    """Give a handful of exercises of one kind, each with any loads and easier versions."""
    names = [f"exercise-{number}" for number in range(draw(st.integers(1, 6)))]
    return {
        name: movement(
            name,
            *draw(st.sets(st.sampled_from(TAGS), max_size=3)),
            easier=tuple(draw(st.lists(st.sampled_from(names), max_size=3))),
            may_stand_in=draw(st.booleans()),
        )
        for name in names
    }


some_held = st.sets(st.sampled_from(SLUGS), max_size=4)


def chosen(slugs: set[str]) -> list[Precaution]:
    return [precautions()[slug] for slug in sorted(slugs)]


@given(libraries(), some_held, st.sampled_from(SLUGS))
def test_one_more_precaution_never_lets_an_exercise_in(
    library: dict[str, ExerciseLoad], before: set[str], more: str
) -> None:
    for each in library.values():
        fewer = spare(each, library=library, held=chosen(before))
        further = spare(each, library=library, held=chosen({*before, more}))

        assert further.is_blocked or not fewer.is_blocked


@given(libraries(), some_held, st.data())
def test_what_is_done_is_never_blocked_unless_it_was_cleared(
    library: dict[str, ExerciseLoad], slugs: set[str], data: st.DataObject
) -> None:
    cleared = data.draw(st.sets(st.sampled_from(sorted(library))))
    spared = blocked_loads(chosen(slugs))

    for name, each in library.items():
        found = spare(each, library=library, held=chosen(slugs), cleared=cleared)
        done = found.instead if found.is_blocked else name

        assert not done or done in cleared or spared.isdisjoint(library[done].loads)
        assert found.instead != name
        assert not found.is_blocked or (found.said and found.told)


@given(libraries(), some_held)
def test_a_clearance_always_wins(library: dict[str, ExerciseLoad], slugs: set[str]) -> None:
    for name, each in library.items():
        found = spare(each, library=library, held=chosen(slugs), cleared={name})

        assert (found.is_blocked, found.instead) == (False, "")


def write_precautions(folder: Path, text: str) -> None:
    for name in ("sources.yaml", "load_tags.yaml"):
        (folder / name).write_text((CONTENT_FOLDER / name).read_text())
    (folder / "precautions.yaml").write_text(text)


def test_mistakes_are_named_by_line(tmp_path: Path) -> None:
    write_precautions(
        tmp_path,
        "hip:\n  label: Hip\n  question: Hip?\n  note: Slow.\n  fact: your hip is new\n"
        "  block: [hip-adduktion]\n  sources: [nobody]\n  becuase: no\n",
    )

    with pytest.raises(ContentError) as caught:
        read_precautions(tmp_path)

    found = {(one.file, one.line) for one in caught.value.problems}
    assert found >= {("precautions.yaml", line) for line in (6, 7, 8)}


def test_a_precaution_that_spares_nothing_is_a_mistake(tmp_path: Path) -> None:
    write_precautions(
        tmp_path,
        "hip:\n  label: Hip\n  question: Hip?\n  note: Slow.\n  fact: your hip is new\n"
        "  sources: [tftf]\n",
    )

    with pytest.raises(ContentError, match="blocks nothing"):
        read_precautions(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_precautions(tmp_path)

    assert "precautions.yaml" in {one.file for one in caught.value.problems}


def test_only_a_sign_that_names_a_load_is_a_precaution() -> None:
    signs = warning_rules().signs

    found = {slug: one.block for slug in signs if (one := of_sign(signs[slug])) is not None}

    assert found == {"claudication": ("spine-extension",), "new-medicine": ("direct-pressure",)}


def test_the_words_of_care_are_those_of_cautions_alone() -> None:
    assert words_of_care(["balance", "floor-transfer"], [HIP]) == (HIP.note,)
    assert words_of_care(["hip-flexion-over-90"], [HIP]) == ()
    assert words_of_care(["balance"], []) == ()


def test_who_chose_it_on_purpose_promises_nothing() -> None:
    assert say_chosen("Maya") == "Maya looked at this and chose it for you. Not sure? Ask first."
    assert say_chosen("").startswith("Your therapist looked at this")
    assert "safe" not in say_chosen("Maya")


def test_what_was_weighed_is_the_first_block_and_nothing_without_one() -> None:
    assert (
        say_weighed(["hip-flexion-over-90"], [HIP]) == f"{HIP.because[0].upper()}{HIP.because[1:]}."
    )
    assert say_weighed(["balance"], [HIP]) == ""
