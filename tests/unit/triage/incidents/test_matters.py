"""Cases of different customers that tell of one matter."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.features import features_of
from services.triage.incidents.matters import (
    AT_ONCE,
    closeness,
    is_heard,
    links_of,
    matter_of,
    may_be_one,
)
from services.triage.incidents.told import Told
from services.triage.incidents.weights import Weights
from tests.fixtures.clock import NOON

FISH = [
    "人民路店昨晚的烤鱼吃完全家拉肚子,孩子还发烧了",
    "昨天吃了烤鱼,我们一家三口都腹泻",
    "你们家烤鱼不新鲜,吃完上吐下泻!!",
    "烤鱼吃完一直拉肚子,要求赔偿",
]


def told(number: int, text: str, **fields: Any) -> Told:
    known: dict[str, Any] = {
        "customer": f"c{number}",
        "store_code": "S001",
        "region": "华东",
        "topics": ("food_safety.illness",),
        "received_at": NOON + timedelta(minutes=number),
        **fields,
    }
    return Told(str(number), features_of(text), **known)


def fish(**fields: Any) -> list[Told]:
    return [told(number, text, **fields) for number, text in enumerate(FISH)]


def counted(one: Told, other: Told) -> float:
    """Return how much their similarity counts, which is the same from either side."""
    there, back = closeness([one, other])[[0, 1], [1, 0]].tolist()
    assert there == back
    return float(there)


class TestMatter:
    def test_gathers_the_similar_ones(self) -> None:
        cases = [*fish(), told(8, "排队太久了,叫号很乱"), told(9, "退款还没有到账")]

        found = matter_of(cases[0], cases[1:], Weights.usual())

        assert found is not None
        assert [one.id for one in found.cases] == ["0", "1", "2", "3"]
        assert (found.scope, found.topic, found.voices) == ("store:S001", "food_safety.illness", 4)
        assert found.days == 0.25
        assert all(0 < similarity <= 1 for similarity in found.similarities)
        assert found.words == ("烤鱼", "拉肚子")

    def test_takes_three_customers(self) -> None:
        cases = fish(customer="c1")

        assert matter_of(cases[0], cases[1:], Weights.usual()) is None

    def test_of_some_stores_is_the_regions(self) -> None:
        cases = [told(n, text, store_code=f"S00{n % 3}") for n, text in enumerate(FISH)]

        found = matter_of(cases[0], cases[1:], Weights.usual())

        assert found is not None
        assert found.scope == "region:华东"

    def test_of_a_campaign_is_its(self) -> None:
        coupon = [
            "双十一的满减券结账时不能用,说过期了",
            "领的满减券收银台不认,说过期了",
            "满减券用不了,明明月底才到期",
        ]
        places = [{"store_code": f"S{n}", "region": f"R{n}"} for n in range(3)]
        cases = [
            told(n, text, campaign="双十一", topics=("price.promotion",), **places[n])
            for n, text in enumerate(coupon)
        ]

        found = matter_of(cases[0], cases[1:], Weights.usual())

        assert found is not None
        assert found.scope == "campaign:双十一"


class TestHearing:
    def test_leaves_out_praise_unless_it_is_critical(self) -> None:
        """What holds a danger and was judged praise was judged wrongly."""
        assert is_heard(told(1, FISH[0]))
        assert not is_heard(told(1, FISH[0], kind="praise"))
        assert is_heard(told(1, FISH[0], kind="praise", is_critical=True))


class TestGate:
    def test_counts_more_what_comes_from_one_store_within_hours(self) -> None:
        one = told(1, FISH[0])
        assert counted(one, told(2, FISH[1])) == AT_ONCE
        assert counted(one, told(2, FISH[1], store_code=None)) == 1.0
        nowhere = told(3, FISH[0], store_code=None)
        assert counted(nowhere, told(4, FISH[1], store_code=None)) == AT_ONCE

    def test_never_says_more_than_the_same(self) -> None:
        links = links_of([told(1, FISH[0]), told(2, FISH[0])], Weights.usual())
        assert links.max() <= 1.0

    def test_parts_topics_places_and_times(self) -> None:
        one = told(1, FISH[0])

        next_day = NOON + timedelta(hours=20)
        assert counted(one, told(2, FISH[1], received_at=next_day)) == 1.0
        assert counted(one, told(2, FISH[1], topics=("delivery.late",))) == 0.0
        assert counted(one, told(2, FISH[1], topics=(), received_at=next_day)) == 1.0
        assert 0 < counted(one, told(2, FISH[1], store_code="S2")) < 1.0
        assert counted(one, told(2, FISH[1], store_code="S2", region="华南")) == 0.0
        assert counted(one, told(2, FISH[1], store_code=None)) == 1.0
        late = NOON + timedelta(hours=80)
        assert counted(one, told(2, FISH[1], received_at=late)) == 0.0


places = st.builds(
    lambda **fields: told(1, "排队太久了", **fields),
    received_at=st.integers(0, 100).map(lambda hours: NOON + timedelta(hours=hours)),
    store_code=st.sampled_from([None, "S001", "S002"]),
    region=st.sampled_from([None, "华东", "华南"]),
    campaign=st.sampled_from([None, "双十一", "开业"]),
    topics=st.sampled_from([(), ("queue.long",), ("queue.order", "price.high"), ("price",)]),
)


@given(places, places)
def test_cases_may_be_one_exactly_when_they_are_close_at_all(one: Told, other: Told) -> None:
    assert may_be_one(one, other) is (counted(one, other) > 0)
