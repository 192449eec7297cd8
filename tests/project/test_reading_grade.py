"""What a client reads about warning signs can be read in school grade 6."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from routines.domain.contacts import Contacts
from routines.domain.precautions import precautions
from routines.domain.warning_rules import warning_rules
from tests.reading_grade import SIX, reading_grade, sentences_in, syllables_of

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = (
    "help/*.html",
    "check_ins/*.html",
    "activities/*.html",
    "progress/pattern.html",
    "progress/function.html",
    "sessions/where.html",
    "today/flag.html",
)
# A button or a heading of fewer words is a label, not a sentence that has a grade.
SHORTEST = 5
# As in most of Europe; what is said where a clinic gave no number is not ours to shorten.
NUMBERS = Contacts(emergency="112", crisis="116 123")


def texts_of_the_warning_signs() -> Iterator[tuple[str, str]]:
    """Give each text field that a client reads, with where it stands."""
    rules = warning_rules()
    notices = [
        *rules.signs.values(),
        *rules.combinations.values(),
        *(event.all_no for event in rules.events if event.all_no),
    ]
    for notice in notices:
        yield f"{notice.slug} message", NUMBERS.fill(notice.message)
        yield f"{notice.slug} say", notice.say
        yield f"{notice.slug} because", notice.because
    for sign in rules.signs.values():
        yield f"{sign.slug} question", sign.question
        yield f"{sign.slug} help", sign.help_text
    for gate in rules.gates.values():
        yield f"{gate.slug} question", gate.question
        yield f"{gate.slug} say", gate.say
        yield f"{gate.slug} because", gate.because
    for risk in rules.risks.values():
        yield f"{risk.slug} question", risk.question
    for event in rules.events:
        yield f"{event.slug} because", event.because


def texts_of_precautions() -> Iterator[tuple[str, str]]:
    """Give what a client reads about precautions."""
    for one in precautions().values():
        yield f"{one.slug} question", one.question
        yield f"{one.slug} note", one.note
        yield f"{one.slug} because", one.because


def texts_of_templates() -> Iterator[tuple[str, str]]:
    """Give each translated text of the templates, with its file."""
    for pattern in TEMPLATES:
        for path in sorted((ROOT / "templates").glob(pattern)):
            for text in sentences_in(path.read_text()):
                if len(text.split()) >= SHORTEST:
                    yield path.name, text


def too_hard(texts: Iterator[tuple[str, str]]) -> dict[str, float]:
    return {
        f"{where}: {text}": round(grade, 1)
        for where, text in texts
        if (grade := reading_grade(text)) > SIX
    }


def test_warning_signs_can_be_read_in_grade_six() -> None:
    assert len(list(texts_of_the_warning_signs())) > 150

    assert too_hard(texts_of_the_warning_signs()) == {}


@pytest.mark.parametrize("pattern", TEMPLATES)
def test_every_pattern_finds_a_template_with_text(pattern: str) -> None:
    found = [path.read_text() for path in (ROOT / "templates").glob(pattern)]

    assert any(sentences_in(text) for text in found)


def test_pages_can_be_read_in_grade_six() -> None:
    assert too_hard(texts_of_templates()) == {}


@pytest.mark.parametrize(
    ("words", "syllables"),
    [
        ("pain moves marked legs whole shoes done less eye poo can't don’t 8", 1),
        ("numbness between peeing lying people started movement something X-ray", 2),
        ("player beyond region muscles changes clumsy somewhere sometimes numb-ness", 2),
        ("serious medial usual nobody therapist breathlessness 112", 3),
        ("emergency exercises operation temperature", 4),
    ],
)
def test_syllables_are_counted_by_the_spelling(words: str, syllables: int) -> None:
    assert {word: syllables_of(word) for word in words.split()} == dict.fromkeys(
        words.split(), syllables
    )


def test_a_grade_grows_with_sentences_and_words() -> None:
    easy = reading_grade("The cat sat on the mat.")

    assert easy == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert reading_grade("The cat sat on the mat. The dog ran.") < easy
    assert reading_grade("Neurological deterioration necessitates hospitalization.") > 20
    assert reading_grade("Version 0.5 is out.") == reading_grade("Version 0.5 is out")
    assert (reading_grade(""), reading_grade("...")) == (0, 0)


def test_texts_are_taken_out_of_templates() -> None:
    template = """
        {% load i18n %}<h1 title="{% translate 'Back' %}">{% translate "Call now" %}</h1>
        {% blocktranslate with clinic=clinic.name %}Call <b>{{ clinic }}</b>
        today.{% endblocktranslate %}
        {% blocktranslate count days=days %}One day.{% plural %}{{ days }} days.{% endblocktranslate %}
        <p>{# translate "not this" #}{{ untranslated }}</p>
    """

    assert sentences_in(template) == [
        "Back",
        "Call now",
        "Call Maya today.",
        "One day.",
        "Maya days.",
    ]


def test_precautions_can_be_read_in_grade_six() -> None:
    assert too_hard(texts_of_precautions()) == {}
