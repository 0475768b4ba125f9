"""What somebody wrote in a mail, without what their program put around it. Nothing here fails."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

MOST_HTML = 1_000_000
MOST_LINES = 5_000
LONGEST_LINE = 2_000

QUOTES = "blockquote, .gmail_quote, .gmail_attr, .yahoo_quoted, .moz-cite-prefix, includetail"
"""Elements of HTML that hold what is answered to: Gmail, Apple, Yahoo, Thunderbird, QQ."""

QUOTE_BEGINS = (
    *("#divRplyFwdMsg", "#appendonsend", "#isReplyContent", "#isForwardContent"),
    *("#mail-editor-reference-message-container", "#OLK_SRC_BODY_SECTION", ".WordSection1 ~ hr"),
)
"""Elements from which on everything is what is answered to: Outlook and 163."""

BLOCKS = {
    *("address", "article", "blockquote", "div", "dd", "dt", "footer", "form", "h1", "h2", "h3"),
    *("h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"),
}
BREAK = "\ue000"
"""Stands for the end of a line while white space is made one space."""

UNSEEN = ("script", "style", "head", "title", "template", "noscript")

SEPARATOR = re.compile(
    r"[-_—－\s]*(?:原始邮件|原始信息|原邮件|回复的原邮件|转发的邮件|转发邮件信息"
    r"|original(?: message)?|forwarded message|reply message|original email)[-_—－\s]*",
    re.IGNORECASE,
)
WROTE = re.compile(r".{4,500}(?:写道|写到|寫道|wrote|schrieb|a écrit)\s*[:：]?", re.IGNORECASE)
WHEN_OR_WHO = re.compile(r"\d{4}\s*[-年/.]\s*\d{1,2}|\d{1,2}:\d{2}|\S@\S")
HEADER = re.compile(
    r"\s*[*]?(发件人|寄件者|寄件人|from|发送时间|寄件日期|发送日期|日期|时间|sent|date|收件人|to|抄送|cc"
    r"|主题|主旨|subject)[*]?\s*[:：]",
    re.IGNORECASE,
)
FIRST_HEADERS = frozenset({"发件人", "寄件者", "寄件人", "from"})
SIGNATURE = re.compile(
    r"\s*(?:发自(?:我的)?.{1,40}|从我的.{1,40}发送|从.{1,20}版?\s?outlook\s?发送|来自.{1,20}邮箱.{0,20}"
    r"|sent from (?:my|mail|outlook|yahoo).{0,60}|sent via .{1,40}|get outlook for .{1,40}"
    r"|获取\s*outlook.{0,40}|下载\s*outlook.{0,40})\s*",
    re.IGNORECASE,
)
HEADERS_TOGETHER = 2
LINES_OF_HEADERS = 6


def written(text: str, *, keep_quotes: bool = False) -> str:
    """Return what was written: without quotes, the header block of an answer, and signatures.

    A mail of nothing but a quote is returned whole: somebody meant to send it.
    """
    lines = [line.rstrip()[:LONGEST_LINE] for line in text.splitlines()[:MOST_LINES]]
    whole = joined(without_signature(lines))
    if keep_quotes:
        return whole
    own = joined(without_signature(without_quotes(lines)))
    return own or whole


def without_quotes(lines: Sequence[str]) -> list[str]:
    """Return the lines above the first separator that are no quotes themselves."""
    end = next((i for i in range(len(lines)) if quote_begins(lines, i)), len(lines))
    return [line for line in lines[:end] if not line.lstrip().startswith((">", "＞"))]


def quote_begins(lines: Sequence[str], index: int) -> bool:
    line = lines[index].strip().strip("*|")
    if not line:
        return False
    if SEPARATOR.fullmatch(line) or says_who_wrote(line):
        return True
    is_wrapped = line.lower().startswith(("on ", "在", "at ", "于")) and index + 1 < len(lines)
    if is_wrapped and says_who_wrote(f"{line} {lines[index + 1].strip()}"):
        return True
    return begins_headers(lines, index)


def says_who_wrote(line: str) -> bool:
    return WROTE.fullmatch(line) is not None and WHEN_OR_WHO.search(line) is not None


def begins_headers(lines: Sequence[str], index: int) -> bool:
    """Say whether a block as Outlook puts it before what is answered to begins here."""
    first = HEADER.match(lines[index])
    if first is None or first[1].lower() not in FIRST_HEADERS:
        return False
    following = [line for line in lines[index + 1 : index + 2 * LINES_OF_HEADERS] if line.strip()]
    return sum(map(is_header, following[:LINES_OF_HEADERS])) >= HEADERS_TOGETHER


def is_header(line: str) -> bool:
    return HEADER.match(line) is not None


def without_signature(lines: Sequence[str]) -> list[str]:
    """Return the lines above `-- ` (RFC 3676, 4.3), and without those that phones add."""
    end = next((i for i, line in enumerate(lines) if line.strip() == "--" and i > 0), len(lines))
    kept = [line for line in lines[:end] if not SIGNATURE.fullmatch(line)]
    while kept and not kept[-1].strip("-_—=* \t"):
        kept.pop()
    return kept


def joined(lines: Sequence[str]) -> str:
    """Return the lines with no more than one empty line between them."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text_of_html(html: str, *, keep_quotes: bool = False) -> str:
    """Return the words of an HTML mail, a line for a line."""
    from bs4 import BeautifulSoup, Comment  # only where there is a mailbox

    soup = BeautifulSoup(html[:MOST_HTML], "html.parser")
    for element in soup.find_all(UNSEEN):
        element.extract()
    for comment in soup.find_all(string=lambda found: isinstance(found, Comment)):
        comment.extract()
    if not keep_quotes:
        drop_quotes(soup)
    for element in soup.find_all([*BLOCKS, "br"]):
        element.insert_before(BREAK)
        element.insert_after(BREAK)
    for cell in soup.find_all(["td", "th"]):
        cell.insert_after(" ")
    words = re.sub(r"[\s\xa0]+", " ", soup.get_text().replace("\u200b", ""))
    return joined([line.strip() for line in re.split(f"(?: ?{BREAK})+", words)])


def drop_quotes(soup: "BeautifulSoup") -> None:
    """Remove what is answered to, unless nothing would be left."""
    for selector in QUOTE_BEGINS:
        for element in soup.select(selector)[:1]:
            for later in list(element.find_all_next()):
                later.extract()
            element.extract()
    quotes = soup.select(QUOTES)
    if soup.get_text(strip=True) == "".join(one.get_text(strip=True) for one in quotes[:1]):
        return
    for quote in quotes:
        quote.extract()
