"""The form that customers fill in, with script and without."""

import re
from datetime import timedelta

import pytest

from shared.events import (
    FeedbackReceived,
)
from shared.ids import new_id
from tests.fixtures.customer_pages import (
    HTML,
    LIMIT,
    MOST_TRIES,
    PHONE,
    fill_in,
    token_of,
    transferred,
)
from tests.fixtures.intake import Intake


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
