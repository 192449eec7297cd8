"""The Django project: settings, headers, URLs, health. No features live here."""
