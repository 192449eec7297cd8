"""What several changes, one after the other, come to."""

from __future__ import annotations

from routines.domain.changes import still_new

IN, OUT, WHY = "New: Bridge, 2 × 10.", "Left out: Clam.", "Why: left out: Clam."
NOTE = "A new note from your therapist."


def test_what_was_put_in_and_taken_out_again_is_not_said_nor_why() -> None:
    back = ["New: Clam, 2 × 10.", "Left out: Bridge.", "As it was before."]

    assert still_new([[IN, OUT, WHY], back], net=[]) == []


def test_what_is_left_is_said_in_the_order_in_which_it_was_told_with_its_reason() -> None:
    told = [[NOTE], [IN, OUT, WHY], ["New: Clam, 2 × 10."]]

    assert still_new(told, net=[IN, NOTE]) == [NOTE, IN, WHY]


def test_what_only_the_whole_shows_is_said_once() -> None:
    told = [["Bridge: 3 × 10, it was 2 × 10."], ["Bridge: 4 × 10, it was 3 × 10."]]
    net = ["Bridge: 4 × 10, it was 2 × 10."]

    assert still_new(told, net=net) == net
    why = "Why: pain reached 6."
    assert still_new([[*told[0], why], told[1]], net=net) == [*net, why]
    assert still_new([[NOTE], [NOTE]], net=[NOTE]) == [NOTE]
