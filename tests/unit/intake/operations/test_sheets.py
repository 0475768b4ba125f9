"""Any bytes are a sheet or a refusal."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.errors_files import SheetUnreadable
from services.intake.operations.sheet_reading import first_sight
from services.intake.operations.sheets import MOST_UNPACKED, shape_of
from tests.fixtures.sheets import csv_of, row, xlsx_of

WORKBOOK = xlsx_of([row(n) for n in range(3)])


def is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(SheetUnreadable):
        assert first_sight(io.BytesIO(content)).sample


class TestAnyBytes:
    @given(st.binary(max_size=300))
    def test_are_a_sheet_or_a_refusal(self, content: bytes) -> None:
        is_read_or_refused(content)
        is_read_or_refused(b"PK\x03\x04" + content)

    @given(st.text(max_size=200), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
    def test_of_any_text_are_as_well(self, text: str, encoding: str) -> None:
        is_read_or_refused(text.encode(encoding, "replace"))

    @given(st.data())
    def test_changed_in_a_workbook_are_as_well(self, data: st.DataObject) -> None:
        content = bytearray(WORKBOOK)
        for _ in range(data.draw(st.integers(1, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        is_read_or_refused(bytes(content))


class TestAShape:
    def test_is_told_by_the_bytes(self) -> None:
        assert shape_of(io.BytesIO(WORKBOOK)).kind == "xlsx"
        gbk = shape_of(io.BytesIO(csv_of([row()], encoding="gbk", delimiter="\t")))
        assert (gbk.encoding, gbk.delimiter) == ("gb18030", "\t")

    def test_refuses_a_bomb_before_it_is_unpacked(self) -> None:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
            packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member,
        ):
            for _ in range(MOST_UNPACKED // (1 << 22) + 1):
                member.write(bytes(1 << 22))
        with pytest.raises(SheetUnreadable, match="too large"):
            shape_of(out)

    def test_refuses_entities_in_a_workbook(self) -> None:
        out = io.BytesIO()
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
        with (
            zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old,
            zipfile.ZipFile(out, "w") as packed,
        ):
            for name in old.namelist():
                packed.writestr(name, bomb if "sheet1" in name else old.read(name))
        with pytest.raises(SheetUnreadable):
            first_sight(out)
