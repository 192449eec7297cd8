"""What the API speaks and how it describes itself: settings that no environment changes."""

from __future__ import annotations

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "routines.api.authentication.BearerToken",
        "routines.api.authentication.SiteSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["routines.api.formats.StrictJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "routines.api.formats.AlwaysJson",
    "DEFAULT_THROTTLE_CLASSES": [
        "routines.api.throttles.ReadThrottle",
        "routines.api.throttles.WriteThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"reads": "1200/min", "writes": "300/min"},
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "routines.api.problems.problem_json",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Carryover API",
    "DESCRIPTION": (
        "Exercise homework between therapy visits: what is due, what was done. "
        "Times are in UTC, days are the client's own."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_SUFFIX": "",
    "ENUM_NAME_OVERRIDES": {
        "PerformedSide": "routines.api.sessions.PERFORMED_SIDES",
        "Kind": "routines.models.CheckKind",
        "SentKind": "routines.api.sync_bodies.SENT_KINDS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "routines.api.schema.document_problems",
    ],
    "TAGS": [
        {"name": "Homework", "description": "What is asked for."},
        {"name": "Sessions", "description": "What was done."},
        {"name": "Sync", "description": "What was done without a signal, sent at once."},
        {"name": "Check-ins", "description": "How it is, and what to do about it."},
        {"name": "Library", "description": "Exercises and routines."},
    ],
}
