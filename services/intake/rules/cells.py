"""What stands in a sheet's cells: ratings, moments and texts however people write them."""

import re
import unicodedata
from datetime import UTC, date, datetime, time
from typing import Any

from services.intake.rules.tickets import CHINA

DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
WORDS = {
    "非常满意": 5,
    "很满意": 5,
    "满意": 4,
    "一般": 3,
    "不满意": 2,
    "很不满意": 1,
    "非常不满意": 1,
}
RATING = re.compile(r"([1-5一二两三四五])(?:\.0+)?\s*(?:分|星|星级|颗星|stars?|/5)?")
MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:时点](\d{1,2})分?(?::?(\d{1,2})(?:\.\d+)?秒?)?)?"
)
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class CellWrong(ValueError):
    """A cell that does not hold what its column should."""


def as_text(value: Any) -> str:
    """Return a cell as it would be read aloud: a phone number loses the .0 of a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()


def rating_in(value: Any) -> int | None:
    """Return 1 to 5, None for an empty cell. Raises CellWrong."""
    plain = unicodedata.normalize("NFKC", as_text(value)).strip().lower()
    if not plain:
        return None
    if set(plain) <= {"★", "☆", "⭐"} and 1 <= plain.count("★") + plain.count("⭐") <= 5:  # noqa: PLR2004
        return plain.count("★") + plain.count("⭐")
    if plain in WORDS:
        return WORDS[plain]
    found = RATING.fullmatch(plain)
    if found is None:
        raise CellWrong(plain)
    sign = found.group(1)
    return DIGITS[sign] if sign in DIGITS else int(sign)


def moment_in(value: Any) -> datetime | None:
    """Return a moment in UTC, None for an empty cell; without a zone it is China's.

    Raises CellWrong.
    """
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, date):
        return in_utc(datetime.combine(value, time()))
    plain = unicodedata.normalize("NFKC", as_text(value)).strip()
    if not plain:
        return None
    try:
        return in_utc(datetime.fromisoformat(plain))
    except ValueError:
        found = MOMENT.fullmatch(plain)
    if found is None:
        raise CellWrong(plain)
    try:
        parts = [int(part or 0) for part in found.groups()]
        return in_utc(datetime(*parts))  # type: ignore[arg-type]  # noqa: DTZ001 - see in_utc
    except ValueError:
        raise CellWrong(plain) from None


def in_utc(moment: datetime) -> datetime:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
    except OverflowError:
        raise CellWrong(str(moment)) from None


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (CWE-1236)."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
