"""Letting homework rest and taking it up again: the days on which nothing is due."""

from __future__ import annotations

import datetime as dt

from routines.models import Assignment, Pause, Status


def begin_pause(assignment: Assignment, *, on: dt.date) -> None:
    """Let active homework rest from the client's day `on`; the caller holds its lock."""
    Pause.objects.create(assignment=assignment, starts_on=on)
    assignment.status = Status.PAUSED
    assignment.save(update_fields=["status"])


def close_pause(assignment: Assignment, *, last_day: dt.date) -> None:
    """End the open pause with `last_day`, where there is one; one that never began is removed."""
    open_pause = Pause.objects.filter(assignment=assignment, ends_on__isnull=True).first()
    if open_pause is None:
        return
    if last_day < open_pause.starts_on:
        open_pause.delete()
        return
    open_pause.ends_on = last_day
    open_pause.save(update_fields=["ends_on"])
