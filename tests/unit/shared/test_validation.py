"""Every kind of wrong value is said in both languages, with the field's name and a remedy."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import (
    AwareDatetime,
    BaseModel,
    Field,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    field_validator,
)

from shared.validation import (
    SENTENCES,
    CleanStr,
    Instant,
    PlainDate,
    field_errors,
    invalid,
    is_clean,
)


class Color(Enum):
    RED = "red"


class Inner(BaseModel, extra="forbid"):
    phone: Annotated[str, Field(pattern=r"^\d+$")] = "1"


class Sample(BaseModel, extra="forbid"):
    needed: int
    name: Annotated[str, Field(min_length=2, max_length=4)] = "ab"
    rating: Annotated[int, Field(ge=1, le=5)] = 3
    ratio: Annotated[float, Field(gt=0, lt=1)] = 0.5
    flag: bool = False
    kind: Literal["a", "b"] = "a"
    color: Color = Color.RED
    at: AwareDatetime | None = None
    naive: datetime | None = None
    day: date | None = None
    key: UUID | None = None
    tags: Annotated[list[str], Field(min_length=1, max_length=2)] = ["x"]
    extra: dict[str, Any] = {}
    inner: Inner = Inner()
    url: HttpUrl | None = None
    clean: CleanStr = ""

    @field_validator("naive")
    @classmethod
    def not_too_old(cls, value: datetime | None) -> datetime | None:
        if value and value.year < 2000:
            raise invalid(zh="{field} 太早了。", en="{field} is too long ago.")
        return value


def errors_of(**values: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({"needed": 1, **values})
    found = [{**one, "loc": ("body", *one["loc"])} for one in caught.value.errors()]
    return [(one.pointer, one.zh, one.en) for one in field_errors(found)]


class TestFieldErrors:
    @pytest.mark.parametrize(
        ("values", "pointer", "zh", "en"),
        [
            ({"needed": "x"}, "/needed", "整数", "whole number"),
            ({"needed": 1.5}, "/needed", "整数", "whole number"),
            ({"nmae": 1}, "/nmae", "不认识 nmae", "nmae is not a known field"),
            ({"name": "a"}, "/name", "至少需要 2", "at least 2 characters"),
            ({"name": "abcde"}, "/name", "最多 4", "at most 4 characters"),
            ({"name": 5}, "/name", "字符串", "a string"),
            ({"rating": 9}, "/rating", "不能大于 5", "5 or less"),
            ({"rating": 0}, "/rating", "不能小于 1", "1 or more"),
            ({"ratio": 1}, "/ratio", "小于 1", "less than 1"),
            ({"ratio": 0}, "/ratio", "大于 0", "more than 0"),
            ({"ratio": "many"}, "/ratio", "数字", "a number"),
            ({"flag": "perhaps"}, "/flag", "true 或 false", "true or false"),
            ({"kind": "c"}, "/kind", "'a' 或 'b'", "'a' or 'b'"),
            ({"color": "blue"}, "/color", "'red'", "'red'"),
            ({"at": "yesterday"}, "/at", "RFC 3339", "RFC 3339"),
            ({"at": "2026-11-22T08:00:00"}, "/at", "RFC 3339", "RFC 3339"),
            ({"day": "22.11."}, "/day", "日期", "a date"),
            ({"key": "12"}, "/key", "UUID", "a UUID"),
            ({"tags": []}, "/tags", "tags 不能为空", "must not be empty"),
            ({"tags": ["a", "b", "c"]}, "/tags", "最多 2 项", "at most 2 items"),
            ({"tags": "a"}, "/tags", "数组", "an array"),
            ({"tags": ["a", 5]}, "/tags/1", "tags[1]", "tags[1]"),
            ({"extra": 5}, "/extra", "JSON 对象", "a JSON object"),
            ({"inner": {"phone": "x"}}, "/inner/phone", "inner.phone", "inner.phone"),
            ({"inner": 5}, "/inner", "JSON 对象", "a JSON object"),
            ({"url": "nowhere"}, "/url", "网址", "web address"),
            ({"naive": "1990-01-01T00:00:00Z"}, "/naive", "naive 太早了", "naive is too long ago"),
            ({"clean": "a\0b"}, "/clean", "clean 含有", "clean holds"),
            ({"name": "\ud800ab"}, "/name", "代理项", "surrogate"),
            ({"a/b~c": 1}, "/a~1b~0c", "不认识", "not a known field"),
        ],
    )
    def test_name_the_field_and_the_remedy(
        self, values: dict[str, Any], pointer: str, zh: str, en: str
    ) -> None:
        found = errors_of(**values)

        assert found[0][0] == pointer
        assert zh in found[0][1]
        assert en in found[0][2]
        assert "{" not in found[0][1] + found[0][2]

    def test_name_the_whole_body_when_it_is_missing(self) -> None:
        (found,) = field_errors([{"type": "missing", "loc": ("body",), "msg": ""}])

        assert (found.pointer, found.zh) == ("", "正文 必填，请补上。")
        assert found.en.startswith("The body")

    def test_point_at_parameters(self) -> None:
        (found,) = field_errors([{"type": "int_parsing", "loc": ("query", "limit"), "msg": ""}])

        assert found.pointer == "/limit"

    def test_stay_few_however_much_is_wrong(self) -> None:
        assert len(errors_of(**{f"x{i}": 1 for i in range(500)})) == 20

    def test_stay_short_however_long_a_name_is(self) -> None:
        (found,) = errors_of(**{"x" * 100_000: 1})

        assert len(found[0] + found[1] + found[2]) < 500

    def test_survive_braces_in_names(self) -> None:
        (found,) = errors_of(**{"{0.__class__}": 1})

        assert "{0.__class__}" in found[2]

    def test_of_an_unforeseen_kind_still_name_the_field(self) -> None:
        (found,) = field_errors([{"type": "never_heard_of", "loc": ("body", "x"), "msg": "?"}])

        assert found.en == "x is not valid; correct it."


class TestSentences:
    def test_are_finished_in_both_languages(self) -> None:
        assert all(zh.endswith("。") and en.endswith(".") for zh, en in SENTENCES.values())


class TestIsClean:
    @pytest.mark.parametrize("text", ["", "abc", "中文", "😀", "a\n\tb"])
    def test_says_yes_to_text(self, text: str) -> None:
        assert is_clean(text)

    @pytest.mark.parametrize("text", ["\0", "中\0文", "\ud83d", "中\udc00"])
    def test_says_no_to_what_cannot_be_stored(self, text: str) -> None:
        assert not is_clean(text)


NUMBERS: list[object] = [1764000000, 1764000000.5, "1764000000", "1764000000.5", True]


class TestInstant:
    IS_ONE = TypeAdapter(Instant)

    @pytest.mark.parametrize("given", ["2026-11-22T08:00:00Z", "2026-11-22T16:00:00.000+08:00"])
    def test_is_a_time_with_its_zone(self, given: str) -> None:
        assert self.IS_ONE.validate_python(given).isoformat().startswith(given[:19])

    @pytest.mark.parametrize("given", [*NUMBERS, "2026-11-22T08:00:00", "yesterday"])
    def test_is_no_number_and_not_without_a_zone(self, given: object) -> None:
        with pytest.raises(ValidationError) as refused:
            self.IS_ONE.validate_python(given)
        (found,) = field_errors(refused.value.errors())
        assert "RFC 3339" in found.en


class TestPlainDate:
    def test_is_written_out(self) -> None:
        assert TypeAdapter(PlainDate).validate_python("2026-11-22") == date(2026, 11, 22)

    @pytest.mark.parametrize("given", [*NUMBERS, 1764028800, "1764028800", "20261122"])
    def test_is_no_number(self, given: object) -> None:
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(PlainDate).validate_python(given)
        (found,) = field_errors(refused.value.errors())
        assert found.en.endswith("must be a date: 2026-11-22.")
