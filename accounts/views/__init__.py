"""Pages about people: joining, signing in, settings."""

from __future__ import annotations
