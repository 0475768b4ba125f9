"""The loop closed: people correct, a model is trained in its own process, and judges better."""

import pytest
import sqlalchemy as sa

from services.triage.models.learning import TrainingRun
from services.triage.operations.training import request_training
from tests.fixtures.learning import MANAGER, Desk, correct
from tests.fixtures.triage_service import Triage

SAID = [
    "小票背面的抽奖码{}刮不开",
    "今天拿的小票抽奖码{}又是糊的",
    "抽奖码{}扫了三次都说无效",
    "我的抽奖码{}被别人用掉了",
    "店里说抽奖码{}过期了，可是昨天才拿的",
    "抽奖码{}印得太浅看不清",
]
WHERE = ["", "在万达店", "在机场店", "在老街店", "在学校店", "在火车站店", "周末"]
SIMILAR = "你们的抽奖码到底怎么用啊，刮开什么都没有"


class TestCorrections:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    async def test_change_the_next_similar_verdict_after_training(
        self, triage: Triage, desk: Desk
    ) -> None:
        before = await desk.verdict(SIMILAR)
        assert "membership" not in {topic.code.partition(".")[0] for topic in before.topics}
        for where in WHERE:
            for said in SAID:
                await correct(triage, where + said.format(""), topics=["membership.points"])
        now = triage.clock.now()
        run = await triage.service.database.write(
            lambda session: request_training(session, by=MANAGER, now=now)
        )

        assert await desk.loop().work_once()

        ended = await triage.service.database.read(
            lambda session: session.execute(
                sa.select(TrainingRun).where(TrainingRun.id == run.id)  # type: ignore[arg-type]
            ).scalar_one()
        )
        assert (ended.state, ended.error) == ("finished", None)
        shown = (await triage.get("manager", f"/v1/models/{ended.version}")).json()
        held_back = shown["figures"]["held_back"]["topics"]["micro_f1"]
        assert held_back > shown["compared"]["held_back"]["topics"]["micro_f1"]
        answer = await triage.post(
            "manager", f"/v1/models/{ended.version}/activate", {"reason": "抽奖码归会员"}
        )
        assert answer.status_code == 200
        after = await desk.verdict(SIMILAR)
        assert "membership" in {topic.code.partition(".")[0] for topic in after.topics}
        assert str(ended.version) in after.model_version
