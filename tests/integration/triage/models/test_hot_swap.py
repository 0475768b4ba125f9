"""Another model reaches every process while it judges, and a broken one reaches none."""

from pathlib import Path

import pytest

from services.triage.classifier.process import SetupRefused
from services.triage.classifier.setup import Setup
from tests.fixtures.learning import Desk, add_model
from tests.fixtures.triage_service import Triage


class TestHotSwap:
    async def test_reaches_every_process_without_a_restart(
        self, triage: Triage, desk: Desk, other: Desk, model_content: bytes
    ) -> None:
        await add_model(triage, "m-1", model_content)
        before = await desk.verdict("菜太咸")
        pid = desk.classifier.pid
        await triage.post("manager", "/v1/models/m-1/activate")
        for each in (desk, other):
            assert (await each.verdict("菜太咸")).model_version != before.model_version
        assert desk.classifier.pid == pid
        await triage.post("manager", "/v1/models/shipped/activate")
        for each in (desk, other):
            assert await each.verdict("菜太咸") == before

    async def test_keeps_the_model_when_a_new_one_cannot_be_read(
        self, triage: Triage, desk: Desk
    ) -> None:
        await add_model(triage, "m-1", b"no model at all")
        before = await desk.verdict("菜太咸")
        await triage.post("manager", "/v1/models/m-1/activate")
        assert await desk.verdict("菜太咸") == before

    async def test_outlives_a_helper_that_dies(
        self, triage: Triage, desk: Desk, model_content: bytes
    ) -> None:
        await add_model(triage, "m-1", model_content)
        await triage.post("manager", "/v1/models/m-1/activate")
        swapped = await desk.verdict("菜太咸")
        await desk.classifier._drop_helper()
        assert await desk.verdict("菜太咸") == swapped

    async def test_is_done_once_until_something_changes(self, desk: Desk) -> None:
        assert await desk.follower.refresh()
        assert not await desk.follower.refresh()

    async def test_refuses_a_file_that_is_no_model(self, desk: Desk, tmp_path: Path) -> None:
        bad = tmp_path / "bad.model"
        bad.write_bytes(b"-")
        await desk.classifier.start()
        with pytest.raises(SetupRefused):
            await desk.classifier.use(Setup(bad))
        assert len(await desk.classifier.classify(["菜太咸"])) == 1
