"""How often: a limit for reads, one for writes, each for one person."""

from __future__ import annotations

from typing import Any

import pytest

from routines.api.throttles import ReadThrottle, WriteThrottle
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check


@pytest.fixture(autouse=True)
def _low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ReadThrottle, "THROTTLE_RATES", {"reads": "3/min"})
    monkeypatch.setattr(WriteThrottle, "THROTTLE_RATES", {"writes": "2/min"})


def test_a_loop_is_told_when_to_come_back(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for _ in range(3):
        assert client.get("/api/v1/today").status_code == 200

    answer = client.get("/api/v1/today")

    check(answer, status=429, code="too-many")
    assert answer.headers["Retry-After"] == "60"


def test_reads_and_writes_and_people_are_counted_apart(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    for _ in range(4):
        client.get("/api/v1/today")
    writes = [client.post("/api/v1/sessions", {}).status_code for _ in range(3)]

    assert writes == [422, 422, 429]
    assert sign_in(people.noor).get("/api/v1/today").status_code == 200


def test_counting_costs_no_statement(
    people: People, sign_in: SignIn, count_statements: Any
) -> None:
    client = sign_in(people.ivan)

    with count_statements() as statements:
        client.get("/api/v1/exercises")

    assert [one for one in statements if "cache" in one] == []
