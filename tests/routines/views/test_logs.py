"""Logging one exercise: one tap, corrected, skipped, undone, sent twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.identifiers import uuid7
from accounts.models import User
from routines.models import ExerciseLog, ExerciseSession, Prescription
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    make_assignment,
    make_frequency,
    make_log,
    make_session,
    prescriptions_of_session,
)
from tests.pages import shown

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ivan() -> User:
    return make_client(therapist=make_therapist(clinic=make_clinic()))


@pytest.fixture
def session(ivan: User) -> ExerciseSession:
    return session_of(ivan)


def session_of(client: User) -> ExerciseSession:
    now = timezone.now()
    frequency = make_frequency(starts_on=now.date())
    assignment = make_assignment(client=client, frequency=frequency, at=now)
    return make_session(assignment=assignment, now=now)


@pytest.fixture
def bridge(session: ExerciseSession) -> Prescription:
    return prescriptions_of_session(session)[0]


@pytest.fixture
def stretch(session: ExerciseSession) -> Prescription:
    return prescriptions_of_session(session)[1]


def send(client: Client, prescription: Prescription, **data: Any) -> Any:
    session = ExerciseSession.objects.get(version=prescription.version_id)
    headers = data.pop("headers", HTMX)
    sent = {"id": uuid7(), "prescription": prescription.pk, **data}
    return client.post(f"/sessions/{session.pk}/logs/", sent, headers=headers)


def test_one_tap_logs_it_as_prescribed(client: Client, ivan: User, stretch: Prescription) -> None:
    client.force_login(ivan)

    answer = send(client, stretch, outcome="as-prescribed")

    log = ExerciseLog.objects.get()
    assert answer.status_code == 200
    assert (log.said, log.source) == ("3 × 30 s each side", "tapped")
    assert "Done: 3 × 30 s each side" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_without_htmx_it_leads_back_to_the_session(
    client: Client, ivan: User, bridge: Prescription, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    answer = send(client, bridge, outcome="as-prescribed", headers={})

    assert answer["Location"] == f"/sessions/{session.pk}/#exercise-{bridge.pk}"


def test_one_side_may_differ(client: Client, ivan: User, stretch: Prescription) -> None:
    client.force_login(ivan)

    send(
        client, stretch, outcome="performed",
        sets_left=3, repetitions_left=1, seconds_left=30,
        sets_right=2, repetitions_right=1, seconds_right=20,
    )  # fmt: skip

    assert ExerciseLog.objects.get().said == "left 3 × 30 s, right 2 × 20 s"


def test_a_skip_keeps_its_reason(client: Client, ivan: User, bridge: Prescription) -> None:
    client.force_login(ivan)

    answer = send(client, bridge, reason="pain")

    log = ExerciseLog.objects.get()
    assert (log.outcome, log.skip_reason) == ("skipped", "pain")
    assert "Skipped: it hurt" in answer.content.decode()


def test_the_same_key_and_body_again_changes_nothing(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)
    key = uuid7()

    first = send(client, bridge, id=key, outcome="as-prescribed")
    again = send(client, bridge, id=key, outcome="as-prescribed")

    assert (first.status_code, again.status_code) == (200, 200)
    assert ExerciseLog.objects.count() == 1


def test_another_body_under_the_same_key_is_refused_and_shown(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)
    key = uuid7()
    send(client, bridge, id=key, outcome="as-prescribed")

    answer = send(client, bridge, id=key, reason="forgot")

    assert answer.status_code == 409
    assert "The first one stands" in answer.content.decode()
    assert ExerciseLog.objects.get().outcome == "performed"


def test_a_second_tab_with_other_numbers_is_told_what_stands(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)
    send(client, bridge, outcome="as-prescribed")

    answer = send(client, bridge, outcome="performed", sets_none=1, repetitions_none=4)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"logged already: {ExerciseLog.objects.get().said}" in page
    assert 'value="4"' in page


def test_somebody_elses_key_is_refused_without_a_word_about_it(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    other = session_of(make_client(therapist=make_therapist(clinic=make_clinic())))
    theirs = make_log(session=other, now=timezone.now())
    client.force_login(ivan)

    answer = send(client, bridge, id=theirs.pk, outcome="as-prescribed")

    assert answer.status_code == 409
    assert ExerciseLog.objects.count() == 1


@pytest.mark.parametrize("foreign", ["somebody's", "nobody's", "no key at all"])
def test_a_prescription_of_another_session_is_not_found(
    client: Client, ivan: User, session: ExerciseSession, foreign: str
) -> None:
    other = session_of(make_client(therapist=make_therapist(clinic=make_clinic())))
    keys = {
        "somebody's": prescriptions_of_session(other)[0].pk,
        "nobody's": uuid7(),
        "no key at all": "'; drop table",
    }
    client.force_login(ivan)

    answer = client.post(
        f"/sessions/{session.pk}/logs/",
        {"id": uuid7(), "prescription": keys[foreign], "outcome": "as-prescribed"},
    )

    assert answer.status_code == 404
    assert not ExerciseLog.objects.exists()


def test_impossible_numbers_come_back_with_a_sentence(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)

    answer = send(client, bridge, outcome="performed", sets_none="99", repetitions_none="7")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose a whole number from 0 to 20." in page
    assert 'value="99"' in page
    assert 'value="7"' in page


def test_undo_within_ten_seconds_takes_it_back(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)
    key = uuid7()
    send(client, bridge, id=key, outcome="as-prescribed")

    answer = client.post(f"/logs/{key}/undo/", headers=HTMX)
    late_copy = send(client, bridge, id=key, outcome="as-prescribed")

    assert answer.status_code == late_copy.status_code == 200
    assert 'data-logged="false"' in answer.content.decode()
    assert 'data-logged="false"' in late_copy.content.decode()
    assert not ExerciseLog.objects.standing().exists()


def test_after_ten_seconds_undo_is_refused_and_change_is_offered(
    client: Client, ivan: User, bridge: Prescription
) -> None:
    client.force_login(ivan)
    key = uuid7()
    send(client, bridge, id=key, outcome="as-prescribed")

    with time_machine.travel(timezone.now() + dt.timedelta(seconds=16)):
        answer = client.post(f"/logs/{key}/undo/", headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You can still change it for 7 days." in page
    assert "Change" in page
    assert ExerciseLog.objects.standing().exists()


@pytest.mark.parametrize(("days", "status"), [(6, 302), (8, 409)])
def test_a_log_can_be_changed_for_a_week(
    client: Client, ivan: User, bridge: Prescription, days: int, status: int
) -> None:
    log = make_log(session=ExerciseSession.objects.get(), now=timezone.now())

    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        client.force_login(ivan)
        answer = client.post(f"/logs/{log.pk}/", {"reason": "unsure"})

    log.refresh_from_db()
    assert answer.status_code == status
    assert (log.outcome == "skipped") is (status == 302)
    assert (log.edited_at is not None) is (status == 302)


def test_a_stranger_finds_no_log(client: Client, session: ExerciseSession) -> None:
    log = make_log(session=session, now=timezone.now())
    client.force_login(make_client(display_name="Sam Keller"))

    assert client.get(f"/logs/{log.pk}/").status_code == 404
    assert client.post(f"/logs/{log.pk}/", {"reason": "pain"}).status_code == 404
    assert client.post(f"/logs/{log.pk}/undo/").status_code == 404


def test_logging_costs_five_statements_and_six_where_it_is_the_last(
    client: Client, ivan: User, session: ExerciseSession, count_statements: CountStatements
) -> None:
    client.force_login(ivan)
    counts = []
    for prescription in prescriptions_of_session(session):
        sent = {"id": uuid7(), "prescription": prescription.pk, "outcome": "as-prescribed"}
        with count_statements() as statements:
            client.post(f"/sessions/{session.pk}/logs/", sent, headers=HTMX)
        counts.append(len(statements))

    session.refresh_from_db()
    assert session.finished_at
    assert max(counts[:-1]) <= 5
    assert counts[-1] <= 6, statements


def test_the_form_to_change_a_log_comes_when_it_is_asked_for(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    log = make_log(session=session, now=timezone.now())
    client.force_login(ivan)

    in_session = shown(client.get(f"/sessions/{session.pk}/").content.decode())
    asked = client.get(f"/logs/{log.pk}/", headers=HTMX).content.decode()

    action = f'action="/logs/{log.pk}/"'
    assert action not in in_session
    assert f'href="/logs/{log.pk}/"' in in_session
    assert action in asked
    assert "<html" not in asked


def test_a_kept_list_holds_what_a_phone_needs_to_change_a_log_and_an_answer_does_not(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    client.force_login(ivan)

    bridge = prescriptions_of_session(session)[0]
    answer = send(client, bridge, outcome="as-prescribed").content.decode()
    fresh = client.get(f"/sessions/{session.pk}/").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        later = client.get(f"/sessions/{session.pk}/").content.decode()
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        client.force_login(ivan)
        old = client.get(f"/sessions/{session.pk}/").content.decode()

    looks = ("data-shown", "data-open-look", "data-change-look")
    assert [look in answer for look in looks] == [False, False, False]
    assert [look in fresh for look in looks] == [True, True, True]
    assert [look in later for look in looks] == [True, False, True]
    assert [look in old for look in looks] == [True, False, False]


def test_the_form_is_gone_with_the_week(
    client: Client, ivan: User, session: ExerciseSession
) -> None:
    log = make_log(session=session, now=timezone.now())

    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        client.force_login(ivan)
        page = client.get(f"/logs/{log.pk}/").content.decode()

    assert f'action="/logs/{log.pk}/"' not in page
