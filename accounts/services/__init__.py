"""Every write about people, by noun. Keyword-only functions, one transaction each."""

from __future__ import annotations
