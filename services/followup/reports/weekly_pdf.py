"""The weekly report as a PDF. Imported by those who draw one: reportlab is large."""

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from services.followup.models.reports import ReportFile
from services.followup.reports.weekly import ALERT_WORDS, lines, title_of, told
from services.followup.rules.surveys import SHANGHAI

FONT = "STSong-Light"
"""Adobe's open CID font for simplified Chinese; readers bring its glyphs, the file stays small."""


def as_pdf(made: ReportFile) -> bytes:
    """Return a weekly report as an A4 PDF."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    title = title_of(made)
    document = SimpleDocTemplate(
        out, pagesize=A4, title=title, author="Huiyin 回音", margins=18 * mm, lang="zh-CN"
    )
    document.build(story(made, title))
    return out.getvalue()


def story(made: ReportFile, title: str) -> list[Flowable]:
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=15, wordWrap="CJK")
    head = ParagraphStyle("head", parent=plain, fontSize=16, leading=22, spaceAfter=6)
    part = ParagraphStyle("part", parent=plain, fontSize=12, leading=18, spaceBefore=10)
    content = made.content
    made_at = made.made_at.astimezone(SHANGHAI)
    flow: list[Flowable] = [
        Paragraph(escaped(title), head),
        Paragraph(
            f"{content['first']} 至 {content['last']}；生成于 {made_at:%Y-%m-%d %H:%M}；"
            f"当前未结 {content['open']} 件。",
            plain,
        ),
        Spacer(1, 4 * mm),
        table([("指标", "本周", "上周"), *lines(content)], plain),
    ]
    for words, name in (("投诉最多的门店", "stores"), ("投诉最多的主题", "topics")):
        flow.append(Paragraph(words, part))
        header = ("名称", "收到", "投诉", "解决", "满意率")
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
        flow.append(table([header, *rows], plain) if rows else Paragraph("无", plain))
    flow.append(Paragraph("异常提醒", part))
    flow += [
        Paragraph(
            escaped(
                f"{one['day']} {one['store']} {ALERT_WORDS[one['kind']]}"
                f"{one['topic'] and '（' + one['topic'] + '）'}：{one['observed']:.2f}，"
                f"平常 {one['expected']:.2f}"
            ),
            plain,
        )
        for one in content["alerts"]
    ] or [Paragraph("无", plain)]
    return flow


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
