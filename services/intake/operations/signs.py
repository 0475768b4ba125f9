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
    from reportlab.pdfgen.canvas import Canvas  # seldom asked for, and 15 MB

    from shared.pdf_font import font_for

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=True)
    canvas.setTitle("门店二维码")
    with font_for("".join(line for sign in signs for line in lines_of(sign))) as font:
        for place, sign in enumerate(signs):
            on_page = place % (COLUMNS * ROWS)
            if place and not on_page:
                canvas.showPage()
            column, row = on_page % COLUMNS, on_page // COLUMNS
            draw_card(canvas, font, sign, (column * CARD_WIDTH, A4[1] - (row + 1) * CARD_HEIGHT))
        canvas.save()
    return out.getvalue()


def lines_of(sign: Sign) -> tuple[str, str, str, str]:
    """Return what is read on a card, from above: title, two invitations, whose it is."""
    return sign.title, *INVITATION, f"{sign.store_name}　{sign.store_code}"


def draw_card(canvas: "Canvas", font: str, sign: Sign, corner: tuple[float, float]) -> None:
    """Draw one card with a line to cut along; its corner is left and below, in points."""
    left, bottom = corner
    canvas.setStrokeGray(0.75)
    canvas.setDash(2, 3)
    canvas.rect(left, bottom, CARD_WIDTH, CARD_HEIGHT)
    canvas.setDash()
    centre, top = left + CARD_WIDTH / 2, bottom + CARD_HEIGHT
    draw_code(canvas, sign.url, centre - CODE_SIZE / 2, top - 18 * MILLIMETRE - CODE_SIZE)
    canvas.setFillGray(0)
    heights = (top - 13 * MILLIMETRE, top - 77 * MILLIMETRE, top - 82 * MILLIMETRE)
    places = zip((*heights, bottom + 7 * MILLIMETRE), (15, 12, 8, 9), lines_of(sign), strict=True)
    for height, size, text in places:
        canvas.setFont(font, fitting(canvas.stringWidth(text, font, size), size))
        canvas.drawCentredString(centre, height, text)


def fitting(width: float, size: float) -> float:
    """Return the size of a line of text, less when it is wider than its card."""
    return min(size, size * (CARD_WIDTH - 2 * SIDE) / width) if width else size


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
