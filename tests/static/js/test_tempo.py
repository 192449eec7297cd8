"""The tempo of a figure: each way as long as prescribed, whichever way the drawing goes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.scripts import served

HOST = "http://phone.test"

pytestmark = pytest.mark.browser

# Held 1 s at the start, 2 s there, 3 s at the end, 2 s back.
THERE_AND_BACK = ("0,1,0 3,6,1", 8)
# Over a pose between: 1 s and 3 s there, the same way back.
OVER_A_POSE = ("0,1,0 2,2,1 5,6,2 9,9,1", 10)
# Middle, right, middle, left: 1 s in each, 2 s between.
ROUND = ("0,1,0 3,4,1 6,7,2 9,10,3", 12)


@pytest.fixture
def retimed(browser: Any) -> Iterator[Any]:
    """Return a function that gives the new length and the new time of each old one."""
    page = browser.new_page()

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            route.fulfill(body=served(path), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route(f"{HOST}/**", serve)
    page.goto(f"{HOST}/")

    def retime(drawn: tuple[str, int], tempo: dict[str, float], times: list[float]) -> Any:
        text = json.dumps([*drawn, tempo, times])
        return page.evaluate(
            f"""import("/static/js/lib/tempo.js").then(({{ readStops, retime }}) => {{
                const [stops, seconds, tempo, times] = {text};
                const {{ seconds: all, at }} = retime(readStops(stops), seconds, tempo);
                return [all, times.map(at)];
            }})"""
        )

    yield retime
    page.close()


def test_without_a_tempo_all_stays_as_drawn(retimed: Any) -> None:
    for drawn in (THERE_AND_BACK, OVER_A_POSE, ROUND):
        assert retimed(drawn, {}, [0, 1, 2.5, 7]) == [drawn[1], [0, 1, 2.5, 7]]


def test_there_and_back_take_their_own_time(retimed: Any) -> None:
    seconds, times = retimed(
        THERE_AND_BACK, {"there": 4, "pause": 1, "back": 6}, [1, 2, 3, 6, 7, 8]
    )

    assert seconds == 1 + 4 + 1 + 6
    assert times == [1, 3, 5, 6, 9, 12]


def test_no_pause_is_no_pause(retimed: Any) -> None:
    seconds, times = retimed(THERE_AND_BACK, {"there": 2, "pause": 0, "back": 2}, [3, 6])

    assert seconds == 5
    assert times == [3, 3]


def test_a_way_over_several_poses_is_shared_out_as_drawn(retimed: Any) -> None:
    seconds, times = retimed(OVER_A_POSE, {"there": 8, "back": 4}, [1, 2, 5, 6, 9])

    assert seconds == 1 + 8 + 1 + 4
    assert times == [1, 3, 9, 10, 13]


def test_what_goes_round_takes_the_prescribed_time_to_each_end(retimed: Any) -> None:
    seconds, times = retimed(ROUND, {"there": 3, "pause": 1, "back": 4}, [1, 3, 4, 6, 7, 9, 10, 12])

    assert times == [1, 4, 5, 9, 10, 13, 14, 18]
    assert seconds == 18
