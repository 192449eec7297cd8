"""Who reads check-ins by the API, in which order, and at what cost."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.services.care import end_care
from accounts.services.tokens import create_token
from routines.models import CheckIn
from tests.conftest import CountStatements
from tests.factories import NOW
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_check_ins import CALF, CHECK_INS, make_activity, new_check_in
from tests.routines.api.test_problems import check


@pytest.fixture(autouse=True)
def _nothing_reported_yet(people: People) -> None:
    CheckIn.objects.all().delete()


def test_a_therapist_reads_those_of_clients_in_care_the_latest_first(
    people: People, sign_in: SignIn
) -> None:
    ivan = sign_in(people.ivan)
    old = new_check_in(at="2026-03-09T09:00:00Z")
    late = new_check_in()
    for body in (late, old):
        ivan.post(CHECK_INS, body)
    sign_in(people.noor).post(CHECK_INS, new_check_in())
    sign_in(people.maya).post(CHECK_INS, new_check_in())
    maya = sign_in(people.maya)

    rows = maya.get(CHECK_INS, {"client": str(people.ivan.pk)}).json()["results"]
    since = maya.get(CHECK_INS, {"client": str(people.ivan.pk), "since": "2026-03-10"}).json()

    assert [one["id"] for one in rows] == [late["id"], old["id"]]
    assert [one["id"] for one in since["results"]] == [late["id"]]
    assert len(maya.get(CHECK_INS).json()["results"]) == 3
    assert maya.get(CHECK_INS, {"client": str(people.noor.pk)}).json()["results"] == []
    check(
        maya.get(CHECK_INS, {"since": "2026-03-10", "until": "2026-03-09"}),
        status=422,
        code="invalid",
    )


def test_the_pages_hold_each_row_once(people: People, sign_in: SignIn) -> None:
    client = sign_in(people.ivan)
    sent = {client.post(CHECK_INS, new_check_in()).json()["id"] for _ in range(3)}

    first = client.get(CHECK_INS, {"page_size": "2"}).json()
    second = client.get(first["next"]).json()

    assert {one["id"] for one in first["results"] + second["results"]} == sent
    assert second["next"] is None


@pytest.mark.parametrize("who", ["sam", "tom", "noor"])
def test_a_stranger_gets_404(people: People, sign_in: SignIn, who: str) -> None:
    body = new_check_in()
    sign_in(people.ivan).post(CHECK_INS, body)
    client = sign_in(getattr(people, who))

    check(client.get(f"{CHECK_INS}/{body['id']}"), status=404, code="not-found")
    assert client.get(CHECK_INS).json()["results"] == []


def test_after_the_care_ended_a_therapist_is_a_stranger(people: People, sign_in: SignIn) -> None:
    body = new_check_in()
    sign_in(people.ivan).post(CHECK_INS, body)
    end_care(relationship=people.ivan.care_received.get(), by=people.maya, at=NOW)

    answer = sign_in(people.maya).get(f"{CHECK_INS}/{body['id']}")

    check(answer, status=404, code="not-found")


def test_who_is_not_signed_in_is_asked_to(people: People) -> None:
    check(APIClient().get(CHECK_INS), status=401, code="sign-in")
    check(APIClient().post(CHECK_INS, new_check_in()), status=401, code="sign-in")


def test_a_token_reports_for_its_own_person(people: People) -> None:
    token = create_token(user=people.ivan, name="Watch", at=NOW, days=None)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.plain}")

    answer = client.post(CHECK_INS, new_check_in())

    assert answer.status_code == 201
    assert CheckIn.objects.get().client == people.ivan


@pytest.mark.parametrize("who", ["ivan", "maya"])
def test_the_same_statements_for_one_and_for_ten(
    people: People, sign_in: SignIn, count_statements: CountStatements, who: str
) -> None:
    client = sign_in(getattr(people, who))
    stairs = str(make_activity(people.ivan).pk)
    counts, last = [], None
    for number in (1, 9):
        for _ in range(number):
            body = new_check_in(map=[CALF], ratings={stairs: 3}, corrects=last)
            last = sign_in(people.ivan).post(CHECK_INS, body).json()["id"]
        with count_statements() as statements:
            rows = client.get(CHECK_INS).json()["results"]
        counts.append(len(statements))

    assert len(rows) == 10
    assert counts[0] == counts[1] <= 4
