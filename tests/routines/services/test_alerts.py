"""Letters to therapists: at once, to the clinic when nobody looks, once a day; never with a health word."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import CareRelationship, Clinic, User
from accounts.services.care import end_care
from routines.domain.body import regions
from routines.domain.warning_rules import warning_rules
from routines.models import Flag, FlagAction
from routines.services import flags
from routines.services.alerts import Sent, send_alerts
from tests.check_in_factories import FEVER, SADDLE, WORRY, make_check_in, make_flag
from tests.factories import (
    NOW,
    make_care_relationship,
    make_client,
    make_clinic,
    make_manager,
    make_therapist,
)

pytestmark = pytest.mark.django_db

SITE = "https://carryover.example"
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
# Words of every day that the rules use, too, and that say nothing of anybody's health.
PLAIN = """
a after and are at be by calls clinic do for has in is it longer look needs new next not now of on
open somebody than that the them there they to today told visits wait were what yet you your
"""


@pytest.fixture
def clinic() -> Clinic:
    return make_clinic()


@pytest.fixture
def maya(clinic: Clinic) -> User:
    return make_therapist(clinic=clinic)


@pytest.fixture
def ivan(maya: User) -> User:
    return make_client(therapist=maya, is_checked=False)


def send(now: dt.datetime = NOW) -> Sent:
    return send_alerts(now=now, site=SITE)


def letters() -> list[EmailMessage]:
    """Take the letters out of the box."""
    taken = list(mail.outbox)
    mail.outbox.clear()
    return taken


@pytest.fixture
def broken_mail(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the mail server be away until the returned function is called."""

    def refuse(self: EmailBackend, messages: Any) -> int:
        raise ConnectionRefusedError("away")

    with_mail = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return lambda: monkeypatch.setattr(EmailBackend, "send_messages", with_mail)


# --- at once -------------------------------------------------------------------------------


@pytest.mark.parametrize(("answers", "when"), [(SADDLE, "now"), (FEVER, "today")])
def test_who_treats_the_client_is_told_at_once_and_once(
    maya: User, ivan: User, answers: dict[str, str], when: str
) -> None:
    flag = make_flag(client=ivan, answers=answers)

    assert send() == Sent(at_once=1)

    (letter,) = letters()
    assert (letter.bcc, letter.to, letter.cc) == ([maya.email], [], [])
    assert letter.subject == f"Carryover: IP needs you {when}"
    assert f"{SITE}/admin/" in letter.body
    flag.refresh_from_db()
    assert flag.told_at == NOW
    assert send(NOW + MINUTE) == Sent()


def test_all_who_treat_the_client_in_that_clinic_are_told_and_nobody_sees_who(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    cleo = make_therapist(clinic=clinic, display_name="Cleo Marsh")
    make_care_relationship(therapist=cleo, client=ivan)
    make_therapist(clinic=clinic, display_name="Nora Diaz")
    make_flag(client=ivan)

    send()

    (letter,) = letters()
    assert set(letter.bcc) == {maya.email, cleo.email}
    assert letter.to == []


def test_each_clinic_is_told_of_its_own_flag(maya: User, ivan: User) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_care_relationship(therapist=tom, client=ivan)
    make_flag(client=ivan)

    assert send() == Sent(at_once=2)

    assert sorted(letter.bcc for letter in letters()) == sorted([[maya.email], [tom.email]])


def test_what_somebody_has_looked_at_is_not_told_any_more(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan)
    flags.acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW)

    assert send() == Sent()


def test_without_a_clinic_there_is_nobody_to_tell() -> None:
    make_flag(client=make_client(display_name="Lena Vogel", is_checked=False))

    assert send(NOW + 10 * DAY) == Sent()


def test_who_treats_nobody_any_more_is_not_told(clinic: Clinic, maya: User, ivan: User) -> None:
    cleo = make_therapist(clinic=clinic, display_name="Cleo Marsh")
    make_care_relationship(therapist=cleo, client=ivan)
    make_flag(client=ivan)
    end_care(relationship=maya.care_given.get(), by=maya, at=NOW)

    send()

    assert [letter.bcc for letter in letters()] == [[cleo.email]]


# --- no health word ------------------------------------------------------------------------


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def _health_words() -> set[str]:
    """Return every word of the rules and of the body map, but those of every day."""
    rules = warning_rules()
    said = [place.label for place in regions().values()]
    for sign in rules.signs.values():
        said += [sign.question, sign.help_text, sign.because, sign.say, sign.alert]
        said += [sign.slug, sign.group]
    for gate in rules.gates.values():
        said += [gate.question, gate.because, gate.say, gate.alert]
    said += [risk.question for risk in rules.risks.values()]
    said += [one.because + one.alert + one.say for one in rules.combinations.values()]
    said += [phrase for phrases in rules.words.values() for phrase in phrases]
    return {word for text in said for word in _words(text)} - _words(PLAIN)


@pytest.mark.once
def test_no_letter_has_a_word_of_the_rules_or_a_name(clinic: Clinic, ivan: User) -> None:
    make_manager(clinic=clinic)
    for number, slug in enumerate(warning_rules().signs):
        make_check_in(client=ivan, answers={slug: "yes"}, now=NOW + number * MINUTE)
    send(NOW + HOUR)
    send(NOW + 4 * DAY)

    written = letters()
    subjects = {str(letter.subject).replace("IP", "") for letter in written}
    assert len(subjects) == 4, "now, today, to the clinic and once a day"
    forbidden = _health_words()
    assert {"numb", "pain", "bladder", "fever", "legs", "calf", "worry"} <= forbidden
    for letter in written:
        text = f"{letter.subject} {letter.body}".replace(f"{SITE}/admin/", "")
        assert _words(text) & forbidden == set()
        assert not {"ivan", "petrov"} & _words(text)
        assert str(ivan.email) not in letter.message().as_string()
        assert str(ivan.pk) not in text


# --- to the clinic -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "limit"), [(SADDLE, dt.timedelta(minutes=60)), (FEVER, 24 * HOUR)]
)
def test_whoever_runs_the_clinic_is_told_after_its_limit_once(
    clinic: Clinic, ivan: User, answers: dict[str, str], limit: dt.timedelta
) -> None:
    ana = make_manager(clinic=clinic)
    make_manager(clinic=make_clinic(name="Harbour"), display_name="Ben Reed")
    flag = make_flag(client=ivan, answers=answers)
    send()
    letters()

    assert send(NOW + limit - MINUTE) == Sent()
    assert send(NOW + limit) == Sent(escalated=1)

    (letter,) = letters()
    assert letter.bcc == [ana.email]
    assert "nobody has looked after IP yet" in letter.subject
    flag.refresh_from_db()
    assert flag.escalated_at == NOW + limit
    assert send(NOW + limit + MINUTE) == Sent()


def test_who_has_looked_in_time_is_not_reported(clinic: Clinic, maya: User, ivan: User) -> None:
    make_manager(clinic=clinic)
    flag = make_flag(client=ivan)
    send()
    flags.acknowledge(flag=flag, by=maya, action=FlagAction.CALLED, at=NOW + 59 * MINUTE)

    assert send(NOW + 2 * HOUR).escalated == 0


def test_with_no_therapist_to_reach_the_clinic_is_told_at_once(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    ana = make_manager(clinic=clinic)
    make_flag(client=ivan)
    CareRelationship.objects.update(ended_at=NOW)

    assert send() == Sent(escalated=1)

    assert [letter.bcc for letter in letters()] == [[ana.email]]
    assert send(NOW + MINUTE) == Sent()


def test_with_nobody_to_reach_at_all_it_is_late_and_shown_and_not_tried_for_ever(
    ivan: User,
) -> None:
    flag = make_flag(client=ivan)
    CareRelationship.objects.update(ended_at=NOW)

    assert send() == Sent()

    flag.refresh_from_db()
    assert flag.is_late(NOW)
    assert flag.escalated_at == NOW
    assert letters() == []


# --- once a day ----------------------------------------------------------------------------


def test_notes_for_the_next_visits_come_in_one_letter_at_seven(maya: User, ivan: User) -> None:
    lena = make_client(therapist=maya, display_name="Lena Vogel", is_checked=False)
    for client in (ivan, lena):
        make_flag(client=client, answers=WORRY)
    seven = dt.datetime(2026, 3, 11, 7, 0, tzinfo=dt.UTC)

    assert send() == Sent()
    assert send(seven - MINUTE) == Sent()
    assert send(seven) == Sent(digests=1)

    (letter,) = letters()
    assert letter.bcc == [maya.email]
    assert "IP, LV" in letter.body
    assert send(seven + HOUR) == Sent()


def test_what_comes_after_seven_waits_for_the_next_morning(ivan: User) -> None:
    seven = dt.datetime(2026, 3, 11, 7, 0, tzinfo=dt.UTC)
    make_flag(client=ivan, answers=WORRY)
    send(seven)
    make_flag(client=ivan, answers={"inflammatory": "yes"}, now=seven + MINUTE)

    assert send(seven + 2 * HOUR) == Sent()
    assert send(seven + DAY) == Sent(digests=1)


@pytest.mark.parametrize(
    ("zone", "hour"),
    # The last one is gone from the database of this machine, and may hold up nobody's letters.
    [("Europe/Berlin", 6), ("America/New_York", 11), ("Asia/Tokyo", 22), ("Mars/Olympus", 7)],
)
def test_seven_is_in_the_therapists_own_zone(maya: User, ivan: User, zone: str, hour: int) -> None:
    maya.time_zone = zone
    maya.save(update_fields=["time_zone"])
    made = NOW.replace(hour=0, minute=0)
    make_flag(client=ivan, answers=WORRY, now=made)
    seven = made.replace(hour=hour)

    assert send(seven - MINUTE) == Sent()
    assert send(seven) == Sent(digests=1)


def test_all_who_treat_the_client_get_it_in_the_first_of_their_mornings(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    cleo = make_therapist(clinic=clinic, display_name="Cleo Marsh", time_zone="America/Los_Angeles")
    make_care_relationship(therapist=cleo, client=ivan)
    make_flag(client=ivan, answers=WORRY)

    sent = [send(NOW.replace(minute=0) + hour * HOUR).digests for hour in range(1, 30)]

    # Seven in Los Angeles is two in the afternoon in London: five hours later, and never again.
    assert [hour for hour, count in enumerate(sent, start=1) if count] == [5]
    assert sorted(letter.bcc for letter in letters()) == sorted([[maya.email], [cleo.email]])


def test_who_has_no_address_keeps_no_letter_in_line(maya: User, ivan: User) -> None:
    flag = make_flag(client=ivan, answers=WORRY)
    User.objects.filter(pk=maya.pk).update(email=None)

    assert send(NOW + DAY) == Sent()

    flag.refresh_from_db()
    assert flag.told_at == NOW + DAY


# --- accounts that are closed ----------------------------------------------------------------


def test_a_closed_account_is_told_nothing_and_the_clinic_at_once(
    clinic: Clinic, maya: User, ivan: User
) -> None:
    ana = make_manager(clinic=clinic)
    closed = make_manager(clinic=clinic, display_name="Ben Reed")
    User.objects.filter(pk__in=[maya.pk, closed.pk]).update(is_active=False)
    make_flag(client=ivan)

    assert send() == Sent(escalated=1)

    (letter,) = letters()
    assert letter.bcc == [ana.email]


# --- a mail server that fails ----------------------------------------------------------------


def test_a_letter_that_fails_stays_in_line_and_alarms_nobody_else(
    clinic: Clinic,
    ivan: User,
    broken_mail: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    make_manager(clinic=clinic)
    flag = make_flag(client=ivan)
    make_flag(client=ivan, answers=WORRY, now=NOW - 2 * DAY)
    with caplog.at_level(logging.ERROR):
        assert send() == Sent()

    flag.refresh_from_db()
    assert (flag.told_at, flag.escalated_at) == (None, None)
    # The therapist can be reached in a minute: the clinic is not asked for that.
    assert flag.due_at == NOW + HOUR
    assert not Flag.objects.exclude(told_at=None).exists()
    assert "could not be sent" in caplog.text
    assert "IP" not in caplog.messages[0]

    broken_mail()
    assert send(NOW + MINUTE) == Sent(at_once=1, digests=1)


def test_an_address_that_cannot_be_written_down_holds_up_no_other_letter(
    maya: User, ivan: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tom = make_therapist(clinic=make_clinic(name="Harbour"), display_name="Tom Hale")
    make_flag(client=make_client(therapist=tom, display_name="Noor Saleh", is_checked=False))
    make_flag(client=ivan, now=NOW + MINUTE)
    usual = EmailMessage.send

    def send_one(letter: EmailMessage) -> int:
        if letter.bcc == [tom.email]:
            raise UnicodeError(f"label too long: {tom.email}")
        return usual(letter)

    monkeypatch.setattr(EmailMessage, "send", send_one)

    assert send(NOW + MINUTE) == Sent(at_once=1)
    assert [letter.bcc for letter in letters()] == [[maya.email]]
    assert str(tom.email) not in caplog.text


def test_a_report_to_the_clinic_that_fails_is_tried_again(
    clinic: Clinic, ivan: User, broken_mail: Callable[[], None]
) -> None:
    make_manager(clinic=clinic)
    make_flag(client=ivan, told_at=NOW)

    assert send(NOW + HOUR) == Sent()

    broken_mail()
    assert send(NOW + HOUR + MINUTE) == Sent(escalated=1)
