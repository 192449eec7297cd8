"""What a lock screen says never tells what it is about."""

from __future__ import annotations

import re

from routines.domain.reminder_words import (
    ACTION_LABELS,
    CHECK_IN,
    DESK,
    MORNING,
    STOPPED,
    homework_words,
)

HEALTH = re.compile(
    r"pain|ache|hurt|numb|tingl|weak|leg|back|spine|buttock|hip|knee|foot|muscle|nerve|body|sore"
    r"|exercis|stretch|squat|bend|bridge|therap|clinic|doctor|health|symptom|sign|flag|safety"
    r"|homework|routine|carryover",
    re.IGNORECASE,
)


def test_no_text_has_a_health_word() -> None:
    spoken = [DESK, MORNING, CHECK_IN, STOPPED, *map(homework_words, (1, 8, 45))]
    texts = [text for one in spoken for text in (one.title, one.body)]
    found = {text: HEALTH.findall(text) for text in [*texts, *ACTION_LABELS.values()]}

    assert {text: words for text, words in found.items() if words} == {}


def test_minutes_are_said_as_one_says_them() -> None:
    assert homework_words(8).title == "Your 8 minutes are ready"
    assert homework_words(1).title == "Your minute is ready"


def test_homework_is_never_done_from_a_lock_screen() -> None:
    assert [action.value for action in homework_words(8).actions] == ["snooze"]
    assert [action.value for action in DESK.actions] == ["done", "snooze"]


def test_what_stops_by_itself_says_so_and_where_to_turn_it_on() -> None:
    assert f"{STOPPED.title}. {STOPPED.body}" == (
        "We will stop reminding you. You can turn it on again in Settings."
    )


def test_one_minute_is_told_as_one() -> None:
    assert homework_words(1).title == "Your minute is ready"
    assert homework_words(8).title == "Your 8 minutes are ready"
