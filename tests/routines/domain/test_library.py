"""Reading the library: what a file becomes, and every kind of mistake."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from routines.domain.content import (
    Evidence,
    EvidenceSource,
    ExerciseContent,
    Mode,
    RoutineItemContent,
)
from routines.domain.dosage import Dosage, Side
from routines.domain.library import ContentError, read_library

FILES = {
    "muscles.yaml": "calves: calf\n",
    "load_tags.yaml": "balance: needs balance\n",
    "sources.yaml": "a-trial:\n  name: A trial\n  supports: Something.\n  link: https://example.org/\n",
    "families.yaml": "hips:\n  name: Hips\n  field: hip\n",
    "rules.yaml": (
        "progressions:\n  slowly:\n    text: Add one.\n    when: {sessions: 3, calm: true, pain: {days: [1, 2]}}\n"
        "    then:\n      - {change: sets, add: 1}\n"
        "regressions:\n  ease-off:\n    text: Do less.\n    when: {pain: 6}\n"
        "    then:\n      - {change: sets, add: -1}\n"
    ),
    "exercises/calf-raise.yaml": """\
name: Calf raise
region: lower-leg
position: standing
kind: strength
mode: repetitions
muscles: [calves]
side: none
self_start: true
therapist_only: false
dosage:
  sets: 2
  repetitions: 12
  rest_seconds: 30
steps:
  - Rise up.
stop_rules:
  - Stop if it hurts.
loads: [balance]
evidence:
  level: low
  note: Found useful.
  sources: [a-trial]
""",
    "routines/on-your-feet.yaml": """\
name: On your feet
family: hips
purpose: Stand well.
availability: self-start
for_whom:
  - Anyone.
cautions:
  - Hold on.
times_per_day: 2
items:
  - exercise: calf-raise
    dosage:
      repetitions: 10
    side: both
    note: Slowly.
progression: slowly
regressions: [ease-off]
sources: [a-trial]
""",
}
EXERCISE = "exercises/calf-raise.yaml"
ROUTINE = "routines/on-your-feet.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the smallest library there can be."""
    for file, content in FILES.items():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def refusals(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as refused:
        read_library(folder)

    assert [str(problem) for problem in refused.value.problems] == str(refused.value).splitlines()
    return [str(problem) for problem in refused.value.problems]


# --- reading -------------------------------------------------------------------------------


def test_the_smallest_library_is_read_whole(folder: Path) -> None:
    library = read_library(folder)

    assert library.sources["a-trial"] == EvidenceSource(
        slug="a-trial", name="A trial", supports="Something.", link="https://example.org/"
    )
    assert library.families["hips"].field == "hip"
    assert library.progressions["slowly"].when == {
        "sessions": 3,
        "calm": True,
        "pain": {"days": [1, 2]},
    }
    assert library.regressions["ease-off"].then == ({"change": "sets", "add": -1},)
    [exercise] = library.exercises
    assert exercise == ExerciseContent(
        slug="calf-raise",
        name="Calf raise",
        aliases=(),
        region="lower-leg",
        position="standing",
        kind="strength",
        mode=Mode.REPETITIONS,
        muscles=("calves",),
        equipment=(),
        side_choice="client",
        self_start=True,
        therapist_only=False,
        dosage=Dosage(sets=2, repetitions=12, rest_seconds=30),
        steps=("Rise up.",),
        feel="",
        cues=(),
        mistakes=(),
        breathing="",
        easier=(),
        harder=(),
        loads=("balance",),
        not_for=(),
        stop_rules=("Stop if it hurts.",),
        evidence=Evidence(level="low", note="Found useful.", sources=("a-trial",)),
    )
    [routine] = library.routines
    assert routine.items == (
        RoutineItemContent(
            exercise="calf-raise", dosage=Dosage(repetitions=10, side=Side.BOTH), note="Slowly."
        ),
    )
    assert (routine.level, routine.rounds, routine.days_per_week) == (None, 1, 7)
    assert routine.total_seconds == Dosage(repetitions=10, side=Side.BOTH).total_seconds


def test_an_item_without_a_dosage_takes_the_exercise_own(folder: Path) -> None:
    text = FILES[ROUTINE].replace("    dosage:\n      repetitions: 10\n", "")
    (folder / ROUTINE).write_text(text)

    [routine] = read_library(folder).routines

    assert routine.items[0].dosage == Dosage(
        sets=2, repetitions=12, rest_seconds=30, side=Side.BOTH
    )


# --- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (EXERCISE, "name: Calf", "naem: Calf", [
            'EXERCISE:1: "naem" is not a key that goes here. Did you mean "name"?',
            'EXERCISE:1: "name" is missing.',
        ]),
        (EXERCISE, "name: Calf raise", "name:", ['EXERCISE:1: "name" has no value.']),
        (EXERCISE, "name: Calf raise", "name: 45", [
            'EXERCISE:1: "name" is a text. Put numbers, yes and no in quotes.'
        ]),
        (EXERCISE, "name: Calf raise", 'name: " "', ['EXERCISE:1: "name" is empty.']),
        (EXERCISE, "name: Calf raise", f"name: {'a' * 121}", [
            'EXERCISE:1: "name" has 121 letters; 120 is the most.'
        ]),
        (EXERCISE, "name: Calf raise", "name: Calf: raise", [
            "EXERCISE:1: This is not YAML: mapping values are not allowed here. "
            "Put a text that contains a colon in quotes."
        ]),
        (EXERCISE, "  - Rise up.", "  - Rise: up.", [
            'EXERCISE:15: "steps" is a text. A text with a colon in it has to be in quotes.'
        ]),
        (EXERCISE, "steps:\n  - Rise up.", "steps: Rise up.", [
            'EXERCISE:14: "steps" is a list: one "- " line for each entry.'
        ]),
        (EXERCISE, "steps:\n  - Rise up.", "steps: []", ['EXERCISE:14: "steps" is empty.']),
        (EXERCISE, "self_start: true", "self_start: perhaps", [
            'EXERCISE:8: "self_start" has to be true or false.',
            'ROUTINE:11: "calf-raise" cannot be in a routine that clients start alone.',
        ]),
        (EXERCISE, "therapist_only: false", "therapist_only: true", [
            "EXERCISE:8: What only a therapist may give, nobody can start alone.",
            'ROUTINE:11: "calf-raise" cannot be in a routine that clients start alone.',
        ]),
        (EXERCISE, "self_start: true", "self_start: false", [
            'ROUTINE:11: "calf-raise" cannot be in a routine that clients start alone.'
        ]),
        (EXERCISE, "region: lower-leg", "region: lower-lag", [
            'EXERCISE:2: There is no region "lower-lag". Did you mean "lower-leg"?'
        ]),
        (EXERCISE, "side: none", "side: each", ['EXERCISE:7: There is no side "each".']),
        (EXERCISE, "mode: repetitions", "mode: reps", ['EXERCISE:5: There is no mode "reps".']),
        (EXERCISE, "mode: repetitions", "mode: duration", [
            'EXERCISE:5: The mode "duration" and "duration_seconds" go together.'
        ]),
        (EXERCISE, "mode: repetitions", "mode: hold", [
            'EXERCISE:5: The mode "hold" needs "hold_seconds" in the dosage.'
        ]),
        (EXERCISE, "[calves]", "[calfs]", [
            'EXERCISE:6: There is no muscle "calfs". Did you mean "calves"?'
        ]),
        (EXERCISE, "[calves]", "[calves, calves]", ['EXERCISE:6: "calves" is here twice.']),
        (EXERCISE, "[balance]", "[balanced]", [
            'EXERCISE:18: There is no load tag "balanced". Did you mean "balance"?'
        ]),
        (EXERCISE, "[a-trial]", "[hearsay]", ['EXERCISE:22: There is no source "hearsay".']),
        (EXERCISE, "loads: [balance]", "easier: [squat]", [
            'EXERCISE:18: There is no other exercise "squat".'
        ]),
        (EXERCISE, "loads: [balance]", "harder: [calf-raise]", [
            'EXERCISE:18: There is no other exercise "calf-raise".'
        ]),
        (EXERCISE, "  sets: 2", "  sets: 21", [
            "EXERCISE:11: Nobody can do this dosage. Choose between 1 and 20 sets."
        ]),
        (EXERCISE, "  sets: 2", "  sets: two", [
            'EXERCISE:11: "sets" has to be a whole number.'
        ]),
        (EXERCISE, "  repetitions: 12", "  reps: 12", [
            'EXERCISE:11: Nobody can do this dosage. Say how many repetitions, or how long to go on for.',
            'EXERCISE:12: "reps" is not a key that goes here. Did you mean "repetitions"?',
        ]),
        (EXERCISE, "  repetitions: 12", "  repetition_pattern: [5, 3, 1]", [
            "EXERCISE:12: Nobody can do this dosage. Give one number for each of the 2 sets, for example 5-3-1."
        ]),
        (EXERCISE, "  repetitions: 12", "  repetition_pattern: [5, many]", [
            'EXERCISE:12: "repetition_pattern" holds whole numbers.',
            "EXERCISE:12: Nobody can do this dosage. Give one number for each of the 2 sets, for example 5-3-1.",
        ]),
        (EXERCISE, "  rest_seconds: 30", "  tempo: slow", [
            "EXERCISE:13: A tempo is three numbers of seconds, as in 3-1-3."
        ]),
        (EXERCISE, "side: none", "side: none\nside: both", ['EXERCISE:8: "side" is here twice.']),
        (EXERCISE, "dosage:\n  sets: 2\n  repetitions: 12\n  rest_seconds: 30", "dosage: some", [
            'EXERCISE:10: Write "key: value" lines below "dosage".'
        ]),
        (EXERCISE, "self_start: true\n", "", [
            'EXERCISE:1: "self_start" is missing.',
            'ROUTINE:11: "calf-raise" cannot be in a routine that clients start alone.',
        ]),
        (EXERCISE, "evidence:\n  level: low\n  note: Found useful.\n  sources: [a-trial]\n", "", [
            'EXERCISE:1: "evidence" is missing.'
        ]),
        (EXERCISE, "  sets: 2", "  sets: 0x2", [
            'EXERCISE:11: "sets" has to be a whole number.'
        ]),
        (ROUTINE, "items:\n", "items:\n  - calf-raise\n", [
            'ROUTINE:11: Write "key: value" lines below "items".'
        ]),
        ("families.yaml", "hips:\n", "legs: Legs\nhips:\n", [
            'families.yaml:1: Write "key: value" lines below "legs".'
        ]),
        (ROUTINE, "self-start", "anybody", ['ROUTINE:4: There is no availability "anybody".']),
        (ROUTINE, "family: hips", "family: hops", [
            'ROUTINE:2: There is no family "hops". Did you mean "hips"?'
        ]),
        (ROUTINE, "times_per_day: 2", "times_per_day: 13", [
            'ROUTINE:9: "times_per_day" has to be a whole number from 1 to 12.'
        ]),
        (ROUTINE, "exercise: calf-raise", "exercise: calf-rise", [
            'ROUTINE:11: There is no exercise "calf-rise". Did you mean "calf-raise"?'
        ]),
        (ROUTINE, "      repetitions: 10", "      repetitions: 10\n      duration_seconds: 9", [
            "ROUTINE:14: Nobody can do this dosage. Give repetitions or a duration, not both."
        ]),
        (ROUTINE, "note: Slowly.", f"note: {'a' * 241}", [
            'ROUTINE:15: "note" has 241 letters; 240 is the most.'
        ]),
        (ROUTINE, "progression: slowly", "progression: slow", [
            'ROUTINE:16: There is no progression "slow". Did you mean "slowly"?'
        ]),
        (ROUTINE, "[ease-off]", "[give-up]", ['ROUTINE:17: There is no regression "give-up".']),
        ("families.yaml", "field: hip", "field: pink", [
            'families.yaml:3: There is no field "pink".'
        ]),
        ("families.yaml", "hips:", "Hips and legs:", [
            'families.yaml:1: "Hips and legs" may have only small letters, numbers and hyphens.',
            'ROUTINE:2: There is no family "hips".',
        ]),
        ("sources.yaml", "https:", "ftp:", ['sources.yaml:4: A link starts with "https://".']),
        ("muscles.yaml", "calf", "[calf]", [
            'muscles.yaml:1: "calves" is a text. Put numbers, yes and no in quotes.'
        ]),
        ("rules.yaml", "    when: {sessions: 3, calm: true, pain: {days: [1, 2]}}\n", "", ['rules.yaml:3: "when" is missing.']),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_line_and_reason(
    folder: Path, file: str, old: str, new: str, expected: list[str]
) -> None:
    assert old in FILES[file]
    (folder / file).write_text(FILES[file].replace(old, new), encoding="utf-8")

    found = refusals(folder)

    named = [line.replace("EXERCISE", EXERCISE).replace("ROUTINE", ROUTINE) for line in expected]
    assert found == sorted(named)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "The file is empty."),
        (b"- a list", 'Write "key: value" lines.'),
        (b"name: \xff", "The file holds signs that are not text. Save it as UTF-8."),
        (b"name: \x07", "The file holds signs that are not text. Save it as UTF-8."),
    ],
)
def test_a_file_that_is_no_content_is_refused(folder: Path, content: bytes, expected: str) -> None:
    (folder / "muscles.yaml").write_bytes(content)

    assert f"muscles.yaml:1: {expected}" in refusals(folder)


def test_broken_yaml_names_the_line(folder: Path) -> None:
    (folder / ROUTINE).write_text(FILES[ROUTINE].replace("items:", "items: ["))

    [found] = refusals(folder)

    assert re.match(r"routines/on-your-feet\.yaml:\d+: This is not YAML: ", found)


def test_a_missing_file_or_folder_is_refused(folder: Path) -> None:
    (folder / "rules.yaml").unlink()
    shutil.rmtree(folder / "routines")

    assert refusals(folder) == [
        "routines:1: The folder is missing or empty.",
        "rules.yaml:1: The file is missing or cannot be opened.",
    ]


def test_two_files_for_one_slug_and_bad_file_names_are_refused(folder: Path) -> None:
    (folder / "exercises/calf-raise.yml").write_text(FILES[EXERCISE])
    (folder / "exercises/Calf_Raise.yaml").write_text(FILES[EXERCISE])
    (folder / "exercises/notes.txt").write_text("to do")
    (folder / "exercises/.hidden").write_text("an editor's own")

    assert refusals(folder) == [
        "exercises/Calf_Raise.yaml:1: A file name has small letters, numbers and hyphens only.",
        'exercises/calf-raise.yml:1: There are two files for "calf-raise". Keep one.',
        'exercises/notes.txt:1: The name of a content file ends in ".yaml".',
    ]


def test_easier_versions_that_lead_back_are_refused(folder: Path) -> None:
    first = FILES[EXERCISE].replace("loads: [balance]", "easier: [heel-raise]")
    second = FILES[EXERCISE].replace("loads: [balance]", "easier: [calf-raise]")
    (folder / EXERCISE).write_text(first)
    (folder / "exercises/heel-raise.yaml").write_text(second)

    assert refusals(folder) == [
        'exercises/calf-raise.yaml:18: The easier versions of "calf-raise" lead back to it.',
        'exercises/heel-raise.yaml:18: The easier versions of "heel-raise" lead back to it.',
    ]


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    (folder / EXERCISE).write_text(FILES[EXERCISE].replace("kind: strength", "kind: magic"))
    (folder / ROUTINE).write_text(FILES[ROUTINE].replace("family: hips", "family: nobody"))

    assert len(refusals(folder)) == 2
