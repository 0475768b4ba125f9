"""Modules that are spared are there again afterwards."""

import importlib
import sys

import pytest

from shared.memory import without


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
