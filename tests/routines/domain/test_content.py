"""The content that ships: complete, safe to start alone where it says so, and plainly said."""

from __future__ import annotations

import re

import pytest

from routines.domain.content import Library
from routines.domain.library import CONTENT_FOLDER, read_library
from tests.reading_grade import SIX, reading_grade


@pytest.fixture(scope="module")
def shipped() -> Library:
    """Return the content that ships."""
    return read_library(CONTENT_FOLDER)


def test_everything_that_ships_can_be_read(shipped: Library) -> None:
    assert len(shipped.exercises) == 104
    assert len(shipped.routines) == 21


def test_easier_and_harder_point_at_each_other(shipped: Library) -> None:
    exercises = {exercise.slug: exercise for exercise in shipped.exercises}
    one_way = [
        (exercise.slug, other)
        for exercise in shipped.exercises
        for other in exercise.easier
        if exercise.slug not in exercises[other].harder
    ] + [
        (exercise.slug, other)
        for exercise in shipped.exercises
        for other in exercise.harder
        if exercise.slug not in exercises[other].easier
    ]

    assert one_way == []


def test_what_clients_start_alone_is_safe_to_start_alone(shipped: Library) -> None:
    exercises = {exercise.slug: exercise for exercise in shipped.exercises}
    alone = [routine for routine in shipped.routines if routine.availability == "self-start"]

    assert len(alone) == 9
    for routine in alone:
        assert all(exercises[item.exercise].self_start for item in routine.items)
        assert not any(exercises[item.exercise].therapist_only for item in routine.items)


def test_no_direction_is_started_alone(shipped: Library) -> None:
    exercises = {exercise.slug: exercise for exercise in shipped.exercises}

    for slug in ("prone-lying", "prone-on-elbows", "press-up", "double-knee-to-chest"):
        assert not exercises[slug].self_start
    for routine in shipped.routines:
        if routine.family in {"centralize", "nerve-glide", "heel-lift"}:
            assert routine.availability == "therapist-only"


def test_steps_can_be_read_in_grade_six(shipped: Library) -> None:
    hard = {
        exercise.slug: round(grade, 1)
        for exercise in shipped.exercises
        if (grade := reading_grade(" ".join(exercise.steps))) > SIX
    }

    assert hard == {}


def test_sessions_last_as_long_as_their_names_say(shipped: Library) -> None:
    minutes = {routine.slug: routine.total_seconds / 60 for routine in shipped.routines}

    assert minutes["desk-break-2"] == pytest.approx(2, abs=0.5)
    assert minutes["desk-break-5"] == pytest.approx(5, abs=0.5)
    assert max(minutes.values()) <= 18


def test_texts_for_clients_keep_our_voice(shipped: Library) -> None:
    unwanted = re.compile(
        r"!|\bMc(Gill|Kenzie)\b|\bBorg\b|clinician|patient|\bcure|\bheal(s|ed|ing)?\b|diagnos|safety\.yaml"
        r"|\breps?\b|guarantee|towards|stabilis|programme|colour",
        re.IGNORECASE,
    )
    texts = [
        text
        for exercise in shipped.exercises
        for text in (
            exercise.name,
            *exercise.aliases,
            *exercise.steps,
            exercise.feel,
            *exercise.cues,
            *exercise.mistakes,
            exercise.breathing,
            *exercise.not_for,
            *exercise.stop_rules,
            exercise.evidence.note,
        )
    ]
    texts += [
        text
        for routine in shipped.routines
        for text in (
            routine.name,
            routine.purpose,
            *routine.for_whom,
            *routine.not_for,
            *routine.cautions,
            routine.evidence_note,
            *(item.note for item in routine.items),
        )
    ]
    rules = [*shipped.progressions.values(), *shipped.regressions.values()]
    texts += [rule.text for rule in rules]

    assert [text for text in texts if unwanted.search(text)] == []


def test_every_word_list_is_used(shipped: Library) -> None:
    muscles = {muscle for exercise in shipped.exercises for muscle in exercise.muscles}
    loads = {tag for exercise in shipped.exercises for tag in exercise.loads}
    families = {routine.family for routine in shipped.routines}
    progressions = {routine.progression for routine in shipped.routines}

    assert muscles == set(shipped.muscles)
    assert loads == set(shipped.load_tags)
    assert families == set(shipped.families)
    assert progressions == set(shipped.progressions)


def test_links_are_not_to_mirrors(shipped: Library) -> None:
    links = [source.link for source in shipped.sources.values() if source.link]

    assert len(links) > 40
    assert [link for link in links if re.search(r"docslib|scribd|ouci\.dntb|wikipedia", link)] == []
