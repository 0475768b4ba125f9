"""Handing in feedback over HTTP: what is accepted, repeated, refused, and what leaves intake."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.models.tables import FEEDBACK
from shared.events import FeedbackReceived
from shared.ids import new_id
from shared.tables import outbox
from tests.fixtures.intake import PUBLIC_URL, Intake

PHONE = "13812345678"


async def count(intake: Intake, table: sa.Table) -> int:
    found: int = await intake.service.database.read(
        lambda session: session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    )
    return found


class TestAcceptedFeedback:
    async def test_is_acknowledged_with_its_ticket_and_its_page(self, intake: Intake) -> None:
        answer = await intake.submit(await intake.key())

        body = answer.json()
        assert answer.status_code == 201
        assert set(body) == {"id", "ticket_no", "status", "received_at", "track_url"}
        assert body["ticket_no"].startswith("20261122-")
        assert len(body["ticket_no"]) == 14
        assert body["status"] == "received"
        assert body["received_at"].endswith("Z")
        assert body["track_url"].startswith(f"{PUBLIC_URL}/intake/t/")

    async def test_is_published_masked_with_everything_given(self, intake: Intake) -> None:
        given = {
            "text": f"请回电{PHONE},订单有误",
            "store_code": "S003",
            "customer": {"name": "王小明", "phone": PHONE},
            "rating": 2,
            "occurred_at": "2026-11-21T10:00:00+08:00",
            "campaign": "双十一",
            "order_no": "E20261121001",
            "external_id": "crm-1",
            "extra": {"table": "7"},
        }
        answer = await intake.submit(await intake.key(channel="app"), **given)

        (event,) = await intake.published(FeedbackReceived)
        assert event.feedback_id == answer.json()["id"]
        assert event.case_id != event.feedback_id
        assert event.text == "请回电138****5678,订单有误"
        assert (event.channel, event.store_code, event.region) == ("app", "S003", "华东")
        assert (event.rating, event.campaign, event.order_no) == (2, "双十一", "E20261121001")
        assert event.reachable
        assert event.customer
        assert event.occurred_at.isoformat() == "2026-11-21T02:00:00+00:00"

    async def test_leaves_no_personal_number_readable_in_the_database(self, intake: Intake) -> None:
        await intake.submit(
            await intake.key(),
            text=f"电话{PHONE}",
            customer={"phone": PHONE, "email": "wang@example.com"},
            order_no=PHONE,
            campaign=f"给{PHONE}",
            external_id=PHONE,
            extra={"tel": PHONE},
        )

        def everything(session: Any) -> str:
            rows = [*session.execute(sa.select(FEEDBACK)), *session.execute(sa.select(outbox))]
            return repr([tuple(row) for row in rows])

        found = await intake.service.database.read(everything)
        assert PHONE not in found
        assert "wang@example" not in found

    async def test_of_the_same_contact_is_of_the_same_customer(self, intake: Intake) -> None:
        key = await intake.key()
        for phone in (PHONE, "+86 138-1234-5678", "0086 13812345678", "13900000000"):
            await intake.submit(key, customer={"phone": phone})
        await intake.submit(key)

        customers = [event.customer for event in await intake.published(FeedbackReceived)]
        assert customers[0] == customers[1] == customers[2]
        assert customers[3] not in {customers[0], None}
        assert customers[4] is None

    async def test_never_makes_two_known_customers_one(self, intake: Intake) -> None:
        key = await intake.key()
        await intake.submit(key, customer={"phone": PHONE})
        await intake.submit(key, customer={"email": "a@example.com"})
        await intake.submit(key, customer={"phone": PHONE, "email": "a@example.com"})
        await intake.submit(key, customer={"email": "A@Example.com"})

        one, two, both, again = [e.customer for e in await intake.published(FeedbackReceived)]
        assert one != two
        assert both == one
        assert again == two

    async def test_gets_a_ticket_of_its_own_each(self, intake: Intake) -> None:
        key = await intake.key()
        answers = await asyncio.gather(*(intake.submit(key) for _ in range(60)))

        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["ticket_no"] for answer in answers}) == 60
        assert await count(intake, FEEDBACK) == 60

    async def test_carries_the_trace_of_its_own_request(self, intake: Intake) -> None:
        key = await intake.key()
        traces = [f"00-{index:032x}-{1:016x}-01" for index in range(1, 6)]
        await asyncio.gather(*(intake.submit({**key, "traceparent": trace}) for trace in traces))

        kept = await intake.service.database.read(
            lambda session: (
                session.execute(
                    sa.select(outbox.c.traceparent).where(outbox.c.type == FeedbackReceived.TYPE)
                )
                .scalars()
                .all()
            )
        )
        assert {trace[3:35] for trace in kept} == {trace[3:35] for trace in traces}


class TestARepetition:
    async def test_with_the_same_key_and_body_gets_the_first_answer(self, intake: Intake) -> None:
        headers = {**await intake.key(), "Idempotency-Key": "order-1"}
        first = await intake.submit(headers, rating=3)
        again = await intake.submit(headers, rating=3)

        assert (first.status_code, again.status_code) == (201, 200)
        assert again.content == first.content
        assert again.headers["Idempotent-Replay"] == "true"
        assert "Idempotent-Replay" not in first.headers

    async def test_at_the_same_moment_is_one_feedback(self, intake: Intake) -> None:
        headers = {**await intake.key(), "Idempotency-Key": "order-2"}
        answers = await asyncio.gather(*(intake.submit(headers) for _ in range(12)))

        assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
        assert len({answer.content for answer in answers}) == 1
        assert await count(intake, FEEDBACK) == 1

    async def test_with_another_body_is_refused(self, intake: Intake) -> None:
        headers = {**await intake.key(), "Idempotency-Key": "order-3"}
        await intake.submit(headers)
        other = await intake.submit(headers, rating=1)

        assert other.status_code == 422
        assert await count(intake, FEEDBACK) == 1

    async def test_key_belongs_to_its_principal(self, intake: Intake) -> None:
        mark = {"Idempotency-Key": "same"}
        first = await intake.submit({**await intake.key("a"), **mark})
        second = await intake.submit({**await intake.key("b"), **mark})

        assert (first.status_code, second.status_code) == (201, 201)

    async def test_of_an_external_id_gets_the_first_feedback(self, intake: Intake) -> None:
        key = await intake.key(channel="jinshuju")
        first = await intake.submit(key, external_id="form-1/7")
        answers = await asyncio.gather(
            *(intake.submit(key, text="别的话", external_id="form-1/7") for _ in range(4))
        )

        for answer in answers:
            assert answer.status_code == 200
            assert answer.headers["Duplicate"] == "true"
            assert answer.json() == first.json()
        assert await count(intake, FEEDBACK) == 1

    async def test_of_an_external_id_in_another_channel_is_another(self, intake: Intake) -> None:
        await intake.submit(await intake.key(channel="wjx"), external_id="7")
        other = await intake.submit(await intake.key(channel="app"), external_id="7")

        assert other.status_code == 201

    async def test_does_not_open_the_feedback_of_another_store(self, intake: Intake) -> None:
        key = await intake.key(channel="app")
        await intake.submit(key, external_id="7", store_code="S001")
        limited = await intake.key("shop", channel="app", stores=("S002",))
        probe = await intake.submit(limited, external_id="7")

        assert probe.status_code == 422
        assert "track_url" not in probe.text

    @pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
    async def test_key_must_be_printable_and_short(self, intake: Intake, key: str) -> None:
        answer = await intake.submit({**await intake.key(), "Idempotency-Key": key})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/Idempotency-Key"


class TestARefusal:
    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"text": "  \u3000 "}, "/text"),
            ({"text": "\u200b\u2060\ufeff"}, "/text"),
            ({"text": "长" * 5001}, "/text"),
            ({"text": 7}, "/text"),
            ({"text": "a\x00b"}, "/text"),
            ({"channel": "telegraph"}, "/channel"),
            ({"store_code": "S999"}, "/store_code"),
            ({"rating": 0}, "/rating"),
            ({"rating": 6}, "/rating"),
            ({"rating": "5"}, "/rating"),
            ({"rating": True}, "/rating"),
            ({"rating": 4.5}, "/rating"),
            ({"occurred_at": "2026-11-22T12:06:00+08:00"}, "/occurred_at"),
            ({"occurred_at": "2026-11-22T12:00:00"}, "/occurred_at"),
            ({"occurred_at": 1_764_000_000}, "/occurred_at"),
            ({"occurred_at": "1764000000"}, "/occurred_at"),
            ({"customer": {"phone": "call me"}}, "/customer/phone"),
            ({"customer": {"email": "nobody"}}, "/customer/email"),
            ({"customer": {"role": "admin"}}, "/customer/role"),
            ({"status": "closed"}, "/status"),
            ({"owner": "me"}, "/owner"),
            ({"extra": {"a": "x" * 9000}}, "/extra"),
            ({"extra": ["a"]}, "/extra"),
            ({"attachment_ids": [new_id()]}, "/attachment_ids/0"),
            ({"attachment_ids": ["x"]}, "/attachment_ids/0"),
            ({"attachment_ids": [new_id() for _ in range(10)]}, "/attachment_ids"),
            ({"campaign": "x" * 81}, "/campaign"),
            ({"external_id": "x" * 201}, "/external_id"),
        ],
    )
    async def test_names_the_field(
        self, intake: Intake, change: dict[str, Any], pointer: str
    ) -> None:
        answer = await intake.submit(await intake.key(), **change)

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["errors"][0]["pointer"] == pointer
        assert answer.json()["errors"][0]["detail"]
        assert await count(intake, FEEDBACK) == 0

    async def test_fails_alone_beside_others_in_the_same_commit(self, intake: Intake) -> None:
        key = await intake.key()
        answers = await asyncio.gather(
            *(intake.submit(key, store_code="S999" if n % 3 else "S001") for n in range(12))
        )

        assert [answer.status_code for answer in answers] == [
            422 if n % 3 else 201 for n in range(12)
        ]
        assert await count(intake, FEEDBACK) == 4

    async def test_names_the_known_channels(self, intake: Intake) -> None:
        answer = await intake.submit(await intake.key(), channel="telegraph")

        assert "wechat_official" in answer.json()["detail"]

    async def test_is_in_the_language_of_the_caller(self, intake: Intake) -> None:
        headers = {**await intake.key(), "Accept-Language": "en"}
        answer = await intake.submit(headers, store_code="S999")

        assert "There is no store" in answer.json()["detail"]

    async def test_of_a_closed_store_names_its_successor(self, intake: Intake) -> None:
        store = {"name": "旧店", "region": "华东", "city": "上海", "closed": True}
        changed = await intake.http.put(
            "/v1/stores/S001", json={**store, "successor": "S002"}, headers=intake.staff("manager")
        )
        answer = await intake.submit(await intake.key(), store_code="S001")

        assert changed.status_code == 200
        assert answer.status_code == 422
        assert "S002" in answer.json()["detail"]

    @pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe", b'{"text":"\\ud800"}'])
    async def test_of_a_body_that_is_no_feedback_is_a_problem(
        self, intake: Intake, body: bytes
    ) -> None:
        headers = {**await intake.key(), "Content-Type": "application/json"}
        answer = await intake.http.post("/v1/feedback", content=body, headers=headers)

        assert answer.status_code in {400, 422}

    async def test_of_another_format_says_to_send_json(self, intake: Intake) -> None:
        answer = await intake.http.post(
            "/v1/feedback", data={"text": "好"}, headers=await intake.key()
        )

        assert answer.status_code == 415


class TestWhoMaySubmit:
    async def test_nobody_without_a_credential(self, intake: Intake) -> None:
        assert (await intake.submit({})).status_code == 401
        assert (await intake.submit({"Authorization": "Bearer hy_wrong"})).status_code == 401
        assert (await intake.submit({"Authorization": "Bearer hf_wrong"})).status_code == 401

    async def test_a_key_needs_the_scope(self, intake: Intake) -> None:
        key = await intake.key(scopes=("classify",))

        assert (await intake.submit(key)).status_code == 403

    async def test_a_key_is_held_to_its_channel_and_stores(self, intake: Intake) -> None:
        key = await intake.key(channel="wjx", stores=("S001", "S002"))

        assert (await intake.submit(key, store_code="S001")).status_code == 201
        assert (await intake.submit(key, store_code="S003")).status_code == 403
        assert (await intake.submit(key, store_code="S001", channel="api")).status_code == 403
        assert (await intake.submit(key)).status_code == 422

    @pytest.mark.parametrize("role", ["agent", "lead", "manager", "admin"])
    async def test_staff_enter_what_they_were_told(self, intake: Intake, role: str) -> None:
        await intake.submit(intake.staff(role), channel="phone")
        await intake.submit(intake.staff(role))

        channels = [event.channel for event in await intake.published(FeedbackReceived)]
        assert channels == ["phone", "staff"]

    async def test_an_auditor_does_not(self, intake: Intake) -> None:
        assert (await intake.submit(intake.staff("auditor"))).status_code == 403

    async def test_a_store_manager_speaks_for_the_own_store(self, intake: Intake) -> None:
        headers = intake.staff("store_manager", stores=("S004",))
        mine = await intake.submit(headers)
        other = await intake.submit(headers, store_code="S001")

        (event,) = await intake.published(FeedbackReceived)
        assert (mine.status_code, event.store_code) == (201, "S004")
        assert other.status_code == 403

    async def test_the_bearer_of_a_form_token_does_until_it_expires(self, intake: Intake) -> None:
        form = await intake.http.get("/f/welcome", headers={"Accept": "application/json"})
        bearer = {"Authorization": f"Bearer {form.json()['token']}"}

        assert (await intake.submit(bearer, store_code="S001")).status_code == 201
        assert (await intake.submit(bearer, channel="api")).status_code == 403
        intake.clock.at += timedelta(hours=3)
        assert (await intake.submit(bearer)).status_code == 401

    async def test_two_bearers_cannot_probe_each_others_external_ids(self, intake: Intake) -> None:
        answers = []
        for _ in range(2):
            form = await intake.http.get("/f/welcome", headers={"Accept": "application/json"})
            bearer = {"Authorization": f"Bearer {form.json()['token']}"}
            answers.append(await intake.submit(bearer, external_id="1"))

        assert [answer.status_code for answer in answers] == [201, 201]
