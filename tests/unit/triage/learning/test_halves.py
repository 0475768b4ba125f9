"""Short numbers are read as NumPy reads them."""

import numpy as np

from services.triage.learning.halves import widened

EVERY = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
FINITE = EVERY[np.isfinite(EVERY)]


class TestHalves:
    def test_every_finite_number_stays_itself(self) -> None:
        wide = widened(FINITE)
        assert wide.dtype == np.float32
        assert wide.tobytes() == FINITE.astype(np.float32).tobytes()
