"""QR codes: who gets which, and that each leads to a form for its store."""

import pytest

from services.intake.operations.signs import code_of, form_url
from tests.fixtures.intake import PUBLIC_URL, Intake


class TestACode:
    async def test_is_a_picture_of_the_form_s_address(self, intake: Intake) -> None:
        manager = intake.staff("manager")
        svg = await intake.http.get("/v1/stores/S001/qrcode.svg", headers=manager)
        png = await intake.http.get("/v1/stores/S001/qrcode.png", headers=manager)

        assert svg.headers["content-type"] == "image/svg+xml"
        assert b"<script" not in svg.content
        assert png.content.startswith(b"\x89PNG")
        made = code_of(form_url(f"{PUBLIC_URL}/intake", "welcome", "S001"))
        assert made.svg_data_uri(scale=8, border=4, title="QR", light="white") is not None
        assert str(made.symbol_size(scale=8, border=4)[0]).encode() in svg.content

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("S999/qrcode.svg", 404),
            ("S001/qrcode.svg?form=none", 404),
            ("S001/qrcode.svg?form=welcome", 200),
            ("S002/qrcode.png", 404),
            ("qrcodes.pdf?region=none", 404),
        ],
    )
    async def test_is_of_a_store_one_speaks_for(
        self, intake: Intake, path: str, status: int
    ) -> None:
        headers = intake.staff("store_manager", stores=("S001",))
        answer = await intake.http.get(f"/v1/stores/{path}", headers=headers)

        assert answer.status_code == status


class TestSheets:
    async def test_hold_every_open_store_of_a_region(self, intake: Intake) -> None:
        manager = intake.staff("manager")
        every = await intake.http.get("/v1/stores/qrcodes.pdf", headers=manager)
        region = await intake.http.get(
            "/v1/stores/qrcodes.pdf", params={"region": "华东"}, headers=manager
        )

        assert every.headers["content-type"] == "application/pdf"
        assert every.content.startswith(b"%PDF-")
        assert every.content.count(b"/Type /Page\n") == 2
        assert region.content.count(b"/Type /Page\n") == 1
