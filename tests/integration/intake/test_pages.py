"""The pages customers see: the form and the progress of what they said."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.events import (
    CaseProgressed,
    FeedbackAppended,
    FeedbackReceived,
    ReplyDelivered,
    ReplyFailed,
    ReplyRequested,
)
from shared.events.followup import SurveyState
from shared.ids import new_id
from tests.fixtures.intake import Intake
from tests.fixtures.pictures import bomb, photograph, picture

HTML = {"Accept": "text/html"}
LIMIT = 30_000
PHONE = "13812345678"


def token_of(page: httpx.Response) -> str:
    found = re.search(r"hf_[A-Za-z0-9_-]+", page.text)
    assert found
    return found.group()


async def transferred(intake: Intake, page: httpx.Response) -> int:
    """Return the bytes of a page with its style sheet and scripts, before any compression."""
    assets = re.findall(r'(?:href|src)="\.\./(static/[^"]+)"', page.text)
    assert len(assets) == 2
    loaded = [await intake.http.get(f"/{one}") for one in assets]
    return sum(len(one.content) for one in (page, *loaded))


def path_of(answer: httpx.Response) -> str:
    """Return the progress page's path as the service sees it, behind its mount."""
    url: str = answer.json()["track_url"]
    return url.partition("/intake")[2]


async def fill_in(intake: Intake, **fields: str) -> httpx.Response:
    page = await intake.http.get("/f/welcome", params={"store": "S001"}, headers=HTML)
    given = {"token": token_of(page), "text": "等了很久", "store_code": "S001", **fields}
    return await intake.http.post("/f/welcome", data=given, headers=HTML)


MOST_TRIES = 3_000
"""The bucket refills as time passes: a slow machine needs more tries to empty it."""


class TestTheForm:
    async def test_is_small_with_all_it_loads(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", params={"store": "S003"}, headers=HTML)

        assert page.status_code == 200
        assert await transferred(intake, page) < LIMIT
        assert "杭州湖滨店" in page.text
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]

    async def test_in_the_language_that_was_asked_for(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", params={"lang": "en"}, headers=HTML)
        assert "What would you like to tell us?" in page.text

        data = {"token": token_of(page), "text": "Too sweet", "lang": "en"}
        answer = await intake.http.post("/f/welcome", data=data, headers=HTML)
        assert answer.headers["location"].endswith("?lang=en")
        track = await intake.http.get(answer.headers["location"].removeprefix(".."), headers=HTML)
        assert "Your feedback" in track.text

    async def test_speaks_english_too(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", headers={**HTML, "Accept-Language": "en"})

        assert "What would you like to tell us?" in page.text

    async def test_that_is_not_there_is_a_404_page(self, intake: Intake) -> None:
        page = await intake.http.get("/f/none", headers=HTML)

        assert page.status_code == 404
        assert "text/html" in page.headers["content-type"]

    async def test_sent_leads_to_the_progress_page(self, intake: Intake) -> None:
        answer = await fill_in(intake, rating="2", phone=PHONE)

        assert answer.status_code == 303
        assert re.fullmatch(r"\.\./t/[A-Za-z0-9_-]{43}", answer.headers["location"])
        (event,) = await intake.published(FeedbackReceived)
        assert (event.channel, event.store_code, event.rating) == ("web", "S001", 2)
        assert event.reachable
        page = await intake.http.get(answer.headers["location"].removeprefix(".."), headers=HTML)
        assert event.ticket_no in page.text

    async def test_sent_twice_is_one_feedback(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", headers=HTML)
        given = {"token": token_of(page), "text": "等了很久"}
        first = await intake.http.post("/f/welcome", data=given, headers=HTML)
        again = await intake.http.post("/f/welcome", data=given, headers=HTML)
        other = await intake.http.post(
            "/f/welcome", data={**given, "text": "还有别的"}, headers=HTML
        )

        assert first.headers["location"] == again.headers["location"]
        assert other.headers["location"] != first.headers["location"]
        assert len(await intake.published(FeedbackReceived)) == 2

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"text": "  "}, "text"),
            ({"phone": "call me"}, "phone"),
            ({"email": "nobody"}, "email"),
            ({"rating": "9"}, "rating"),
        ],
    )
    async def test_says_what_is_wrong_beside_the_field_and_keeps_the_words(
        self, intake: Intake, fields: dict[str, str], field: str
    ) -> None:
        answer = await fill_in(intake, **{"name": "<b>王</b>", **fields})

        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
        assert "&lt;b&gt;王&lt;/b&gt;" in answer.text
        assert await intake.published(FeedbackReceived) == []

    async def test_opened_too_long_ago_asks_to_send_again(self, intake: Intake) -> None:
        page = await intake.http.get("/f/welcome", headers=HTML)
        intake.clock.at += timedelta(hours=3)
        given = {"token": token_of(page), "text": "等了很久"}
        refused = await intake.http.post("/f/welcome", data=given, headers=HTML)
        again = await intake.http.post(
            "/f/welcome", data={**given, "token": token_of(refused)}, headers=HTML
        )

        assert refused.status_code == 422
        assert "等了很久" in refused.text
        assert again.status_code == 303

    @pytest.mark.parametrize("token", ["", "hf_forged"])
    async def test_is_not_taken_without_its_page(self, intake: Intake, token: str) -> None:
        answer = await intake.http.post(
            "/f/welcome", data={"token": token, "text": "等了很久"}, headers=HTML
        )

        assert answer.status_code == 422
        assert await intake.published(FeedbackReceived) == []

    async def test_filled_in_by_a_robot_is_not_taken(self, intake: Intake) -> None:
        answer = await fill_in(intake, website="https://spam.example")

        assert answer.status_code == 422
        assert await intake.published(FeedbackReceived) == []

    async def test_is_taken_as_json_too(self, intake: Intake) -> None:
        headers = {"Idempotency-Key": new_id()}
        body = {"text": "等了很久", "store_code": "S001"}
        first = await intake.http.post("/f/welcome", json=body, headers=headers)
        again = await intake.http.post("/f/welcome", json=body, headers=headers)
        wrong = await intake.http.post("/f/welcome", json={"text": ""})

        assert (first.status_code, again.status_code, wrong.status_code) == (201, 200, 422)
        assert again.json() == first.json()

    async def test_is_limited_by_address(self, intake: Intake) -> None:
        answers = [await fill_in(intake, text="第1次")]
        while answers[-1].status_code == 303 and len(answers) < MOST_TRIES:
            answers.append(await fill_in(intake, text=f"第{len(answers)}次"))

        assert len(answers) > 60
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1


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


class Journey:
    """One feedback on its way, as its customer follows it."""

    def __init__(self, intake: Intake, answer: httpx.Response) -> None:
        self.intake = intake
        self.path = path_of(answer)
        self.feedback_id: str = answer.json()["id"]
        self.version = 0

    @classmethod
    async def begin(cls, intake: Intake, **body: Any) -> "Journey":
        return cls(intake, await intake.submit(await intake.key(), **body))

    async def page(self, **headers: str) -> httpx.Response:
        return await self.intake.http.get(self.path, headers={**HTML, **headers})

    async def progress(self, public_status: str, **fields: Any) -> None:
        self.version += 1
        await self.intake.consume(
            CaseProgressed(
                **{
                    "case_id": self.feedback_id,
                    "feedback_id": self.feedback_id,
                    "generation": 1,
                    "version": self.version,
                    "progress": "in_progress",
                    "public_status": public_status,
                    **fields,
                }
            )
        )

    async def reply(self, text: str, purpose: str = "result", **fields: Any) -> str:
        request_id = new_id()
        await self.intake.consume(
            ReplyRequested(
                **{
                    "request_id": request_id,
                    "case_id": self.feedback_id,
                    "feedback_id": self.feedback_id,
                    "cycle": 1,
                    "purpose": purpose,
                    "text": text,
                    "not_after": self.intake.clock.now() + timedelta(days=3),
                    **fields,
                }
            )
        )
        return request_id


def current_step(page: httpx.Response) -> str:
    found = re.search(r'aria-current="step">([^<]+)<', page.text)
    assert found
    return found.group(1)


class TestTheProgressPage:
    async def test_follows_the_case(self, intake: Intake) -> None:
        journey = await Journey.begin(intake)
        assert current_step(await journey.page()) == "已收到"

        await journey.progress("in_progress", public_words="门店经理正在核实")
        page = await journey.page()
        assert current_step(page) == "处理中"
        assert "门店经理正在核实" in page.text
        assert await transferred(intake, page) < LIMIT

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
