"""The mini-program on both databases: sessions, proven openids, consents that are spent once."""

import asyncio

import httpx

from services.intake.models.tables import SUBSCRIPTION_CONSENT
from services.intake.wechat.consents import spend_consent
from tests.fixtures.wechat_play import MINI_PATH, Play

OPENID = "oMINI-1234567890_abcd"
PHONE = "13812345678"
CONSENT = {"template_id": "T-result", "accepted": True}


async def session_of(play: Play, openid: str = OPENID, code: str = "a-code") -> dict[str, str]:
    answer = await play.http.post(
        f"{MINI_PATH}/session", json={"code": play.wechat.code_for(openid, code)}
    )
    assert answer.status_code == 200, answer.text
    assert "session_key" not in answer.text
    assert openid not in answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def phone_of(play: Play, bearer: dict[str, str]) -> httpx.Response:
    play.wechat.phone_codes["a-phone-code"] = PHONE
    return await play.http.post(f"{MINI_PATH}/phone", json={"code": "a-phone-code"}, headers=bearer)


class TestSession:
    async def test_lets_its_bearer_hand_in_feedback_as_who_they_are(self, play: Play) -> None:
        await play.set_up_mini()
        bearer = await session_of(play)
        answer = await play.intake.submit(
            bearer, store_code="S001", customer={"name": "周", "wechat_openid": "oSomebody_else"}
        )

        assert answer.status_code == 201, answer.text
        (feedback,) = await play.feedback()
        assert (feedback["channel"], feedback["verified"]) == ("wechat_mini", True)
        assert feedback["contact"]["wechat_openid"].endswith("abcd")

    async def test_of_one_person_is_one_customer_who_repeats_without_harm(self, play: Play) -> None:
        await play.set_up_mini()
        key = {"Idempotency-Key": "one"}
        first = await play.intake.submit({**await session_of(play), **key})
        again = await play.intake.submit({**await session_of(play), **key})
        other = await play.intake.submit({**await session_of(play, "oMINI-other_000000"), **key})

        assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
        assert first.json() == again.json()
        one, two = await play.feedback()
        assert one["customer"] != two["customer"]

    async def test_needs_a_code_that_is_new(self, play: Play) -> None:
        await play.set_up_mini()
        await session_of(play)
        used = await play.http.post(f"{MINI_PATH}/session", json={"code": "a-code"})
        made_up = await play.http.post(f"{MINI_PATH}/session", json={"code": "guess"})

        assert (used.status_code, made_up.status_code) == (422, 422)
        assert used.json()["errors"][0]["pointer"] == "/code"

    async def test_says_so_when_wechat_is_down(self, play: Play) -> None:
        await play.set_up_mini()
        play.wechat.faults.next("/sns/jscode2session", 500, -1)
        answers = [
            await play.http.post(f"{MINI_PATH}/session", json={"code": "a"}) for _ in range(2)
        ]

        assert [one.status_code for one in answers] == [503, 503]
        assert "Retry-After" in answers[0].headers

    async def test_ends_and_is_no_form_s(self, play: Play) -> None:
        await play.set_up_mini(session_minutes=5)
        bearer = await session_of(play)
        form = await play.http.post(
            "/f/welcome", data={"text": "好", "token": bearer["Authorization"][7:]}
        )
        play.intake.clock.advance(minutes=6)
        late = await play.intake.submit(bearer)

        assert (form.status_code, late.status_code) == (422, 401)


class TestPhone:
    async def test_that_wechat_vouches_for_links_its_owner_until_staff_split_them(
        self, play: Play
    ) -> None:
        await play.set_up_mini()
        manager = play.intake.staff("manager")
        bearers = [await session_of(play), await session_of(play, "oMINI-other_000000")]
        for bearer in bearers:
            assert (await phone_of(play, bearer)).json() == {"phone": PHONE}
            await play.intake.submit(bearer, customer={"phone": PHONE})
            play.intake.clock.advance(seconds=1)
        await play.intake.submit(manager, customer={"phone": PHONE})

        first, second, typed = await play.feedback()
        shown = await play.http.get(f"/v1/customers/{second['customer']}", headers=manager)
        found = await play.http.get("/v1/customers", params={"phone": PHONE}, headers=manager)
        assert (shown.json()["canonical"], shown.json()["feedback"]) == (first["customer"], 2)
        assert {one["kind"] for one in shown.json()["verified"]} >= {"wechat_openid", "phone"}
        assert {(one["canonical"], one["verified"]) for one in found.json()["items"]} == {
            (first["customer"], True),
            (typed["customer"], False),
        }

        split = f"/v1/customers/{second['customer']}/split"
        await play.http.post(split, json={"reason": "家人共用手机"}, headers=manager)
        await phone_of(play, bearers[1])
        again = await play.http.get(f"/v1/customers/{second['customer']}", headers=manager)
        assert again.json()["canonical"] == second["customer"]

    async def test_needs_a_session_and_a_code_that_is_new(self, play: Play) -> None:
        await play.set_up_mini()
        bearer = await session_of(play)
        stranger = await phone_of(play, {"Authorization": "Bearer nobody"})
        wrong = await play.http.post(f"{MINI_PATH}/phone", json={"code": "guess"}, headers=bearer)
        play.wechat.faults.next("/wxa/business/getuserphonenumber", -1, 500)
        down = [(await phone_of(play, bearer)).status_code for _ in range(2)]

        assert stranger.status_code == 401
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/code")
        assert down == [503, 503]


class TestConsents:
    async def test_are_counted_by_template(self, play: Play) -> None:
        await play.set_up_mini()
        bearer = await session_of(play)
        answers = [CONSENT, CONSENT, {**CONSENT, "accepted": False}]
        posted = await play.http.post(
            f"{MINI_PATH}/consents", json={"consents": answers}, headers=bearer
        )

        assert (posted.status_code, posted.json()) == (201, {"consents": {"T-result": 2}})
        assert await play.count(SUBSCRIPTION_CONSENT) == 3

    async def test_repeated_with_one_key_count_once(self, play: Play) -> None:
        await play.set_up_mini()
        headers = {**await session_of(play), "Idempotency-Key": "k"}
        for _ in range(2):
            posted = await play.http.post(
                f"{MINI_PATH}/consents", json={"consents": [CONSENT]}, headers=headers
            )

        assert posted.json() == {"consents": {"T-result": 1}}

    async def test_are_taken_from_the_session_s_bearer_only(self, play: Play) -> None:
        await play.set_up_mini()
        form = await play.http.get("/f/welcome", headers={"Accept": "application/json"})
        tries = [
            {},
            {"Authorization": f"Bearer {form.json()['token']}"},
            play.intake.staff("admin"),
        ]
        statuses = [
            (
                await play.http.post(
                    f"{MINI_PATH}/consents", json={"consents": [CONSENT]}, headers=headers
                )
            ).status_code
            for headers in tries
        ]
        unknown = await play.http.post(
            f"{MINI_PATH}/consents",
            json={"consents": [{**CONSENT, "template_id": "T-other"}]},
            headers=await session_of(play),
        )

        assert statuses == [401, 401, 401]
        assert unknown.json()["errors"][0]["pointer"] == "/consents/0/template_id"

    async def test_are_spent_once_whoever_wants_them(self, play: Play) -> None:
        account = await play.set_up_mini()
        bearer = await session_of(play)
        await play.http.post(
            f"{MINI_PATH}/consents", json={"consents": [CONSENT] * 2}, headers=bearer
        )
        (index,) = {one.openid_index for one in await play.rows(SUBSCRIPTION_CONSENT)}
        now = play.intake.clock.now()

        async def spend(number: int) -> str | None:
            return await play.desk.database.write(
                lambda session: spend_consent(
                    session, account["id"], index, "T-result", spent_for=str(number), now=now
                )
            )

        spent = await asyncio.gather(*map(spend, range(6)))
        assert len([one for one in spent if one]) == 2
        assert len({one for one in spent if one}) == 2
