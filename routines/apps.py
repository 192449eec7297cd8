"""The homework, as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class RoutinesConfig(AppConfig):
    """Library, assignments, sessions, and the pages over them."""

    name = "routines"
    verbose_name = "Homework"
    default_auto_field = "django.db.models.BigAutoField"
