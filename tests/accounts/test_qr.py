"""The square on the handout."""

from __future__ import annotations

import re

from accounts.qr import invitation_qr


def test_the_square_needs_no_inline_style() -> None:
    square = invitation_qr('https://example.org/join/x"><script>')

    assert square.startswith("<svg ")
    assert "style" not in square
    assert "script" not in square
    assert 'role="img"' in square


def test_the_square_has_a_quiet_edge_of_four() -> None:
    square = invitation_qr("https://example.org/join/" + "x" * 43)

    columns = [int(found) for found in re.findall(r"M(\d+) ", square)]
    size = int(re.findall(r'viewBox="0 0 (\d+)', square)[0])
    assert min(columns) == 4
    assert max(columns) == size - 5
