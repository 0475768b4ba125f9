"""From the rows of a sheet to drafts: what each column holds, and what is wrong with a row."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.intake.rules.cells import CellWrong, as_text, moment_in, rating_in
from services.intake.rules.drafts import Draft
from services.intake.rules.forms import Sentences
from shared.validation import is_clean

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST: Mapping[str, int] = {
    "text": 5000,
    "name": 80,
    "phone": 32,
    "email": 254,
    "wechat_openid": 64,
    "order_no": 80,
    "campaign": 80,
    "external_id": 200,
}
CONTACT = ("name", "phone", "email", "wechat_openid")


class RowWrong(ValueError):
    """A row that cannot become feedback; the sentences say why and how to put it right."""

    def __init__(self, zh: str, en: str) -> None:
        self.sentences: Sentences = (zh, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a sheet hold: target → place; `stores` finds a code by code or name."""

    places: Mapping[str, int]
    stores: Mapping[str, str]

    @classmethod
    def of(
        cls, headings: Sequence[str], mapping: Mapping[str, str], stores: Mapping[str, str]
    ) -> "Layout":
        return cls({target: headings.index(name) for target, name in mapping.items()}, stores)

    def cell(self, row: Sequence[Any], target: str) -> Any:
        place = self.places.get(target)
        return row[place] if place is not None and place < len(row) else None

    def draft(self, row: Sequence[Any], *, channel: str) -> Draft:
        """Return the feedback in a row. Raises RowWrong."""
        texts = {target: self._text(row, target) for target in LONGEST}
        if not texts["text"]:
            raise RowWrong("反馈内容为空。", "The text is empty.")
        return Draft(
            text=texts["text"],
            channel=channel,
            store_code=self._store(row),
            contact={kind: texts[kind] for kind in CONTACT if texts[kind]},
            rating=self._rating(row),
            occurred_at=self._moment(row),
            campaign=texts["campaign"] or None,
            order_no=texts["order_no"] or None,
            external_id=texts["external_id"] or self._content_id(row),
        )

    def _text(self, row: Sequence[Any], target: str) -> str:
        text = as_text(self.cell(row, target))
        if len(text) > LONGEST[target]:
            raise RowWrong(
                f"“{target}”超过 {LONGEST[target]} 个字。",
                f"{target} is longer than {LONGEST[target]} characters.",
            )
        if not is_clean(text):
            raise RowWrong(
                f"“{target}”含有无法保存的字符。", f"{target} holds characters that cannot be kept."
            )
        return text

    def _store(self, row: Sequence[Any]) -> str | None:
        given = as_text(self.cell(row, "store"))
        if not given:
            return None
        code = self.stores.get(given.casefold())
        if code is None:
            raise RowWrong(
                f"没有门店“{given[:40]}”；请填写已登记的门店编号或名称。",
                f"There is no store '{given[:40]}'; give the code or name of a known one.",
            )
        return code

    def _rating(self, row: Sequence[Any]) -> int | None:
        try:
            return rating_in(self.cell(row, "rating"))
        except CellWrong:
            raise RowWrong("评分须为 1–5。", "The rating must be 1 to 5.") from None

    def _moment(self, row: Sequence[Any]) -> datetime | None:
        try:
            moment = moment_in(self.cell(row, "occurred_at"))
        except CellWrong:
            raise RowWrong(
                "时间无法识别；例如 2026-11-22 13:05。",
                "The time is not understood; write it as 2026-11-22 13:05.",
            ) from None
        if moment is not None and moment < EARLIEST:
            raise RowWrong("时间早于 2000 年。", "The time lies before the year 2000.")
        return moment

    def _content_id(self, row: Sequence[Any]) -> str:
        """Return what is equal for equal rows, so that a sheet sent twice is taken once."""
        said = "\n".join(f"{target}={as_text(self.cell(row, target))}" for target in self.places)
        return f"row-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:40]}"


def is_empty(row: Iterable[Any]) -> bool:
    return all(cell is None or not str(cell).strip() for cell in row)


def headings_in(rows: Iterator[Sequence[Any]]) -> tuple[list[str], int]:
    """Return the headings, the first row that is not empty, and its number.

    Columns without a heading get one by their place; of equal ones the later too. No row at all
    gives no heading.
    """
    for number, row in enumerate(rows, start=1):
        if not is_empty(row):
            return distinct([as_text(cell)[:80] for cell in row]), number
    return [], 0


def distinct(headings: Sequence[str]) -> list[str]:
    found: list[str] = []
    for place, heading in enumerate(headings, start=1):
        name = heading or f"#{place}"
        found.append(name if name not in found else f"{name} #{place}")
    return found
