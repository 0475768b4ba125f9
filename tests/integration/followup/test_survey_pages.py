"""The customer's survey: as a page without a script, and as JSON; on both databases."""

import asyncio

import pytest

from shared.auth.devices import MARK
from shared.events import CaseProgressed
from tests.fixtures.followup import LEAD
from tests.fixtures.followup_service import Followup

GOOD = {"score": "5", "solved": "true"}


class TestThePage:
    async def test_shows_the_result_and_records_nothing(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        page = await followup.http.get(f"/s/{token}")
        assert page.status_code == 200
        assert "已为您全额退款" in page.text
        assert page.text.count("<script") == page.text.count("/pages.js?v=") == 1
        assert "script-src 'self'" in page.headers["content-security-policy"]
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["survey"]["status"]) == ("resolved", "open")

    async def test_takes_the_form_and_leads_to_the_thanks(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        sent = await followup.http.post(f"/s/{token}", data={**GOOD, "comment": "很快"})
        assert (sent.status_code, sent.headers["location"]) == (303, f"{token}?done=1")
        thanks = await followup.http.get(f"/s/{token}", params={"done": "1"})
        assert "谢谢您的评价" in thanks.text
        assert (await followup.read(born.case_id)).json()["status"] == "closed"

    async def test_keeps_what_was_typed_beside_the_error(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        sent = await followup.http.post(
            f"/s/{token}", data={"score": "9", "comment": "<script>alert(1)</script>"}
        )
        assert sent.status_code == 422
        assert 'id="score-error"' in sent.text
        assert 'id="solved-error"' in sent.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in sent.text
        assert (await followup.read(born.case_id)).json()["status"] == "resolved"

    async def test_speaks_english_when_asked(self, followup: Followup) -> None:
        _, token = await followup.resolved_case()
        page = await followup.http.get(f"/s/{token}", headers={"Accept-Language": "en"})
        assert "Has it been solved?" in page.text
        page = await followup.http.get(f"/s/{token}?lang=en")
        assert "Has it been solved?" in page.text
        assert 'href="?lang=zh"' in page.text
        refused = await followup.http.post(f"/s/{token}", data={"score": "9", "lang": "en"})
        assert "Has it been solved?" in refused.text
        sent = await followup.http.post(f"/s/{token}", data={**GOOD, "lang": "en"})
        assert sent.headers["location"] == f"{token}?done=1&lang=en"

    async def test_of_nobody_is_not_there(self, followup: Followup) -> None:
        for token in ("x", "A" * 22, "../v1/ledger", "%3Cscript%3E"):
            page = await followup.http.get(f"/s/{token}", headers={"Accept": "text/html"})
            assert page.status_code in {404, 401}

    async def test_expired_leads_to_the_form(self, followup: Followup) -> None:
        _, token = await followup.resolved_case()
        followup.clock.advance(days=7)
        page = await followup.http.get(f"/s/{token}")
        assert page.status_code == 410
        assert 'href="http://127.0.0.1:8000/intake/f/welcome"' in page.text
        sent = await followup.http.post(f"/s/{token}", data=GOOD)
        assert sent.status_code == 303

    async def test_is_small(self, followup: Followup) -> None:
        _, token = await followup.resolved_case()
        assert len((await followup.http.get(f"/s/{token}")).content) < 30_000


class TestTheBrowserOfStaff:
    async def test_is_known_by_its_mark_and_its_answer_is_seen_and_not_counted(
        self, followup: Followup
    ) -> None:
        born, token = await followup.resolved_case()
        sent = await followup.http.post(f"/s/{token}", data=GOOD, headers={"Cookie": f"{MARK}=1"})
        assert sent.status_code == 303
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["survey"]["excluded"]) == ("resolved", "staff")

        sent = await followup.http.post(f"/s/{token}", data=GOOD)
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["survey"]["excluded"]) == ("closed", None)

    async def test_says_nothing_of_whose_answers_a_program_hands_in(
        self, followup: Followup
    ) -> None:
        for _ in range(7):
            born, token = await followup.resolved_case()
            sent = await followup.http.post(
                f"/v1/surveys/{token}",
                json={"score": 5, "solved": True},
                headers={"Cookie": f"{MARK}=1"},
            )
            assert sent.status_code == 200
            shown = (await followup.read(born.case_id)).json()
            assert (shown["status"], shown["survey"]["excluded"]) == ("closed", None)


class TestTheAnswer:
    async def test_is_given_back(self, followup: Followup) -> None:
        _, token = await followup.resolved_case()
        answer = await followup.http.post(
            f"/v1/surveys/{token}",
            json={"score": 4, "solved": True, "nps": 8, "comment": "电话13812345678"},
        )
        assert answer.json() == {
            "status": "answered",
            "score": 4,
            "solved": True,
            "nps": 8,
            "comment": "电话138****5678",
            "answers": 1,
        }

    @pytest.mark.parametrize(
        "body",
        [
            {"score": 0, "solved": True},
            {"score": 6, "solved": True},
            {"score": "5", "solved": True},
            {"score": True, "solved": True},
            {"score": 5},
            {"score": 5, "solved": 1},
            {"score": 5, "solved": True, "nps": 11},
            {"score": 5, "solved": True, "comment": "长" * 2001},
            {"score": 5, "solved": True, "case_id": "x"},
        ],
    )
    async def test_out_of_shape_is_refused(
        self, followup: Followup, body: dict[str, object]
    ) -> None:
        born, token = await followup.resolved_case()
        answer = await followup.http.post(f"/v1/surveys/{token}", json=body)
        assert answer.status_code == 422
        assert (await followup.read(born.case_id)).json()["status"] == "resolved"

    async def test_after_expiry_is_gone(self, followup: Followup) -> None:
        _, token = await followup.resolved_case()
        followup.clock.advance(days=7)
        answer = await followup.http.post(f"/v1/surveys/{token}", json={"score": 5, "solved": True})
        assert answer.status_code == 410
        assert answer.json()["form_url"] == "http://127.0.0.1:8000/intake/f/welcome"

    async def test_of_an_unknown_token_is_not_there(self, followup: Followup) -> None:
        answer = await followup.http.post(
            f"/v1/surveys/{'A' * 22}", json={"score": 5, "solved": True}
        )
        assert answer.status_code == 404

    @pytest.mark.parametrize("score", [1, 5])
    async def test_a_hundred_times_at_once_has_one_effect(
        self, followup: Followup, score: int
    ) -> None:
        born, token = await followup.resolved_case()
        answers = await asyncio.gather(
            *(
                followup.http.post(f"/v1/surveys/{token}", json={"score": score, "solved": True})
                for _ in range(100)
            )
        )
        assert {one.status_code for one in answers} == {200}
        assert sorted(one.json()["answers"] for one in answers) == list(range(1, 101))
        shown = (await followup.read(born.case_id, LEAD)).json()
        assert (shown["reopen_count"], shown["status"]) == (
            (1, "open") if score == 1 else (0, "closed")
        )
        versions = [one.version for one in await followup.published(CaseProgressed)]
        assert versions == sorted(set(versions))
