"""The check a notice leads to: the one that is due when it is opened."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client

from routines.domain.warning_signs import CheckPoint
from routines.models import CheckIn
from tests.check_in_factories import make_check_in
from tests.factories import NOW, make_client

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
NOTICE = "/check-ins/new/?kind=due"
ALL_WELL = {"fever": "no"}


@pytest.mark.parametrize(
    ("days", "kind"), [(8, CheckPoint.WEEKLY), (29, CheckPoint.MONTHLY), (43, CheckPoint.WEEK_6)]
)
def test_an_old_notice_opens_the_check_that_is_due_by_now(
    client: Client, days: int, kind: CheckPoint
) -> None:
    ivan = make_client(is_checked=False)
    make_check_in(client=ivan, kind=CheckPoint.JOINING, answers=ALL_WELL, now=NOW)
    client.force_login(ivan)

    with time_machine.travel(NOW + days * DAY, tick=False):
        page = client.get(NOTICE).content.decode()

    assert f'data-kind="{kind}"' in page
    assert CheckIn.objects.count() == 1
