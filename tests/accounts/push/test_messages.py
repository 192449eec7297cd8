"""What is said: one JSON shape that a browser can show alone, and that our worker reads as well."""

from __future__ import annotations

import json
from typing import Any

import pytest

from accounts.push.encryption import MOST_BYTES
from accounts.push.messages import MOST_BODY, MOST_TITLE, PushMessage, payload
from tests.push import SITE

FIELDS: dict[str, Any] = {
    "title": "Time to stand up",
    "body": "Your 2 minutes are ready",
    "path": "/desk/break/",
    "tag": "desk-20260310-1045",
    "actions": (("done", "Done"), ("snooze", "In 5 minutes")),
    "occurrence": "0195",
}


def test_the_shape_is_the_declarative_one() -> None:
    text = payload(PushMessage(**FIELDS), site=SITE, account="me", language="en")

    page = f"{SITE}/desk/break/"
    assert json.loads(text) == {
        "web_push": 8030,
        "notification": {
            "title": "Time to stand up",
            "body": "Your 2 minutes are ready",
            "navigate": page,
            "tag": "desk-20260310-1045",
            "lang": "en",
            "dir": "ltr",
            "actions": [
                {"action": "done", "title": "Done", "navigate": page},
                {"action": "snooze", "title": "In 5 minutes", "navigate": page},
            ],
            "data": {"occurrence": "0195", "account": "me"},
        },
    }


def test_a_language_from_right_to_left_says_so() -> None:
    text = payload(PushMessage(**FIELDS), site=SITE, account="me", language="he", is_rtl=True)

    assert json.loads(text)["notification"]["dir"] == "rtl"


def test_the_longest_message_fits_whatever_the_script() -> None:
    words = {"title": "漢" * MOST_TITLE, "body": "漢" * MOST_BODY, "path": "/" + "x" * 500}

    text = payload(PushMessage(**{**FIELDS, **words}), site=SITE, account="m" * 36, language="ja")

    assert len(text) <= MOST_BYTES


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * (MOST_TITLE + 1)),
        ("body", "x" * (MOST_BODY + 1)),
        ("path", ""),
        ("path", "today"),
        ("path", "//evil.org/"),
        ("path", "/\\evil.org/"),
        ("path", "https://evil.org/"),
        ("path", "javascript:alert(1)"),
        ("path", "/a b"),
        ("path", "/a\r\nb"),
        ("path", "/" + "x" * 600),
        ("tag", ""),
        ("tag", "x" * 33),
        ("tag", "a\r\nb"),
        ("tag", "ä"),
        ("actions", (("", "Done"),)),
        ("actions", (("done", ""),)),
        ("ttl_seconds", -1),
        ("ttl_seconds", 40 * 24 * 3600),
        ("urgency", "high"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_cannot_be_said_is_refused_when_it_is_put_together(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        PushMessage(**{**FIELDS, field: value})
