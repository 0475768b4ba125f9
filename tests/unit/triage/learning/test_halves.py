"""Short numbers are read as NumPy reads them."""

import numpy as np

from services.triage.learning.halves import rows_at, widened

EVERY = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
FINITE = EVERY[np.isfinite(EVERY)]


class TestHalves:
    def test_every_finite_number_stays_itself(self) -> None:
        wide = widened(FINITE)
        assert wide.dtype == np.float32
        assert wide.tobytes() == FINITE.astype(np.float32).tobytes()

    def test_rows_are_numbers_to_calculate_with(self) -> None:
        short = FINITE[:60].reshape(20, 3)
        rows = np.array([7, 2, 7])
        assert rows_at(short, rows).tolist() == short[rows].tolist()
        assert rows_at(short, rows).dtype == np.float32

    def test_long_numbers_are_taken_as_they_are(self) -> None:
        long = np.arange(12, dtype=np.float32).reshape(4, 3)
        assert rows_at(long, np.array([3, 0])).tolist() == long[[3, 0]].tolist()
