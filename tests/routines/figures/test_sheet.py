"""Contact sheets: pictures with captions on a page that shows skin and theme as asked."""

from __future__ import annotations

import base64

from routines.figures.sheet import sheet, sheet_size


def test_each_picture_is_on_the_page_with_its_caption_in_order() -> None:
    page = sheet([("one", "<svg>1</svg>"), ("two", "<svg>2</svg>")])

    encoded = [base64.b64encode(f"<svg>{n}</svg>".encode()).decode() for n in (1, 2)]
    assert page.count("<img") == 2
    assert page.index(encoded[0]) < page.index("one") < page.index(encoded[1]) < page.index("two")


def test_captions_are_texts_and_no_markup() -> None:
    assert "<b>" not in sheet([("<b>bold</b>", "<svg/>")])


def test_skin_and_theme_are_the_end_of_each_picture_s_address() -> None:
    cells = [("one", "<svg/>")]

    assert '#t2l"' in sheet(cells)
    assert '#t4d"' in sheet(cells, theme="d", tone=4)
    assert sheet(cells, theme="d").count("#17201d") == 1


def test_a_sheet_is_as_large_as_its_rows_and_columns() -> None:
    assert sheet_size(4, columns=4, wide=400) == (1600, 326)
    assert sheet_size(5, columns=4, wide=400) == (1600, 652)
    assert "repeat(3,120px)" in sheet([], columns=3, wide=120)
