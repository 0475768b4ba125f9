"""Average-link grouping: two groups become one while their texts are similar on the average."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SIMILAR: Final = 0.19
"""Texts that are this similar on the average tell of one matter."""

_NEVER: Final = -1.0


def groups(similarities: NDArray[np.float32], at_least: float = SIMILAR) -> list[list[int]]:
    """Return the groups of texts, each the places of its members in order, largest group first.

    `similarities` is square and symmetric. Texts similar to no other are groups of one.
    """
    count = len(similarities)
    links = similarities.astype(np.float64)
    np.fill_diagonal(links, _NEVER)
    sizes = np.ones(count)
    members = [[place] for place in range(count)]
    best = links.max(axis=1) if count else np.zeros(0)
    while count:
        one = int(best.argmax())
        if best[one] < at_least:
            break
        other = int(links[one].argmax())
        joined = links[one] * sizes[one] + links[other] * sizes[other]
        joined /= sizes[one] + sizes[other]
        joined[links[one] == _NEVER] = _NEVER
        joined[other] = _NEVER
        members[one] += members[other]
        members[other] = []
        sizes[one] += sizes[other]
        links[one], links[:, one] = joined, joined
        links[other], links[:, other] = _NEVER, _NEVER
        best = links.max(axis=1)
    found = [sorted(group) for group in members if group]
    return sorted(found, key=lambda group: (-len(group), group))
