"""What a phone asks before a session, and what it has begun: as the server decides it later."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest

from routines.domain.check_points import checks_before_session, due_before_session
from routines.domain.doses import Dose
from routines.domain.warning_signs import CheckPoint
from routines.queries.session_links import NO_KEY, new_links

pytestmark = pytest.mark.browser

KEY = "0199f6b0-7d00-7f20-9b8c-2a3b4c5d6e7f"
NOW = dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC)
JOINING, BEFORE, WEEKLY = CheckPoint.JOINING, CheckPoint.BEFORE, CheckPoint.WEEKLY

# An outbox of plain letters.
BOX = """
const about = (all) => (key) => {
  const of = all.filter(({ id, body }) => id === key || body.session === key);
  const keys = of.map(({ id }) => id);
  return all.filter((each) => of.includes(each) || keys.includes(each.body.log));
};
const boxOf = (all) => ({ sent: [], waiting: all, about: about(all) });
"""
DUE = (
    "async ([checks, letters, now]) => {"
    + BOX
    + """
  const { dueCheck } = await import("/static/js/lib/before_start.js");
  return dueCheck(checks, boxOf(letters), now);
}"""
)
OVER = (
    "async ([letters, count]) => {"
    + BOX
    + """
  const { isOver } = await import("/static/js/lib/begun.js");
  return isOver(boxOf(letters), "s", count ?? undefined);
}"""
)


def ago(**span: float) -> dt.datetime:
    return NOW - dt.timedelta(**span)


def letter(kind: CheckPoint, at: dt.datetime, **answers: str) -> dict[str, Any]:
    body = {"kind": kind.value, "answers": answers or {"fever": "no"}}
    return {"kind": "check_in", "body": body, "madeAt": int(at.timestamp() * 1000)}


LASTS: list[dict[CheckPoint, dt.datetime]] = [
    {},
    {JOINING: ago(hours=1)},
    {JOINING: ago(hours=4)},
    {JOINING: ago(days=3), BEFORE: ago(hours=3, minutes=59)},
    {JOINING: ago(days=7), BEFORE: ago(hours=1)},
    {JOINING: ago(days=20), WEEKLY: ago(hours=2)},
    {JOINING: ago(days=28), WEEKLY: ago(days=1)},
    {JOINING: ago(days=42), CheckPoint.MONTHLY: ago(hours=1)},
    {JOINING: ago(days=50), CheckPoint.MONTHLY: ago(days=5), CheckPoint.WEEK_6: ago(hours=1)},
]


# Nobody joins twice.
CASES = [
    (number, told)
    for number, last in enumerate(LASTS)
    for told in (None, *CheckPoint)
    if told is not JOINING or not last
]


@pytest.mark.parametrize(
    ("number", "told"), CASES, ids=[f"{number}-{told or 'nothing'}" for number, told in CASES]
)
def test_a_phone_asks_for_the_check_that_the_server_would_ask_for(
    page: Any, number: int, told: CheckPoint | None
) -> None:
    last = LASTS[number]
    letters = [letter(told, ago(minutes=10))] if told else []
    known = last | ({told: max(last.get(told, ago(days=99)), ago(minutes=10))} if told else {})

    checks = [one.as_json() for one in checks_before_session(last)]
    asked = page.evaluate(DUE, [checks, letters, int(NOW.timestamp() * 1000)])

    assert asked == (due_before_session(known, now=NOW) or "")


def test_a_check_in_without_an_answer_was_no_check(page: Any) -> None:
    checks = [one.as_json() for one in checks_before_session({JOINING: ago(hours=5)})]
    silent = letter(BEFORE, NOW)
    silent["body"]["answers"] = {}

    assert page.evaluate(DUE, [checks, [silent], int(NOW.timestamp() * 1000)]) == "before"


def of(kind: str, key: str = "x", **body: Any) -> dict[str, Any]:
    return {"kind": kind, "id": key, "body": body}


LOG = of("log", "l", session="s", outcome="performed")
OTHER = of("log", "m", session="s", outcome="skipped")
UNDO = of("undo", "u", log="l")
FINISH = of("finish", "f", session="s")


@pytest.mark.parametrize(
    ("letters", "count", "is_over"),
    [
        ([], 2, False),
        ([LOG], 2, False),
        ([LOG, OTHER], 2, True),
        ([LOG, OTHER, UNDO], 2, False),
        ([LOG, OTHER], None, False),
        ([LOG, FINISH], 2, True),
        ([LOG, FINISH, UNDO], 2, False),
        ([LOG, UNDO, FINISH], 2, True),
        ([of("rating", session="s", effort=4)], 2, True),
        ([of("report", session="s", feeling="sharp")], 2, False),
        ([of("report", session="s", feeling="warning")], 2, True),
        ([of("finish", session="another")], 2, False),
    ],
    ids=[
        *("begun", "half", "all", "one taken back", "unknown count", "ended", "opened again"),
        *("taken back, then ended", "rated", "a sharp pain", "stopped", "another one"),
    ],
)
def test_a_session_is_over_when_nothing_more_is_to_be_done_in_it(
    page: Any, letters: list[dict[str, Any]], count: int | None, is_over: bool
) -> None:
    assert page.evaluate(OVER, [letters, count]) is is_over


@pytest.mark.parametrize("page_name", ["", "play/", "after/"])
def test_the_phone_writes_the_same_addresses(page: Any, page_name: str) -> None:
    written = page.evaluate(
        """async ([assignment, name, session]) => {
          const { addressOf } = await import("/static/js/lib/begun.js");
          return addressOf({ assignment, version: 2, dose: "short" }, name, session);
        }""",
        [KEY, page_name, str(NO_KEY)],
    )

    links = new_links(UUID(KEY), version=2, dose=Dose.SHORT, session=NO_KEY)
    expected = {"": links.show, "play/": links.play, "after/": links.after}
    assert written == expected[page_name]
