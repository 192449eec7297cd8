"""What the pain pattern says while a warning sign stands."""

from __future__ import annotations

from routines.domain.body import BodyMap
from routines.domain.centralization import beside_a_sign, say_movement
from tests.check_in_factories import at
from tests.reading_grade import reading_grade

CALF, BUTTOCK, FOOT = (BodyMap(marks=(at(one),)) for one in ("calf", "buttock", "foot"))


def test_beside_a_sign_only_the_praise_goes() -> None:
    good, careful = (say_movement(CALF, each, is_weaker=None) for each in (BUTTOCK, FOOT))
    said = beside_a_sign(good)

    assert (said.title, said.tone) == (good.title, "news")
    assert "good" not in said.text
    assert max(reading_grade(said.text), reading_grade(said.next_time)) <= 6
    assert beside_a_sign(careful) == careful
