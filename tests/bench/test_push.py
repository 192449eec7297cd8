"""The measured pushes are true ones: sealed, sent over TLS and taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accounts.models import PushSubscription, User
from bench import push


def test_pushes_are_counted_beside_the_sealing_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "EACH_ROUND", 20)

    figure: dict[str, Any] = push.pushes(tmp_path, rounds=1)

    assert figure["figure"] == "push"
    # However slow the machine: what also sends cannot be quicker than what only seals.
    assert 0 < figure["ratio"] < 1


@pytest.mark.django_db
def test_what_is_stored_for_ten_thousand_is_taken_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push, "MANY", 20)

    figure: dict[str, Any] = push.ten_thousand(tmp_path)

    assert (figure["seconds_unsent"], figure["seconds_far_away_unsent"]) == (0, 0)
    assert not PushSubscription.objects.exists()
    assert not User.objects.exists()
