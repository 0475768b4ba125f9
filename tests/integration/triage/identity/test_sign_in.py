"""Signing in, staying signed in, and what guessing passwords meets."""

import asyncio
from datetime import UTC, datetime

import jwt
import pytest

from shared.auth.devices import MARK
from tests.integration.triage.identity.conftest import COOKIE, PASSWORD, House


class TestSignIn:
    async def test_gives_a_token_that_says_who_somebody_is(self, house: House) -> None:
        answer = await house.sign_in("agent01")

        assert answer.status_code == 200
        body = answer.json()
        assert body["token_type"] == "Bearer"
        assert 0 < body["expires_in"] <= 600
        claims = jwt.decode(body["access_token"], options={"verify_signature": False})
        team = await house.team_id("门店服务")
        assert claims["iss"] == claims["aud"] == "huiyin"
        assert (claims["username"], claims["roles"], claims["teams"]) == (
            "agent01",
            ["agent"],
            [team],
        )
        assert claims["exp"] - claims["iat"] <= 600
        assert claims["jti"]

    async def test_keeps_the_refresh_token_in_a_strict_cookie(self, house: House) -> None:
        cookie = (await house.sign_in("agent01")).headers["set-cookie"]

        assert cookie.startswith(f"{COOKIE}=")
        for part in ("HttpOnly", "SameSite=strict", "Path=/triage/v1/auth", "Max-Age=43200"):
            assert part in cookie
        assert "Secure" not in cookie

    async def test_makes_the_cookie_secure_and_puts_it_under_the_public_path(
        self, house: House
    ) -> None:
        public = House(
            house.database, house.clock, house.sealer, public_url="https://example.com/voice"
        )
        cookie = (await public.sign_in("agent01")).headers["set-cookie"]
        public.identity.passwords.close()

        assert "Secure" in cookie
        assert "Path=/voice/triage/v1/auth" in cookie

    async def test_takes_the_username_as_people_type_it(self, house: House) -> None:
        assert (await house.sign_in(" Agent01 ")).status_code == 200

    async def test_refuses_unknown_fields(self, house: House) -> None:
        answer = await house.sign_in("agent01", roles="admin")

        assert answer.status_code == 422

    async def test_answers_alike_whether_the_name_exists_or_not(self, house: House) -> None:
        wrong = await house.sign_in("agent01", "not the password")
        unknown = await house.sign_in("nobody", "not the password")
        odd = await house.sign_in("不存在 ' OR 1=1", "not the password")

        assert wrong.status_code == unknown.status_code == odd.status_code == 401
        assert wrong.content == unknown.content == odd.content
        assert set(wrong.headers) == set(unknown.headers)

    async def test_audits_without_the_password(self, house: House) -> None:
        await house.sign_in("agent01", "a-wrong-password")
        await house.sign_in("hunter2-typed-into-the-wrong-box", "a-wrong-password")
        await house.sign_in("agent01")

        failed, passed = await house.audited("sign_in.fail"), await house.audited("sign_in.pass")
        person = f"staff:{await house.staff_id('agent01')}"
        assert failed[0].subject == person
        assert failed[1].subject.startswith("unknown:")
        assert [entry.subject for entry in passed] == [person]
        told = "".join(str(tuple(entry)) for entry in (*failed, *passed))
        assert "a-wrong-password" not in told
        assert "hunter2" not in told

    async def test_refuses_people_who_left(self, house: House) -> None:
        async with await house.as_("admin") as admin:
            staff_id = await house.staff_id("agent02")
            await admin.patch(f"/v1/staff/{staff_id}", json={"active": False})

        assert (await house.sign_in("agent02")).status_code == 401


class TestSlowingDown:
    async def test_lets_five_failures_pass_and_then_makes_wait(self, house: House) -> None:
        failures = [(await house.sign_in("agent01", "wrong")).status_code for _ in range(6)]
        refused = await house.sign_in("agent01", "wrong")

        assert failures == [401] * 6
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "4"
        assert refused.json()["retry_at"] == "2026-11-22T04:00:04Z"

    async def test_refuses_even_the_right_password_while_waiting(self, house: House) -> None:
        for _ in range(6):
            await house.sign_in("agent01", "wrong")

        assert (await house.sign_in("agent01")).status_code == 429
        house.clock.advance(seconds=4)
        assert (await house.sign_in("agent01")).status_code == 200
        assert (await house.sign_in("agent01", "wrong")).status_code == 401

    async def test_slows_names_that_nobody_has_alike(self, house: House) -> None:
        for _ in range(6):
            await house.sign_in("nobody", "wrong")

        refused = await house.sign_in("Nobody", "wrong")

        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "4"

    async def test_doubles_the_wait_up_to_a_quarter_of_an_hour(self, house: House) -> None:
        for _ in range(6):
            await house.sign_in("agent01", "wrong")
        waits = []
        for _ in range(10):
            refused = await house.sign_in("agent01", "wrong")
            waits.append(int(refused.headers["retry-after"]))
            house.clock.advance(seconds=waits[-1])
            await house.sign_in("agent01", "wrong")

        assert waits == [4, 8, 16, 32, 64, 128, 256, 512, 900, 900]

    async def test_forgets_failures_after_a_success(self, house: House) -> None:
        for _ in range(3):
            for _ in range(5):
                await house.sign_in("agent01", "wrong")
            assert (await house.sign_in("agent01")).status_code == 200

    async def test_slows_an_address_over_all_accounts(self, house: House) -> None:
        codes = [
            (await house.sign_in(f"nobody{turn}", "wrong", address="203.0.113.9")).status_code
            for turn in range(31)
        ]
        refused = await house.sign_in("agent01", address="203.0.113.9")
        elsewhere = await house.sign_in("agent01", address="203.0.113.10")

        assert codes == [401] * 30 + [429]
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "20"
        assert elsewhere.status_code == 200
        house.clock.advance(seconds=20)
        assert (await house.sign_in("agent01", address="203.0.113.9")).status_code == 200

    async def test_does_not_count_successes_against_an_address(self, house: House) -> None:
        codes = {(await house.sign_in("agent01")).status_code for _ in range(35)}

        assert codes == {200}

    async def test_is_not_raced_by_parallel_guesses(self, house: House) -> None:
        answers = await asyncio.gather(
            *(
                house.sign_in("agent01", f"guess {turn}", address=f"198.51.100.{turn}")
                for turn in range(20)
            )
        )

        assert sorted(answer.status_code for answer in answers) == [401] * 6 + [429] * 14

    async def test_is_not_raced_through_several_processes(self, house: House) -> None:
        others = [House(house.database, house.clock, house.sealer) for _ in range(3)]
        answers = await asyncio.gather(
            *(
                other.sign_in("agent01", f"guess {turn}", address=f"198.51.100.{turn}")
                for turn in range(8)
                for other in others
            )
        )
        for other in others:
            other.identity.passwords.close()

        codes = [answer.status_code for answer in answers]
        assert codes.count(401) <= 6
        assert set(codes) == {401, 429}

    async def test_lets_honest_people_sign_in_together(self, house: House) -> None:
        answers = await asyncio.gather(*(house.sign_in("agent01") for _ in range(16)))

        assert {answer.status_code for answer in answers} == {200}

    async def test_audits_that_it_slows(self, house: House) -> None:
        for _ in range(6):
            await house.sign_in("agent01", "wrong")

        (entry,) = await house.audited("sign_in.slow")
        assert entry.subject == f"staff:{await house.staff_id('agent01')}"


class TestTheBrowser:
    async def test_is_marked_as_one_of_staff_for_the_survey_page(self, house: House) -> None:
        given = (await house.sign_in("agent01")).headers.get_list("set-cookie")
        (mark,) = [one for one in given if one.startswith(f"{MARK}=")]
        assert "Path=/followup/" in mark
        assert "HttpOnly" in mark


class TestRefresh:
    async def test_trades_a_token_for_the_next(self, house: House) -> None:
        first = (await house.sign_in("agent01")).cookies[COOKIE]

        carried_on = await house.carry_on(first)

        assert carried_on.status_code == 200
        assert carried_on.json()["access_token"]
        assert carried_on.cookies[COOKIE] != first

    async def test_ends_the_whole_session_when_a_token_is_used_twice(self, house: House) -> None:
        first = (await house.sign_in("agent01")).cookies[COOKIE]
        second = (await house.carry_on(first)).cookies[COOKIE]
        house.clock.advance(seconds=31)

        assert (await house.carry_on(first)).status_code == 401
        assert (await house.carry_on(second)).status_code == 401
        (entry,) = await house.audited("session.end")
        assert "used twice" in entry.detail

    async def test_takes_a_token_again_whose_answer_was_lost(self, house: House) -> None:
        first = (await house.sign_in("agent01")).cookies[COOKIE]
        await house.carry_on(first)
        house.clock.advance(seconds=29)

        again = await house.carry_on(first)

        assert again.status_code == 200
        assert (await house.carry_on(again.cookies[COOKIE])).status_code == 200

    async def test_ends_the_session_when_the_next_token_is_in_use_already(
        self, house: House
    ) -> None:
        first = (await house.sign_in("agent01")).cookies[COOKIE]
        second = (await house.carry_on(first)).cookies[COOKIE]
        house.clock.advance(seconds=1)
        third = (await house.carry_on(second)).cookies[COOKIE]

        assert (await house.carry_on(first)).status_code == 401
        assert (await house.carry_on(third)).status_code == 401

    async def test_lets_only_one_of_those_given_for_a_lost_answer_go_on(self, house: House) -> None:
        first = (await house.sign_in("agent01")).cookies[COOKIE]
        stolen = (await house.carry_on(first)).cookies[COOKIE]
        kept = (await house.carry_on(first)).cookies[COOKIE]
        carried_on = (await house.carry_on(kept)).cookies[COOKIE]
        house.clock.advance(seconds=31)

        assert (await house.carry_on(stolen)).status_code == 401
        assert (await house.carry_on(carried_on)).status_code == 401

    async def test_leaves_other_sessions_alone(self, house: House) -> None:
        stolen = (await house.sign_in("agent01")).cookies[COOKIE]
        other = (await house.sign_in("agent01")).cookies[COOKIE]
        await house.carry_on(stolen)
        house.clock.advance(seconds=31)
        await house.carry_on(stolen)

        assert (await house.carry_on(other)).status_code == 200

    async def test_gives_racing_requests_tokens_of_which_one_goes_on(self, house: House) -> None:
        first = (await house.sign_in("agent01")).cookies[COOKIE]

        answers = await asyncio.gather(*(house.carry_on(first) for _ in range(4)))

        assert [answer.status_code for answer in answers] == [200] * 4
        one, other, *_ = (answer.cookies[COOKIE] for answer in answers)
        assert (await house.carry_on(one)).status_code == 200
        house.clock.advance(seconds=31)
        assert (await house.carry_on(other)).status_code == 401

    @pytest.mark.parametrize("token", ["", "nonsense", "x" * 43])
    async def test_refuses_what_it_did_not_give(self, house: House, token: str) -> None:
        assert (await house.carry_on(token)).status_code == 401

    async def test_expires_after_half_a_day_unused(self, house: House) -> None:
        token = (await house.sign_in("agent01")).cookies[COOKIE]
        house.clock.advance(hours=12)

        assert (await house.carry_on(token)).status_code == 401

    async def test_expires_after_a_week_in_any_case(self, house: House) -> None:
        token = (await house.sign_in("agent01")).cookies[COOKIE]
        codes = []
        for _ in range(15):
            house.clock.advance(hours=11.9)
            answer = await house.carry_on(token)
            codes.append(answer.status_code)
            token = answer.cookies.get(COOKIE) or token

        assert codes == [200] * 14 + [401]

    async def test_ends_with_signing_out(self, house: House) -> None:
        token = (await house.sign_in("agent01")).cookies[COOKIE]

        signed_out = await house.carry_on(token, "logout")

        assert signed_out.status_code == 204
        assert f'{COOKIE}=""' in signed_out.headers["set-cookie"]
        assert (await house.carry_on(token)).status_code == 401
        assert (await house.carry_on("", "logout")).status_code == 204

    async def test_brings_new_roles(self, house: House) -> None:
        signed_in = await house.sign_in("agent01")
        house.clock.advance(seconds=1)
        async with await house.as_("admin") as admin:
            staff_id = await house.staff_id("agent01")
            await admin.patch(f"/v1/staff/{staff_id}", json={"roles": ["agent", "lead"]})
        async with house.client() as client:
            client.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
            old = await client.get("/v1/auth/me")
            carried_on = await house.carry_on(signed_in.cookies[COOKIE])
            client.headers["Authorization"] = f"Bearer {carried_on.json()['access_token']}"
            new = await client.get("/v1/auth/me")

        assert old.status_code == 401
        assert new.json()["roles"] == ["agent", "lead"]


class TestOwnPassword:
    async def test_is_changed_with_the_current_one(self, house: House) -> None:
        other = (await house.sign_in("agent01")).cookies[COOKIE]
        async with await house.as_("agent01") as client:
            answer = await client.post(
                "/v1/auth/password",
                json={"current_password": PASSWORD, "new_password": "橘子汽水不加冰糖三分甜"},
            )
            client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
            still_in = await client.get("/v1/auth/me")

        assert answer.status_code == 200
        assert still_in.status_code == 200
        assert (await house.carry_on(other)).status_code == 401
        assert (await house.sign_in("agent01")).status_code == 401
        assert (await house.sign_in("agent01", "橘子汽水不加冰糖三分甜")).status_code == 200

    async def test_needs_the_current_one(self, house: House) -> None:
        async with await house.as_("agent01") as client:
            answer = await client.post(
                "/v1/auth/password",
                json={"current_password": "wrong", "new_password": "orange soda without ice"},
            )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/current_password"

    @pytest.mark.parametrize(
        "weak", ["short", "password123456", "agent01agent01", "1234567890", PASSWORD]
    )
    async def test_must_not_be_easy_to_guess(self, house: House, weak: str) -> None:
        async with await house.as_("agent01") as client:
            answer = await client.post(
                "/v1/auth/password", json={"current_password": PASSWORD, "new_password": weak}
            )

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/new_password"

    async def test_guesses_at_the_current_one_are_slowed_too(self, house: House) -> None:
        body = {"current_password": "wrong", "new_password": "orange soda without ice"}
        async with await house.as_("agent01") as client:
            codes = [
                (await client.post("/v1/auth/password", json=body)).status_code for _ in range(7)
            ]

        assert codes == [422] * 6 + [429]

    async def test_is_chosen_anew_after_a_reset(self, house: House) -> None:
        session = (await house.sign_in("agent01")).cookies[COOKIE]
        async with await house.as_("admin") as admin:
            staff_id = await house.staff_id("agent01")
            reset = await admin.post(f"/v1/staff/{staff_id}/reset-password")
        once = reset.json()["one_time_password"]

        asked = await house.sign_in("agent01", once)
        chosen = await house.sign_in("agent01", once, new_password="orange soda without ice")

        assert (await house.sign_in("agent01")).status_code == 401
        assert (await house.carry_on(session)).status_code == 401
        assert asked.status_code == 403
        assert asked.json()["type"] == "urn:huiyin:problem:password-change-required"
        assert chosen.status_code == 200
        assert (await house.sign_in("agent01", once)).status_code == 401
        assert (await house.sign_in("agent01", "orange soda without ice")).status_code == 200


class TestOneself:
    async def test_is_told(self, house: House) -> None:
        async with await house.as_("lead01") as client:
            body = (await client.get("/v1/auth/me")).json()

        assert (body["username"], body["name"], body["roles"]) == ("lead01", "陈立新", ["lead"])
        assert [team["name"] for team in body["leads"]] == ["门店服务"]
        assert "password_hash" not in body
        assert datetime.fromisoformat(body["created_at"]).tzinfo == UTC
