"""Attachments over HTTP: what is taken, who gets it back, and how."""

import hashlib

import httpx
import pytest
import sqlalchemy as sa

from services.intake.models.tables import TABLES
from services.intake.operations.attachments import UNCLAIMED_FOR, remove_unclaimed
from shared.ids import new_id
from shared.timers import TimerLoop
from tests.fixtures.intake import Intake
from tests.fixtures.pictures import PLACE, bomb, large_png, photograph, picture

PNG = picture()


async def upload(
    intake: Intake, headers: dict[str, str], content: bytes = PNG, name: str = "a.png"
) -> httpx.Response:
    return await intake.http.post(
        "/v1/attachments", files={"file": (name, content, "text/html")}, headers=headers
    )


class TestAnUpload:
    async def test_is_told_by_its_bytes(self, intake: Intake) -> None:
        answer = await upload(intake, await intake.key(), name="x.html")

        assert answer.status_code == 201
        assert answer.json() == {
            "id": answer.json()["id"],
            "sha256": hashlib.sha256(PNG).hexdigest(),
            "media_type": "image/png",
            "size": len(PNG),
        }

    @pytest.mark.parametrize(
        "content",
        [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<script>", b"", b"GIF89a", b"MZ"],
    )
    async def test_of_another_format_is_refused(self, intake: Intake, content: bytes) -> None:
        answer = await upload(intake, await intake.key(), content, "a.png")

        assert answer.status_code == 415

    async def test_of_heic_says_to_send_jpeg(self, intake: Intake) -> None:
        answer = await upload(intake, await intake.key(), b"\x00\x00\x00\x18ftypheic")

        assert answer.status_code == 415
        assert "JPEG" in answer.json()["detail"]

    async def test_beyond_ten_mebibytes_is_refused(self, intake: Intake) -> None:
        most = 10 * 1024 * 1024
        key = await intake.key()

        exact = await upload(intake, key, large_png(most))
        beyond = await upload(intake, key, large_png(most + 1))
        far_beyond = await upload(intake, key, large_png(2 * most))
        assert [one.status_code for one in (exact, beyond, far_beyond)] == [201, 413, 413]

    async def test_of_a_bomb_or_a_damaged_picture_is_refused_in_words(self, intake: Intake) -> None:
        key = await intake.key()
        large = await upload(intake, key, bomb())
        damaged = await upload(intake, key, PNG[:60])

        assert (large.status_code, damaged.status_code) == (413, 422)
        assert "万像素" in large.json()["detail"]
        assert damaged.json()["errors"][0]["pointer"] == "/file"

    async def test_keeps_nothing_but_the_picture(self, intake: Intake) -> None:
        key = await intake.key()
        kept = (await upload(intake, key, photograph())).json()
        await intake.submit(key, attachment_ids=[kept["id"]])
        answer = await intake.http.get(
            f"/v1/attachments/{kept['id']}", headers=intake.staff("manager")
        )

        assert PLACE.encode() not in answer.content
        assert kept["sha256"] == hashlib.sha256(answer.content).hexdigest()
        assert kept["size"] == len(answer.content)

    async def test_of_a_document_is_kept_as_it_is(self, intake: Intake) -> None:
        document = b"%PDF-1.7\n% of whatever"
        kept = (await upload(intake, await intake.key(), document)).json()

        assert kept["media_type"] == "application/pdf"
        assert kept["sha256"] == hashlib.sha256(document).hexdigest()

    async def test_needs_a_file(self, intake: Intake) -> None:
        key = await intake.key()
        without = await intake.http.post("/v1/attachments", files={"other": b"x"}, headers=key)
        as_json = await intake.http.post("/v1/attachments", json={}, headers=key)

        assert (without.status_code, as_json.status_code) == (422, 422)

    async def test_comes_alone(self, intake: Intake) -> None:
        files = [("file", PNG), ("file", PNG), ("other", PNG)]
        answer = await intake.http.post("/v1/attachments", files=files, headers=await intake.key())

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/file"
        assert "一个文件" in answer.json()["errors"][0]["detail"]

    async def test_is_kept_sealed(self, intake: Intake) -> None:
        await upload(intake, await intake.key())

        content = TABLES["attachment_content"]
        sealed = await intake.service.database.read(
            lambda session: session.execute(sa.select(content.c.sealed)).scalar_one()
        )
        assert PNG[:16] not in sealed

    async def test_repeated_with_its_key_is_one(self, intake: Intake) -> None:
        headers = {**await intake.key(), "Idempotency-Key": "1"}
        first, again = await upload(intake, headers), await upload(intake, headers)
        other = await upload(intake, headers, picture(mark=1))

        assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replay"] == "true"

    async def test_repeated_with_its_key_after_its_end_gives_the_first_answer(
        self, intake: Intake
    ) -> None:
        headers = {**await intake.key(), "Idempotency-Key": "1"}
        first = await upload(intake, headers)
        await intake.service.database.write(
            lambda session: remove_unclaimed(session, [first.json()["id"]])
        )
        again = await upload(intake, headers)

        assert again.status_code == 200
        assert again.json() == first.json()

    async def test_is_removed_when_nobody_claims_it_in_a_day(self, intake: Intake) -> None:
        key = await intake.key()
        claimed = (await upload(intake, key)).json()["id"]
        unclaimed = (await upload(intake, key)).json()["id"]
        await intake.submit(key, attachment_ids=[claimed])
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

        kept = await service.database.read(
            lambda session: session.execute(sa.select(TABLES["attachment"].c.id)).scalars().all()
        )
        assert list(kept) == [claimed]
        assert unclaimed not in kept


class TestADownload:
    async def test_is_the_file_to_be_saved_and_never_run(self, intake: Intake) -> None:
        key = await intake.key()
        attachment = (await upload(intake, key)).json()["id"]
        await intake.submit(key, attachment_ids=[attachment])
        answer = await intake.http.get(
            f"/v1/attachments/{attachment}", headers=intake.staff("manager")
        )

        assert answer.content == PNG
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"

    async def test_is_for_those_who_may_see_the_feedback(self, intake: Intake) -> None:
        key = await intake.key()
        attachment = (await upload(intake, key)).json()["id"]
        unclaimed = (await upload(intake, key)).json()["id"]
        await intake.submit(key, attachment_ids=[attachment], store_code="S001")

        async def status(attachment_id: str, *roles: str, stores: tuple[str, ...] = ()) -> int:
            headers = intake.staff(*roles, stores=stores)
            path = f"/v1/attachments/{attachment_id}"
            return (await intake.http.get(path, headers=headers)).status_code

        assert await status(attachment, "auditor") == 200
        assert await status(attachment, "store_manager", stores=("S001",)) == 200
        assert await status(attachment, "store_manager", stores=("S002",)) == 404
        assert await status(attachment, "agent") == 404
        assert await status(unclaimed, "manager") == 404
        assert await status(new_id(), "manager") == 404
        with_key = await intake.http.get(f"/v1/attachments/{attachment}", headers=key)
        assert with_key.status_code == 403
