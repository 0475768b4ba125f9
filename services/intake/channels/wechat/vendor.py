"""Calls to WeChat and WeCom: what they answer, and what it means when they do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from services.intake.channels.wechat.access_tokens import AccessTokens, TokenUnavailable
from services.intake.rules.fitting import text_at
from shared.masking import mask_numbers

DEAD_TOKEN = frozenset({40001, 40014, 42001})
LONGEST_REASON = 160
MOST_MEDIA_BYTES = 10 * 1024 * 1024
SERVER_FAULT = 500
MAYBE_TAKEN = frozenset({502, 504})
"""A gateway answers these, and the server behind it may have done its work."""

BEFORE_IT_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the vendor said: `code` 0 is success."""

    code: int
    words: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unreached:
    """The request surely did nothing: no connection, no token, a server that is down."""

    reason: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request may have done its work: the link broke before the answer."""

    reason: str


Said = Answer | Unreached | Uncertain


class MediaUnavailable(Exception):
    """A picture cannot be had: `is_gone` when asking again is of no use."""

    def __init__(self, reason: str, *, is_gone: bool) -> None:
        super().__init__(reason)
        self.is_gone = is_gone


class Vendor:
    """One vendor's API at `root`, asked in the name of an account by its token."""

    def __init__(self, http: httpx.AsyncClient, tokens: AccessTokens, root: str) -> None:
        self._http = http
        self._tokens = tokens
        self._root = root.rstrip("/")

    async def post(self, account_id: str, path: str, body: Mapping[str, Any]) -> Said:
        """Post `body`; once more with a new token when the vendor refuses the first."""
        said: Said = Unreached("没有可用的访问令牌")
        for _ in range(2):
            try:
                token = await self._tokens.token(account_id)
            except TokenUnavailable as reason:
                return Unreached(str(reason), reason.en)
            said = await self._posted(path, token, body)
            if not (isinstance(said, Answer) and said.code in DEAD_TOKEN):
                return said
            await self._tokens.discard(account_id, token)
        return Unreached(f"访问令牌被拒绝：{said.words}") if isinstance(said, Answer) else said

    async def _posted(self, path: str, token: str, body: Mapping[str, Any]) -> Said:
        # WeChat shows \uXXXX as it stands: the body is UTF-8 in clear
        try:
            answer = await self._http.post(
                self._root + path,
                params={"access_token": token},
                content=orjson.dumps(body),
                headers={"Content-Type": "application/json"},
            )
        except httpx.TransportError as error:
            return unanswered(error)
        return understood(answer)

    async def media(self, account_id: str, media_id: str) -> bytes:
        """Return the bytes of a picture somebody sent. Raises MediaUnavailable."""
        for _ in range(2):
            try:
                token = await self._tokens.token(account_id)
            except TokenUnavailable as reason:
                raise MediaUnavailable(str(reason), is_gone=False) from None
            found = await self._media(token, media_id)
            if isinstance(found, bytes):
                return found
            if found.code not in DEAD_TOKEN:
                raise MediaUnavailable(found.words, is_gone=found.code not in BUSY)
            await self._tokens.discard(account_id, token)
        raise MediaUnavailable("访问令牌被拒绝", is_gone=False)

    async def _media(self, token: str, media_id: str) -> bytes | Answer:
        params = {"access_token": token, "media_id": media_id}
        try:
            async with self._http.stream(
                "GET", f"{self._root}/cgi-bin/media/get", params=params
            ) as answer:
                content = await bounded(answer)
        except httpx.TransportError as error:
            raise MediaUnavailable(type(error).__name__, is_gone=False) from error
        if answer.status_code >= SERVER_FAULT:
            raise MediaUnavailable(f"HTTP {answer.status_code}", is_gone=False)
        if "json" not in answer.headers.get("content-type", "") and not is_refusal(content):
            return content
        return answer_in(content)


BUSY = frozenset({-1, 45009, 45011})
"""Asked too often, or the vendor is busy: later it may go."""


async def fetched(http: httpx.AsyncClient, url: str, params: Mapping[str, str]) -> Said:
    """Ask what needs no token: for a token, or who a code stands for."""
    try:
        answer = await http.get(url, params=dict(params))
    except httpx.TransportError as error:
        return Unreached(type(error).__name__)
    return understood(answer)


async def bounded(answer: httpx.Response) -> bytes:
    """Return the content. Raises MediaUnavailable when it is larger than we keep."""
    parts, size = [], 0
    async for part in answer.aiter_bytes():
        size += len(part)
        if size > MOST_MEDIA_BYTES:
            raise MediaUnavailable("图片过大", is_gone=True)
        parts.append(part)
    return b"".join(parts)


def unanswered(error: httpx.TransportError) -> Said:
    reason = f"连接失败 ({type(error).__name__})"
    return Unreached(reason) if isinstance(error, BEFORE_IT_LEFT) else Uncertain(reason)


def understood(answer: httpx.Response) -> Said:
    """Return what an HTTP answer says; what is no JSON object leaves open what was done."""
    status = answer.status_code
    if status in MAYBE_TAKEN:
        return Uncertain(f"HTTP {status}")
    if status >= SERVER_FAULT or status == httpx.codes.TOO_MANY_REQUESTS:
        return Unreached(f"HTTP {status}")
    if not answer.is_success:
        return Answer(status, f"HTTP {status}", {})
    said = answer_in(answer.content)
    return said if said.body else Uncertain("应答不是 JSON")


def answer_in(content: bytes) -> Answer:
    """Return the JSON answer in `content`, one without a body when it is none."""
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        return Answer(-1, "应答不是 JSON", {})
    code = body.get("errcode", 0)
    code = code if isinstance(code, int) else -1
    return Answer(code, words_of(code, body), body or {"": ""})


def words_of(code: int, body: Mapping[str, Any]) -> str:
    """Return the vendor's words, short and without its request ids or any number of a person."""
    said = text_at(body, "errmsg").partition("rid:")[0].partition("hint:")[0].strip()
    return f"{mask_numbers(said)[:LONGEST_REASON]} ({code})"


def is_refusal(content: bytes) -> bool:
    """Say whether what came instead of a picture is JSON: the vendor calls that text/plain too."""
    return content.lstrip()[:1] == b"{" and b"errcode" in content[:200]
