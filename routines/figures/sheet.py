"""Contact sheets: many pictures on one page, by day or by night, for an author to look at."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from routines.figures.style import DEFAULT_TONE

_GROUND = {"l": ("#e6eae5", "#13201c"), "d": ("#17201d", "#edf3f0")}


def sheet(
    cells: Sequence[tuple[str, str]],
    *,
    theme: str = "l",
    columns: int = 4,
    wide: int = 360,
    tone: int = DEFAULT_TONE,
) -> str:
    """Return a page of captioned stills; `theme` is l or d, `wide` a picture's width in px."""
    ground, ink = _GROUND[theme]
    style = (
        f"body{{margin:0;background:{ground};color:{ink};font:{_letters(wide)}px/1.4 system-ui,sans-serif}}"
        f"main{{display:grid;grid-template-columns:repeat({columns},{wide}px)}}"
        "figure{margin:0}img{display:block;inline-size:100%;aspect-ratio:4/3;object-fit:contain;object-position:50% 90%}"
        "figcaption{padding:0 8px 6px;white-space:nowrap;overflow:hidden}"
    )
    figures = "".join(
        f'<figure><img alt="" src="data:image/svg+xml;base64,{_encoded(svg)}#t{tone}{theme}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for caption, svg in cells
    )
    return f'<!doctype html><meta charset="utf-8"><style>{style}</style><main>{figures}</main>'


def sheet_size(count: int, *, columns: int, wide: int) -> tuple[int, int]:
    """Return width and height in px of a sheet with so many pictures."""
    return columns * wide, -(-count // columns) * (wide * 3 // 4 + 26)


def _letters(wide: int) -> int:
    """Return the size of a caption's letters in px, small under a small picture."""
    return max(9, min(13, wide // 11))


def _encoded(svg: str) -> str:
    return base64.b64encode(svg.encode()).decode()
