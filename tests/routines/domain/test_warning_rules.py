"""The file of warning signs: what ships is sound, and every mistake is told by its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from routines.domain.content_files import CONTENT_FOLDER, ContentError
from routines.domain.warning_rules import FILE, NO_WALKING, read_rules, warning_rules
from routines.domain.warning_signs import CheckPoint, Urgency, When

# A sign is told as it was noticed: what it may be called is for others to say.
NAMES_OF_ILLNESSES = re.compile(
    r"cauda|equina|syndrome|fracture|thrombo|embol|malignan|tumou?r|metasta|sepsis|aneurysm"
    r"|myelopath|stenosis|sciatica|disc\b|hernia|spondyl|foot drop|claudicat|arthritis|stroke",
    re.IGNORECASE,
)


def test_it_is_read_once() -> None:
    assert warning_rules() is warning_rules()
    assert warning_rules().version


def test_what_needs_help_now_rests_everything_and_ends_walking() -> None:
    urgent = [sign for sign in warning_rules().signs.values() if sign.urgency is Urgency.NOW]

    open_ones = {sign.slug for sign in urgent if sign.rests != "all" or sign.keeps_walking}
    # Who thinks of ending their life may go on moving: nothing about the back has changed.
    assert open_ones == {"self-harm"}
    assert all(
        not each.keeps_walking
        for each in warning_rules().signs.values()
        if each.group in NO_WALKING
    )


def test_every_emergency_tells_whom_to_call_or_where_to_go() -> None:
    rules = warning_rules()

    for notice in (*rules.signs.values(), *rules.combinations.values()):
        if notice.urgency is Urgency.NOW:
            assert re.search(r"\{emergency_number\}|emergency department", notice.message)


def test_the_short_check_stands_for_everything_asked_before_a_session() -> None:
    rules = warning_rules()

    opened = {slug for gate in rules.gates.values() for slug in gate.opens}
    # The fourth question, pain from 0 to 10, opens this one.
    opened |= {slug for each in rules.events if each.when is When.STRONG_PAIN for slug in each.asks}
    assert len(rules.gates) == 3
    assert opened == {sign.slug for sign in rules.asked_at(CheckPoint.BEFORE)}


def test_a_client_never_reads_the_name_of_an_illness() -> None:
    rules = warning_rules()
    texts = [
        text
        for notice in (
            *rules.signs.values(),
            *rules.combinations.values(),
            *(each.all_no for each in rules.events if each.all_no),
        )
        for text in (notice.say, notice.because, notice.message)
    ]
    texts += [text for gate in rules.gates.values() for text in (gate.say, gate.because)]
    texts += [sign.question + sign.help_text for sign in rules.signs.values()]

    assert len(texts) > 150
    assert [text for text in texts if NAMES_OF_ILLNESSES.search(text)] == []


def test_nobody_is_told_that_all_is_well() -> None:
    text = (CONTENT_FOLDER / FILE).read_text()

    assert "!" not in text
    assert re.findall(r"(?i)you are safe|nothing is wrong|all is well|you will be fine", text) == []


def test_what_is_written_opens_the_words_questions() -> None:
    words = warning_rules().words

    assert {"self-harm", "bladder-change", "new-numbness", "both-legs"} <= set(words)
    assert " cant pee " not in words["bladder-change"]
    assert " pee " in words["bladder-change"]
    assert " dont want to live " in words["self-harm"]


def changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """Return a copy of the file, and of what it names, with some of its text changed."""
    for name in ("sources.yaml", "load_tags.yaml"):
        shutil.copy(CONTENT_FOLDER / name, folder)
    text = (CONTENT_FOLDER / FILE).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / FILE).write_text(text)
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_rules(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("urgency: now", "urgency: soon", 'There is no urgency "soon".'),
        ("ask_at: [before,", "ask_at: [befor,", 'Did you mean "before"?'),
        ("cleared_by: nobody", "cleared_by: client", 'There is no cleared_by "client".'),
        ("group: cauda-equina", "group: other", 'There is no group "other".'),
        ("not_sure_is_yes: true", "not_sure_is_yes: maybe", "has to be true or false"),
        ("not_sure_is_yes: true", "not_sure_is_yes: false", "counts when somebody is not sure"),
        ("rests: all", "rests: tags:dancing", 'There is no rests "tags:dancing".'),
        ("sources: [ces-cards,", "sources: [ces-card,", 'There is no source "ces-card".'),
        ("basis: found", "basis: guess", 'There is no basis "guess".'),
        (
            "Call {emergency_number} or",
            "Call {emergency} or",
            'Nothing is filled in for "{emergency}".',
        ),
        ("because: you marked", "because: you said", 'This begins with "you marked".'),
        (
            "    say: I have back or leg pain. The feeling",
            "    told: The feeling",
            '"say" is missing',
        ),
        ("    alert: Possible cord", "    note: Possible cord", '"note" is not a key'),
        ("rests: all\n    keeps_walking: true", "rests: all", '"keeps_walking" is missing.'),
        ("opens: [saddle-numbness,", "opens: [saddle,", 'There is no sign "saddle".'),
        (
            "opens: [chest-breath, fever, dvt]",
            "opens: [chest-breath, fever]",
            '"dvt" has to be opened before a session',
        ),
        ("is_lasting: true", "is_lasting: 1", "has to be true or false"),
        ("all_of: [cancer-history]", "all_of: [cancer]", 'There is no sign or risk "cancer".'),
        ("any_of: []", "any_of: []\n    at_least: 1", "There are not so many to choose from."),
        ("all_of: [dvt, chest-breath]", "all_of: [dvt]", "One alone is no combination."),
        ("when: weaker", "when: strong-pain", 'There has to be one event for "weaker".'),
        ("when: weaker", "when: feeble", 'There is no when "feeble".'),
        ("    from: 5\n", "", '"from" is missing.'),
        ("counts_as: pain-spreading", "counts_as: spreading", 'There is no sign "spreading".'),
        ("    until_answered: saddle-numbness\n", "", "no answer changes anything"),
        (
            "asks: [new-weakness, foot-drop-sudden]\n    until",
            "until",
            "There is nothing to answer: asks is empty.",
        ),
        ("    self-harm:\n      -", "    selfharm:\n      -", 'Did you mean "self-harm"?'),
        ("version: ", "edition: ", '"version" is missing.'),
        ("  bone-risks:\n", "  fever:\n", '"fever" is the name of something else already.'),
        ("gates:\n", "gate:\n", '"gates" is missing.'),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = mistakes(changed(tmp_path, (old, new)))

    assert any(said in message for message in found), found
    assert all(re.match(r"warning_signs\.yaml:\d+: ", message) for message in found)


def test_a_mistake_is_named_by_its_line(tmp_path: Path) -> None:
    folder = changed(tmp_path, ("    group: cord\n", "    group: chord\n"))
    line = (folder / FILE).read_text().splitlines().index("    group: chord") + 1

    assert mistakes(folder) == [f'{FILE}:{line}: There is no group "chord". Did you mean "cord"?']


def test_walking_stays_closed_for_fever_clots_cancer_and_broken_bones(tmp_path: Path) -> None:
    old = "keeps_walking: false\n    sources: [dvt, bartsch-2021]"

    found = mistakes(changed(tmp_path, (old, old.replace("false", "true"))))

    assert len(found) == 1
    assert "With vessel nobody is told to walk on." in found[0]


def test_missing_files_are_named(tmp_path: Path) -> None:
    missing = "The file is missing or cannot be opened."

    assert mistakes(tmp_path) == [
        f"{name}:1: {missing}" for name in ("load_tags.yaml", "sources.yaml", FILE)
    ]


def test_it_is_not_read_without_what_it_names(tmp_path: Path) -> None:
    shutil.copy(CONTENT_FOLDER / FILE, tmp_path)

    assert len(mistakes(tmp_path)) > 40
