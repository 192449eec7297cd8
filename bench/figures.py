"""What figures cost: drawing one, and a page that shows all of them on a slow phone."""

from __future__ import annotations

import statistics
import time
from typing import Any

from routines.domain.library import CONTENT_FOLDER
from routines.figures.poses import read_poses
from routines.figures.scene import stage
from routines.figures.svg import compose_drawing, moving, still

_SLOWER = 4  # times slower than this machine's processor
_LARGEST_PAINT = """() => new Promise(resolve => {
    new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
        .observe({ type: "largest-contentful-paint", buffered: true });
    setTimeout(() => resolve(0), 3000);
})"""


def drawing() -> dict[str, object]:
    """Draw every exercise once and return seconds for one figure, moving and both stills."""
    seconds = []
    for exercise in read_poses(CONTENT_FOLDER / "poses").values():
        before = time.perf_counter()
        drawn = compose_drawing(stage(exercise))
        moving(drawn)
        still(drawn, exercise.start)
        still(drawn, exercise.end)
        seconds.append(time.perf_counter() - before)
    return {
        "figure": "draw a figure",
        "figures": len(seconds),
        "median_seconds": round(statistics.median(seconds), 3),
        "slowest_seconds": round(max(seconds), 3),
        "budget": {"seconds": 0.3},
    }


def thumbnails(port: int, cookie: str) -> dict[str, object]:
    """Open the page of all exercises in Chromium with a slow processor and an empty cache."""
    from playwright.sync_api import sync_playwright

    from tests.chromium import FLAGS, browser_path

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        page = browser.new_page(
            viewport={"width": 390, "height": 844},
            extra_http_headers={"Cookie": cookie, "X-Forwarded-Proto": "https"},
        )
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        received: list[float] = []

        def note(event: dict[str, Any]) -> None:
            received.append(event["encodedDataLength"])

        network.on("Network.loadingFinished", note)
        page.goto(f"http://127.0.0.1:{port}/exercises/", wait_until="networkidle")
        largest = page.evaluate(_LARGEST_PAINT)
        all_of_them = page.locator("img.figure").count()
        seen = page.locator("img.figure").evaluate_all(
            "all => all.filter(one => one.complete && one.naturalWidth).length"
        )
        browser.close()
    return {
        "figure": "page of all exercises",
        "thumbnails": all_of_them,
        "thumbnails_fetched": seen,
        "requests": len(received),
        "wire_bytes": round(sum(received)),
        "largest_paint_ms": round(largest),
        "processor": f"1/{_SLOWER}",
    }
