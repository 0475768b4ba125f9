"""The play has one client: what a sign-in leaves in it must not go with a customer's answer."""

import httpx

from demo.driver import without_memory


class TestTheClient:
    def test_keeps_no_cookie(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            assert "cookie" not in request.headers
            return httpx.Response(200, headers={"Set-Cookie": "huiyin_staff_device=1; Path=/"})

        transport = httpx.MockTransport(answer)
        with httpx.Client(cookies=without_memory(), transport=transport) as client:
            for _ in range(2):
                assert client.get("http://huiyin.test/").status_code == 200
