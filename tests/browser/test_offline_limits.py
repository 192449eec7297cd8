"""How much a phone keeps: little, and the most important of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import User
from config import worker
from routines.models import ExerciseSession
from tests.browser.worker_pages import kept, visit
from tests.guided_page import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_app: Callable[..., Any], ivan: User, live_server: Any) -> Any:
    page = open_app()
    sign_in(page, ivan, live_server)
    return page


def test_what_is_kept_of_a_plan_stays_small(page: Any, session: ExerciseSession) -> None:
    visit(page)

    found = [one for one in kept(page) if not one["cache"].startswith("carryover files")]

    assert sum(len(one["text"]) for one in found) < 3 * 1024 * 1024


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Leave room for a few pages, and return how much."""
    monkeypatch.setattr(worker, "MOST_BYTES", 90_000)
    worker._lasting_source.cache_clear()
    yield 90_000
    worker._lasting_source.cache_clear()


def test_when_a_plan_is_too_large_the_most_important_of_it_is_kept(
    narrow: int, page: Any, session: ExerciseSession
) -> None:
    visit(page)

    found = [one for one in kept(page) if one["cache"].startswith("carryover pages")]

    assert {"/", "/help/"} <= {one["path"] for one in found}
    assert not any(one["path"].startswith("/exercises/") for one in found)
    assert narrow / 4 < sum(len(one["text"]) for one in found) < narrow
