"""How to do one exercise, alone and as prescribed."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from routines.domain.precautions import precautions
from routines.domain.triage import Answer
from routines.services.precautions import answer, clear_exercise
from tests.conftest import CountStatements
from tests.factories import make_client, make_clinic, make_therapist
from tests.homework_factories import (
    Homework,
    make_assignment,
    make_exercise,
    make_homework,
    make_routine,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def homework() -> Homework:
    return make_homework()


@pytest.fixture
def dana() -> User:
    return make_client(display_name="Dana Lee")


def shown(client: Client, user: User, path: str) -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get(f"/exercises/{make_exercise(self_start=True).pk}/").status_code == 302


def test_it_tells_how_it_is_done(client: Client, dana: User) -> None:
    easier = make_exercise(name="Short bridge", self_start=True, slug="short-bridge")
    bridge = make_exercise(
        self_start=True,
        position="supine",
        steps=["Lie down.", "Lift your hips."],
        feel="Your seat works.",
        cues=["Push the floor away."],
        breathing="Breathe out on the way up.",
        mistakes=["Arching the back."],
        stop_rules=["Stop if pain moves down the leg."],
        not_for=["A new hip."],
        muscles=["gluteus-maximus"],
        easier=[easier.slug],
        evidence={"level": "low", "note": "One trial.", "sources": [{"name": "A trial"}]},
    )

    page = shown(client, dana, f"/exercises/{bridge.pk}/")

    for words in (
        "<li>Lie down.</li><li>Lift your hips.</li>",
        "Lying down",
        "Your seat works.",
        "Push the floor away.",
        "Breathe out on the way up.",
        "Arching the back.",
        "Stop if pain moves down the leg.",
        "A new hip.",
        "big buttock muscle",
        f'href="/exercises/{easier.pk}/"',
        "One trial.",
        'href="/help/"',
    ):
        assert words in page


def test_what_is_prescribed_is_shown_with_its_note(client: Client, homework: Homework) -> None:
    homework.stretch.note = "Left side first."
    homework.stretch.save()
    path = f"/exercises/{homework.stretch.exercise_id}/"

    page = shown(client, homework.ivan, f"{path}?prescription={homework.stretch.pk}")

    assert "3 × 30 s each side" in page
    assert "Left side first." in page
    assert f'href="/assignments/{homework.assignment.pk}/"' in page
    assert "3 × 30 s each side" not in shown(client, homework.ivan, path)


def test_a_therapist_sees_it_as_prescribed(client: Client, homework: Homework) -> None:
    page = shown(
        client,
        homework.maya,
        f"/exercises/{homework.stretch.exercise_id}/?prescription={homework.stretch.pk}",
    )

    assert "3 × 30 s each side" in page


@pytest.mark.parametrize("asked", ["x", "1", str(uuid.UUID(int=7)), "other", "foreign"])
def test_a_prescription_that_is_not_theirs_is_not_there(
    client: Client, homework: Homework, asked: str
) -> None:
    theirs = make_homework()
    keys = {"other": str(homework.bridge.pk), "foreign": str(theirs.stretch.pk)}
    client.force_login(homework.ivan)

    response = client.get(
        f"/exercises/{homework.stretch.exercise_id}/", {"prescription": keys.get(asked, asked)}
    )

    assert response.status_code == 404


def test_what_a_client_was_not_given_is_not_there(
    client: Client, homework: Homework, dana: User
) -> None:
    tom = make_therapist(clinic=make_clinic(name="Hill Clinic"), display_name="Tom Reed")
    own = make_exercise(clinic=homework.assignment.clinic)
    for user, exercise in (
        (dana, homework.bridge.exercise),
        (homework.ivan, make_exercise()),
        (tom, own),
    ):
        client.force_login(user)

        assert client.get(f"/exercises/{exercise.pk}/").status_code == 404


def test_what_a_therapist_gave_on_purpose_says_so_and_promises_nothing(
    client: Client, homework: Homework
) -> None:
    deep = homework.bridge.exercise
    deep.loads, deep.not_for = ["hip-flexion-over-90"], ["A new hip: ask first."]
    deep.save()
    now = timezone.now()
    clear_exercise(
        client=homework.ivan,
        clinic=homework.maya.care_given.get().clinic,
        exercise=deep,
        reason="Surgeon agrees, written 3 May.",
        by=homework.maya,
        at=now,
    )
    answer(
        client=homework.ivan,
        answers={"hip-replacement": Answer.YES},
        by=homework.ivan,
        at=now,
    )
    path = f"/exercises/{deep.pk}/?prescription={homework.bridge.pk}"

    for reader in (homework.ivan, homework.maya):
        page = shown(client, reader, path)
        assert "<bdi>Maya</bdi> chose this for you" in page
        assert "You said that your new hip is not cleared yet." in page
        assert "Ask before you do it." in page
        assert "Ask first if one of these is new" in page
        assert "Ask first if this is you" not in page
        # The reason is a note among colleagues.
        assert "Surgeon" not in page

    for path in (
        f"/assignments/{homework.assignment.pk}/",
        f"/sessions/{make_session(assignment=homework.assignment).pk}/",
    ):
        assert "Maya looked at this and chose it for you." in shown(client, homework.ivan, path)


def test_nobody_is_led_to_what_a_precaution_keeps_them_from(
    client: Client, homework: Homework
) -> None:
    easier, harder = (
        make_exercise(name=name, self_start=True, loads=["hip-flexion-over-90"])
        for name in ("Gentle press", "Floor pigeon")
    )
    fine = make_exercise(name="Pelvic tilt", self_start=True)
    bridge = homework.bridge.exercise
    bridge.easier, bridge.harder = [easier.slug, fine.slug], [harder.slug]
    bridge.save()
    path = f"/exercises/{bridge.pk}/"
    assert "Floor pigeon" in shown(client, homework.ivan, path)

    now = timezone.now()
    hip = {"hip-replacement": Answer.YES}
    answer(client=homework.ivan, answers=hip, by=homework.ivan, at=now)

    for asked in ("", f"?prescription={homework.bridge.pk}"):
        page = shown(client, homework.ivan, path + asked)
        assert "Pelvic tilt" in page
        assert "Gentle press" not in page
        assert "Floor pigeon" not in page
    # Found in the library all the same, it says so before the first step.
    before, _, _ = shown(client, homework.ivan, f"/exercises/{harder.pk}/").partition(
        "How to do it"
    )
    assert "Not for you for now" in before
    assert "You said that your new hip is not cleared yet." in before

    clear_exercise(
        client=homework.ivan,
        clinic=homework.maya.care_given.get().clinic,
        exercise=easier,
        reason="Surgeon agrees, written 3 May.",
        by=homework.maya,
        at=now,
    )
    assert "Gentle press" in shown(client, homework.ivan, path)
    page = shown(client, homework.ivan, f"/exercises/{easier.pk}/")
    assert "Not for you for now" not in page
    assert "<bdi>Maya</bdi> chose this for you" in page


def test_without_a_therapists_word_the_page_asks_as_before(
    client: Client, homework: Homework
) -> None:
    deep = homework.bridge.exercise
    deep.not_for = ["A new hip: ask first."]
    deep.save()

    page = shown(client, homework.ivan, f"/exercises/{deep.pk}/?prescription={homework.bridge.pk}")

    assert "Ask first if this is you" in page
    assert "chose this for you" not in page


def test_few_statements(
    client: Client, homework: Homework, count_statements: CountStatements
) -> None:
    client.force_login(homework.ivan)

    with count_statements() as statements:
        client.get(f"/exercises/{homework.bridge.exercise_id}/?prescription={homework.bridge.pk}")

    assert len(statements) <= 5


def test_all_exercises_stand_together_by_part_of_the_body(client: Client, dana: User) -> None:
    make_exercise(name="Bridge", slug="bridge", region="buttock", self_start=True)
    make_exercise(name="Press-up", slug="press-up", region="low-back", self_start=True)
    make_exercise(name="Only with a therapist", slug="plank-full", region="core")

    text = shown(client, dana, "/exercises/")

    assert text.index("Low back") < text.index("Press-up") < text.index("Buttock")
    assert "figures/regular/bridge-end.svg" in text
    assert "Only with a therapist" not in text


def test_all_exercises_take_the_same_statements_for_one_and_for_ten(
    client: Client, dana: User, count_statements: CountStatements
) -> None:
    make_exercise(name="Bridge", slug="bridge", self_start=True)
    client.force_login(dana)
    with count_statements() as for_one:
        client.get("/exercises/")
    for number in range(9):
        make_exercise(name=f"Bridge {number}", slug=f"bridge-{number}", self_start=True)
    with count_statements() as for_ten:
        client.get("/exercises/")

    assert len(for_ten) == len(for_one) <= 3


def test_nobody_sees_all_exercises_without_signing_in(client: Client) -> None:
    assert client.get("/exercises/").status_code == 302


def test_a_word_of_care_is_read_on_every_page_before_the_first_time(client: Client) -> None:
    now = timezone.now()
    ivan = make_client(therapist=make_therapist(clinic=make_clinic()))
    balance = make_exercise(name="Stand on one leg", loads=["balance"])
    routine = make_routine(exercises=[balance, make_exercise()])
    homework = make_assignment(client=ivan, routine=routine, at=now)
    session = make_session(assignment=homework, now=now)
    paths = [
        f"/exercises/{balance.pk}/",
        f"/assignments/{homework.pk}/",
        f"/sessions/{session.pk}/",
        f"/sessions/{session.pk}/play/",
    ]
    note = precautions()["hip-replacement"].note

    assert [shown(client, ivan, path).count(note) for path in paths] == [0, 0, 0, 0]
    answer(client=ivan, answers={"hip-replacement": Answer.YES}, by=ivan, at=now)
    assert [shown(client, ivan, path).count(note) for path in paths] == [1, 1, 1, 1]
    assert note not in shown(client, ivan, f"/exercises/{make_exercise(self_start=True).pk}/")
