"""A phone's lock screen, in a browser that has one: what is sent to it, and what stands on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from routines.models import Assignment, Reminder, ReminderKind, ReminderOccurrence
from tests.guided_page import wait_until

SHOWN = """
async () => {
  const ready = await navigator.serviceWorker.ready;
  return (await ready.getNotifications()).map((one) => ({
    title: one.title, body: one.body, tag: one.tag, silent: one.silent, data: one.data,
    actions: (one.actions ?? []).map((each) => [each.action, each.title]),
  }));
}
"""
CLEAR = """
async () => {
  const ready = await navigator.serviceWorker.ready;
  for (const one of await ready.getNotifications()) one.close();
}
"""


class Lockscreen:
    """A phone's lock screen: what is sent to it, what stands on it, what is tapped on it."""

    def __init__(self, page: Any, origin: str) -> None:
        self.page, self.origin = page, origin
        self.devtools = page.context.new_cdp_session(page)
        found: list[str] = []
        self.devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
        )
        self.devtools.send("ServiceWorker.enable")
        wait_until(page, lambda: bool(found))
        self.registration = found[0]

    def send(self, data: str) -> None:
        """Deliver a push message, whatever it says."""
        self.devtools.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.origin, "registrationId": self.registration, "data": data},
        )

    def shown(self) -> list[dict[str, Any]]:
        """Return what stands on it."""
        found: list[dict[str, Any]] = self.page.evaluate(SHOWN)
        return found

    def after(self, data: str) -> list[dict[str, Any]]:
        """Send to an empty screen, and return what stands on it."""
        self.page.evaluate(CLEAR)
        wait_until(self.page, lambda: self.shown() == [])
        self.send(data)
        try:
            wait_until(self.page, lambda: self.shown() != [])
        except AssertionError:
            # A busy browser may close a note some time later, and a new one of the same tag with it.
            self.send(data)
            wait_until(self.page, lambda: self.shown() != [])
        # Long enough for a second one to come.
        self.page.wait_for_timeout(100)
        return self.shown()


def message(
    user: User, occurrence: ReminderOccurrence | None = None, **changes: Any
) -> dict[str, Any]:
    """Return what the server sends, in the shape of declarative push."""
    notification = {
        "title": "Time to stand up",
        "body": "Two minutes are enough.",
        "navigate": "/check-ins/new/",
        "tag": "desk",
        "lang": "en",
        "dir": "ltr",
        "actions": [
            {"action": "done", "title": "Done", "navigate": "/"},
            {"action": "snooze", "title": "In 5 minutes", "navigate": "/"},
        ],
        "data": {"occurrence": str(occurrence.pk) if occurrence else "", "account": str(user.pk)},
    }
    return {"web_push": 8030, "notification": {**notification, **changes}}


def make_occurrence(homework: Assignment, *, slot: str) -> ReminderOccurrence:
    now = timezone.now()
    reminder, _ = Reminder.objects.get_or_create(
        client=homework.client,
        kind=ReminderKind.HOMEWORK,
        assignment=homework,
        defaults={"times": ["18:30"], "changed_at": now},
    )
    return ReminderOccurrence.objects.create(
        reminder=reminder,
        local_day=now.date(),
        slot=slot,
        due_at=now,
        ends_at=now + dt.timedelta(hours=2),
        state="sent",
        sent_at=now,
    )
