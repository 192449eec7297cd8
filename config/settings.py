"""All settings, read top to bottom; installations differ only by environment variables.

Each variable is explained in `.env.example` and docs/running.md.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config import api, env, logs

BASE_DIR = Path(__file__).resolve().parent.parent
env.read_file(BASE_DIR / ".env")

# --- What kind of installation this is -----------------------------------------------------

DEBUG = env.flag("DEBUG")
DATA_DIR = env.directory("DATA_DIR", default=BASE_DIR / "var")


def _development_key() -> str:
    """Return a key that stays the same between starts, so that nobody is signed out by one."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


if DEBUG:
    SECRET_KEY = env.text("SECRET_KEY") or _development_key()
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or ["*"]
else:
    SECRET_KEY = env.required(
        "SECRET_KEY", meaning="at least 50 random characters that sign sessions and links."
    )
    if len(SECRET_KEY) < 50:
        raise env.ConfigurationError("SECRET_KEY is too short: give it 50 random characters.")
    env.required("ALLOWED_HOSTS", meaning="the names people reach this site by, as in clinic.org.")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")

SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# --- Apps and middleware -------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.ProjectConfig",
    "accounts",
    "routines",
    "config.apps.CarryoverAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",  # before staticfiles: `runserver` serves as the server does
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # So that widgets of ours may stand in templates/ too.
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "template_partials",
    "csp",
    "lucide",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    # First, so that redirects, errors and static files carry the headers too.
    "config.headers.security_headers",
    "config.headers.ContentPolicy",
    "django.middleware.security.SecurityMiddleware",
    "config.requests.refuse_nul",
    "config.static_files.StaticFiles",
    # For pages; static files come compressed already.
    "config.headers.PageCompression",
    # Outside of what sets cookies, for a page with one is not kept.
    "config.kept.for_the_phone",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.WhoAsks",
    "django_htmx.middleware.HtmxMiddleware",
    "config.headers.sign_in_again",
    "accounts.middleware.preferences",
    "accounts.middleware.TurnAway",
    "config.headers.wrong_method",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "template_partials.templatetags.partials",
                "django_htmx.templatetags.django_htmx",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.preferences",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ----------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
}
DATABASES["default"] |= {
    # A new connection for each write halves the throughput of SQLite.
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    # With IMMEDIATE it would take the write lock for every page that is only read.
    "ATOMIC_REQUESTS": False,
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: with NORMAL a power cut loses logs that the phone was told are saved.
        # WAL is not set here: it stays in the file, and `prepare_database` sets it once.
        # trusted_schema stays on: the JSON columns check themselves with JSON_VALID, which
        # SQLite 3.40 counts as unsafe, and nobody else writes into this file.
        "init_command": (
            "PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON;"
            # Mapped pages belong to the system; a cache would be each thread's own memory.
            "PRAGMA mmap_size=1073741824; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY;"
            # `accounts.database` does it sooner, where nobody waits for it.
            "PRAGMA wal_autocheckpoint=8000;"
            "PRAGMA journal_size_limit=67108864;"
        ),
    }
    # A file and not memory: the live server of browser tests needs connections of its own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits live here, so it has to be one cache for all processes.
REDIS_URL = env.text("REDIS_URL")
# With Django's 300, some hundred made-up addresses would push out what counts tries.
_ROOMY = {"MAX_ENTRIES": 50_000}
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "carryover",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": _ROOMY,
    }
}
# How often somebody calls the API, which is counted on every call: in the database each read
# would become a write. Without Redis each process counts for itself.
CACHES["throttles"] = (
    CACHES["default"]
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": _ROOMY}
)

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
PASSWORD_HASHERS = [
    "accounts.hashers.LinedUpArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "display_name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
PASSWORD_RESET_TIMEOUT = 60 * 60

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
# What the homework adds to joining; `accounts` knows nothing of it.
JOIN_SUMMARY = "routines.queries.today.join_summary"
JOIN_ADOPT = "routines.services.assignments.adopt"
# Reminders go by the wall clock where somebody is.
ZONE_CHANGED = "routines.services.reminder_plans.replan"
LOGOUT_REDIRECT_URL = LOGIN_URL

SELF_SIGN_UP = env.flag("SELF_SIGN_UP", default=True)
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "signup": "accounts.forms.sign_in.SignUpForm",
    "request_login_code": "accounts.forms.sign_in.RequestCodeForm",
    "confirm_login_code": "accounts.forms.sign_in.ConfirmCodeForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
    "reset_password": "accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "add_email": "accounts.forms.sign_in.AddEmailForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# A code by e-mail proves the address by itself; a password needs no second letter.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "accounts.adapters.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_FORMS = {
    "login_webauthn": "accounts.forms.passkeys.SignInPasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.ReauthenticatePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
# Else nobody with a passkey could change their email; see docs/decisions/0026.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # browsers give passkeys to http://localhost, too

# Told to allauth too, or everybody behind the proxy would share one rate limit.
TRUSTED_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", default=0)

SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 30 * 24 * 60 * 60

# --- Language and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files --------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    # The static folder, with style sheets in one piece and scripts minified.
    "config.assets.AssetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
# While developing, straight from the source folders, without collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # nobody asks for the others
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Off, /sw.js removes what an earlier worker kept on phones, and then itself.
SERVICE_WORKER = env.flag("SERVICE_WORKER", default=True)

# --- Mail ----------------------------------------------------------------------------------

_MAIL = "how codes and invitations are sent (consolemail:// writes them to the log)."
if not DEBUG:
    env.required("EMAIL_URL", meaning=_MAIL)
vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Carryover <carryover@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Security ------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 2

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # `config.headers` adds the hash of the import map.
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

if not DEBUG:
    # `__Host-` makes the browser refuse the cookie unless it is secure and of this host alone.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", default=63_072_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- API -----------------------------------------------------------------------------------

REST_FRAMEWORK = api.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api.SPECTACULAR_SETTINGS

# --- Reminders -----------------------------------------------------------------------------

# Kept in the database: what is to be done is stored with what it belongs to, or not at all.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Without a key nothing is pushed, and nobody is offered it.
VAPID_PRIVATE_KEY = env.text("VAPID_PRIVATE_KEY")
VAPID_SUBJECT = env.text("VAPID_SUBJECT")
# Push services beside those of the usual browsers.
PUSH_EXTRA_HOSTS = env.words("PUSH_EXTRA_HOSTS")

# --- Logs ----------------------------------------------------------------------------------

LOG_LEVEL = env.choice("LOG_LEVEL", default="INFO", allowed=logs.LEVELS)
LOG_FORMAT = env.choice("LOG_FORMAT", default="plain" if DEBUG else "json", allowed=logs.FORMATS)
LOGGING = logs.configuration(level=LOG_LEVEL, formatter=LOG_FORMAT)
