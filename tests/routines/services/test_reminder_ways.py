"""How a notice is handed to the push sender, and what its answers mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused
from uuid import UUID

import pytest
from django.core import mail

from accounts.models import User
from accounts.push import PushMessage, PushResult
from routines.domain.reminder_words import DESK
from routines.services import reminder_ways
from routines.services.reminder_ways import Notice, Verdict, Went, by_email, by_push, tag_of
from tests.factories import NOW

KEY = UUID("0195a0b0-0000-7000-8000-000000000001")


def notice(**fields: object) -> Notice:
    """Return what is said of a desk break; say what shall be different."""
    person = User(email="ivan@example.org", display_name="Ivan Petrov")
    usual = {"occurrence": KEY, "person": person, "words": DESK, "path": "/", "seconds": 600}
    return Notice(**{**usual, **fields})  # type: ignore[arg-type]


def pushed(
    monkeypatch: pytest.MonkeyPatch, *notices: Notice, answers: Sequence[PushResult] = ()
) -> tuple[list[tuple[User, PushMessage]], list[Verdict]]:
    """Push to a sender that gives these answers; return what it got, and what came of it."""
    got: list[tuple[User, PushMessage]] = []

    def send(messages: Sequence[tuple[User, PushMessage]], *, now: dt.datetime) -> list[PushResult]:
        got.extend(messages)
        return list(answers) or [PushResult(sent=1)] * len(messages)

    monkeypatch.setattr(reminder_ways, "send_to", send)
    return got, by_push(notices, now=NOW)


def test_a_push_says_neutral_words_and_what_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    one = notice(is_quiet=True)

    ((person, message),), verdicts = pushed(monkeypatch, one)

    assert person is one.person
    assert message == PushMessage(
        title="Time to stand up",
        body="Two minutes are enough.",
        path="/",
        tag=tag_of(KEY),
        actions=(("done", "Done"), ("snooze", "In 5 minutes")),
        ttl_seconds=600,
        urgency="low",
        occurrence=str(KEY),
    )
    assert verdicts == [Verdict(Went.SENT)]


def test_a_tag_is_always_the_same_and_tells_nothing() -> None:
    assert tag_of(KEY) == tag_of(UUID(str(KEY)))
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", tag_of(KEY))
    assert tag_of(KEY) != tag_of(UUID(int=KEY.int + 1))


def test_what_came_of_a_push_is_read_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        PushResult(sent=1, gone=1),
        # One phone has it: trying again would reach that one twice.
        PushResult(sent=1, later_seconds=60),
        PushResult(gone=1, later_seconds=60),
        PushResult(refused=1),
        PushResult(gone=1),
        PushResult(),
    ]

    _, verdicts = pushed(monkeypatch, *[notice()] * len(answers), answers=answers)

    assert verdicts == [
        Verdict(Went.SENT),
        Verdict(Went.SENT),
        Verdict(Went.LATER, 60),
        Verdict(Went.REFUSED),
        Verdict(Went.NO_WAY),
        Verdict(Went.NO_WAY),
    ]


def test_letters_that_went_out_before_a_failure_are_not_written_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[object] = []

    def send(letter: mail.EmailMessage) -> int:
        if len(sent) == 2:
            raise ConnectionResetError("ivan@example.org")
        sent.append(letter)
        return 1

    monkeypatch.setattr(mail.EmailMessage, "send", send)

    verdicts = by_email([notice()] * 4, site="https://carryover.example")

    assert [one.went for one in verdicts] == [Went.SENT, Went.SENT, Went.LATER, Went.LATER]
    assert "ivan@example.org" not in caplog.text


@pytest.mark.parametrize(
    "refusal",
    [
        SMTPRecipientsRefused({"gone@example.org": (550, b"gone@example.org: nobody")}),
        # An address that cannot be written down for a mail server.
        UnicodeError("label too long: gone@example.org"),
    ],
)
def test_an_address_that_nobody_takes_holds_up_no_other_letter(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, refusal: Exception
) -> None:
    gone = User(email="gone@example.org", display_name="Gone Away")

    def send(letter: mail.EmailMessage) -> int:
        if letter.to == ["gone@example.org"]:
            raise refusal
        return 1

    monkeypatch.setattr(mail.EmailMessage, "send", send)

    verdicts = by_email([notice(person=gone), notice()], site="https://carryover.example")

    assert [one.went for one in verdicts] == [Went.REFUSED, Went.SENT]
    assert "gone@example.org" not in caplog.text
