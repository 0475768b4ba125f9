"""Which language a reader prefers, as `Accept-Language` says it."""

import pytest

from shared.languages import preferred_language


class TestPreferredLanguage:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            (None, "zh"),
            ("", "zh"),
            ("en", "en"),
            ("en-GB,en;q=0.9", "en"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
            ("zh;q=0.3, en;q=0.7", "en"),
            ("en;q=0.3, zh-TW;q=0.7", "zh"),
            ("fr", "zh"),
            ("fr, en;q=0.5", "en"),
            ("*", "zh"),
            ("en;q=0, *;q=0.5", "zh"),
            ("en;q=0", "zh"),
            ("zh;q=0, *", "en"),
            ("EN-us", "en"),
            ("en;q=abc, zh;q=0.1", "zh"),
            ("en;q=7", "zh"),
            ("en, zh", "en"),
            (";;;,,,q=", "zh"),
            ("en," * 500, "zh"),
        ],
    )
    def test_is_the_one_weighed_most(self, header: str | None, language: str) -> None:
        assert preferred_language(header) == language
