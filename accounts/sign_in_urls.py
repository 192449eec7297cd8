"""Sign-in pages under our addresses and allauth's names, which allauth itself looks up.

Only what we use: an address that is not here cannot be left open by mistake.
"""

from __future__ import annotations

from allauth.account import views as allauth_views
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts.views import sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", sign_in.RequestCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/confirm/", sign_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/again/", sign_in.Reauthenticate.as_view(), name="account_reauthenticate"),
    path(
        "sign-in/again/passkey/",
        sign_in.ReauthenticateWithPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("sign-in/closed/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-out/", sign_in.SignOut.as_view(), name="account_logout"),
    path("sign-up/", sign_in.SignUp.as_view(), name="account_signup"),
    # password: password/
    path("password/reset/", sign_in.ResetPassword.as_view(), name="account_reset_password"),
    path(
        "password/reset/sent/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.ResetPasswordFromKey.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("settings/password/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("settings/password/new/", sign_in.SetPassword.as_view(), name="account_set_password"),
    # e-mail: settings/email/
    path("settings/email/", sign_in.Email.as_view(), name="account_email"),
    path(
        "settings/email/sent/",
        allauth_views.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^settings/email/confirm/(?P<key>[-:\w]+)/$",
        sign_in.ConfirmEmail.as_view(),
        name="account_confirm_email",
    ),
    # allauth goes there after changes to passkeys.
    path(
        "settings/keys/",
        RedirectView.as_view(pattern_name="accounts:passkey-index"),
        name="mfa_index",
    ),
]
