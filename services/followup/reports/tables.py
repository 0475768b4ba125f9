"""Reports as files: CSV and XLSX whose cells no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

JSON = ("application/json", "application/*", "*/*")
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")

DANGEROUS = re.compile(r"^[\s\u200b\ufeff\u00ad]*[=+\-@\t\r\n＝＋－＠﹢﹣﹦﹫|%]|^[\t\r\n]")
"""What a spreadsheet may run: CWE-1236, with full-width forms that some turn into plain ones."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def wanted_media(accept: str | None) -> str | None:
    """Return which file an `Accept` header likes best, None for JSON; the first among equals."""
    found, best = "", 0.0
    for part in (accept or "").split(","):
        media, _, parameters = part.partition(";")
        media, weight = media.strip().lower(), weight_in(parameters)
        if media in (CSV, XLSX, *JSON) and weight > best:
            found, best = media, weight
    return found if found in (CSV, XLSX) else None


def weight_in(parameters: str) -> float:
    """Return the weight that `q` gives a media type (RFC 9110, 12.4.2); 0 for an unreadable one."""
    for one in parameters.split(";"):
        name, _, value = one.partition("=")
        if name.strip().lower() == "q":
            given = WEIGHT.fullmatch(value.strip())
            return float(given[0]) if given else 0.0
    return 1.0


def neutral(value: Any) -> Any:
    """Return a value as a cell may hold it: what begins like a formula gets an apostrophe."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    text = UNPRINTABLE.sub("", str(value))
    return f"'{text}" if DANGEROUS.match(text) else text


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV that spreadsheets read as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow(["" if one is None else neutral(one) for one in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook of one sheet; its first line stays in sight."""
    from openpyxl import Workbook  # seldom asked for, and 10 MB

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    sheet.append(list(header))
    for row in rows:
        sheet.append([xlsx_cell(sheet, one) for one in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xlsx_cell(sheet: Any, value: Any) -> "Cell | Any":
    """Return a cell; a text is one whatever it looks like."""
    safe = neutral(value)
    if not isinstance(safe, str):
        return safe
    from openpyxl.cell.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, safe)
    cell.data_type = "s"
    return cell
