"""What is said in a push message: neutral words, a page to open, and nothing of anybody's health."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

# RFC 8030, section 5.4: a Topic is at most 32 characters of base64url.
_TAG = re.compile(r"[A-Za-z0-9_-]{1,32}", re.ASCII)
# One slash and no second one, nor what browsers take for one: the page is on this site.
_PATH = re.compile(r"/(?![/\\])[\x21-\x7e]{0,511}", re.ASCII)
_ACTION = re.compile(r"[a-z_]{1,20}", re.ASCII)
_URGENCIES = ("low", "normal")
MOST_TITLE = 80
MOST_BODY = 200
MOST_TTL_SECONDS = 28 * 24 * 3600
# Marks a declarative message (Push API); a browser that knows it shows it without our worker.
_DECLARATIVE = 8030


@dataclass(frozen=True, slots=True, kw_only=True)
class PushMessage:
    """One notification, in the words of the person it is for. No health word ever.

    `path` is a page of this site. A later message with the same `tag` takes the place of an earlier
    one, on the lock screen and at the push service. `actions` are names and titles of buttons, as in
    `("done", "Done")`. After `ttl_seconds` an undelivered message is dropped. `occurrence` is what
    the buttons post back. Raises `ValueError` for what is none of this.
    """

    title: str
    body: str
    path: str
    tag: str
    actions: tuple[tuple[str, str], ...] = ()
    ttl_seconds: int = 3600
    urgency: str = "normal"
    occurrence: str = ""

    def __post_init__(self) -> None:
        faults = {
            "title": not 0 < len(self.title) <= MOST_TITLE,
            "body": len(self.body) > MOST_BODY,
            "path": not _PATH.fullmatch(self.path),
            "tag": not _TAG.fullmatch(self.tag),
            "actions": not all(_ACTION.fullmatch(name) and title for name, title in self.actions),
            "ttl_seconds": not 0 <= self.ttl_seconds <= MOST_TTL_SECONDS,
            "urgency": self.urgency not in _URGENCIES,
        }
        for name, is_wrong in faults.items():
            if is_wrong:
                raise ValueError(f"A push message cannot have this {name}.")


def payload(
    message: PushMessage, *, site: str, account: str, language: str, is_rtl: bool = False
) -> bytes:
    """Return the JSON that is sealed: one declarative shape that our service worker reads as well.

    `site` is scheme and host of the pages, as in https://clinic.example.org; `account` is who the
    message is for, as pages say it in the header Carryover-Owner.
    """
    page = site + message.path
    notification: dict[str, Any] = {
        "title": message.title,
        "body": message.body,
        "navigate": page,
        "tag": message.tag,
        "lang": language,
        "dir": "rtl" if is_rtl else "ltr",
        "actions": [
            {"action": name, "title": title, "navigate": page} for name, title in message.actions
        ],
        "data": {"occurrence": message.occurrence, "account": account},
    }
    text = json.dumps(
        {"web_push": _DECLARATIVE, "notification": notification},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return text.encode()
