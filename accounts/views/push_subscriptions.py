"""Reminders in this browser: the key to say yes with, yes, no, and one to try whether they arrive.

Scripts and the service worker ask in JSON; the list of devices has forms. What is asked and
answered stands in docs/push.md.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import push
from accounts.http import Request
from accounts.models import PushSubscription
from accounts.push import Outcome, PushMessage
from accounts.secrets import hash_secret
from accounts.services.push_subscriptions import (
    HERE,
    REFUSALS_BEFORE_ANEW,
    forget,
    subscribe,
    unsubscribe,
)

RATE_LIMITS = {"push_test": "6/m/user"}
_TEST_SECONDS = 300


@never_cache
@require_GET
def show(request: Request) -> JsonResponse:
    """Answer the site's `key` (null where nothing is pushed), the `account`, a `token`, and `here`.

    `here` is the SHA-256 of the endpoint that this session said yes with, in hexadecimal, or null.
    A page that holds another endpoint says yes again.
    """
    here = _here(request)
    is_fine = here is not None and here.failures < REFUSALS_BEFORE_ANEW
    return JsonResponse(
        {
            "key": push.application_server_key() or None,
            "account": str(request.user.pk),
            "token": get_token(request),
            "here": hash_secret(here.endpoint) if here is not None and is_fine else None,
        }
    )


@require_POST
def create(request: Request) -> JsonResponse:
    """Remind in this browser from now on, or at its new endpoint; 422 with `said` for a bad one."""
    sent = _sent(request)
    try:
        row = subscribe(
            user=request.user,
            endpoint=_text(sent, "endpoint"),
            p256dh=_text(sent.get("keys") or sent, "p256dh"),
            auth=_text(sent.get("keys") or sent, "auth"),
            replaces=_text(sent, "replaces"),
            site=f"{request.scheme}://{request.get_host()}",
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
        )
    except ValidationError as error:
        return JsonResponse({"said": " ".join(error.messages)}, status=422)
    if request.session.get(HERE) != str(row.pk):
        request.session[HERE] = str(row.pk)
    return JsonResponse({"device": row.device})


@require_POST
def delete(request: Request) -> HttpResponse:
    """Remind no more: at the `endpoint` that a script sends, or on the `subscription` of a form."""
    sent = _sent(request)
    if "subscription" not in sent:
        return JsonResponse(
            {"was": unsubscribe(user=request.user, endpoint=_text(sent, "endpoint"))}
        )
    own = PushSubscription.objects.visible_to(request.user)
    key = _key(_text(sent, "subscription"))
    found = own.filter(pk=key).first() if key else None
    if found is None:
        raise Http404
    forget(user=found.user, subscription=found.pk)
    messages.success(request, _("No more reminders there."))
    return redirect(_next(request))


@require_POST
def test(request: Request) -> JsonResponse:
    """Push a first message to this browser and say what became of it, in `result` and `said`."""
    own = PushSubscription.objects.visible_to(request.user).select_related("user")
    row = own.filter(endpoint=_text(_sent(request), "endpoint")).first()
    if row is None or not push.push_is_ready():
        return _answer(
            "unknown", _("Reminders are not on in this browser. Turn them on first."), 404
        )
    usage = ratelimit.consume(
        request, app="accounts", action="push_test", config=RATE_LIMITS, user=request.user
    )
    if not usage:
        return _answer("later", _("There were many tries in a short time. Wait a minute."), 429)
    message = PushMessage(
        title=_("Reminders reach this phone"),
        body=_("They will look like this."),
        path=reverse("accounts:home"),
        tag="test",
        ttl_seconds=_TEST_SECONDS,
    )
    outcome = push.send_one(row, message, now=timezone.now())
    return _answer(outcome.value, _said(outcome))


def _said(outcome: Outcome) -> str:
    return {
        Outcome.SENT: _(
            "Sent. It should show up in a moment. If it does not, look whether notifications of this"
            " app are allowed on your phone."
        ),
        Outcome.GONE: _("This browser does not take reminders any more. Turn them on again."),
        Outcome.LATER: _("It could not be sent just now. Try again in a few minutes."),
        Outcome.REFUSED: _(
            "It was not taken. Turn reminders off and on again. If that does not help, tell your"
            " clinic."
        ),
    }[outcome]


def _answer(result: str, said: str, status: int = 200) -> JsonResponse:
    return JsonResponse({"result": result, "said": said}, status=status)


def _here(request: Request) -> PushSubscription | None:
    key = _key(request.session.get(HERE, ""))
    if key is None:
        return None
    return PushSubscription.objects.visible_to(request.user).filter(pk=key).first()


def _sent(request: Request) -> dict[str, Any]:
    """Return what was sent, as JSON or as a form; nothing where it is neither."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _text(sent: Any, name: str) -> str:
    value = sent.get(name) if isinstance(sent, dict) else None
    # NUL is no character that PostgreSQL keeps or looks for.
    return value if isinstance(value, str) and "\0" not in value else ""


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _next(request: Request) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("accounts:settings-show")
