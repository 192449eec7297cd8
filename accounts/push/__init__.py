"""Web Push, and the little of it that others need: say something, send it, and whether that works."""

from __future__ import annotations

from accounts.push.delivery import (
    PushResult,
    application_server_key,
    push_is_ready,
    send_one,
    send_to,
)
from accounts.push.messages import PushMessage
from accounts.push.sender import Outcome

__all__ = [
    "Outcome",
    "PushMessage",
    "PushResult",
    "application_server_key",
    "push_is_ready",
    "send_one",
    "send_to",
]
