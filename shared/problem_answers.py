"""Turns every refusal and failure into a problem+json answer, or a page for who browses."""

import logging
from collections.abc import Callable
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from shared.languages import preferred_language
from shared.problems import (
    MEDIA_TYPE,
    BadRequest,
    Conflict,
    Forbidden,
    InternalError,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PayloadTooLarge,
    Problem,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnprocessableContent,
    UnsupportedMediaType,
)
from shared.request_body import NestedTooDeeply
from shared.validation import InvalidFields, field_errors

log = logging.getLogger(__name__)

API = "/v1/"
ProblemPage = Callable[[Request, Problem], Response]

BY_STATUS: dict[int, type[Problem]] = {
    one.status: one
    for one in (
        BadRequest,
        Unauthorized,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        NotAcceptable,
        PayloadTooLarge,
        UnsupportedMediaType,
        UnprocessableContent,
        TooManyRequests,
        ServiceUnavailable,
    )
}


SAID: dict[int, tuple[str, str]] = {
    NotFound.status: (
        "没有这个地址；请对照 /docs 中的接口检查路径。",
        "There is nothing at this address. Compare the path with those in /docs.",
    ),
    MethodNotAllowed.status: (
        "这个地址不接受此方法；可用的方法见 Allow 头。",
        "This address does not take that method; the Allow header names those it takes.",
    ),
}


class RacedWrite(Conflict):
    def __init__(self) -> None:
        super().__init__(
            zh="刚有另一个请求写入了相同的内容，请重新读取后再试。",
            en="Another request has just written the same. Read it again, then retry.",
        )


class ValueOutOfRange(UnprocessableContent):
    def __init__(self) -> None:
        super().__init__(
            zh="请求中有一个值超出了可以保存的范围，请更正。",
            en="A value in the request is beyond what can be stored; correct it.",
        )


class Answers:
    """Answers problems in the reader's language; `page` renders them for browsers."""

    def __init__(self, page: ProblemPage | None = None) -> None:
        self._page = page

    def answer(self, request: Request, problem: Problem) -> Response:
        """Return the answer that says `problem`: a page for who asks for HTML, else JSON."""
        if self._page is not None and wants_page(request):
            response = self._page(request, problem)
        else:
            language = preferred_language(request.headers.get("accept-language"))
            response = Response(
                orjson.dumps(problem.body(language), default=str),
                status_code=problem.status,
                media_type=MEDIA_TYPE,
                headers={"Content-Language": language},
            )
        response.headers.update(problem.headers)
        response.headers["Vary"] = "Accept-Language, Accept"
        return response

    def install(self, app: FastAPI) -> None:
        """Let `app` answer every exception a route may end in."""

        async def on_problem(request: Request, error: Exception) -> Response:
            return self.answer(request, problem_for(request, error))

        for kind in (Problem, RequestValidationError, HTTPException, IntegrityError, DataError):
            app.add_exception_handler(kind, on_problem)


def wants_page(request: Request) -> bool:
    """Say whether a person with a browser asks; what calls the API is always answered as JSON."""
    accept = request.headers.get("accept", "")
    return "text/html" in accept and "json" not in accept and not is_of_api(request)


def is_of_api(request: Request) -> bool:
    path = str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))
    return f"{path}/".startswith(API)


def problem_for(request: Request, error: BaseException) -> Problem:
    """Return the problem that tells a caller of `error` what it may know."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return problem_of_fields(error)
    if isinstance(error, HTTPException):
        return problem_of_framework(request, error)
    if isinstance(error, IntegrityError):
        log.warning("raced_write", exc_info=error)
        return RacedWrite()
    if isinstance(error, DataError):
        log.warning("value_out_of_range", exc_info=error)
        return ValueOutOfRange()
    return InternalError(
        zh="系统出错，错误已记录；请稍后重试，或凭 X-Request-ID 联系管理员。",
        en="Something went wrong on our side and was recorded. Try again later, or tell the "
        "administrator the X-Request-ID.",
    )


def problem_of_fields(error: RequestValidationError) -> Problem:
    """Return what is wrong with the fields; a body of another format than JSON is a 415."""
    found: list[Any] = list(error.errors())
    if any(one["loc"][:1] == ("path",) for one in found):
        return not_there()
    if isinstance(error.body, bytes) and error.body:  # unread: its type is not application/json
        return json_expected()
    return InvalidFields(field_errors(found))


def not_there() -> NotFound:
    """Return the refusal of an address in which an id or a code stands that can be none."""
    return NotFound(
        zh="没有这个地址所指的内容；请检查其中的编号。",
        en="There is nothing at this address; check the id or code in it.",
    )


def json_expected() -> UnsupportedMediaType:
    """Return the refusal of a body that is not sent as JSON."""
    return UnsupportedMediaType(
        zh="请以 JSON 发送正文，并设置 Content-Type: application/json。",
        en="Send the body as JSON with Content-Type: application/json.",
    )


def problem_of_framework(request: Request, error: HTTPException) -> Problem:
    """Return the problem behind what the framework raised."""
    cause = error.__cause__
    if isinstance(cause, Problem):
        return cause
    if isinstance(cause, RecursionError):
        return NestedTooDeeply()
    if error.status_code == BadRequest.status:
        return BadRequest(
            zh="请求正文无法读取；请检查其格式、编码（UTF-8）与数字的大小。",
            en="The body cannot be read. Check its format, its encoding (UTF-8) and its numbers.",
        )
    kind = BY_STATUS.get(error.status_code, Problem)
    zh, en = SAID.get(error.status_code, (None, None))
    problem = kind(zh=zh, en=en)
    problem.headers.update(error.headers or {})
    if kind is MethodNotAllowed:
        problem.headers["Allow"] = ", ".join(sorted(methods_here(request)))
    if kind is Problem:
        problem.status = error.status_code  # type: ignore[misc]
    return problem


def methods_here(request: Request) -> set[str]:
    """Return the methods of every route at the request's address; the framework names one's."""
    return {
        method
        for route in request.scope["app"].routes
        if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
