"""Forms of the reminders: what is taken in, and the sentence where something is not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from routines.forms.reminders import SETTINGS, AnswerForm, TimesForm
from routines.models import Reminder, ReminderSettings

KEY = "0199a222-0000-7000-8000-000000000000"


def times(data: dict[str, str] | None, *, kept: list[str], most: int) -> TimesForm:
    return TimesForm(data, reminder=Reminder(times=kept), most=most)


def setting(name: str, **data: str) -> Any:
    return SETTINGS[name](data, settings=ReminderSettings())


def test_there_are_as_many_fields_as_the_homework_is_asked_for() -> None:
    form = times(None, kept=["08:00"], most=3)

    assert list(form.fields) == ["time_1", "time_2", "time_3"]
    assert [form[name].value() for name in form.fields] == [dt.time(8), None, None]


def test_times_that_were_there_before_stay_to_be_seen() -> None:
    assert len(times(None, kept=["08:00", "13:00", "18:30"], most=1).fields) == 3


def test_an_empty_field_is_no_time() -> None:
    form = times({"time_1": "18:30", "time_2": "", "time_3": "7:05"}, kept=[], most=3)

    assert form.is_valid()
    assert form.times == [dt.time(18, 30), dt.time(7, 5)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Pick a time, such as 8:00."),
        ("soon", "Write a time such as 8:00 or 18:30."),
        ("25:00", "Write a time such as 8:00 or 18:30."),
    ],
    ids=["nothing", "word", "no-such-hour"],
)
def test_what_is_no_time_is_told_with_what_to_do(typed: str, sentence: str) -> None:
    form = times({"time_1": typed}, kept=["08:00"], most=1)

    assert form.errors["time_1"] == [sentence]


def test_settings_begin_with_what_is_kept() -> None:
    own = ReminderSettings(quiet_from=dt.time(22), quiet_until=dt.time(6))
    form = SETTINGS["quiet-hours"](settings=own)

    assert 'value="22:00"' in str(form["quiet_from"])
    assert 'value="06:00"' in str(form["quiet_until"])


def test_days_off_need_both_days_or_none() -> None:
    assert setting("days-off").is_valid()
    assert setting("days-off", off_from="2026-12-24", off_until="2027-01-01").is_valid()
    one = setting("days-off", off_until="2027-01-01")
    assert one.errors == {"off_from": ["Pick this day too, or leave both empty."]}


@pytest.mark.parametrize("typed", ["", "0", "21", "many"])
def test_the_most_in_one_day_is_a_number_up_to_twenty(typed: str) -> None:
    form = setting("most-per-day", most_per_day=typed)

    assert form.errors == {"most_per_day": ["Choose a number from 1 to 20."]}


@pytest.mark.parametrize("what", ["done", "snoozed", "opened"])
def test_a_phone_tells_what_was_done_and_when(what: str) -> None:
    form = AnswerForm({"occurrence": KEY, "what": what, "at": "2026-11-28T09:30:00.123Z"})

    assert form.is_valid()
    assert form.cleaned_data["at"] == dt.datetime(2026, 11, 28, 9, 30, 0, 123000, dt.UTC)


@pytest.mark.parametrize(
    "changes",
    [{"occurrence": "x"}, {"what": "ignored"}, {"what": "settled"}, {"at": "now"}, {"at": ""}],
    ids=["no-key", "ignored", "settled", "no-moment", "empty"],
)
def test_nothing_else_is_taken_for_an_answer(changes: dict[str, str]) -> None:
    told = {"occurrence": KEY, "what": "done", "at": "2026-11-28T09:30:00.123Z", **changes}

    assert not AnswerForm(told).is_valid()
