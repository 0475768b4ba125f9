"""What is wrong with a request's fields, said in Chinese and English with the remedy."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError, PydanticKnownError

from shared.problems import FieldError, UnprocessableContent

MOST_ERRORS = 20
LONGEST_NAME = 80
BODY = "正文"
PLACES = {"body": "", "query": "", "path": "", "header": "", "cookie": ""}

Sentence = tuple[str, str]

DATETIME: Sentence = (
    "{field} 须为 RFC 3339 时间，例如 2026-11-22T08:00:00Z。",
    "{field} must be an RFC 3339 time such as 2026-11-22T08:00:00Z.",
)
DATE: Sentence = ("{field} 须为日期，例如 2026-11-22。", "{field} must be a date: 2026-11-22.")
INTEGER: Sentence = ("{field} 须为整数。", "{field} must be a whole number.")
NUMBER: Sentence = ("{field} 须为数字。", "{field} must be a number.")
BOOLEAN: Sentence = ("{field} 须为 true 或 false。", "{field} must be true or false.")
TEXT: Sentence = ("{field} 须为字符串。", "{field} must be a string.")
LIST: Sentence = ("{field} 须为数组。", "{field} must be an array.")
OBJECT: Sentence = ("{field} 须为 JSON 对象。", "{field} must be a JSON object.")
CHOICE: Sentence = ("{field} 须为以下之一：{expected}。", "{field} must be {expected}.")
UUID: Sentence = ("{field} 须为 UUID。", "{field} must be a UUID.")
URL: Sentence = ("{field} 须为有效的网址。", "{field} must be a valid web address.")
BAD_TEXT: Sentence = (
    "{field} 含有不能保存的字符（NUL 或不成对的代理项），请去掉。",
    "{field} holds a character that cannot be kept (NUL or half a surrogate pair); remove it.",
)
OTHERWISE: Sentence = ("{field} 的值无效，请更正。", "{field} is not valid; correct it.")

SENTENCES: Mapping[str, Sentence] = {
    "missing": ("{field} 必填，请补上。", "{field} is required; add it."),
    "extra_forbidden": (
        "不认识 {field} 这个字段，请去掉或更正拼写。",
        "{field} is not a known field; remove it or correct its spelling.",
    ),
    "read_only": (
        "{field} 由系统设定，不能修改；请去掉它，或按读到的原样送回。",
        "{field} is set by the service and never by a caller; leave it out or send it as read.",
    ),
    "unknown_query": (
        "没有 {field} 这个查询参数；可用的有：{known}。",
        "There is no query parameter {field}; known are {known}.",
    ),
    "repeated_query": (
        "{field} 给了不止一次，请只给一次。",
        "{field} is given more than once; give it once.",
    ),
    "no_query": (
        "没有 {field} 这个查询参数；这里不接受查询参数。",
        "There is no query parameter {field}; none is taken here.",
    ),
    "string_type": TEXT,
    "string_sub_type": TEXT,
    "string_unicode": BAD_TEXT,
    "string_too_short": (
        "{field} 至少需要 {min_length} 个字符。",
        "{field} needs at least {min_length} characters.",
    ),
    "string_too_long": (
        "{field} 最多 {max_length} 个字符，请缩短。",
        "{field} takes at most {max_length} characters; shorten it.",
    ),
    "string_pattern_mismatch": (
        "{field} 含有不允许的字符或长度不对，请更正。",
        "{field} holds a character that is not allowed or is of the wrong length; correct it.",
    ),
    "int_type": INTEGER,
    "int_parsing": INTEGER,
    "int_from_float": INTEGER,
    "int_parsing_size": ("{field} 的数字太大。", "{field} is too large a number."),
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "decimal_type": NUMBER,
    "decimal_parsing": NUMBER,
    "bool_type": BOOLEAN,
    "bool_parsing": BOOLEAN,
    "greater_than": ("{field} 须大于 {gt}。", "{field} must be more than {gt}."),
    "greater_than_equal": ("{field} 不能小于 {ge}。", "{field} must be {ge} or more."),
    "less_than": ("{field} 须小于 {lt}。", "{field} must be less than {lt}."),
    "less_than_equal": ("{field} 不能大于 {le}。", "{field} must be {le} or less."),
    "multiple_of": ("{field} 须为 {multiple_of} 的倍数。", "{field} must divide by {multiple_of}."),
    "literal_error": CHOICE,
    "enum": CHOICE,
    "union_tag_invalid": ("{field} 的类型不认识。", "{field} is of no known kind."),
    "datetime_type": DATETIME,
    "datetime_parsing": DATETIME,
    "datetime_from_date_parsing": DATETIME,
    "datetime_object_invalid": DATETIME,
    "timezone_aware": DATETIME,
    "date_type": DATE,
    "date_parsing": DATE,
    "date_from_datetime_parsing": DATE,
    "date_from_datetime_inexact": DATE,
    "time_type": ("{field} 须为时刻，例如 08:30。", "{field} must be a time of day: 08:30."),
    "time_parsing": ("{field} 须为时刻，例如 08:30。", "{field} must be a time of day: 08:30."),
    "uuid_type": UUID,
    "uuid_parsing": UUID,
    "uuid_version": UUID,
    "list_type": LIST,
    "tuple_type": LIST,
    "set_type": LIST,
    "frozen_set_type": LIST,
    "too_short": (
        "{field} 至少需要 {min_length} 项。",
        "{field} needs at least {min_length} items.",
    ),
    "too_long": (
        "{field} 最多 {max_length} 项。",
        "{field} takes at most {max_length} items.",
    ),
    "dict_type": OBJECT,
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "json_invalid": (
        "请求正文不是有效的 JSON；请检查引号、逗号和括号。",
        "The body is not valid JSON; check its quotes, commas and brackets.",
    ),
    "url_type": URL,
    "url_parsing": URL,
    "url_scheme": URL,
    "none_required": ("{field} 须为空。", "{field} must be null."),
    "recursion_loop": ("{field} 嵌套过深。", "{field} is nested too deeply."),
}

SECRET_LENGTHS = {"too_short": "string_too_short", "too_long": "string_too_long"}
"""What is said of the length of a secret, which pydantic counts as if it were a list."""

EMPTY: Sentence = ("{field} 不能为空，请填写。", "{field} must not be empty; fill it in.")
PATTERNS: dict[str, Sentence] = {}


def pattern(expression: str, *, zh: str, en: str) -> str:
    """Return the regular expression; what does not match it is refused with these sentences.

    `{field}` in them stands for the field's name. Nobody is shown the expression itself.
    """
    PATTERNS[expression] = (zh, en)
    return expression


def invalid(*, zh: str, en: str) -> PydanticCustomError:
    """Return what a validator raises to refuse a value with a sentence of its own.

    `{field}` in it stands for the field's name.
    """
    return PydanticCustomError("own_sentence", "{en}", {"zh": zh, "en": en})


def is_clean(text: str) -> bool:
    """Say whether `text` can be stored: no NUL, which PostgreSQL refuses, no lone surrogate."""
    return "\0" not in text and (text.isascii() or is_unicode(text))


def is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def must_be_clean(text: str) -> str:
    if not is_clean(text):
        zh, en = BAD_TEXT
        raise invalid(zh=zh, en=en)
    return text


CleanStr = Annotated[str, AfterValidator(must_be_clean)]
"""Text that can be stored; JSON bodies and addresses are held to it before a route sees them."""


def must_be_a_time(value: object) -> object:
    """Refuse numbers, which pydantic takes for seconds or milliseconds since 1970."""
    if isinstance(value, datetime) or is_written_out(value):
        return value
    raise PydanticKnownError("datetime_parsing", {"error": "not RFC 3339"})


def must_be_a_date(value: object) -> object:
    """Refuse numbers, which pydantic takes for seconds or milliseconds since 1970."""
    if isinstance(value, date) or is_written_out(value):
        return value
    raise PydanticKnownError("date_parsing", {"error": "not RFC 3339"})


def is_written_out(value: object) -> bool:
    return isinstance(value, str) and value.strip()[4:5] == "-"


Instant = Annotated[AwareDatetime, BeforeValidator(must_be_a_time)]
"""A time with its zone, as RFC 3339 writes it."""

PlainDate = Annotated[date, BeforeValidator(must_be_a_date)]
"""A date as RFC 3339 writes it."""


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Return what pydantic found wrong as sentences, MOST_ERRORS at most."""
    return [field_error(error) for error in errors[:MOST_ERRORS]]


def field_error(error: Mapping[str, Any]) -> FieldError:
    kind, context = str(error["type"]), dict(error.get("ctx", {}))
    location = tuple(error["loc"])
    if kind == "json_invalid":
        location = location[:1]
    field = field_name(location)
    whole = field if field != BODY else "The body"
    if kind == "own_sentence":
        zh, en = (str(context[language]) for language in ("zh", "en"))
        named = zh.replace("{field}", field), en.replace("{field}", whole)
        return FieldError(pointer_to(location), *named)
    if kind == "value_error":
        reason = str(context.get("error", ""))
        return FieldError(pointer_to(location), f"{field} 无效：{reason}", f"{whole}: {reason}")
    zh, en = sentence_for(kind, context)
    expected = str(context.pop("expected", ""))
    return FieldError(
        pointer_to(location),
        fill(zh, field, {**context, "expected": expected.replace(" or ", " 或 ")}),
        fill(en, whole, {**context, "expected": expected}),
    )


def sentence_for(kind: str, context: Mapping[str, Any]) -> Sentence:
    if kind in {"string_too_short", "too_short"} and context.get("min_length") == 1:
        return EMPTY
    if kind in SECRET_LENGTHS and context.get("field_type") == "Value":
        return SENTENCES[SECRET_LENGTHS[kind]]
    if kind == "string_pattern_mismatch" and context.get("pattern") in PATTERNS:
        return PATTERNS[str(context["pattern"])]
    return SENTENCES.get(kind, OTHERWISE)


def fill(sentence: str, field: str, context: Mapping[str, Any]) -> str:
    try:
        return sentence.format_map({**context, "field": field})
    except (KeyError, ValueError, IndexError):
        return sentence.partition("{")[0] + field


def field_name(location: Sequence[str | int]) -> str:
    """Return the words for a place: `customer.phone`, `texts[3]`; the body itself is 正文."""
    name = ""
    for part in location[1:] if location and location[0] in PLACES else location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name.lstrip(".")[:LONGEST_NAME] or BODY


def pointer_to(location: Sequence[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) of a place; parameters stand as if in the body."""
    parts = location[1:] if location and location[0] in PLACES else location
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in parts)
    return "".join(f"/{part}"[: LONGEST_NAME + 1] for part in escaped)


class InvalidFields(UnprocessableContent):
    """Fields that do not fit; the detail says the first, `errors` all."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        first = errors[0]
        super().__init__(zh=first.zh, en=first.en, errors=errors)
