"""The pages customers see: the form and the progress of what they said."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.events import (
    FeedbackAppended,
    FeedbackReceived,
    ReplyDelivered,
    ReplyFailed,
)
from shared.events.followup import SurveyState
from tests.fixtures.customer_pages import (
    HTML,
    LIMIT,
    MOST_TRIES,
    PHONE,
    Journey,
    current_step,
    token_of,
    transferred,
)
from tests.fixtures.intake import Intake
from tests.fixtures.pictures import bomb, photograph, picture


class TestPicturesOfTheForm:
    async def send(self, intake: Intake, *files: bytes, **fields: str) -> httpx.Response:
        page = await intake.http.get("/f/welcome", headers=HTML)
        given = {"token": token_of(page), "text": "见图", **fields}
        return await self.send_from(intake, given, *files)

    async def send_from(
        self, intake: Intake, given: dict[str, Any], *files: bytes
    ) -> httpx.Response:
        parts = [("pictures", (f"{n}.png", one, "image/png")) for n, one in enumerate(files)]
        empty = ("pictures", ("", b"", "application/octet-stream"))
        return await intake.http.post(
            "/f/welcome", data=given, files=parts or [empty], headers=HTML
        )

    async def test_are_kept_with_the_feedback_and_shown_to_their_customer(
        self, intake: Intake
    ) -> None:
        answer = await self.send(intake, picture(), photograph())

        assert answer.status_code == 303
        (event,) = await intake.published(FeedbackReceived)
        assert event.attachments == 2
        path = answer.headers["location"].removeprefix("..")
        page = await intake.http.get(path, headers=HTML)
        shown = re.findall(r'<img src="([^"]+)"', page.text)
        assert len(shown) == 2
        for one in shown:
            seen = await intake.http.get(f"/t/{one}")
            assert seen.headers["content-type"] in {"image/png", "image/jpeg"}
            assert seen.headers["content-disposition"].startswith("inline")
            assert seen.headers["x-content-type-options"] == "nosniff"
            assert "private" in seen.headers["cache-control"]

    async def test_of_another_feedback_are_not_shown(self, intake: Intake) -> None:
        first = await self.send(intake, picture())
        other = await self.send(intake, picture(mark=1), text="另一条")
        page = await intake.http.get(other.headers["location"].removeprefix(".."), headers=HTML)
        found = re.search(r'<img src="[^"]+/pictures/([^"]+)"', page.text)
        assert found
        path = first.headers["location"].removeprefix("..")
        stolen = await intake.http.get(f"{path}/pictures/{found.group(1)}")

        assert stolen.status_code == 404

    async def test_stay_when_something_else_is_wrong(self, intake: Intake) -> None:
        refused = await self.send(intake, picture(), photograph(), phone="abc")
        kept = re.findall(r'name="picture" value="([^"]+)" checked', refused.text)
        assert refused.status_code == 422
        assert len(kept) == 2

        given = {"token": token_of(refused), "text": "见图", "picture": kept[:1]}
        answer = await self.send_from(intake, given, picture(mark=2))
        (event,) = await intake.published(FeedbackReceived)
        assert (answer.status_code, event.attachments) == (303, 2)

    async def test_of_somebody_else_are_not_taken(self, intake: Intake) -> None:
        refused = await self.send(intake, picture(), phone="abc")
        (kept,) = re.findall(r'name="picture" value="([^"]+)"', refused.text)
        answer = await self.send(intake, picture=kept)

        (event,) = await intake.published(FeedbackReceived)
        assert (answer.status_code, event.attachments) == (303, 0)

    async def test_sent_twice_with_the_same_words_are_one_feedback(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", headers=HTML)
        given = {"token": token_of(page), "text": "见图"}
        first = await self.send_from(intake, given, picture())
        again = await self.send_from(intake, given, picture())

        assert first.headers["location"] == again.headers["location"]
        assert len(await intake.published(FeedbackReceived)) == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "JPEG"),
            (b"<!doctype html><script>alert(1)</script>", "JPEG"),
            (b"\x00\x00\x00\x18ftypheic", "HEIC"),
            (b"%PDF-1.7", "JPEG"),
            (picture()[:50], "损坏"),
            (bomb(), "万像素"),
        ],
    )
    async def test_that_are_none_are_refused_in_words_beside(
        self, intake: Intake, content: bytes, words: str
    ) -> None:
        answer = await self.send(intake, content)

        assert answer.status_code == 422
        said = re.search(r'id="pictures-error">([^<]+)<', answer.text)
        assert said
        assert words in said.group(1)
        assert await intake.published(FeedbackReceived) == []

    async def test_beyond_nine_are_told(self, intake: Intake) -> None:
        answer = await self.send(intake, *(picture(mark=n) for n in range(10)))

        assert answer.status_code == 422
        assert len(re.findall(r'name="picture"', answer.text)) == 9

    async def test_sent_too_late_are_kept_too(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", headers=HTML)
        intake.clock.at += timedelta(hours=3)
        given = {"token": token_of(page), "text": "等了很久"}
        refused = await self.send_from(intake, given, picture())

        assert refused.status_code == 422
        assert len(re.findall(r'name="picture"', refused.text)) == 1

    async def test_can_be_added_on_the_progress_page(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        files = [("pictures", ("a.png", picture(), "image/png"))]
        for _ in range(2):
            data = {"text": "", "key": "of the page"}
            answer = await intake.http.post(f"{journey.path}/messages", data=data, files=files)
            assert answer.status_code == 303

        (event,) = await intake.published(FeedbackAppended)
        assert (event.text, event.attachments) == ("（图片）", 1)
        assert len(re.findall(r"<img ", (await journey.page()).text)) == 1
        staff = await intake.http.get(
            f"/v1/feedback/{journey.feedback_id}", headers=intake.staff("manager")
        )
        assert len(staff.json()["files"]) == 1


class TestTheProgressPage:
    async def test_follows_the_case(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        assert current_step(await journey.page()) == "已收到"

        await journey.progress(
            "in_progress", public_words="门店经理正在核实", public_words_en="Being looked into"
        )
        page = await journey.page()
        assert current_step(page) == "处理中"
        assert "门店经理正在核实" in page.text
        assert await transferred(intake, page) < LIMIT
        in_english = (await journey.page(**{"Accept-Language": "en"})).text
        assert "Being looked into" in in_english
        assert "门店经理正在核实" not in in_english

    async def test_shows_the_result_and_the_survey(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        await journey.reply("已为您退款 <b>20</b> 元")
        page = await journey.page()
        assert current_step(page) == "已有结果"
        assert "已为您退款 &lt;b&gt;20&lt;/b&gt; 元" in page.text

        url = "http://127.0.0.1:8000/followup/s/abc"
        await journey.progress("resolved", survey=SurveyState(status="open", url=url))
        assert f'href="{url}"' in (await journey.page()).text

    async def test_goes_back_when_the_case_is_reopened(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        await journey.reply("已为您退款")
        await journey.progress("in_progress", cycle=2)
        page = await journey.page()

        assert current_step(page) == "处理中"
        assert "已为您退款" in page.text

    async def test_asks_the_open_question_and_takes_the_answer(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        await journey.progress("waiting_customer", question="请问是哪一天?")
        page = await journey.page()
        assert "请问是哪一天?" in page.text

        key = re.search(r'name="key" value="([^"]+)"', page.text)
        assert key
        data = {"text": f"上周五,电话{PHONE}", "key": key.group(1)}
        for _ in range(2):
            answer = await intake.http.post(f"{journey.path}/messages", data=data)
            assert answer.status_code == 303
            token = journey.path.rpartition("/")[2]
            assert answer.headers["location"] == f"../{token}"

        (event,) = await intake.published(FeedbackAppended)
        assert (event.seq, event.text) == (1, "上周五,电话138****5678")
        assert "上周五,电话138****5678" in (await journey.page()).text

    async def test_takes_words_as_json(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        answer = await intake.http.post(f"{journey.path}/messages", json={"text": "谢谢"})
        empty = await intake.http.post(f"{journey.path}/messages", json={"text": " "})
        long = await intake.http.post(f"{journey.path}/messages", json={"text": "长" * 2001})

        assert (answer.status_code, answer.json()["seq"]) == (201, 1)
        assert (empty.status_code, long.status_code) == (422, 422)

    async def test_takes_words_once_for_their_key(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)

        async def say(text: str, key: str) -> httpx.Response:
            headers = {"Idempotency-Key": key}
            return await intake.http.post(
                f"{journey.path}/messages", json={"text": text}, headers=headers
            )

        first, again = await say("谢谢", "k" * 255), await say("谢谢", "k" * 255)
        other, long = await say("不谢", "k" * 255), await say("谢谢", "k" * 256)

        assert (first.status_code, again.status_code) == (201, 200)
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replay"] == "true"
        assert (other.status_code, long.status_code) == (422, 422)
        assert long.json()["errors"][0]["pointer"] == "/Idempotency-Key"

    async def test_keeps_words_it_cannot_take(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        answer = await intake.http.post(
            f"{journey.path}/messages", data={"text": "长" * 2001}, headers=HTML
        )

        assert answer.status_code == 422
        assert "长" * 2001 in answer.text
        assert 'action="messages"' in answer.text

    async def test_is_limited_in_what_it_takes(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        answers = [
            await intake.http.post(f"{journey.path}/messages", json={"text": str(n)})
            for n in range(12)
        ]

        assert [one.status_code for one in answers].count(429) >= 1

    async def test_looked_at_delivers_what_could_not_be_sent(self, intake: Intake) -> None:
        journey = await Journey.begin(intake, customer={"phone": PHONE})
        request_id = await journey.reply("已为您退款")
        assert [one.request_id for one in await intake.published(ReplyFailed)] == [request_id]

        await intake.http.head(journey.path)
        assert await intake.published(ReplyDelivered) == []
        for _ in range(2):
            await journey.page()
        delivered = await intake.published(ReplyDelivered)
        assert [(one.request_id, one.via) for one in delivered] == [(request_id, "page")]

    async def test_without_another_contact_is_delivery_enough(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        await journey.reply("已为您退款")

        assert len(await intake.published(ReplyDelivered)) == 1
        await journey.page()
        assert len(await intake.published(ReplyDelivered)) == 1

    @pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 199, "..%2f..", "%00"])
    async def test_of_a_token_made_up_is_not_found(self, intake: Intake, token: str) -> None:
        page = await intake.http.get(f"/t/{token}", headers=HTML)
        message = await intake.http.post(f"/t/{token}/messages", json={"text": "x"})

        assert page.status_code in {404, 422}
        assert message.status_code in {404, 422}

    async def test_is_limited_by_address(self, intake: Intake) -> None:
        statuses = [404]
        while statuses[-1] == 404 and len(statuses) < MOST_TRIES:
            statuses.append((await intake.http.get("/t/x")).status_code)

        assert len(statuses) > 240
        assert statuses[-1] == 429
