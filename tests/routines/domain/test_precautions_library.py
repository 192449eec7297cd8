"""Every precaution with every exercise of the library, and whether people can read it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from routines.domain.content_files import CONTENT_FOLDER
from routines.domain.library import read_library
from routines.domain.precautions import ExerciseLoad, held, precautions, spare
from routines.domain.triage import Answer
from tests.reading_grade import SIX, reading_grade

# How many exercises of the library each blocks, and about how many more it is careful; of those
# blocked, how many have another in their place.
COUNTS = {
    "osteoporosis": (9, 42, 7),
    "stenosis-spondylolisthesis": (9, 5, 3),
    "flexion-sensitive": (9, 21, 7),
    "extension-sensitive": (9, 0, 3),
    "hip-replacement": (26, 33, 24),
    "outer-hip-tendon": (7, 12, 7),
    "hip-pinch": (0, 26, 0),
    "pregnancy": (4, 51, 4),
    "blood-thinners": (5, 3, 2),
    "knee-problem": (4, 11, 4),
    "balance-risk": (3, 25, 3),
    "wrist-shoulder": (0, 20, 0),
    "heart-bp": (0, 7, 0),
    "recent-surgery": (45, 5, 19),
    "numb-feet": (0, 35, 0),
    "latex": (0, 3, 0),
    "nerve-loss-known": (0, 31, 0),
    "cannot-lie-flat": (25, 4, 18),
}


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
            mode=one.mode,
            position=one.position,
            easier=tuple(one.easier),
            may_stand_in=one.self_start and not one.therapist_only,
        )
        for one in exercises
    }


@pytest.mark.parametrize("slug", ["pigeon-floor", "figure-4-supine", "knee-to-opposite-shoulder"])
def test_a_new_hip_is_spared_the_deep_hip_stretches_of_the_library(
    slug: str, library: Mapping[str, ExerciseLoad]
) -> None:
    found = spare(library[slug], library=library, held=held({"hip-replacement": Answer.YES}))

    # Knee rolls, the nearest easier one, turn and cross the hips themselves.
    assert (found.is_blocked, found.instead) == (True, "pelvic-tilt")
    assert found.care == ()


def test_what_warns_of_a_new_hip_never_comes_to_one_without_a_word(
    library: Mapping[str, ExerciseLoad],
) -> None:
    """The text of an exercise and its load tags say the same."""
    warned = [
        one.slug
        for one in read_library(CONTENT_FOLDER).exercises
        if any("hip replacement" in text.lower() for text in one.not_for)
    ]
    found = {
        slug: spare(library[slug], library=library, held=[precautions()["hip-replacement"]])
        for slug in warned
    }

    assert len(warned) > 15
    assert [slug for slug, one in found.items() if not one.is_blocked and not one.care] == []


@pytest.mark.parametrize("slug", ["ball-piriformis-wall", "ball-piriformis-floor"])
def test_a_ball_on_the_buttock_is_careful_of_a_new_hip(
    slug: str, library: Mapping[str, ExerciseLoad]
) -> None:
    hip = precautions()["hip-replacement"]

    assert spare(library[slug], library=library, held=[hip]).care == (hip.note,)


@pytest.mark.parametrize(
    ("slug", "counts"),
    COUNTS.items(),
    ids=[
        f"{slug}-blocks-{blocked}-cares-{cared}-exchanges-{exchanged}"
        for slug, (blocked, cared, exchanged) in COUNTS.items()
    ],
)
def test_each_exercise_of_the_library_stays_is_exchanged_or_left_out(
    slug: str, counts: tuple[int, int, int], library: Mapping[str, ExerciseLoad]
) -> None:
    one = precautions()[slug]
    found = {each.slug: spare(each, library=library, held=[one]) for each in library.values()}
    blocked = {name: each for name, each in found.items() if each.is_blocked}

    exchanged = {name: library[each.instead] for name, each in blocked.items() if each.instead}
    cared = [each for each in found.values() if each.care and not each.is_blocked]

    assert (len(blocked), len(cared), len(exchanged)) == counts
    for name, each in blocked.items():
        assert set(library[name].loads) & set(one.block)
        assert each.said.startswith(f"Left out: {library[name].name}. It ")
        assert each.told.startswith(f"{library[name].name}: not for this client. It ")
    for other in exchanged.values():
        assert other.may_stand_in
        assert not set(other.loads) & set(one.block)


def test_the_counts_name_every_precaution() -> None:
    assert list(COUNTS) == list(precautions())


def test_what_clients_read_about_precautions_can_be_read_in_grade_six(
    library: Mapping[str, ExerciseLoad],
) -> None:
    texts = {text for one in precautions().values() for text in (one.question, one.note)}
    for one in precautions().values():
        for answer in (Answer.YES, Answer.NOT_SURE):
            for noted in ((), (one.slug,)):
                known = held({one.slug: answer}, noted=noted)
                texts |= {
                    # Without the name of another exercise, which is a name and no sentence.
                    spare(each, library={}, held=known).said
                    for each in library.values()
                }

    assert len(texts) > 200
    assert {text: grade for text in texts if (grade := reading_grade(text)) > SIX} == {}
