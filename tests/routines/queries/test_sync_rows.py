"""What taking in an outbox reads by hand is what querysets read; on both databases."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Count, Max, Model

from accounts.identifiers import uuid7
from accounts.models import User
from routines.domain.warning_signs import CheckPoint, Urgency
from routines.models import (
    CheckIn,
    ExerciseLog,
    ExerciseSession,
    Feeling,
    PainReport,
    Prescription,
    SyncReceipt,
)
from routines.queries import sync_rows
from routines.services import sessions as services
from tests.check_in_factories import SADDLE
from tests.conftest import CountStatements
from tests.factories import NOW, make_client
from tests.homework_factories import (
    Homework,
    make_assignment,
    make_homework,
    make_log,
    make_performed_session,
    make_report,
    make_session,
    make_skip,
)
from tests.outbox import DAY, HOUR, MINUTE, Phone, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def noor(homework: Homework) -> User:
    """Somebody else, whose rows nobody gets."""
    return make_client(therapist=homework.maya, display_name="Noor Haddad")


def values(row: Model) -> dict[str, object]:
    return {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}


def a_day(homework: Homework, *, client: User | None = None) -> Phone:
    """Let a phone send a rated and an ended session, a log of each, and a morning's answer."""
    phone, client = Phone(), client or homework.ivan
    assignment = homework.assignment if client == homework.ivan else make_assignment(client=client)
    for kind, body in (("rating", {"pain_after": 3, "effort": 4}), ("finish", {})):
        session = phone.begin(assignment, at=NOW - DAY)
        phone.log(session, Prescription.objects.filter(version=assignment.version)[0], at=NOW - DAY)
        phone.about(kind, session, at=NOW - DAY + MINUTE, **body)
    phone.make("next_day", at=NOW, day="2026-03-10", pain=2)
    found = take_in(client, phone.made, now=NOW)
    assert {one.result for one in found} == {"stored"}
    return phone


def test_receipts_are_those_of_the_account_alone(
    homework: Homework, noor: User, count_statements: CountStatements
) -> None:
    a_day(homework)
    a_day(homework, client=noor)
    keys = [*SyncReceipt.objects.values_list("sent_id", flat=True), uuid7()]

    with count_statements() as statements:
        found = sync_rows.receipts_of(homework.ivan, keys)

    own = SyncReceipt.objects.filter(account=homework.ivan)
    assert len(statements) == 1
    assert {key: values(row) for key, row in found.items()} == {
        row.sent_id: values(row) for row in own
    }


def test_sessions_are_those_of_the_client_alone_as_the_models_say(
    homework: Homework, noor: User, count_statements: CountStatements
) -> None:
    make_performed_session(assignment=homework.assignment, pain=3, effort=4, note="Fine.")
    make_session(assignment=homework.assignment)
    make_session(assignment=make_assignment(client=noor))
    keys = [*ExerciseSession.objects.values_list("pk", flat=True), uuid7()]

    with count_statements() as statements:
        found = sync_rows.sessions_of(homework.ivan, keys)
        assert {one.client for one in found} == {homework.ivan}
        counts = [one.asked_count for one in found]

    own = ExerciseSession.objects.filter(client=homework.ivan).select_related("version")
    assert len(statements) == 1
    assert {one.pk: values(one) for one in found} == {one.pk: values(one) for one in own}
    assert sorted(counts) == sorted(one.asked_count for one in own)
    version = homework.assignment.version
    assert version is not None
    assert values(found[0].version) == values(version)


def test_prescriptions_are_those_of_the_version(
    homework: Homework, noor: User, count_statements: CountStatements
) -> None:
    make_assignment(client=noor)
    version = homework.bridge.version_id

    with count_statements() as statements:
        found = sync_rows.prescriptions_of(version)
        names = {one.exercise.name for one in found.values()}

    plain = Prescription.objects.filter(version=version)
    assert len(statements) == 1
    assert {key: values(one) for key, one in found.items()} == {
        one.pk: values(one) for one in plain
    }
    assert names == {one.exercise.name for one in plain}
    assert values(found[homework.bridge.pk].exercise) == values(homework.bridge.exercise)


def test_a_course_is_what_stands_of_a_session(
    homework: Homework, noor: User, count_statements: CountStatements
) -> None:
    done = make_performed_session(assignment=homework.assignment, pain=3, effort=4)
    half = make_session(assignment=homework.assignment, now=NOW + MINUTE)
    make_skip(session=half, prescription=homework.stretch, now=NOW + 2 * MINUTE)
    log = make_log(session=half, now=NOW + 3 * MINUTE)
    services.undo(log=log, by=homework.ivan, now=NOW + 3 * MINUTE)
    short = make_session(assignment=homework.assignment, now=NOW - MINUTE)
    ExerciseSession.objects.filter(pk=short.pk).update(exercise_count=1)
    stopped = make_session(assignment=homework.assignment, now=NOW + 2 * MINUTE)
    for feeling, at in ((Feeling.WARNING, 9), (Feeling.SPREADING, 7), (Feeling.PULL, 5)):
        make_report(session=stopped, feeling=feeling, now=NOW + at * MINUTE)
    others = make_session(assignment=make_assignment(client=noor))
    keys = [one.pk for one in (stopped, others, half, done, short)]

    with count_statements() as statements:
        found = sync_rows.courses_of(homework.ivan, keys)

    assert len(statements) == 1
    assert [one.session.pk for one in found] == [short.pk, done.pk, half.pk, stopped.pk]
    for one in found:
        plain = ExerciseSession.objects.get(pk=one.session.pk)
        standing = ExerciseLog.objects.standing().filter(session=plain)
        stopping = PainReport.objects.stopping().filter(session=plain)
        counted = standing.aggregate(count=Count("pk"), last=Max("logged_at"))
        assert one.asked_count == plain.asked_count
        assert (one.log_count, one.last_logged_at) == (counted["count"], counted["last"])
        assert one.stopped_at == min(stopping.values_list("reported_at", flat=True), default=None)
        assert values(one.session) == values(plain)
    assert [one.log_count for one in found] == [0, 2, 1, 0]
    assert found[3].stopped_at == NOW + 7 * MINUTE


def test_what_was_said_of_sessions_and_days(
    homework: Homework, noor: User, count_statements: CountStatements
) -> None:
    a_day(homework)
    a_day(homework, client=noor)
    targets = [*SyncReceipt.objects.values_list("target", flat=True), "2026-03-11"]
    rated = SyncReceipt.objects.filter(account=homework.ivan, kind="finish").get()
    SyncReceipt.objects.filter(pk=rated.pk).update(result="conflict")

    with count_statements() as statements:
        found = sync_rows.said_later(homework.ivan, targets)

    plain = SyncReceipt.objects.filter(
        account=homework.ivan, kind__in=["rating", "finish", "next_day"]
    ).exclude(result="conflict")
    assert len(statements) == 1
    assert sorted(found) == sorted(plain.values_list("target", "kind", "made_at"))
    assert len(found) == 2


def test_alarms_are_what_said_to_stop_at_once_since_then(
    homework: Homework, noor: User, count_statements: CountStatements
) -> None:
    phone = Phone()
    for hours in (1, 2, 3):
        phone.make("check_in", at=NOW - hours * HOUR, kind="after", answers=SADDLE)
    phone.make("check_in", at=NOW, kind="after", pain=2)
    take_in(homework.ivan, phone.made, now=NOW)
    since = NOW - 2 * HOUR
    other = Phone()
    other.make("check_in", at=NOW, kind=CheckPoint.AFTER.value, answers=SADDLE)
    take_in(noor, other.made, now=NOW)

    with count_statements() as statements:
        found = sync_rows.alarms_of(homework.ivan, since=since)

    plain = CheckIn.objects.filter(
        client=homework.ivan, urgency=Urgency.NOW, answered_at__gte=since
    ).values_list("answered_at", flat=True)
    assert len(statements) == 1
    assert sorted(found) == sorted(plain) == [since, NOW - HOUR]


def test_sessions_of_which_the_pain_is_known(homework: Homework, noor: User) -> None:
    moments: list[dt.datetime] = [NOW - DAY, NOW, NOW + HOUR, NOW + 2 * HOUR]
    for at in moments:
        make_performed_session(assignment=homework.assignment, pain=3, now=at)
    make_performed_session(assignment=homework.assignment, now=NOW)
    make_performed_session(assignment=make_assignment(client=noor), pain=3, now=NOW)

    found = sync_rows.with_pain_after(homework.ivan, since=NOW, until=NOW + HOUR)

    plain = ExerciseSession.objects.filter(
        client=homework.ivan, started_at__range=(NOW, NOW + HOUR), pain_after__isnull=False
    )
    assert sorted(found) == sorted(plain.values_list("pk", flat=True))
    assert len(found) == 2


def test_nothing_is_asked_of_nothing(homework: Homework) -> None:
    assert sync_rows.receipts_of(homework.ivan, []) == {}
    assert sync_rows.sessions_of(homework.ivan, []) == []
    assert sync_rows.courses_of(homework.ivan, []) == []
    assert sync_rows.said_later(homework.ivan, []) == []
