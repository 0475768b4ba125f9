"""`ETag` and `If-Match` (RFC 9110): whoever changes a case has seen what it now is."""

import re
from typing import Annotated

from fastapi import Depends, Header

from shared.problems import PreconditionFailed, PreconditionRequired

TAG = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')
WRITERS = {"t": "triage", "f": "followup"}


class IfMatchMissing(PreconditionRequired):
    def __init__(self) -> None:
        super().__init__(
            zh="请在 If-Match 头中提供您读到的 ETag，以免覆盖他人的修改。",
            en="Send the ETag you read as If-Match, so that nobody's change is overwritten.",
        )


class StaleETag(PreconditionFailed):
    def __init__(self) -> None:
        super().__init__(
            zh="内容在您读取之后已经变化，请重新读取后再试。",
            en="It has changed since you read it. Read it again, then decide.",
        )


class ForeignETag(PreconditionFailed):
    def __init__(self, *, given: str, needed: str) -> None:
        super().__init__(
            zh=f"If-Match 中是 {given} 服务的 ETag，这里需要 {needed} 服务的 ETag。",
            en=f"If-Match holds an ETag of {given}; this needs the one that {needed} gives.",
        )


def etag(prefix: str, revision: int) -> str:
    """Return the strong entity tag of a revision, such as `"t-5"`, quotes included."""
    return f'"{prefix}-{revision}"'


def check_given_etag(if_match: str | None, *, prefix: str, revision: int) -> None:
    """Hold a caller who says what they have seen to it; who says nothing decides on what is.

    Raises ForeignETag and StaleETag.
    """
    if if_match:
        check_etag(if_match, prefix=prefix, revision=revision)


def check_etag(if_match: str | None, *, prefix: str, revision: int) -> None:
    """Let pass only who has seen `revision`.

    Raises IfMatchMissing, ForeignETag for the other service's tag, StaleETag otherwise; `*` proves
    nothing about what was seen. A weak tag does: it names the revision, and gateways that compress
    answers weaken every tag they pass on.
    """
    if not if_match:
        raise IfMatchMissing
    tags = TAG.findall(if_match)
    if f"{prefix}-{revision}" in tags:
        return
    foreign = {tag.partition("-")[0] for tag in tags} & (WRITERS.keys() - {prefix})
    if foreign:
        raise ForeignETag(given=WRITERS[foreign.pop()], needed=WRITERS.get(prefix, prefix))
    raise StaleETag


IfMatchGiven = Annotated[
    str | None,
    Header(alias="If-Match", max_length=255, description='The ETag you read, such as `"t-5"`.'),
]
"""The `If-Match` header of a change that takes it and does not ask for it."""


async def if_match_or_nothing(if_match: IfMatchGiven = None) -> str:
    return if_match or ""


IfMatch = Annotated[str, Depends(if_match_or_nothing)]
"""The `If-Match` header of a changing request, for `check_etag`; without it the answer is 428.

What is changed is looked for before: what is not there is 404, whatever was sent along.
"""
