"""The figure on a page: still or moving, for the right side, in the look somebody chose."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import Context, Template

from accounts.models import User
from routines.domain.dosage import Dosage, Side
from routines.models import Exercise
from routines.templatetags.figures import thumbnail

BRIDGE = Exercise(
    name="Bridge", slug="bridge", repetitions=8, steps=["Lie down.", "Lift your hips."]
)
CLAMSHELL = Exercise(
    name="Clamshell", slug="clamshell", side=Side.BOTH, repetitions=8, steps=["Lift the knee."]
)


def drawn(call: str, *, user: Any = None, **given: Any) -> str:
    context = Context({"request": SimpleNamespace(user=user), **given})
    return Template("{% load figures %}{% figure " + call + " %}").render(context)


def test_a_thumbnail_is_one_lazy_picture_without_words() -> None:
    html = drawn("exercise", exercise=BRIDGE)

    assert html.startswith('<img class="figure figure--mat"')
    assert 'src="/static/figures/regular/bridge-end.svg#t2"' in html
    assert 'alt=""' in html
    assert 'loading="lazy"' in html


def test_a_slug_is_enough_for_a_picture() -> None:
    assert "regular/child-pose-end.svg" in drawn('"child-pose"')


def test_the_moving_figure_says_the_exercise_in_words() -> None:
    html = drawn('exercise size="hero"', exercise=BRIDGE)

    assert 'role="img" aria-label="Bridge. Lie down. Lift your hips."' in html
    assert 'data-src="/static/figures/regular/bridge.svg"' in html
    assert "regular/bridge-start.svg#t2" in html
    assert "regular/bridge-end.svg#t2" in html


def test_a_slug_with_a_name_is_said_in_words() -> None:
    html = drawn('"bridge" size="hero" name="Bridge & more"')

    assert 'role="img" aria-label="Bridge &amp; more."' in html


def test_every_file_a_page_asks_for_is_there() -> None:
    html = drawn('exercise size="hero"', exercise=BRIDGE)

    asked = re.findall(r'(?:src|data-src)="/static/([^"#]+)', html)

    assert len(asked) == 3
    assert all(finders.find(path) for path in asked)


@pytest.mark.parametrize(
    ("side", "is_mirrored"), [("left", True), ("right", False), ("both", False), ("", False)]
)
def test_the_left_side_is_the_drawing_of_the_right_side_mirrored(
    side: str, is_mirrored: bool
) -> None:
    for size in ("mat", "hero"):
        html = drawn(f'exercise side size="{size}"', exercise=CLAMSHELL, side=side)

        assert ("figure--mirrored" in html) is is_mirrored


def test_a_mirrored_figure_is_labelled_with_the_side_it_shows() -> None:
    left = drawn('exercise "left" size="hero"', exercise=CLAMSHELL)
    right = drawn('exercise "right" size="hero"', exercise=CLAMSHELL)

    assert "Clamshell, left side. Lift the knee." in left
    assert '<span class="figure__side">Left side</span>' in left
    assert '<span class="figure__side">Right side</span>' in right


@pytest.mark.parametrize("side", ["both", "alternating", "none", ""])
def test_a_side_that_nobody_prescribed_is_said_to_be_only_shown(side: str) -> None:
    html = drawn('exercise side size="hero"', exercise=CLAMSHELL, side=side)

    assert '<span class="figure__side">Shown on the right</span>' in html
    assert "Clamshell, shown on the right. Lift the knee." in html


def test_an_exercise_without_sides_is_never_mirrored() -> None:
    html = drawn('exercise "left" size="hero"', exercise=BRIDGE)

    assert "mirrored" not in html
    assert "figure__side" not in html


def test_the_person_who_looks_chooses_body_skin_and_theme() -> None:
    user = User(display_name="Ivan", figure_build="broad", figure_tone=4, theme="dark")

    assert "broad/bridge-end.svg#t4d" in drawn("exercise", exercise=BRIDGE, user=user)
    hero = drawn('exercise size="hero"', exercise=BRIDGE, user=user)
    assert "broad/bridge-start.svg#t4d" in hero
    assert "figure--t4" in hero


def test_a_choice_can_be_shown_before_it_is_made() -> None:
    user = User(display_name="Ivan")

    assert "slim/bridge-end.svg#t2" in drawn('exercise build="slim"', exercise=BRIDGE, user=user)
    assert "regular/bridge-end.svg#t3" in drawn("exercise tone=3", exercise=BRIDGE, user=user)


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_signed_in_sees_the_usual_figure(user: Any) -> None:
    assert "regular/bridge-end.svg#t2" in drawn("exercise", exercise=BRIDGE, user=user)


@pytest.mark.parametrize(
    ("dosage", "words"),
    [
        (Dosage(sets=1, repetitions=8, tempo="2-1-3"), ["there", "pause", "back"]),
        (Dosage(sets=1, repetitions=1, hold_seconds=30), ["pause"]),
        (Dosage(sets=1, repetitions=8), []),
        (Dosage(sets=1, repetitions=8, tempo="as you like"), []),
    ],
)
def test_it_moves_in_the_prescribed_tempo(dosage: Dosage, words: list[str]) -> None:
    html = drawn('exercise size="hero" dosage=dosage', exercise=BRIDGE, dosage=dosage)

    assert re.findall(r' data-(there|pause|back)="', html) == words


def test_a_long_hold_is_shown_short_where_nobody_exercises_along() -> None:
    dosage = Dosage(sets=1, repetitions=1, hold_seconds=30)

    assert 'data-pause="3"' in drawn(
        'exercise size="hero" dosage=dosage', exercise=BRIDGE, dosage=dosage
    )


def test_an_exercise_nobody_drew_has_a_calm_placeholder() -> None:
    own = Exercise(name="Our own", slug="our-own", clinic_id=BRIDGE.pk)

    for size in ("mat", "hero"):
        html = drawn(f'exercise size="{size}"', exercise=own)

        assert "figure--placeholder" in html
        assert "<img" not in html


def test_a_clinics_own_exercise_borrows_a_figure_of_the_library() -> None:
    own = Exercise(
        name="Our bridge",
        slug="our-bridge",
        clinic_id=BRIDGE.pk,
        figure="bridge",
        repetitions=8,
    )

    assert "regular/bridge-end.svg" in drawn("exercise", exercise=own)
    assert "Our bridge." in drawn('exercise size="hero"', exercise=own)


def test_a_clinics_exercise_never_takes_a_figure_by_its_own_name_alone() -> None:
    own = Exercise(name="Bridge", slug="bridge", clinic_id=BRIDGE.pk)

    assert "figure--placeholder" in drawn("exercise", exercise=own)


def test_a_table_of_the_admin_shows_a_small_one() -> None:
    assert "regular/bridge-end.svg" in thumbnail(BRIDGE)
    assert thumbnail(Exercise(name="Our own", slug="our-own", clinic_id=BRIDGE.pk)) == ""
