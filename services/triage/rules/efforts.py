"""What a case weighs: units of effort by its topics and urgency, as data."""

from collections.abc import Mapping, Sequence

from services.triage.rules.routing import lineage

PLAIN_EFFORT = 1
"""What a case weighs of which nothing else is said."""

MOST_EFFORT = 100

Weights = Mapping[tuple[str | None, str | None], int]
"""Efforts by (topic, urgency); None stands for any."""


class Efforts:
    """Looks up the effort of a case: the weight that says most of it counts.

    A topic and urgency come before the topic alone, a leaf before its topic, and both before the
    urgency alone; of several topics the heaviest counts.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = dict(weights)
        self._known: dict[tuple[tuple[str, ...], str], int] = {}

    @property
    def most(self) -> int:
        """Return the largest effort a case can have."""
        return max([PLAIN_EFFORT, *self._weights.values()])

    def of(self, codes: Sequence[str], urgency: str) -> int:
        """Return the effort of a case with these topic codes."""
        if not self._weights:
            return PLAIN_EFFORT
        key = (tuple(codes), urgency)
        if key not in self._known:
            topics: Sequence[str | None] = codes or (None,)
            self._known[key] = max(self._of_topic(code, urgency) for code in topics)
        return self._known[key]

    def _of_topic(self, code: str | None, urgency: str) -> int:
        codes = () if code is None else lineage(code)
        tried = [*((one, urgency) for one in codes), *((one, None) for one in codes)]
        for key in (*tried, (None, urgency), (None, None)):
            if key in self._weights:
                return self._weights[key]
        return PLAIN_EFFORT
