"""Groups become one while they point the same way: the cosine of their texts' mean vectors."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

SIMILAR: Final = 0.32
"""Texts and groups of texts that are this similar tell of one matter."""

_NEVER: Final = -1.0


def groups(similarities: NDArray[np.float32], at_least: float = SIMILAR) -> list[list[int]]:
    """Return the groups of texts, each the places of its members in order, largest group first.

    `similarities` is square and symmetric; on its diagonal stands how much each text resembles
    itself. Texts similar to no other are groups of one. Two groups are as similar as their members
    on the average, times the `focus` of both: what members do not share fades from their mean, so
    that a group shows what it is about more plainly than a text does.
    """
    count = len(similarities)
    means = similarities.astype(np.float64)
    own, within = means.diagonal().copy(), means.diagonal().copy()
    np.fill_diagonal(means, _NEVER)
    links = means.copy()
    sizes, focus = np.ones(count), np.ones(count)
    members = [[place] for place in range(count)]
    best = links.max(axis=1) if count else np.zeros(0)
    while count:
        one = int(best.argmax())
        if best[one] < at_least:
            break
        other = int(links[one].argmax())
        mine, theirs = sizes[[one, other]] / (sizes[one] + sizes[other])
        across = means[one, other]
        own[one] = own[one] * mine + own[other] * theirs
        within[one] = within[one] * mine**2 + within[other] * theirs**2 + 2 * mine * theirs * across
        focus[one] = np.sqrt(own[one] / within[one])
        joined = means[one] * mine + means[other] * theirs
        joined[links[one] == _NEVER] = _NEVER
        joined[other] = _NEVER
        members[one] += members[other]
        members[other] = []
        sizes[one] += sizes[other]
        means[one], means[:, one] = joined, joined
        joined = np.where(joined == _NEVER, _NEVER, joined * focus[one] * focus)
        links[one], links[:, one] = joined, joined
        links[other], links[:, other] = _NEVER, _NEVER
        best = links.max(axis=1)
    found = [sorted(group) for group in members if group]
    return sorted(found, key=lambda group: (-len(group), group))
