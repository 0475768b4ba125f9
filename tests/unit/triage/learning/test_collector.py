"""While a batch is judged the collector of cycles rests, and works again however that ends."""

import gc

import pytest

from services.triage.learning.collector import resting_collector


class TestRestingCollector:
    def test_works_again_afterwards(self) -> None:
        with resting_collector():
            assert not gc.isenabled()
        assert gc.isenabled()

    def test_works_again_after_an_error(self) -> None:
        with pytest.raises(ValueError, match="batch"), resting_collector():
            raise ValueError("batch")
        assert gc.isenabled()

    def test_goes_on_resting_while_the_outer_batch_lasts(self) -> None:
        with resting_collector():
            with resting_collector():
                pass
            assert not gc.isenabled()

    def test_leaves_a_collector_alone_that_is_off(self) -> None:
        gc.disable()
        try:
            with resting_collector():
                pass
            assert not gc.isenabled()
        finally:
            gc.enable()
