"""What a precaution changed, on the therapist's page: each exercise by its name, all of them."""

from __future__ import annotations

import pytest

from routines.domain.triage import Answer
from routines.services.precautions import answer
from tests.factories import NOW, make_client, make_clinic, make_therapist
from tests.homework_factories import make_assignment, make_exercise, make_routine
from tests.safety_pages import page_of

pytestmark = pytest.mark.django_db


def test_all_that_was_left_out_is_named_and_said_of_the_client() -> None:
    maya = make_therapist(clinic=make_clinic())
    ivan = make_client(therapist=maya)
    bends = [make_exercise(name=f"Bend {n}", loads=["spine-flexion"]) for n in range(5)]
    make_assignment(client=ivan, routine=make_routine(exercises=[make_exercise(), *bends]))

    answer(client=ivan, answers={"osteoporosis": Answer.YES}, by=ivan, at=NOW)

    page = page_of(maya, ivan)
    assert (
        "Left out: Bend 0, Bend 1, Bend 2, Bend 3, Bend 4. Each bends the low back forward. "
        "Said that they have thin bones."
    ) in page
    assert all(f"{one.name} is left out for now." in page for one in bends)
    fold = page.partition("and 3 more changes")[2].partition("</details>")[0]
    assert fold.count("<li>") == 3
    assert "You said" not in page
