"""One person at several accounts of an open platform: linked by unionid, split by staff."""

from typing import Any

from services.intake.models.tables import CONTACT, WECHAT_USER
from shared.events import CustomerChanged
from tests.fixtures.wechat_play import MINI_PATH, WECOM_PATH, Play

READER, ORDERER = "oABCD-1234567890_efgh", "oMINI-1234567890_abcd"


async def opens_mini(play: Play) -> dict[str, str]:
    code = play.wechat.code_for(ORDERER)
    answer = await play.http.post(f"{MINI_PATH}/session", json={"code": code})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def file_of(play: Play, handle: str) -> dict[str, Any]:
    answer = await play.http.get(f"/v1/customers/{handle}", headers=play.intake.staff("manager"))
    found: dict[str, Any] = answer.json()
    return found


async def test_one_person_is_one_customer_until_staff_split_them(play: Play) -> None:
    play.wechat.unionids |= dict.fromkeys((READER, ORDERER), "oUNION-person-0000001")
    await play.set_up_official(links_by_unionid=True)
    await play.set_up_mini()
    await play.says(READER, "奶茶太甜了")
    await play.intake.settled()
    asker = play.asker()
    assert (await asker.tick(), await asker.tick()) == (1, 0)
    play.intake.clock.advance(minutes=1)
    bearer = await opens_mini(play)
    await play.intake.submit(bearer, store_code="S001")
    first, second = await play.feedback()
    together = await file_of(play, second["customer"])

    assert first["customer"] != second["customer"]
    assert (together["canonical"], together["feedback"]) == (first["customer"], 2)
    assert {one["kind"] for one in together["verified"]} == {"wechat_openid", "wechat_unionid"}
    (told,) = await play.intake.published(CustomerChanged)
    assert (told.handle, told.canonical) == (second["customer"], first["customer"])
    for table in (CONTACT, WECHAT_USER):
        assert "oUNION" not in str(await play.rows(table))

    await play.http.post(
        f"/v1/customers/{second['customer']}/split",
        json={"reason": "家人共用手机"},
        headers=play.intake.staff("manager"),
    )
    await opens_mini(play)
    assert (await file_of(play, second["customer"]))["canonical"] == second["customer"]


async def test_who_writes_to_wecom_too_is_the_same_and_is_found_by_the_unionid(play: Play) -> None:
    unionid, external = "oUNION-person-0000001", "wmABCDEFG-1234567890"
    play.wechat.unionids[READER] = play.wecom.unionids[external] = unionid
    await play.set_up_official(links_by_unionid=True)
    await play.set_up_wecom(links_by_unionid=True)
    await play.says(READER, "奶茶太甜了")
    await play.intake.settled()
    play.intake.clock.advance(seconds=1)
    play.wecom.says(external, content="还没有人回复")
    play.wecom.says("wmSTRANGER-123456789", content="没有绑定的人")
    await play.wecom.call(play.http, WECOM_PATH)
    while await play.puller().tick():
        pass
    await play.intake.settled()
    asker = play.asker()
    assert (await asker.tick(), await asker.tick()) == (3, 0)

    first, *others = await play.feedback()
    (same,) = [one for one in others if one["text"] == "还没有人回复"]
    together = await file_of(play, same["customer"])
    assert (together["canonical"], together["feedback"]) == (first["customer"], 2)
    manager = play.intake.staff("manager")
    for query in ({"wechat_unionid": unionid}, {"wecom_userid": external}):
        found = await play.http.get("/v1/customers", params=query, headers=manager)
        (one,) = found.json()["items"]
        assert (one["canonical"], one["verified"]) == (first["customer"], True)
    refused = await play.http.get(
        "/v1/customers", params={"wechat_unionid": "有空格 的"}, headers=manager
    )
    assert refused.json()["errors"][0]["pointer"] == "/wechat_unionid"


async def test_who_does_not_follow_is_asked_about_again_when_they_come_back(play: Play) -> None:
    play.wechat.strangers.add(READER)
    await play.set_up_official(links_by_unionid=True)
    asker = play.asker()
    await play.says(READER, "奶茶太甜了")
    asked = [await asker.tick(), await asker.tick()]
    play.intake.clock.advance(days=8)
    await play.says(READER, "还是太甜")
    asked.append(await asker.tick())

    assert asked == [1, 0, 1]


async def test_an_account_without_the_right_says_so_and_is_left_alone_for_a_while(
    play: Play,
) -> None:
    account = await play.set_up_official(links_by_unionid=True)
    play.wechat.faults.next("/cgi-bin/user/info/batchget", 48001, -1)
    asker = play.asker()
    await play.says(READER, "奶茶太甜了")
    asked = [await asker.tick(), await asker.tick()]
    shown = await play.http.get(
        f"/v1/channels/{account['id']}", headers=play.intake.staff("manager")
    )

    assert asked == [0, 0]
    assert "48001" in shown.json()["last_error"]
    assert play.wechat.asked["/cgi-bin/user/info/batchget"] == 1
