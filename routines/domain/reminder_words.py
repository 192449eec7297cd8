"""What a lock screen says: neutral words, from the kind of a reminder and a number of minutes.

Whoever looks over a shoulder learns nothing: no word of pain, a body or an exercise. Tests hold
every text to that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PushAction(StrEnum):
    """What can be done on the lock screen without opening anything."""

    DONE = "done"
    SNOOZE = "snooze"


ACTION_LABELS = {PushAction.DONE: "Done", PushAction.SNOOZE: "In 5 minutes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderWords:
    """A title, a line below it, and what may be done about it there."""

    title: str
    body: str
    actions: tuple[PushAction, ...] = ()


DESK = ReminderWords(
    title="Time to stand up",
    body="Two minutes are enough.",
    actions=(PushAction.DONE, PushAction.SNOOZE),
)
MORNING = ReminderWords(title="Two taps about this morning", body="Whenever you have a moment.")
CHECK_IN = ReminderWords(title="Your weekly check-in is ready", body="It takes about two minutes.")
STOPPED = ReminderWords(
    title="We will stop reminding you", body="You can turn it on again in Settings."
)


def homework_words(minutes: int) -> ReminderWords:
    """Return the words for homework of so many minutes.

    There is no Done: nothing is logged from a lock screen that nobody has looked at.
    """
    ready = "Your minute is ready" if minutes == 1 else f"Your {minutes} minutes are ready"
    return ReminderWords(
        title=ready, body="Open it when it suits you.", actions=(PushAction.SNOOZE,)
    )
