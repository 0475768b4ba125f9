"""An open Chinese font for PDFs: the shapes of the characters that documents hold, put into them.

Readers without Chinese fonts of their own, such as browsers, show nothing otherwise. Imported by
those who draw one: reportlab is large.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from pylopdf_fonts_zh_cn import sans_path
from reportlab.pdfbase import pdfmetrics, ttfonts

OF_CUBIC_CURVES = ("CFF ", "VORG")
UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "DSIG")
QUADRATIC = "\x00\x01\x00\x00"
"""What a font file of quadratic curves begins with, and the version of its profile."""

MOST_OFF = 1.0
"""How far a curve may be from the one it stands for, in thousandths of the font's size."""

NAME = "NotoSansSC"
MOST_CHARACTERS = 3000
"""Beyond these the shapes drawn so far are let go: a document holds a few hundred."""

drawing = Lock()
drawn: set[str] = set()
"""The characters of the one font that is registered; soon it serves most documents as it is."""


@contextmanager
def font_for(text: str) -> Iterator[str]:
    """Yield the name of Noto Sans SC with at least the characters of a text, while one draws.

    Documents are drawn one at a time: reportlab keeps its fonts for all by their names, for ever,
    and so there is one, made anew when a text holds characters that it has not. Noto has cubic
    curves, which reportlab does not put into a PDF: they are drawn anew.
    """
    with drawing:
        if not drawn.issuperset(text):
            if len(drawn) > MOST_CHARACTERS:
                drawn.clear()
            drawn.update(text)
            pdfmetrics.registerFont(ttfonts.TTFont(NAME, quadratic("".join(sorted(drawn)))))
        yield NAME


def quadratic(text: str) -> BytesIO:
    """Return a TrueType font of the characters of a text."""
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, drop_tables=list(UNUSED)
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    out = BytesIO()
    with TTFont(sans_path(), lazy=True) as font:
        cutter.subset(font)
        redraw(font)
        font.save(out)
    out.seek(0)
    return out


def redraw(font: TTFont) -> None:
    """Put quadratic curves in place of the cubic ones."""
    shapes = {name: redrawn(shape) for name, shape in dict(font.getGlyphSet()).items()}
    font["glyf"], font["loca"] = newTable("glyf"), newTable("loca")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), shapes
    for table in OF_CUBIC_CURVES:
        if table in font:
            del font[table]
    font["maxp"] = profile_of(font["maxp"].numGlyphs)
    font["post"].formatType = 3.0
    font.sfntVersion = QUADRATIC


def redrawn(shape: Any) -> Any:
    """Return a glyph of quadratic curves; they turn the other way round than cubic ones."""
    pen = TTGlyphPen(None)
    shape.draw(Cu2QuPen(pen, MOST_OFF, reverse_direction=True))
    return pen.glyph()


def profile_of(count: int) -> Any:
    """Return the profile of a font without programs; saving counts its points (OpenType, maxp)."""
    profile = newTable("maxp")
    profile.tableVersion, profile.numGlyphs = 0x00010000, count
    counted = ("Points", "Contours", "CompositePoints", "CompositeContours", "ComponentDepth")
    programs = ("FunctionDefs", "InstructionDefs", "StackElements", "SizeOfInstructions", "Storage")
    for name in (*counted, *programs, "TwilightPoints", "ComponentElements"):
        setattr(profile, f"max{name}", 0)
    profile.maxZones = 1
    return profile
