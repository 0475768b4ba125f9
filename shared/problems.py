"""Refusals as RFC 9457 problem details, each sentence in Chinese and in English.

A service subclasses the refusal whose status fits: `class IllegalMove(Conflict)`. The problem's
`type` is made of the class name, `urn:huiyin:problem:illegal-move`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from shared.languages import Language
from shared.masking import mask_numbers

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field and how to put it right; `pointer` is a JSON pointer."""

    pointer: str
    zh: str
    en: str

    def body(self, language: Language) -> dict[str, str]:
        detail = self.zh if language == "zh" else self.en
        return {"pointer": mask_numbers(self.pointer), "detail": mask_numbers(detail)}


class Problem(Exception):
    """An expected refusal: it becomes an `application/problem+json` answer with `status`."""

    status: ClassVar[int] = 400
    type: ClassVar[str] = "urn:huiyin:problem:bad-request"
    title_zh: ClassVar[str] = "请求无法处理"
    title_en: ClassVar[str] = "The request cannot be handled"

    def __init__(
        self,
        *,
        zh: str | None = None,
        en: str | None = None,
        pointer: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Make a refusal.

        `zh` and `en` are the detail sentence. `pointer` names the one field they are about;
        `errors` several. `extra` are further members of the answer, JSON values.
        """
        self.zh = zh or self.title_zh
        self.en = en or self.title_en
        if pointer is not None:
            errors = (*errors, FieldError(pointer, self.zh, self.en))
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        super().__init__(self.en)

    def told_errors(self) -> tuple[FieldError, ...]:
        """Return the errors as they are told: none where no field is at fault."""
        return self.errors

    def __init_subclass__(cls) -> None:
        if "type" not in cls.__dict__:
            words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
            cls.type = f"urn:huiyin:problem:{words}"

    def title(self, language: Language) -> str:
        return self.title_zh if language == "zh" else self.title_en

    def detail(self, language: Language) -> str:
        """Return the sentence; a phone number typed into the wrong field is not repeated in it."""
        return mask_numbers(self.zh if language == "zh" else self.en)

    def body(self, language: Language) -> dict[str, Any]:
        """Return the members of the answer in `language`."""
        body: dict[str, Any] = {
            "type": self.type,
            "title": self.title(language),
            "status": self.status,
            "detail": self.detail(language),
            "errors": [error.body(language) for error in self.told_errors()],
        }
        return {**self.extra, **body}


class BadRequest(Problem):
    pass


class Unauthorized(Problem):
    """The same body for every cause, so that it tells nobody which half of a guess was right."""

    status = 401
    title_zh = "需要登录"
    title_en = "Sign-in needed"

    def __init__(self, *, zh: str | None = None, en: str | None = None) -> None:
        super().__init__(
            zh=zh or "没有有效的凭证，请在 Authorization 头中提供有效的访问令牌或 API 密钥。",
            en=en or "No valid credential. Send a valid access token or API key as Authorization.",
            headers={"WWW-Authenticate": "Bearer"},
        )


class Forbidden(Problem):
    status = 403
    title_zh = "没有权限"
    title_en = "Not allowed"


class NotFound(Problem):
    status = 404
    title_zh = "没有找到"
    title_en = "Not found"


class MethodNotAllowed(Problem):
    status = 405
    title_zh = "不支持此方法"
    title_en = "Method not allowed"


class NotAcceptable(Problem):
    status = 406
    title_zh = "无法提供所要求的格式"
    title_en = "Not available in the format asked for"


class Conflict(Problem):
    status = 409
    title_zh = "与当前状态冲突"
    title_en = "In conflict with the present state"


class Gone(Problem):
    status = 410
    title_zh = "已经失效"
    title_en = "No longer there"


class PreconditionFailed(Problem):
    status = 412
    title_zh = "内容已经变化"
    title_en = "It has changed since"


class PayloadTooLarge(Problem):
    status = 413
    title_zh = "内容太大"
    title_en = "Too large"


class UnsupportedMediaType(Problem):
    status = 415
    title_zh = "不支持此格式"
    title_en = "Format not supported"


class UnprocessableContent(Problem):
    """Content that does not fit; where no single field is at fault, its pointer is the whole."""

    status = 422
    title_zh = "内容有误"
    title_en = "The content is not valid"

    def told_errors(self) -> tuple[FieldError, ...]:
        return self.errors or (FieldError("", self.zh, self.en),)


class PreconditionRequired(Problem):
    status = 428
    title_zh = "缺少 If-Match"
    title_en = "If-Match is missing"


class RetryLater(Problem):
    """A refusal that ends by itself; `retry_after` is in seconds."""

    after_seconds: ClassVar[float] = 1

    def __init__(
        self,
        *,
        zh: str | None = None,
        en: str | None = None,
        retry_after: float | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.retry_after = self.after_seconds if retry_after is None else retry_after
        seconds = str(max(1, math.ceil(self.retry_after)))
        super().__init__(
            zh=zh, en=en, headers={**(headers or {}), "Retry-After": seconds}, extra=extra
        )


class TooManyRequests(RetryLater):
    status = 429
    title_zh = "请求过于频繁"
    title_en = "Too many requests"


class ServiceUnavailable(RetryLater):
    status = 503
    title_zh = "服务暂时不可用"
    title_en = "The service is not available just now"


class InternalError(Problem):
    """What a caller learns of a fault of ours: only that there was one, and its request id."""

    status = 500
    title_zh = "系统出错"
    title_en = "Something went wrong on our side"
