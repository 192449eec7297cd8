"""The command that makes the key of a site."""

from __future__ import annotations

import io

from django.core.management import call_command

from accounts.push.vapid import public_key, read_private_key


def printed() -> list[str]:
    out = io.StringIO()
    call_command("vapid_keys", stdout=out)
    return out.getvalue().splitlines()


def test_it_prints_a_new_pair_for_the_settings() -> None:
    comment, private, subject = printed()

    name, _, key = private.partition("=")
    assert name == "VAPID_PRIVATE_KEY"
    assert public_key(read_private_key(key)) in comment
    assert subject.startswith("VAPID_SUBJECT=mailto:")
    assert printed()[1] != private
