"""What the bare views are made of: what a new Django project has.

The product reads the session and the person in a way of its own, which is measured against this.
"""

from __future__ import annotations

import json

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

SETTINGS = {
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
}
BACKEND = "django.contrib.auth.backends.ModelBackend"


def store(request: HttpRequest) -> HttpResponse:
    """Store the rows of who is signed in as they are sent: one transaction, one statement a row.

    The body is JSON: pairs of an SQL statement and a list of rows for it.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with transaction.atomic(), connection.cursor() as cursor:
        asked = json.loads(request.body)
        for sql, rows in asked:
            for row in rows:
                cursor.execute(sql, row)
    body = json.dumps({"results": [{"result": "stored"} for _, rows in asked for _ in rows]})
    return HttpResponse(body, "application/json", headers={"Content-Length": str(len(body))})
