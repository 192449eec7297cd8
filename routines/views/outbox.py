"""What a phone needs for its outbox: whose it is now, what seals it, and the token of a request."""

from __future__ import annotations

import base64

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.secrets import outbox_keys


@never_cache
@require_GET
def show(request: Request) -> JsonResponse:
    """Answer `account`, `token` against forged requests, and `keys`: the first seals, all of them open.

    The keys are AES keys of 256 bits in Base64. A phone keeps them where no script can read them, and
    drops them at signing out: what waits there can then be read only once this person signs in again.
    """
    keys = [base64.b64encode(key).decode("ascii") for key in outbox_keys(request.user)]
    return JsonResponse(
        {"account": str(request.user.pk), "token": get_token(request), "keys": keys}
    )
