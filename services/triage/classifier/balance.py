"""How much the stretches of a text complain about each topic, and how much they praise it."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from services.triage.learning.prepared import begins

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_JUDGED: Final = 1.2  # weight of words that leave no doubt about what a stretch speaks of
_AGAINST: Final = 5.0  # log odds, of the other side's mass
_ALIKE: Final = 3.5  # log odds, of the own side's


@dataclass(frozen=True, slots=True)
class Balance:
    """By draft and top topic, the logarithms of what is said against it and for it."""

    complained: Floats
    praised: Floats

    @classmethod
    def of(cls, rows: Places, count: int, likely: Floats, weights: Floats, tones: Floats) -> Self:
        """Weigh stretches up; `rows` are the drafts they are of, in order.

        Of each is told how likely it speaks of each topic, what its words for them weigh and how
        warm it sounds.
        """
        speaks = np.maximum(likely, np.minimum(1, weights / _JUDGED))
        firsts = begins(rows).nonzero()[0]
        masses = np.zeros((2, count, speaks.shape[1]))
        if rows.size:
            for mass, side in zip(masses, (-tones, tones), strict=True):
                loud = np.maximum(side, 0)[:, None]
                mass[rows[firsts]] = np.add.reduceat(speaks * loud, firsts, axis=0)
        return cls(*np.log1p(masses))

    def raises(self, rows: Places, tops: Places, complains: Flags) -> Floats:
        """Return the log odds more that aspects must have because of the rest of their drafts.

        One complaint in much praise of the same dish is hardly meant as one, and two weak ones
        together are.
        """
        against, favour = self.complained[rows, tops], self.praised[rows, tops]
        own, other = np.where(complains, against, favour), np.where(complains, favour, against)
        raised: Floats = _AGAINST * other - _ALIKE * own
        return raised
