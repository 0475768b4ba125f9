"""Modules that are spared are there again afterwards."""

import importlib
import sys

import pytest

from shared.memory import BUSY_SECONDS, WORTH_SECONDS, Rest, without


class TestRest:
    def test_comes_once_after_work(self) -> None:
        rest = Rest()

        assert not rest.has_come(10 * BUSY_SECONDS)
        assert rest.has_come(10 * BUSY_SECONDS + 0.1)
        assert not rest.has_come(10 * BUSY_SECONDS + 0.2)

    def test_comes_between_pieces_of_work_too(self) -> None:
        rest = Rest()
        looks = [place * (BUSY_SECONDS - 0.1) for place in range(1, 5)]

        assert BUSY_SECONDS - 0.1 >= WORTH_SECONDS
        assert all(rest.has_come(spent) for spent in looks)

    def test_never_comes_while_there_is_hardly_anything_to_do(self) -> None:
        rest = Rest()

        assert not any(rest.has_come(place * WORTH_SECONDS / 100) for place in range(99))


class TestWithout:
    def test_what_is_spared_is_not_found_until_the_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delitem(sys.modules, "sndhdr", raising=False)

        with without("sndhdr"), pytest.raises(ImportError):
            importlib.import_module("sndhdr")

        assert "sndhdr" not in sys.modules

    def test_what_is_loaded_already_stays(self) -> None:
        with without("sys"):
            assert importlib.import_module("sys") is sys
        assert sys.modules["sys"] is sys
