"""One sentence in two voices: to the client it says "You marked ...", to the therapist "Marked ...".

Reasons are kept as the client reads them. A plain rule turns them round; a test reads every sentence
of the warning signs and the precautions in both voices.
"""

from __future__ import annotations

import re

# After these "you" is not who does it: "it is hard for you", "it needs you to get down".
_OBJECT = re.compile(r"\b(for|to|of|from|with|at|needs|lets|helps) you\b")
_BEGINS = re.compile(r"(^|[.?!:;] +)[Yy]ou (were not sure )?")
_IN_PLACE = re.compile(r"\bDo ([^.]+) in its place\.")
_WORDS = {
    "you": "they",
    "your": "their",
    "yours": "theirs",
    "yourself": "themselves",
    "your therapist": "a therapist",
}
_SECOND_PERSON = re.compile(r"\b(your therapist|yourself|yours|your|you)\b", re.IGNORECASE)


def to_therapist(text: str) -> str:
    """Return a reason that speaks to a client as their therapist reads it.

    "You said that you have thin bones." becomes "Said that they have thin bones.". What speaks to
    nobody stays as it is; a half sentence ("you marked a fever") begins with a capital letter.
    """
    turned = _BEGINS.sub(lambda found: found[1] + ("was not sure " if found[2] else ""), text)
    turned = _IN_PLACE.sub(r"In its place: \1.", turned)
    turned = _OBJECT.sub(r"\1 them", turned)
    turned = _SECOND_PERSON.sub(_third_person, turned)
    if turned == text:
        return text
    return re.sub(r"(^|[.?!] +)([a-z])", lambda found: found[1] + found[2].upper(), turned)


def _third_person(found: re.Match[str]) -> str:
    word = _WORDS[found[0].lower()]
    return word.capitalize() if found[0][0].isupper() else word
