"""Asks WeChat for a QR code whose scene names a store; such a code is good for ever."""

from dataclasses import dataclass

from services.intake.channels.wechat.messages import STORE_SCENE
from services.intake.channels.wechat.vendor import Answer, Unreached, Vendor

PATH = "/cgi-bin/qrcode/create"
MOST_OF_AN_ACCOUNT = 100_000
NO_MORE = 45029
NO_RIGHT = 48001
LONGEST_TICKET, LONGEST_URL = 200, 300


@dataclass(frozen=True, slots=True)
class Scene:
    """A code: `url` is what it holds, `ticket` what WeChat's own picture of it is asked by."""

    ticket: str
    url: str


@dataclass(frozen=True, slots=True)
class NoScene:
    """Why WeChat made none, in both languages."""

    zh: str
    en: str


async def made_scene(vendor: Vendor, account_id: str, store_code: str) -> Scene | NoScene:
    """Have a code made for a store, one of the 100,000 that an account may have."""
    scene = {"scene_str": f"{STORE_SCENE}{store_code}"}
    body = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": scene}}
    said = await vendor.post(account_id, PATH, body)
    if not isinstance(said, Answer):
        en = said.en if isinstance(said, Unreached) else ""
        return unmade(said.reason, en or "its API could not be reached")
    if said.code == NO_MORE:
        return NoScene(
            f"该公众号的永久二维码已达上限（{MOST_OF_AN_ACCOUNT:,} 个）；请改用表单的二维码。",
            f"The account has all the {MOST_OF_AN_ACCOUNT:,} permanent QR codes that WeChat "
            "allows; use the codes of a form instead.",
        )
    if said.code == NO_RIGHT:
        return NoScene(
            "该公众号没有生成带参数二维码的权限；须为已认证的服务号。",
            "The account may not make QR codes with a scene: it has to be a verified service "
            "account.",
        )
    ticket, url = said.body.get("ticket"), said.body.get("url")
    if said.code or not is_text(ticket, LONGEST_TICKET) or not is_text(url, LONGEST_URL):
        return unmade(said.words, said.words)
    return Scene(str(ticket), str(url))


def unmade(zh: str, en: str) -> NoScene:
    return NoScene(f"微信没有生成二维码：{zh}", f"WeChat made no QR code: {en}")


def is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest
