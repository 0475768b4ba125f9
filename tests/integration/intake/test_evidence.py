"""Evidence over HTTP: kept for colleagues beside the feedback, never shown to its customer."""

from typing import Any

import httpx

from services.intake.operations.attachments import UNCLAIMED_FOR
from shared.timers import TimerLoop
from tests.fixtures.intake import Intake
from tests.fixtures.pictures import picture


async def uploaded(intake: Intake, headers: dict[str, str]) -> str:
    answer = await intake.http.post(
        "/v1/attachments", files={"file": ("a.png", picture(), "image/png")}, headers=headers
    )
    found: str = answer.json()["id"]
    return found


async def put_beside(
    intake: Intake, headers: dict[str, str], said: dict[str, Any], *ids: str
) -> httpx.Response:
    return await intake.http.post(
        f"/v1/feedback/{said['id']}/evidence", json={"attachment_ids": ids}, headers=headers
    )


class TestEvidence:
    async def test_stays_for_colleagues_and_is_hidden_from_the_customer(
        self, intake: Intake
    ) -> None:
        manager = intake.staff("manager")
        customer = {"phone": "13812345678"}
        said = (await intake.submit(manager, customer=customer)).json()
        held = await uploaded(intake, manager)
        first, again = [await put_beside(intake, manager, said, held) for _ in range(2)]
        assert first.status_code == again.status_code == 200
        assert [one["id"] for one in first.json()["items"]] == [held]

        intake.clock.at += UNCLAIMED_FOR
        service = intake.service
        loop = TimerLoop(
            service.database,
            service.timer_handlers,
            service="intake",
            clock=intake.clock,
            metrics=service.metrics,
        )
        await loop.tick()
        colleague = await intake.http.get(
            f"/v1/attachments/{held}", headers=intake.staff("auditor")
        )
        assert colleague.content == picture()
        shown = await intake.http.get(f"/v1/feedback/{said['id']}", headers=intake.staff("manager"))
        assert shown.json()["files"] == []
        token = said["track_url"].rsplit("/", 1)[1]
        assert (await intake.http.get(f"/t/{token}/pictures/{held}")).status_code == 404

    async def test_is_only_what_one_uploaded_oneself(self, intake: Intake) -> None:
        manager, lead = intake.staff("manager"), intake.staff("lead")
        said = (await intake.submit(manager)).json()
        held = await uploaded(intake, lead)
        assert (await put_beside(intake, manager, said, held)).status_code == 422

        own = await uploaded(intake, manager)
        other = (await intake.submit(manager, attachment_ids=[own])).json()
        assert (await put_beside(intake, manager, said, own)).status_code == 422
        assert (await put_beside(intake, manager, other, own)).status_code == 422
