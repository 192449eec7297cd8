"""The therapists' pages: one module per noun, all in one site."""

from __future__ import annotations

from routines.admin import assignments, clients, exercises, routines, site

__all__ = ["assignments", "clients", "exercises", "routines", "site"]
