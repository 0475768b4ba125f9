"""What a proposed incident is called."""

import pytest

from services.triage.incidents.matters import matter_of
from services.triage.incidents.weights import Weights
from services.triage.models import Topic
from services.triage.operations.incidents_proposals import title_of
from tests.fixtures.triage import NOON, Organisation
from tests.unit.triage.incidents.test_matters import fish


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("食后不适", "S009 · 食后不适 · 烤鱼、拉肚子"),
        ("拉肚子", "S009 · 拉肚子 · 烤鱼"),
    ],
)
def test_says_where_what_about_and_which_words_once(
    org: Organisation, name: str, title: str
) -> None:
    cases = fish(store_code="S009")
    found = matter_of(cases[0], cases[1:], Weights.usual())
    assert found is not None
    assert found.topic is not None
    org.session.add(Topic(code=found.topic, name_zh=name, name_en="", generation=1))
    org.session.flush()

    board = org.boards.current(org.session, NOON)
    assert title_of(org.session, board, found) == title
