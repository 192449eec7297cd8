"""The rules of the safety questions, as a phone keeps them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rest_framework.test import APIClient

from routines.domain import phone_rules
from routines.domain.warning_rules import warning_rules
from tests.routines.api.conftest import People, SignIn
from tests.routines.api.test_problems import check

RULES = "/api/v1/check-ins/rules"


def test_they_are_those_of_the_phone_with_the_numbers_filled_in(
    people: People, sign_in: SignIn
) -> None:
    wanted = json.dumps(phone_rules.rules_json()).replace("{emergency_number}", "112")
    wanted = wanted.replace("{urgent_line}", "your doctor")
    wanted = wanted.replace("{crisis_line}", "a crisis line")

    answer = sign_in(people.ivan).get(RULES)

    assert answer.json() == json.loads(wanted)
    assert answer.json()["version"] == warning_rules().version


def test_what_only_therapists_read_is_not_in_them(people: People, sign_in: SignIn) -> None:
    text = sign_in(people.maya).get(RULES).content.decode()

    alerts = [json.dumps(sign.alert)[1:-1] for sign in warning_rules().signs.values()]
    assert [alert for alert in alerts if alert in text] == []


def test_another_version_of_the_wording_has_another_etag(
    people: People, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(people.ivan)
    etag = client.get(RULES).headers["ETag"]
    same = client.get(RULES, headers={"If-None-Match": etag})
    newer = replace(warning_rules(), version="next")
    monkeypatch.setattr(phone_rules, "warning_rules", lambda: newer)

    other = client.get(RULES, headers={"If-None-Match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert (other.status_code, other.json()["version"]) == (200, "next")


def test_a_number_the_clinic_changed_is_not_kept_from_the_phone(
    people: People, sign_in: SignIn
) -> None:
    client = sign_in(people.ivan)
    etag = client.get(RULES).headers["ETag"]
    clinic = people.ivan.care_received.get().clinic
    clinic.urgent_line = '0"800\\1'
    clinic.save()

    answer = client.get(RULES, headers={"If-None-Match": etag})

    assert answer.status_code == 200
    assert any('0"800\\1' in one["message"] for one in answer.json()["signs"])


def test_who_is_not_signed_in_is_asked_to(people: People) -> None:
    check(APIClient().get(RULES), status=401, code="sign-in")


def test_they_cannot_be_changed(people: People, sign_in: SignIn) -> None:
    check(sign_in(people.maya).post(RULES, {}), status=405, code="wrong-method")
