"""The project as a Django app, so that it can bring its checks and commands."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ProjectConfig(AppConfig):
    """Registers the project's system checks."""

    name = "config"
    verbose_name = "Carryover"

    def ready(self) -> None:
        """Register the checks by importing them."""
        from config import checks  # noqa: F401


class CarryoverAdminConfig(AdminConfig):
    """The stock admin with our own site as the default one."""

    default_site = "routines.admin.site.CarryoverAdminSite"

    def ready(self) -> None:
        """Fill the site with the pages of both apps."""
        # First, because the site's class stands in that package: found by the way, while another
        # app registers its pages, it would be made twice, and one of the two would stay empty.
        import_module("routines.admin")
        super().ready()
