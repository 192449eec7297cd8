"""A page that can run the state machine of a guided session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.scripts import served

HOST = "http://phone.test"

# Runs the machine: each command is `[seconds, name, ...]`; answers with what happened, and what is shown.
RUN = """
async ([plan, commands, running]) => {
  const guide = await import("/static/js/lib/guide.js");
  const { view, cue } = await import("/static/js/lib/guide_view.js");
  let now = 1_800_000_000_000;
  let state = guide.begin(plan, now, running);
  let shown = view(plan, state, now);
  const happened = [];
  const cues = [];
  const take = ([after, events]) => {
    state = after;
    for (const event of events) if (event.type !== "step") happened.push({ ...event, at: now });
  };
  const begun = now;
  for (const [seconds, name, step = 0.25] of commands) {
    const until = now + seconds * 1000;
    if (name === "run" || name === "until over") {
      while (now < until && !(name === "until over" && state.over)) {
        now += step * 1000;
        const before = shown;
        take(guide.tick(plan, state, now));
        shown = view(plan, state, now);
        const heard = cue(before, shown);
        if (heard) cues.push([heard, shown.number]);
      }
      continue;
    }
    now = until;
    if (name === "away") take(guide.tick(plan, state, now));
    else if (name === "pause" || name === "resume") state = guide[name](state, now);
    else if (["skip", "leaveOut", "count", "stop"].includes(name)) take(guide[name](plan, state, now));
    else if (name === "reload") {
      state = guide.takeUp(plan, JSON.parse(JSON.stringify(state)), now);
    } else state = guide[name](plan, state, now);
    shown = view(plan, state, now);
  }
  return { state, shown, cues, happened: happened.map((each) => ({ ...each, at: (each.at - begun) / 1000 })) };
}
"""


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    """Return a page that can import our modules."""
    page = browser.new_page()

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix(HOST)
        if path.startswith("/static/"):
            route.fulfill(body=served(path), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route(f"{HOST}/**", serve)
    page.goto(f"{HOST}/")
    yield page
    page.close()


@pytest.fixture
def run(page: Any) -> Callable[..., Any]:
    """Return a function that runs commands through a plan and answers with the end."""

    def through(plan: dict[str, Any], *commands: Any, running: bool = True) -> Any:
        return page.evaluate(RUN, [plan, commands, running])

    return through
