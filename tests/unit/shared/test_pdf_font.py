"""The font of documents: one in a process, whatever is drawn, and holding what each needs."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from shared import pdf_font
from shared.pdf_font import font_for


def drawn(text: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    with font_for(text) as font:
        canvas.setFont(font, 10)
        canvas.drawString(10, 10, text)
        canvas.save()
    return out.getvalue()


def test_every_text_is_drawn_with_the_one_font_that_is_registered() -> None:
    drawn("门店")
    before = set(pdfmetrics.getRegisteredFontNames())
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(drawn, ("海淀一店", "回音", "扫一扫", "海淀一店")))
    assert set(pdfmetrics.getRegisteredFontNames()) == before
    assert all(b"FontFile2" in one for one in made)


def test_a_text_of_known_characters_needs_no_font_made_anew() -> None:
    drawn("海淀一店")
    held = pdfmetrics.getFont(pdf_font.NAME)
    drawn("一店")
    assert pdfmetrics.getFont(pdf_font.NAME) is held


def test_shapes_are_let_go_when_they_are_too_many() -> None:
    drawn("海淀")
    pdf_font.drawn.update(map(chr, range(0x4E00, 0x4E00 + pdf_font.MOST_CHARACTERS)))
    drawn("𠮷回")
    assert pdf_font.drawn == set("𠮷回")
