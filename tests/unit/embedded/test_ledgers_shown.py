"""The ledger as people see it on a plain terminal."""

from collections import Counter

import pytest

from embedded.ledgers_shown import show_ledger
from embedded.reconcile import Ledger
from services.intake.channels.registry import CHANNELS

PLAIN_WIDTH = 80


class TestTable:
    def test_names_every_channel_in_full(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(PLAIN_WIDTH))
        places = [(channel, "S001") for channel in CHANNELS]
        ledger = Ledger(
            received=Counter(dict.fromkeys(places, 1_000_000)),
            states={place: Counter(closed=1_000_000) for place in places},
        )

        show_ledger(ledger, as_json=False)

        printed = capsys.readouterr().out
        assert {line.split()[0] for line in printed.splitlines() if "S001" in line} == set(CHANNELS)
        for heading in ("in_flight", "dismissed"):
            assert heading in printed
        assert max(map(len, printed.splitlines())) <= PLAIN_WIDTH
