"""Pages about people. Sign-in has allauth's own names and stands in `sign_in_urls`."""

from __future__ import annotations

from django.urls import path

from accounts.views import (
    care,
    invitations,
    passkeys,
    preferences,
    push_subscriptions,
    settings,
    sign_in,
    tokens,
)

app_name = "accounts"

urlpatterns = [
    path("home/", sign_in.home, name="home"),
    # invitations: join/
    path("join/", invitations.find, name="invitation-find"),
    path("join/<str:secret>/", invitations.show, name="invitation-show"),
    path("join/<str:secret>/account/", invitations.accept, name="invitation-accept"),
    path("join/<str:secret>/passkey/", invitations.passkey, name="invitation-passkey"),
    path("join/<str:secret>/sign-in/", invitations.sign_in, name="invitation-sign_in"),
    # settings: settings/
    path("settings/", settings.show, name="settings-show"),
    # preferences: settings/preferences/
    path("settings/preferences/<slug:preference>/", preferences.edit, name="preferences-edit"),
    # passkeys: settings/passkeys/
    path("settings/passkeys/", passkeys.index, name="passkey-index"),
    path("settings/passkeys/new/", passkeys.create, name="passkey-create"),
    path("settings/passkeys/options/", passkeys.options, name="passkey-options"),
    path("settings/passkeys/<int:passkey>/remove/", passkeys.remove, name="passkey-remove"),
    # tokens: settings/tokens/
    path("settings/tokens/", tokens.index, name="token-index"),
    path("settings/tokens/new/", tokens.create, name="token-create"),
    path("settings/tokens/<uuid:token>/revoke/", tokens.revoke, name="token-revoke"),
    # push_subscriptions: push/
    path("push/", push_subscriptions.show, name="push_subscription-show"),
    path("push/subscriptions/", push_subscriptions.create, name="push_subscription-create"),
    path("push/subscriptions/delete/", push_subscriptions.delete, name="push_subscription-delete"),
    path("push/test/", push_subscriptions.test, name="push_subscription-test"),
    # care: settings/care/
    path("settings/care/<uuid:care>/leave/", care.leave, name="care-leave"),
]
