"""How a person wants the pages to look and speak."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.database import write_transaction
from accounts.models import User


class Preferences(TypedDict, total=False):
    """What may change; what is left out stays."""

    display_name: str
    phone: str
    language: str
    time_zone: str
    text_size: int
    theme: str
    figure_build: str
    figure_tone: int


@write_transaction
def change_preferences(*, user: User, **changes: Unpack[Preferences]) -> User:
    """Store the given preferences; raises `ValidationError` and then changes nothing."""
    if changes.get("language", "en") not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("We do not speak this language yet.")})
    before = {name: getattr(user, name) for name in changes}
    for name, value in changes.items():
        setattr(user, name, value)
    try:
        user.full_clean(exclude={"password"})
    except ValidationError:
        for name, value in before.items():
            setattr(user, name, value)
        raise
    user.save(update_fields=[*changes])
    if before.get("time_zone", user.time_zone) != user.time_zone and settings.ZONE_CHANGED:
        import_string(settings.ZONE_CHANGED)(client=user, now=timezone.now())
    return user
