"""QR codes that WeChat makes for stores: kept, printed, and whoever scans one is at its store."""

from typing import Any

import pytest

from services.intake.models.tables import TABLES
from tests.fixtures.wechat_play import OFFICIAL_PATH, Play

FOLLOWER, STRANGER = "oABCD-1234567890_efgh", "oWXYZ-0000000000_efgh"
SCENE = TABLES["wechat_scene"]


async def made(play: Play, account: dict[str, Any]) -> dict[str, Any]:
    answer = await play.http.post(
        f"/v1/channels/{account['id']}/scenes",
        headers={**play.intake.staff("manager"), "Accept-Language": "en"},
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_codes_are_made_once_and_bind_whoever_scans_them_to_their_store(play: Play) -> None:
    account = await play.set_up_official()
    first, again = await made(play, account), await made(play, account)
    urls = {one.store_code: one.url for one in await play.rows(SCENE)}
    assert (first["made"], again) == (len(urls), {"made": 0, "missing": 0, "error": None})

    for openid, store, follows in ((FOLLOWER, "S001", True), (STRANGER, "S002", False)):
        event = play.wechat.scan(openid, urls[store], follows=follows)
        await play.wechat.push(play.http, OFFICIAL_PATH, event, app=play.official)
        await play.says(openid, "厕所没有纸")
    await play.intake.settled()
    assert [one["store_code"] for one in await play.feedback()] == ["S001", "S002"]


@pytest.mark.parametrize(("code", "words"), [(45029, "100,000"), (48001, "verified"), (-1, "-1")])
async def test_what_was_made_before_a_refusal_stays_and_the_reason_is_told(
    play: Play, code: int, words: str
) -> None:
    account = await play.set_up_official()
    play.wechat.most_scenes = 1 if code == 45029 else 100_000
    if code != 45029:
        play.wechat.faults.next("/cgi-bin/qrcode/create", code)
    answer = await made(play, account)

    assert words in answer["error"]
    assert answer["missing"] > 0
    assert len(await play.rows(SCENE)) == answer["made"] == (1 if code == 45029 else 0)


async def test_sheets_have_the_codes_of_the_account_that_is_asked_for(play: Play) -> None:
    account = await play.set_up_official()
    manager = play.intake.staff("manager")
    of_account = {"account": account["id"]}
    none = await play.http.get("/v1/stores/qrcodes.pdf", params=of_account, headers=manager)
    await made(play, account)
    sheet = await play.http.get("/v1/stores/qrcodes.pdf", params=of_account, headers=manager)
    form = await play.http.get("/v1/stores/S001/qrcode.svg", headers=manager)
    scene = await play.http.get("/v1/stores/S001/qrcode.svg", params=of_account, headers=manager)

    assert (none.status_code, sheet.content[:5]) == (404, b"%PDF-")
    assert "生成门店二维码" in none.json()["detail"]
    assert scene.status_code == 200
    assert scene.content != form.content


async def test_only_an_official_account_has_them(play: Play) -> None:
    account = await play.set_up_mini()
    answer = await play.http.post(
        f"/v1/channels/{account['id']}/scenes", headers=play.intake.staff("manager")
    )

    assert answer.status_code == 409
