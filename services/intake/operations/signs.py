"""Signs for stores: QR codes that lead to a form, alone or on sheets to print and cut."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import segno

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MILLIMETRE: Final = 72 / 25.4  # in points, as everything in a PDF
A4: Final = (210 * MILLIMETRE, 297 * MILLIMETRE)

FONT = "STSong-Light"
"""One of the fonts every PDF reader has for Chinese; nothing to embed, so sheets stay small."""

COLUMNS, ROWS = 2, 3
CARD_WIDTH, CARD_HEIGHT = A4[0] / COLUMNS, A4[1] / ROWS
CODE_SIZE = 52 * MILLIMETRE
SIDE = 8 * MILLIMETRE
QUIET_ZONE = 4  # modules, ISO/IEC 18004, 9.1
INVITATION = ("扫一扫，说说您的感受", "Scan to tell us how it was")


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands in a store: its name and the address its code holds."""

    store_code: str
    store_name: str
    title: str
    url: str


def form_url(root: str, form_code: str, store_code: str) -> str:
    """Return the address of a form for one store; `root` is where customers find this service."""
    return f"{root}/f/{form_code}?{urlencode({'store': store_code})}"


def qr_svg(url: str) -> bytes:
    out = BytesIO()
    code_of(url).save(out, kind="svg", scale=8, border=QUIET_ZONE, title="QR", light="white")
    return out.getvalue()


def qr_png(url: str) -> bytes:
    out = BytesIO()
    code_of(url).save(out, kind="png", scale=12, border=QUIET_ZONE)
    return out.getvalue()


def code_of(url: str) -> segno.QRCode:
    """Return the code; it survives a quarter of it being dirty."""
    return segno.make(url, error="q", boost_error=False, micro=False)


def sheets(signs: Sequence[Sign]) -> bytes:
    """Return a PDF of A4 pages with COLUMNS × ROWS cards each, one card a store."""
    from reportlab.pdfbase import pdfmetrics  # seldom asked for, and 15 MB
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.setTitle("门店二维码")
    for place, sign in enumerate(signs):
        on_page = place % (COLUMNS * ROWS)
        if place and not on_page:
            canvas.showPage()
        column, row = on_page % COLUMNS, on_page // COLUMNS
        draw_card(canvas, sign, column * CARD_WIDTH, A4[1] - (row + 1) * CARD_HEIGHT)
    canvas.save()
    return out.getvalue()


def draw_card(canvas: "Canvas", sign: Sign, left: float, bottom: float) -> None:
    """Draw one card with a line to cut along; (left, bottom) is its corner, in points."""
    canvas.setStrokeGray(0.75)
    canvas.setDash(2, 3)
    canvas.rect(left, bottom, CARD_WIDTH, CARD_HEIGHT)
    canvas.setDash()
    centre, top = left + CARD_WIDTH / 2, bottom + CARD_HEIGHT
    centred(canvas, centre, top - 13 * MILLIMETRE, sign.title, 15)
    draw_code(canvas, sign.url, centre - CODE_SIZE / 2, top - 18 * MILLIMETRE - CODE_SIZE)
    centred(canvas, centre, top - 77 * MILLIMETRE, INVITATION[0], 12)
    centred(canvas, centre, top - 82 * MILLIMETRE, INVITATION[1], 8)
    centred(canvas, centre, bottom + 7 * MILLIMETRE, f"{sign.store_name}　{sign.store_code}", 9)


def centred(canvas: "Canvas", centre: float, bottom: float, text: str, size: float) -> None:
    """Draw a line of text, smaller when it is wider than its card."""
    width = canvas.stringWidth(text, FONT, size)
    size = min(size, size * (CARD_WIDTH - 2 * SIDE) / width) if width else size
    canvas.setFillGray(0)
    canvas.setFont(FONT, size)
    canvas.drawCentredString(centre, bottom, text)


def draw_code(canvas: "Canvas", url: str, left: float, bottom: float) -> None:
    rows = list(code_of(url).matrix_iter(border=QUIET_ZONE))
    module = CODE_SIZE / len(rows)
    canvas.setFillGray(0)
    for number, row in enumerate(rows, start=1):
        for start, length in dark_runs(row):
            canvas.rect(
                left + start * module,
                bottom + CODE_SIZE - number * module,
                length * module,
                module,
                stroke=0,
                fill=1,
            )


def dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield start and length of each run of dark modules: fewer marks, and no seams in print."""
    start = None
    for place, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
