"""A near-duplicate takes the label of the text a person has judged."""

import pytest

from services.triage.learning.copies import CopyTable

SAID = "昨天在人民路店买的面包里面有头发，太恶心了"


@pytest.fixture
def table() -> CopyTable:
    made = CopyTable()
    made.add(SAID, "complaint")
    made.add("很好吃", "praise")
    return made


class TestCopyTable:
    @pytest.mark.parametrize(
        "text", [SAID, "昨天在人民路店买的面包里面有头发太恶心啦", "您好，" + SAID, SAID + "！！"]
    )
    def test_finds_nearly_the_same_words(self, table: CopyTable, text: str) -> None:
        assert table.find(text) == "complaint"

    @pytest.mark.parametrize(
        "text",
        [
            "昨天在人民路店买的面包里面没有头发，太恶心了",
            "面包里有头发",
            "不很好吃",
            "很好喝",
            "",
            "！",
        ],
    )
    def test_takes_nothing_else_for_it(self, table: CopyTable, text: str) -> None:
        assert table.find(text) is None

    def test_is_the_same_from_its_file(self, table: CopyTable) -> None:
        again = CopyTable.from_json(table.to_json())
        assert again.find(SAID) == "complaint"
        assert len(again) == 2

    def test_keeps_no_text(self, table: CopyTable) -> None:
        assert not any(character in str(table.to_json()) for character in "昨天人民路面包")

    def test_the_latest_word_counts(self, table: CopyTable) -> None:
        table.add(SAID, "other")
        assert table.find(SAID) == "other"
