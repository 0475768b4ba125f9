"""Forms kept as data: what managers say of one is what customers find and are held to."""

import re
from typing import Any

import httpx
import orjson
import pytest
from sqlmodel import select

from services.intake.models import Consent, Feedback
from services.intake.operations.envelopes import unsealed
from services.intake.web.schemas_forms import FormIn
from tests.fixtures.customer_pages import HTML, token_of
from tests.fixtures.intake import Intake

TABLE: dict[str, Any] = {
    "code": "table",
    "title_zh": "桌边评价",
    "title_en": "At the table",
    "intro_zh": "一分钟就好",
    "fields": {"text": "optional", "rating": "required", "email": "hidden", "phone": "required"},
    "extra_fields": [
        {"key": "table_no", "type": "number", "label_zh": "桌号", "label_en": "Table"},
        {"key": "visited", "type": "date", "label_zh": "日期", "label_en": "Day", "required": True},
        {
            "key": "dish",
            "type": "choice",
            "label_zh": "菜品",
            "label_en": "Dish",
            "options": [
                {"value": "noodles", "label_zh": "面", "label_en": "Noodles"},
                {"value": "rice", "label_zh": "饭", "label_en": "Rice"},
            ],
        },
        {"key": "server", "type": "text", "label_zh": "服务员", "label_en": "Server"},
    ],
    "consent_zh": "同意我们处理您的信息",
    "consent_en": "You agree",
    "consent_version": "2026-11",
    "consent_must_be_ticked": True,
}
GOOD = {"rating": "2", "phone": "13812345678", "x_visited": "2026-11-20", "consent": "2026-11"}


async def add(intake: Intake, **changed: Any) -> httpx.Response:
    return await intake.http.post(
        "/v1/forms", json={**TABLE, **changed}, headers=intake.staff("manager")
    )


async def send(intake: Intake, **fields: str) -> httpx.Response:
    page = await intake.http.get("/f/table", headers=HTML)
    data = {"token": token_of(page), **fields}
    return await intake.http.post("/f/table", data=data, headers=HTML)


def errors_in(page: httpx.Response) -> set[str]:
    return set(re.findall(r'id="([a-z_]+)-error"', page.text))


class TestAForm:
    async def test_is_added_changed_listed_and_removed(self, intake: Intake) -> None:
        manager = intake.staff("manager")
        made = await add(intake)
        again = await add(intake)
        changed = {**TABLE, "title_zh": "新名字"}
        del changed["code"]
        put = await intake.http.put("/v1/forms/table", json=changed, headers=manager)
        one = await intake.http.get("/v1/forms/table", headers=intake.staff("agent"))
        listed = await intake.http.get("/v1/forms", headers=manager)
        removed = await intake.http.delete("/v1/forms/table", headers=manager)
        gone = await intake.http.get("/f/table", headers=HTML)

        assert (made.status_code, again.status_code, put.status_code) == (201, 409, 200)
        assert made.json()["url"] == "http://127.0.0.1:8000/intake/f/table"
        assert (one.json()["title_zh"], one.json()["version"]) == ("新名字", 2)
        assert [form["code"] for form in listed.json()["items"]] == ["table", "welcome"]
        assert (removed.status_code, gone.status_code) == (204, 404)

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"channel": "telepathy"}, "/channel"),
            ({"store_code": "S999"}, "/store_code"),
            ({"fields": {"text": "hidden"}}, "/fields/text"),
            ({"consent_en": None}, ""),
            ({"extra_fields": [{**TABLE["extra_fields"][2], "options": []}]}, "/extra_fields/0"),
            ({"extra_fields": [TABLE["extra_fields"][0]] * 2}, ""),
            ({"extra_fields": [{**TABLE["extra_fields"][0], "key": "<b>"}]}, "/extra_fields/0/key"),
        ],
    )
    async def test_that_could_not_work_is_refused_by_its_field(
        self, intake: Intake, changed: dict[str, Any], pointer: str
    ) -> None:
        answer = await add(intake, **changed)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer

    async def test_keeps_the_text_of_each_consent_version(self, intake: Intake) -> None:
        await add(intake)
        changed = {**TABLE, "consent_zh": "别的文字"}
        del changed["code"]
        manager = intake.staff("manager")
        same = await intake.http.put("/v1/forms/table", json=changed, headers=manager)
        changed["consent_version"] = "2026-12"
        newer = await intake.http.put("/v1/forms/table", json=changed, headers=manager)

        assert same.json()["errors"][0]["pointer"] == "/consent_version"
        assert newer.status_code == 200

    async def test_is_taken_back_as_it_was_shown(self, intake: Intake) -> None:
        manager = intake.staff("manager")
        shown = (await intake.http.get("/v1/forms/welcome", headers=manager)).json()
        given = {name: shown[name] for name in FormIn.model_fields}
        put = await intake.http.put("/v1/forms/welcome", json=given, headers=manager)

        assert shown["consent_zh"] is None
        assert put.status_code == 200, put.text
        assert {name: put.json()[name] for name in given} == given

    async def test_that_is_closed_is_not_there_for_customers(self, intake: Intake) -> None:
        await add(intake, is_open=False)

        assert (await intake.http.get("/f/table", headers=HTML)).status_code == 404

    async def test_is_managers_work(self, intake: Intake) -> None:
        for role in ("agent", "lead", "store_manager", "auditor"):
            answer = await intake.http.post("/v1/forms", json=TABLE, headers=intake.staff(role))
            assert answer.status_code == 403


class TestItsPage:
    async def test_asks_what_the_form_asks(self, intake: Intake) -> None:
        await add(intake)
        page = (await intake.http.get("/f/table", headers=HTML)).text

        assert "一分钟就好" in page
        for name in ("rating", "phone", "x_table_no", "x_visited", "x_dish", "x_server", "consent"):
            assert f'name="{name}"' in page
        assert 'name="email"' not in page
        assert "同意我们处理您的信息" in page

    async def test_keeps_answers_sealed_with_the_consent(self, intake: Intake) -> None:
        await add(intake)
        answers = {"x_table_no": "12", "x_dish": "noodles", "x_server": "小王", "email": "a@b.cn"}
        answer = await send(intake, text="面太咸", **GOOD, **answers)

        assert answer.status_code == 303
        kept, consent = await intake.service.database.read(
            lambda session: (
                session.exec(select(Feedback)).one(),
                session.exec(select(Consent)).one(),
            )
        )
        sealer = intake.service.app.state.desk.sealer
        plain = unsealed(kept, kept.sealed_details or b"", "details", sealer)
        extra = {"table_no": 12, "visited": "2026-11-20", "dish": "noodles", "server": "小王"}
        assert orjson.loads(plain)["extra"] == extra
        assert (consent.form_code, consent.version, consent.language) == ("table", "2026-11", "zh")
        assert kept.contact_kinds == "phone"

    async def test_takes_choices_without_words(self, intake: Intake) -> None:
        await add(intake)
        answer = await send(intake, **GOOD, x_dish="rice")

        assert answer.status_code == 303
        kept = await intake.service.database.read(
            lambda session: session.exec(select(Feedback)).one()
        )
        assert kept.text == "评分：2 分（不满意）；日期：2026-11-20；菜品：饭"

    async def test_says_all_that_is_wrong_at_once(self, intake: Intake) -> None:
        await add(intake)
        wrong = {"phone": "12", "x_table_no": "十二", "x_visited": "2026-13-40", "x_dish": "soup"}
        answer = await send(intake, **wrong, x_server="长" * 501)

        assert answer.status_code == 422
        assert errors_in(answer) == {
            *("rating", "phone", "consent"),
            *("x_table_no", "x_visited", "x_dish", "x_server"),
        }
        assert "长" * 501 in answer.text

    async def test_asks_again_when_the_consent_has_changed_meanwhile(self, intake: Intake) -> None:
        await add(intake)
        answer = await send(intake, **{**GOOD, "consent": "2025-01"})

        assert errors_in(answer) == {"consent"}

    async def test_too_often_sent_is_shown_again_with_its_words(self, intake: Intake) -> None:
        await add(intake)
        page = await intake.http.get("/f/table", headers=HTML)
        data = {"token": token_of(page), "text": "又来", **GOOD}
        answer = await intake.http.post("/f/table", data=data, headers=HTML)
        for _ in range(3_000):
            if answer.status_code == 429:
                break
            answer = await intake.http.post("/f/table", data=data, headers=HTML)

        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert "又来" in answer.text
        assert 'role="alert"' in answer.text


class TestAFormThatSendsReceipts:
    async def test_promises_one_and_writes_it_beside_the_feedback(self, intake: Intake) -> None:
        made = await add(intake, sends_receipt=True)
        page = await intake.http.get("/f/table", headers=HTML)
        answer = await send(intake, **GOOD)
        shown = await intake.http.get(answer.headers["location"].replace("..", ""), headers=HTML)
        (reply,) = (await intake.http.get("/v1/replies", headers=intake.staff("auditor"))).json()[
            "items"
        ]

        assert made.json()["sends_receipt"]
        assert "回执" in page.text
        assert (shown.status_code, reply["purpose"], reply["state"]) == (200, "receipt", "waiting")
        tried = [one["rung"] for one in reply["rungs"] if one["state"] != "skipped"]
        assert tried == ["sms"]

    async def test_sends_none_to_who_left_no_contact(self, intake: Intake) -> None:
        optional = {**TABLE["fields"], "phone": "optional"}
        await add(intake, sends_receipt=True, fields=optional)
        answer = await send(intake, **{**GOOD, "phone": ""})
        found = await intake.http.get("/v1/replies", headers=intake.staff("auditor"))

        assert (answer.status_code, found.json()["items"]) == (303, [])
