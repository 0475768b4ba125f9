"""A reply that is being written: each rung's words, what is left of its window, why it is shut."""

from typing import Any

from services.intake.models.tables import CONTACT_WINDOW, OUTBOUND_MESSAGE
from tests.fixtures.wechat_play import Play

OPENID = "oABCD-1234567890_efgh"
KNOWN = {"name": "王小明", "wechat_openid": OPENID, "phone": "13812345678"}


async def previewed(play: Play, feedback_id: str, role: str = "manager", **body: Any) -> Any:
    asked = {"purpose": "result", "text": "已为您退款，请致电 13912345678", **body}
    answer = await play.http.post(
        f"/v1/feedback/{feedback_id}/reply-preview", json=asked, headers=play.intake.staff(role)
    )
    assert answer.status_code == 200, answer.text
    return {one["rung"]: one for one in answer.json()["rungs"]}


class TestPreview:
    async def test_shows_words_window_and_count_and_takes_nothing(self, play: Play) -> None:
        await play.set_up_official(receipt_words="")
        await play.says(OPENID, "奶茶太甜了")
        await play.intake.settled()
        (said,) = await play.feedback()

        for _ in range(2):
            rungs = await previewed(play, said["id"])
        assert list(rungs)[-1] == "page"
        assert rungs["page"]["usable"] is True
        open_one = rungs["wechat"]
        assert (open_one["usable"], open_one["left"], open_one["unit"]) == (True, 5, "bytes")
        assert open_one["closes_at"] > play.intake.clock.now().isoformat()
        assert "已为您退款" in open_one["text"]
        assert "13912345678" not in open_one["text"]
        assert rungs["sms"]["reason"] == "no such contact known"
        (window,) = await play.rows(CONTACT_WINDOW)
        assert window.used == 0
        assert await play.count(OUTBOUND_MESSAGE) == 0

        play.intake.clock.advance(hours=49)
        late = (await previewed(play, said["id"]))["wechat"]
        assert late["usable"] is False
        assert "45015" in late["reason"]

    async def test_counts_the_consents_of_a_template_and_hides_the_name(self, play: Play) -> None:
        await play.set_up_official(receipt_words="")
        answer = await play.intake.submit(play.intake.staff("manager"), customer=KNOWN)
        rungs = await previewed(play, answer.json()["id"], text="")

        assert rungs["wechat_subscription"]["usable"] is False
        assert rungs["sms"]["reason"] == "no provider configured"
        assert "王小明" not in str(rungs)
        written = [one for one in rungs.values() if one["length"] is not None]
        assert written
        assert all(one["length"] <= one["limit"] for one in written)
