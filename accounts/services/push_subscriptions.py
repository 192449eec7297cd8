"""The browsers that somebody is reminded on: said yes to, changed, and forgotten again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.database import write_transaction
from accounts.identifiers import uuid7
from accounts.models import PushSubscription, User
from accounts.push.devices import device_of
from accounts.push.encryption import BadKeysError, read_keys, to_base64url
from accounts.push.endpoints import BadEndpointError, read_endpoint

# In a session: the row of the browser that the session runs in.
HERE = "push_subscription"
MOST_PER_PERSON = 10
# After that many refusals in a row a browser is asked to begin anew.
REFUSALS_BEFORE_ANEW = 3


@write_transaction
def subscribe(
    *,
    user: User,
    endpoint: str,
    p256dh: str,
    auth: str,
    site: str,
    user_agent: str,
    at: datetime,
    replaces: str = "",
) -> PushSubscription:
    """Remind this person in this browser from now on, and return its row.

    An endpoint belongs to whoever said yes in that browser last. `replaces` is the person's former
    endpoint of the same browser, which is then gone. `site` is the scheme and host of our pages
    there. A person has at most ten; the one that was not seen for longest makes room. Raises
    `ValidationError` with a sentence for the person.
    """
    try:
        read_endpoint(endpoint, extra_hosts=settings.PUSH_EXTRA_HOSTS)
    except BadEndpointError as error:
        raise ValidationError(
            _("This browser cannot be reached. Try Chrome, Edge, Firefox or Safari.")
        ) from error
    try:
        keys = read_keys(p256dh, auth)
    except BadKeysError as error:
        raise ValidationError(
            _("This browser gave us no key that works. Turn reminders off and on again.")
        ) from error
    # One after the other for each person, or two at once would make eleven.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    own = PushSubscription.objects.filter(user=user)
    former = own.filter(endpoint=replaces).first() if replaces and replaces != endpoint else None
    if former is not None:
        former.delete()
    row = PushSubscription(
        id=uuid7(),
        user=user,
        endpoint=endpoint,
        p256dh=to_base64url(keys.point),
        auth=to_base64url(keys.auth),
        site=site,
        device=device_of(user_agent),
        created_at=former.created_at if former else at,
        seen_at=at,
    )
    changed = ["user", "p256dh", "auth", "site", "device", "seen_at", "failures"]
    PushSubscription.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["endpoint"], update_fields=changed
    )
    kept = list(own.order_by("-seen_at", "-pk").values_list("pk", flat=True))
    own.filter(pk__in=kept[MOST_PER_PERSON:]).delete()
    return own.get(endpoint=endpoint)


@write_transaction
def unsubscribe(*, user: User, endpoint: str) -> bool:
    """Remind this person in this browser no more; tell whether they were."""
    deleted, _rows = PushSubscription.objects.filter(user=user, endpoint=endpoint).delete()
    return deleted > 0


@write_transaction
def forget(*, user: User, subscription: UUID) -> bool:
    """Forget one of this person's browsers, as when they sign out there; tell whether it was one."""
    deleted, _rows = PushSubscription.objects.filter(user=user, pk=subscription).delete()
    return deleted > 0


@write_transaction
def forget_all(*, user: User) -> int:
    """Forget all of this person's browsers, as where all are signed out; return how many."""
    deleted, _rows = PushSubscription.objects.filter(user=user).delete()
    return deleted
