"""How long a relay gathers before its next batch."""

import pytest

from shared.messaging.relay import FEW, GATHER_SECONDS, rest_after


class TestRest:
    @pytest.mark.parametrize("took", [0.0, GATHER_SECONDS, 10.0])
    def test_is_whole_after_many_events(self, took: float) -> None:
        assert rest_after(FEW + 1, took) == GATHER_SECONDS

    def test_is_what_handing_over_few_left_of_it(self) -> None:
        assert rest_after(FEW, 0.0) == GATHER_SECONDS
        assert rest_after(FEW, GATHER_SECONDS / 2) == GATHER_SECONDS / 2
        assert rest_after(FEW, 10.0) == 0.0
