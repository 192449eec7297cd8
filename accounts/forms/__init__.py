"""Shapes of what people type about themselves. Forms check; services store."""

from __future__ import annotations
