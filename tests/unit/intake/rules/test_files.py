"""What a file is."""

import pytest

from services.intake.rules.files import media_type_of


class TestMediaTypeOf:
    @pytest.mark.parametrize(
        ("content", "media_type"),
        [
            (b"\xff\xd8\xff\xe0rest", "image/jpeg"),
            (b"\x89PNG\r\n\x1a\nrest", "image/png"),
            (b"RIFF\x00\x00\x00\x00WEBPrest", "image/webp"),
            (b"%PDF-1.7", "application/pdf"),
            (b"\x00\x00\x00\x18ftypheic", "image/heic"),
            (b"\x00\x00\x00\x18ftypmif1", "image/heic"),
            (b"RIFF\x00\x00\x00\x00WAVE", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
            (b"<!doctype html>", None),
            (b"GIF89a", None),
            (b"MZ\x90", None),
            (b"", None),
        ],
    )
    def test_goes_by_the_first_bytes(self, content: bytes, media_type: str | None) -> None:
        assert media_type_of(content) == media_type
