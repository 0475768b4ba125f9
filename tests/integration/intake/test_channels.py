"""Channel accounts over HTTP, on both databases: kept sealed, changed once, tried, listed."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.models.tables import CHANNEL_ACCOUNT, INBOUND_ITEM
from shared.ids import new_id
from tests.fixtures.intake import Intake
from tests.fixtures.vendors import KEY, WEBHOOK_SECRET, vendor

BODY = {"channel": "wjx", "name": "survey", "title": "满意度", "credentials": {"key": KEY}}


async def post(intake: Intake, **changed: Any) -> Any:
    headers = intake.staff("manager")
    return await intake.http.post("/v1/channels", json={**BODY, **changed}, headers=headers)


class TestNewAccount:
    async def test_shows_which_credentials_are_set_and_none_of_them(self, intake: Intake) -> None:
        account = (await post(intake)).json()

        assert account["credentials"] == {"key": True, "previous_key": False}
        assert account["callback_url"] == "http://127.0.0.1:8000/intake/v1/hooks/survey"
        assert (account["revision"], account["is_active"]) == (1, True)
        assert KEY not in str(account)
        rows = await intake.service.database.read(
            lambda session: repr(session.execute(sa.select(CHANNEL_ACCOUNT)).all())
        )
        assert KEY not in rows

    async def test_is_recorded_without_its_secrets(self, intake: Intake) -> None:
        account = (await post(intake)).json()
        audit = await intake.http.get("/v1/audit", headers=intake.staff("admin"))

        (entry,) = [one for one in audit.json()["items"] if one["action"] == "channel.add"]
        assert entry["subject"] == account["id"]
        assert KEY not in audit.text

    async def test_that_signs_nothing_gets_an_address_nobody_can_guess(
        self, intake: Intake
    ) -> None:
        one, two = [await intake.account("jinshuju", name) for name in ("one", "two")]

        tokens = {one["callback_url"].rpartition("/")[2] for one in (one, two)}
        assert len(tokens) == 2
        assert all(len(token) >= 22 for token in tokens)

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"channel": "none"}, "/channel"),
            ({"channel": "counter"}, "/channel"),
            ({"name": "a b"}, "/name"),
            ({"name": "x" * 41}, "/name"),
            ({"title": ""}, "/title"),
            ({"store_code": "S999"}, "/store_code"),
            ({"credentials": {}}, "/credentials/key"),
            ({"credentials": {"key": KEY, "other": "x"}}, "/credentials/other"),
            ({"credentials": {"key": ["x"]}}, "/credentials/key"),
            ({"settings": {"role": "admin"}}, "/settings/role"),
            ({"settings": {"mapping": {"rating": "a..b"}}}, "/settings/mapping/rating"),
            ({"settings": {"mapping": {"scale": 1}}}, "/settings/mapping/scale"),
            ({"settings": {"allowed_addresses": ["here"]}}, "/settings/allowed_addresses/0"),
            ({"is_admin": True}, "/is_admin"),
        ],
    )
    async def test_is_refused_by_the_field_that_is_wrong(
        self, intake: Intake, changed: dict[str, Any], pointer: str
    ) -> None:
        answer = await post(intake, **changed)

        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == pointer

    async def test_has_an_address_of_its_own_among_all_vendors(self, intake: Intake) -> None:
        assert (await post(intake)).status_code == 201
        same = await post(intake)
        other = await post(intake, channel="hook", credentials={"secret": WEBHOOK_SECRET})

        assert (same.status_code, other.status_code) == (409, 409)

    async def test_is_the_manager_s_and_the_admin_s_alone(self, intake: Intake) -> None:
        for role in ("agent", "lead", "store_manager", "auditor"):
            for answer in (
                await intake.http.post("/v1/channels", json=BODY, headers=intake.staff(role)),
                await intake.http.get("/v1/channels", headers=intake.staff(role)),
            ):
                assert answer.status_code == 403


class TestChangedAccount:
    async def test_keeps_credentials_that_are_not_named(self, intake: Intake) -> None:
        account = (await post(intake)).json()
        path, headers = f"/v1/channels/{account['id']}", intake.staff("manager")
        put = await intake.http.put(
            path, json={"title": "新名", "store_code": "S001"}, headers=headers
        )

        assert put.json()["credentials"] == {"key": True, "previous_key": False}
        assert (put.json()["title"], put.json()["revision"]) == ("新名", 2)
        assert put.headers["ETag"] == '"r-2"'
        assert (await intake.http.get(path, headers=headers)).json() == put.json()

    async def test_is_refused_to_who_has_not_seen_the_last_change(self, intake: Intake) -> None:
        account = (await post(intake)).json()
        path, headers = f"/v1/channels/{account['id']}", intake.staff("manager")
        for tag, status in (('"r-1"', 200), ('"r-1"', 412), ('"r-2"', 200), ("x", 422)):
            answer = await intake.http.put(
                path, json={"title": "新名"}, headers={**headers, "If-Match": tag}
            )
            assert answer.status_code == status

    @pytest.mark.parametrize("field", ["channel", "name"])
    async def test_never_gets_another_channel_or_name(self, intake: Intake, field: str) -> None:
        account = (await post(intake)).json()
        answer = await intake.http.put(
            f"/v1/channels/{account['id']}",
            json={"title": "新名", field: "other"},
            headers=intake.staff("manager"),
        )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"

    async def test_removed_is_gone_with_its_failed_deliveries(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        await played.deliver()
        path, headers = f"/v1/channels/{played.account['id']}", intake.staff("manager")

        assert (await intake.http.delete(path, headers=headers)).status_code == 409
        await intake.settled()
        assert (await intake.http.delete(path, headers=headers)).status_code == 204
        assert (await intake.http.get(path, headers=headers)).status_code == 404
        assert len(await played.feedback()) == 1


class TestTriedAccount:
    async def test_says_what_was_found_in_the_language_asked_for(self, intake: Intake) -> None:
        account = (await post(intake)).json()
        path, headers = f"/v1/channels/{account['id']}", intake.staff("manager")
        english = {**headers, "Accept-Language": "en"}
        answer = await intake.http.post(f"{path}/test", headers=english)

        assert answer.json()["ok"] is True
        assert "callback address" in answer.json()["detail"]
        assert (await intake.http.get(path, headers=headers)).json()["last_success_at"]


class TestFailingDelivery:
    async def test_delays_no_neighbour_is_listed_and_can_be_replayed(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        for number in range(3):
            await played.deliver(delivery=f"d-{number}")
        await break_one(intake)
        await intake.settled()

        failing, *others = sorted(await played.items(), key=lambda one: one["state"] == "done")
        assert [one["state"] for one in others] == ["done", "done"]
        assert (failing["state"], failing["attempts"]) == ("waiting", 1)
        for _ in range(8):
            intake.clock.advance(hours=2)
            await intake.settled()
        (failed,) = await played.items(state="failed")
        assert failed["error"] == "KeyError"
        account = await intake.http.get(
            f"/v1/channels/{played.account['id']}", headers=intake.staff("manager")
        )
        assert account.json()["last_error"] == "KeyError"

        await mend(intake, failed["id"])
        answer = await intake.http.post(
            f"/v1/channels/{played.account['id']}/items/{failed['id']}/replay",
            headers=intake.staff("manager"),
        )
        assert answer.status_code == 200
        await intake.settled()
        assert await played.items(state="failed") == []
        assert len(await played.feedback()) == 3

    async def test_of_another_account_is_not_found(self, intake: Intake) -> None:
        played = await vendor(intake, "hook")
        for account, item in ((played.account["id"], new_id()), (new_id(), new_id())):
            answer = await intake.http.post(
                f"/v1/channels/{account}/items/{item}/replay", headers=intake.staff("manager")
            )
            assert answer.status_code == 404


async def break_one(intake: Intake) -> None:
    """Let the second delivery hold what no vendor's does."""
    await reseal(intake, 1, {})


async def mend(intake: Intake, item_id: str) -> None:
    await reseal(intake, item_id, {"body": {"data": {"comment": "好了"}}, "verified": True})


async def reseal(intake: Intake, which: int | str, payload: dict[str, Any]) -> None:
    import orjson

    sealer = intake.service.app.state.desk.sealer

    def change(session: Any) -> None:
        ids = session.execute(sa.select(INBOUND_ITEM.c.id).order_by(INBOUND_ITEM.c.id)).scalars()
        item_id = which if isinstance(which, str) else list(ids)[which]
        sealed = sealer.seal(orjson.dumps(payload), f"inbound_item/{item_id}")
        session.execute(
            sa.update(INBOUND_ITEM)
            .where(INBOUND_ITEM.c.id == item_id)
            .values(sealed_payload=sealed)
        )

    await intake.service.database.write(change)
