"""QR codes of stores made at WeChat for an Official Account."""

from uuid import UUID

from fastapi import Request
from pydantic import BaseModel, Field

from services.intake.channels.wechat.clouds import OFFICIAL
from services.intake.channels.wechat.refusals import NoScenesHere
from services.intake.channels.wechat.scenes import NoScene, made_scene
from services.intake.operations import accounts
from services.intake.web.channels_api import Overseer
from services.intake.web.wechat_desk import WeChatDesk, wechat_desk_of
from services.intake.wechat.scenes import count_without_scene, keep_scene, stores_without_scene
from shared.database import Session
from shared.languages import preferred_language
from shared.routes import Router

router = Router(prefix="/v1/channels", tags=["channels"])

AT_ONCE = 50


class ScenesOut(BaseModel):
    """How many codes were made now, and how many open stores still have none; `error` says why."""

    made: int
    missing: int = Field(description="Ask again to have more of them made.")
    error: str | None


@router.post("/{account_id}/scenes")
async def post_scenes(request: Request, account_id: UUID, _principal: Overseer) -> ScenesOut:
    """Have WeChat make QR codes for open stores that have none, 50 at most; they stay for ever."""
    desk = wechat_desk_of(request)
    account = await desk.database.read(
        lambda session: accounts.account_named(session, str(account_id))
    )
    if account.channel != OFFICIAL:
        raise NoScenesHere
    stores = await desk.database.read(
        lambda session: stores_without_scene(session, account.id, limit=AT_ONCE)
    )
    made, refused = 0, None
    for store_code in stores:
        refused = await make(desk, account.id, store_code)
        if refused is not None:
            break
        made += 1
    missing = await desk.database.read(lambda session: count_without_scene(session, account.id))
    language = preferred_language(request.headers.get("accept-language"))
    error = refused and (refused.zh if language == "zh" else refused.en)
    return ScenesOut(made=made, missing=missing, error=error)


async def make(desk: WeChatDesk, account_id: str, store_code: str) -> NoScene | None:
    """Have one code made and keep it; return why there is none, which the account shows as well."""
    scene, now = await made_scene(desk.clouds.wechat, account_id, store_code), desk.clock.now()

    def keep(session: Session) -> None:
        if isinstance(scene, NoScene):
            accounts.note_outcome(session, account_id, scene.zh, now=now)
        else:
            keep_scene(session, account_id, store_code, scene.ticket, scene.url, now=now)

    await desk.database.write(keep)
    return scene if isinstance(scene, NoScene) else None
