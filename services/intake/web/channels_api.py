"""Channel accounts for managers: set up, changed, tried; what they delivered and what failed."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Request
from pydantic import StringConstraints
from starlette.responses import Response

from services.intake.errors import InvalidField
from services.intake.models import ChannelAccount
from services.intake.operations import accounts
from services.intake.operations.accounts import revision_in
from services.intake.operations.inbound import replay_item
from services.intake.queries import channels as queries
from services.intake.web.api import before
from services.intake.web.channel_previews import previewed
from services.intake.web.desk import Desk, desk_of
from services.intake.web.schemas_channels import (
    AccountOut,
    ChangedAccountIn,
    ItemOut,
    ItemState,
    MappingPreviewIn,
    MappingPreviewOut,
    NewAccountIn,
    TestOut,
    account_out,
)
from shared.auth import Principal, staff
from shared.idempotency import IdempotencyKey, idempotent
from shared.languages import preferred_language
from shared.paging import Cursor, Limit, Page, page_of
from shared.preconditions import etag
from shared.read_back import ReadOnly
from shared.routes import Router

router = Router(prefix="/v1/channels", tags=["channels"])

Overseer = Annotated[Principal, staff("manager", "admin")]
IfRead = Annotated[
    str | None,
    Header(alias="If-Match", max_length=255, description='The ETag you read, such as `"r-3"`.'),
]
ChannelKey = Annotated[str, StringConstraints(max_length=40), Query()]


@router.get("")
async def list_channels(
    request: Request,
    _reader: Overseer,
    channel: ChannelKey | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AccountOut]:
    """List the accounts in the order in which they were set up."""
    desk, after = desk_of(request), before(cursor)
    rows = await desk.database.read(
        lambda session: queries.accounts_after(session, channel, after, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=lambda row: account_out(row, desk))


@router.post("", status_code=201, responses={201: {"model": AccountOut}}, response_model=None)
async def post_channel(
    request: Request, new: NewAccountIn, principal: Overseer, key: IdempotencyKey = None
) -> Response:
    """Set up an account; its channel and name never change."""
    desk = desk_of(request)
    now = desk.clock.now()
    return await idempotent(
        request,
        key,
        principal,
        desk.database,
        lambda session: account_out(
            accounts.add_account(
                session,
                new.channel,
                new.name,
                new.facts(),
                kinds=desk.kinds,
                sealer=desk.sealer,
                by=principal,
                now=now,
            ),
            desk,
        ),
        now=now,
        headers={"ETag": etag("r", 1)},
    )


@router.get("/{account_id}")
async def get_channel(
    request: Request, response: Response, account_id: UUID, _reader: Overseer
) -> AccountOut:
    """Show one account."""
    desk = desk_of(request)
    found = await desk.database.read(
        lambda session: accounts.account_named(session, str(account_id))
    )
    return tagged(found, desk, response)


@router.put("/{account_id}")
async def put_channel(  # noqa: PLR0917  # what a request brings
    request: Request,
    response: Response,
    account_id: UUID,
    changed: ChangedAccountIn,
    principal: Overseer,
    if_match: IfRead = None,
) -> AccountOut:
    """Replace what is said of an account; credentials that are not named stay as they are."""
    desk = desk_of(request)
    now, seen = desk.clock.now(), revision_in(if_match)
    account = await desk.database.read(
        lambda session: accounts.account_named(session, str(account_id))
    )
    keeps_its_names(account, changed)
    keeps_what_is_set(account, changed, desk)
    account = await desk.database.write(
        lambda session: accounts.change_account(
            session,
            str(account_id),
            changed.facts(),
            kinds=desk.kinds,
            sealer=desk.sealer,
            by=principal,
            now=now,
            seen=seen,
        )
    )
    desk.accounts.forget()
    return tagged(account, desk, response)


@router.delete("/{account_id}", status_code=204)
async def delete_channel(
    request: Request, account_id: UUID, principal: Overseer, if_match: IfRead = None
) -> None:
    """Remove an account and what failed of its deliveries; feedback stays."""
    desk = desk_of(request)
    now, seen = desk.clock.now(), revision_in(if_match)
    await desk.database.write(
        lambda session: accounts.remove_account(
            session, str(account_id), by=principal, now=now, seen=seen
        )
    )
    desk.accounts.forget()


@router.post("/{account_id}/test")
async def post_channel_test(request: Request, account_id: UUID, _principal: Overseer) -> TestOut:
    """Try the account: its credentials are used once, against the vendor where there is one."""
    desk = desk_of(request)
    account = await desk.database.read(
        lambda session: accounts.account_named(session, str(account_id))
    )
    kind = desk.kinds[account.channel]
    credentials = kind.Credentials.model_validate(account.opened(desk.sealer))
    outcome = await kind.test(account, credentials, desk.http)
    language = preferred_language(request.headers.get("accept-language"))
    error, now = None if outcome.ok else outcome.zh, desk.clock.now()
    await desk.database.write(
        lambda session: accounts.note_outcome(session, account.id, error, now=now)
    )
    return TestOut(
        ok=outcome.ok,
        detail=outcome.zh if language == "zh" else outcome.en,
        found=dict(outcome.found),
    )


@router.post("/{account_id}/preview")
async def post_channel_preview(
    request: Request, account_id: UUID, sample: MappingPreviewIn, _principal: Overseer
) -> MappingPreviewOut:
    """Show what a sample payload would become by the account's mapping; nothing is stored."""
    desk = desk_of(request)
    account = await desk.database.read(
        lambda session: accounts.account_named(session, str(account_id))
    )
    return previewed(account, desk.kinds.get(account.channel), sample, now=desk.clock.now())


@router.get("/{account_id}/items")
async def list_channel_items(
    request: Request,
    account_id: UUID,
    _reader: Overseer,
    state: ItemState | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ItemOut]:
    """List what an account delivered, newest first."""
    last = before(cursor)
    rows = await desk_of(request).database.read(
        lambda session: queries.items_of(session, str(account_id), state, last, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=ItemOut.model_validate)


@router.post("/{account_id}/items/{item_id}/replay")
async def replay_channel_item(
    request: Request, account_id: UUID, item_id: UUID, principal: Overseer
) -> ItemOut:
    """Try a waiting or failed delivery again at once."""
    desk = desk_of(request)
    now = desk.clock.now()
    item = await desk.database.write(
        lambda session: replay_item(session, str(account_id), str(item_id), by=principal, now=now)
    )
    return ItemOut.model_validate(item)


def keeps_its_names(account: ChannelAccount, changed: ChangedAccountIn) -> None:
    """Refuse another channel or name: vendors call the one, deliveries are known by the other."""
    for field in ("channel", "name"):
        if getattr(changed, field) not in {None, getattr(account, field)}:
            raise InvalidField(
                f"/{field}",
                zh=f"{field} 不能修改；请另建账号。",
                en=f"{field} never changes; set up another account.",
            )


def keeps_what_is_set(account: ChannelAccount, changed: ChangedAccountIn, desk: Desk) -> None:
    """Refuse credentials that are given as they are shown, and are not so. Raises ReadOnly."""
    shown = account_out(account, desk).credentials
    given = changed.shown_credentials()
    wrong = [name for name, is_set in given.items() if shown.get(name) != is_set]
    if wrong:
        raise ReadOnly(wrong, within=("credentials",))


def tagged(account: ChannelAccount, desk: Desk, response: Response) -> AccountOut:
    response.headers["ETag"] = etag("r", account.revision)
    return account_out(account, desk)
