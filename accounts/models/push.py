"""Browsers that somebody said yes to reminders in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import uuid7
from accounts.models.people import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class PushSubscriptionQuerySet(models.QuerySet["PushSubscription"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep this person's own; nobody else's, whoever asks."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        return self.filter(user=user)


class PushSubscription(models.Model):
    """One browser on one device that a person is reminded on.

    `endpoint` is where its push service takes messages: whoever knows it and our key can push, so it
    stands in no log. `p256dh` and `auth` seal the messages, in base64url. `site` is the scheme and
    host that it was made under, `failures` how often in a row the push service refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1024, unique=True, editable=False)
    p256dh = models.CharField(max_length=88, editable=False)
    auth = models.CharField(max_length=24, editable=False)
    site = models.CharField(max_length=300, editable=False)
    device = models.CharField(_("device"), max_length=60)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("last reminded"), null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PushSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("push subscription")
        verbose_name_plural = _("push subscriptions")

    def __str__(self) -> str:
        return self.device
