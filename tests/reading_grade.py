"""How many years of school a text asks for, and the sentences that templates hold.

The grade is Flesch and Kincaid's (1975): words in a sentence, and syllables in a word. Syllables
are counted by the spelling, with a list of words whose spelling misleads.
"""

from __future__ import annotations

import re

SIX = 6.0

_SENTENCE_END = re.compile(r"[.?!]+(?=[\s\"'”’)]|$)")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
# What stays a sound of its own at the end of a word, so that an "e" before it may still be silent.
_ENDINGS = {
    "body": 2,
    "ful": 1,
    "less": 1,
    "ly": 1,
    "ment": 1,
    "ments": 1,
    "ness": 1,
    "one": 1,
    "thing": 1,
    "times": 1,
    "where": 1,
}
_SPELLED = {
    "anyone": 3,
    "area": 3,
    "being": 2,
    "client": 2,
    "create": 2,
    "diet": 2,
    "eye": 1,
    "eyes": 1,
    "everyone": 3,
    "fluid": 2,
    "hundred": 2,
    "idea": 3,
    "maybe": 2,
    "poem": 2,
    "quiet": 2,
    "react": 2,
    "recipe": 3,
    "science": 2,
    "someone": 2,
}

_TRANSLATED = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_TRANSLATED_BLOCK = re.compile(
    r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL
)
_PLURAL = re.compile(r"\{%\s*plural\s*%\}")
_NAME = re.compile(r"\{\{[^}]*\}\}")
_TAG = re.compile(r"<[^>]*>")


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of an English text: 6.0 is the end of primary school.

    A text without a full stop is one sentence. A text without words is grade 0.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    syllables = sum(syllables_of(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def syllables_of(word: str) -> int:
    """Return the syllables of one word; of a number its digits, as a phone number is read."""
    if "-" in word:
        return sum(syllables_of(part) for part in word.split("-"))
    plain = re.sub(r"['’]", "", word.lower())
    if any(sign.isdigit() for sign in plain):
        return sum(sign.isdigit() for sign in plain)
    return _spoken(plain)


def sentences_in(template: str) -> list[str]:
    """Return the texts of a template's `translate` tags and `blocktranslate` blocks, in order.

    A variable reads as "Maya", markup is left out, and each plural form is a text of its own.
    """
    found = [
        (match.start(), match[1] or match[2] or "") for match in _TRANSLATED.finditer(template)
    ]
    for match in _TRANSLATED_BLOCK.finditer(template):
        found += [(match.start(), form) for form in _PLURAL.split(match[1])]
    return [
        " ".join(_TAG.sub("", _NAME.sub("Maya", text)).split())
        for _, text in sorted(found, key=lambda each: each[0])
    ]


def _spoken(word: str) -> int:
    if word in _SPELLED:
        return _SPELLED[word]
    for ending, syllables in _ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem != word and re.search(r"[aeiouy]", stem) and len(stem) > 1:
            return _spoken(stem) + syllables
    stem = word.removesuffix("ing").removesuffix("ings")
    if stem != word and re.search(r"[aeiouy]", stem):
        return _spoken(stem) + 1
    groups = _vowel_groups(word)
    # Two vowels that are two sounds: "serious", "medial", "usual".
    groups += len(re.findall(r"(?<![ctsgx])i[aou]|(?<=[sntd])ua", word))
    silent = (
        re.search(r"(?<![aeiouy])(?<![^aeiouy]l)e$", word)
        or re.search(r"[^aeiouytd]ed$", word)
        or re.search(r"[^aeiouysxzcg](?<![cs]h)(?<![^aeiouy]l)es$", word)
    )
    return max(1, groups - 1 if silent else groups)


def _vowel_groups(word: str) -> int:
    # A "y" between two vowels begins the next syllable: "player", "beyond".
    return len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[aeiou])y(?=[aeiou])", "-", word)))
