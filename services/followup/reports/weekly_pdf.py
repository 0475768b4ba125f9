"""The weekly report as a PDF. Imported by those who draw one: reportlab is large."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from services.followup.models.reports import ReportFile
from services.followup.reports.weekly import ALERT_WORDS, lines, title_of, told
from services.followup.rules.surveys import SHANGHAI
from shared.pdf_font import font_for

Block = tuple[str, Any]
"""A piece of the report: its style with a text, or `table` with rows."""


def as_pdf(made: ReportFile) -> bytes:
    """Return a weekly report as an A4 PDF that holds its font."""
    title = title_of(made)
    pieces = list(blocks(made, title))
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, title=title, author="Huiyin 回音", margins=18 * mm, lang="zh-CN"
    )
    with font_for("".join(texts(pieces))) as font:
        styles = styles_of(font)
        document.build([flowable(kind, content, styles) for kind, content in pieces])
    return out.getvalue()


def blocks(made: ReportFile, title: str) -> Iterator[Block]:
    content = made.content
    made_at = made.made_at.astimezone(SHANGHAI)
    yield "head", title
    period = f"{content['first']} 至 {content['last']}；生成于 {made_at:%Y-%m-%d %H:%M}；"
    yield "lead", f"{period}当前未结 {content['open']} 件。"
    yield "table", [("指标", "本周", "上周"), *lines(content)]
    for words, name in (("投诉最多的门店", "stores"), ("投诉最多的主题", "topics")):
        yield "part", words
        rows = [
            (
                one["name"],
                one["received"],
                one["complaints"],
                one["resolved"],
                told(one["csat"], "{:.1%}"),
            )
            for one in content[name]
        ]
        header = ("名称", "收到", "投诉", "解决", "满意率")
        yield ("table", [header, *rows]) if rows else ("plain", "无")
    yield "part", "异常提醒"
    if not content["alerts"]:
        yield "plain", "无"
    for one in content["alerts"]:
        topic = f"（{one['topic']}）" if one["topic"] else ""
        said = f"{one['day']} {one['store']} {ALERT_WORDS[one['kind']]}{topic}"
        yield "plain", f"{said}：{one['observed']:.2f}，平常 {one['expected']:.2f}"


def texts(pieces: Iterable[Block]) -> Iterator[str]:
    for kind, content in pieces:
        if kind == "table":
            yield from (str(one) for row in content for one in row)
        else:
            yield content


def styles_of(font: str) -> dict[str, ParagraphStyle]:
    plain = ParagraphStyle("plain", fontName=font, fontSize=10, leading=15, wordWrap="CJK")
    return {
        "plain": plain,
        "lead": ParagraphStyle("lead", parent=plain, spaceAfter=4 * mm),
        "head": ParagraphStyle("head", parent=plain, fontSize=16, leading=22, spaceAfter=6),
        "part": ParagraphStyle("part", parent=plain, fontSize=12, leading=18, spaceBefore=10),
    }


def flowable(kind: str, content: Any, styles: Mapping[str, ParagraphStyle]) -> Flowable:
    if kind == "table":
        return table(content, styles["plain"])
    return Paragraph(escaped(content), styles[kind])


def table(rows: Sequence[Sequence[Any]], plain: ParagraphStyle) -> Table:
    cells = [[Paragraph(escaped(str(one)), plain) for one in row] for row in rows]
    made = Table(cells, repeatRows=1)
    made.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#c3ccc8")),
                ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e4f3ec")),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    return made


def escaped(text: str) -> str:
    """Return a text that reportlab's markup leaves alone."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
