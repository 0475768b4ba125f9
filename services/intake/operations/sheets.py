"""Sheets as people send them, CSV or XLSX, read row by row whatever their encoding."""

import codecs
import csv
import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, cast
from zipfile import BadZipFile, ZipFile

from services.intake.errors_files import SheetUnreadable

MOST_COLUMNS = 200
LONGEST_CELL = 32_767
SAMPLE_BYTES = 64 * 1024
PART = 1024 * 1024
MOST_UNPACKED = 512 * 1024 * 1024
MOST_SHARED_TEXTS = 96 * 1024 * 1024
MOST_MEMBERS = 500
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("utf-8", "gb18030")
DELIMITERS = (",", "\t", ";", "|")
BROKEN = (
    *(BadZipFile, KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError),
    *(OSError, EOFError, RuntimeError, ArithmeticError, MemoryError),
    *(struct.error, zlib.error),
)
"""What openpyxl and its parsers raise for files that are no workbook."""

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a file is to be read; `encoding` and `delimiter` are a CSV's."""

    kind: Literal["csv", "xlsx"]
    encoding: str = ""
    delimiter: str = ""


def shape_of(file: BinaryIO) -> Shape:
    """Return how to read a file, told by its bytes. Raises SheetUnreadable."""
    file.seek(0)
    head = file.read(SAMPLE_BYTES)
    if head.startswith(OLD_EXCEL):
        raise SheetUnreadable(
            zh="这是旧版 .xls 或加密的表格；请另存为不加密的 .xlsx 或 CSV。",
            en="This is an old .xls or an encrypted workbook; save it as a plain .xlsx or CSV.",
        )
    if head.startswith(b"PK"):
        refuse_bomb(file)
        return Shape("xlsx")
    encoding = encoding_of(file, head)
    text = head.decode(encoding, "ignore")
    return Shape("csv", encoding, delimiter_of(text))


def encoding_of(file: BinaryIO, head: bytes) -> str:
    """Return the encoding that the whole file is in. Raises SheetUnreadable."""
    for bom, name in BOMS:
        if head.startswith(bom):
            return name
    if head[1::2].count(0) > len(head) // 5:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 5:
        return "utf-16-be"
    for name in CANDIDATES:
        if is_all_in(file, name):
            return name
    raise SheetUnreadable(
        zh="无法识别文字编码；请另存为 UTF-8 或 GBK 编码的 CSV，或 .xlsx。",
        en="The encoding is not known; save the file as CSV in UTF-8 or GBK, or as .xlsx.",
    )


def is_all_in(file: BinaryIO, encoding: str) -> bool:
    """Say whether every byte of the file makes sense in the encoding; reads it in parts."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while part := file.read(PART):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(text: str) -> str:
    """Return the sign that stands most often in the first line, outside of quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def refuse_bomb(file: BinaryIO) -> None:
    """Refuse a workbook that would unpack to more than it may. Raises SheetUnreadable."""
    try:
        with ZipFile(file) as packed:
            members = packed.infolist()
    except BROKEN:
        raise unreadable() from None
    texts = [one.file_size for one in members if one.filename.endswith("sharedStrings.xml")]
    if (
        len(members) > MOST_MEMBERS
        or sum(one.file_size for one in members) > MOST_UNPACKED
        or sum(texts) > MOST_SHARED_TEXTS
    ):
        raise SheetUnreadable(
            zh="这个表格解压后太大；请分成几个文件导入。",
            en="The workbook is too large once unpacked; import it in several files.",
        )


def unreadable() -> SheetUnreadable:
    return SheetUnreadable(
        zh="这个文件已损坏，或不是 CSV 或 .xlsx 表格；请另存后再上传。",
        en="The file is damaged, or is neither a CSV nor an .xlsx; save it again.",
    )


@contextmanager
def rows_in(file: BinaryIO, shape: Shape) -> Iterator[Iterator[Row]]:
    """Yield the rows of a sheet one by one, empty ones too. They raise SheetUnreadable."""
    file.seek(0)
    if shape.kind == "csv":
        text = io.TextIOWrapper(file, shape.encoding, errors="strict", newline="")
        try:
            yield guarded(csv_rows(text, shape.delimiter))
        finally:
            text.detach()
        return
    from openpyxl import load_workbook  # seldom asked for, and 10 MB

    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # A sheet may lie about its size; without one it is read as far as it goes.
        sheet.reset_dimensions()
    except BROKEN:
        raise unreadable() from None
    try:
        yield guarded(cast("Iterator[Row]", sheet.iter_rows(values_only=True)))
    finally:
        book.close()


def csv_rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(4 * LONGEST_CELL)
    yield from csv.reader(text, delimiter=delimiter)


def guarded(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows within their limits; what is wrong with the file becomes a refusal."""
    number = 1
    try:
        for row in rows:
            yield row[:MOST_COLUMNS]
            number += 1
    except csv.Error:
        raise SheetUnreadable(
            zh=f"第 {number} 行附近的引号不成对，或单元格太长；请更正后再上传。",
            en=f"Near line {number} quotes do not match, or a cell is too long.",
        ) from None
    except BROKEN:
        raise unreadable() from None
