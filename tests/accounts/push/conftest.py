"""One push service on loopback for all tests of the sender."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts.push.sender import Sender
from bench.push_service import TAKEN, PushService, make_certificate
from tests.push import HOSTS, sender_to


@pytest.fixture(scope="session")
def running_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    certificate = make_certificate(tmp_path_factory.mktemp("push"), [*HOSTS, "push.clinic.org"])
    with PushService(certificate).running() as service:
        yield service


@pytest.fixture
def service(running_service: PushService) -> PushService:
    running_service.received.clear()
    running_service.connections = 0
    running_service.respond = lambda _: TAKEN
    return running_service


@pytest.fixture
def sender(service: PushService) -> Iterator[Sender]:
    with sender_to(service, extra_hosts=["push.clinic.org"]) as sender:
        yield sender
