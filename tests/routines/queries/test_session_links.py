"""Where the pages of a session stand, before and after it has arrived."""

from __future__ import annotations

from uuid import UUID

from routines.domain.doses import Dose
from routines.queries.session_links import NO_KEY, links_of, new_links
from tests.scripts import served

KEY = UUID("0199f6b0-7d00-7f20-9b8c-2a3b4c5d6e7f")


def test_a_stored_session_stands_under_its_own_key() -> None:
    links = links_of(KEY)

    assert (links.show, links.play, links.after) == (
        f"/sessions/{KEY}/",
        f"/sessions/{KEY}/play/",
        f"/sessions/{KEY}/after/",
    )


def test_one_to_be_begun_names_its_version_and_its_dose() -> None:
    links = new_links(KEY, version=3, dose=Dose.GENTLE)

    assert links.play == f"/assignments/{KEY}/sessions/new/play/?version=3&dose=gentle"
    assert new_links(KEY, version=3, dose=Dose.FULL, session=NO_KEY).show.endswith(
        f"/sessions/new/?version=3&dose=full&session={NO_KEY}"
    )


def test_the_worker_knows_the_key_that_stands_for_any() -> None:
    assert f'"{NO_KEY}"' in served("/static/js/worker/store.js")
