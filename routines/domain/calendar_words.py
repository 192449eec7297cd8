"""What an entry of the calendar feed says: words that may stand on anybody's lock screen.

No name of a routine or an exercise, and no word of health: a calendar is shared with families and
employers.
"""

from __future__ import annotations

NAME = "Carryover"
NEXT_DAY = "One short question"
CHECK_IN = "Your weekly check-in"


def homework(minutes: int) -> str:
    """Return "Your 8 minutes are ready"."""
    return "Your minute is ready" if minutes == 1 else f"Your {minutes} minutes are ready"
