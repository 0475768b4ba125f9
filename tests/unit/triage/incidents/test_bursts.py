"""A burst is more than chance brings where such complaints are usual."""

from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.bursts import Usual, burst, tail

DAYS = st.floats(0.25, 3)
USUALS = st.builds(
    Usual,
    cases=st.integers(0, 2_000),
    days=st.floats(0, 56),
    elsewhere=st.floats(0.01, 30),
    weekday=st.floats(0.5, 2),
)


class TestTail:
    @given(st.integers(0, 60), st.floats(0.1, 500), st.floats(0.001, 5))
    def test_falls_as_more_are_observed(self, observed: int, shape: float, scale: float) -> None:
        assert 0.0 <= tail(observed + 1, shape, scale) <= tail(observed, shape, scale) <= 1.0

    def test_is_that_of_a_geometric_for_shape_one(self) -> None:
        assert abs(tail(3, 1.0, 0.5) - (0.5 / 1.5) ** 3) < 1e-12

    def test_of_none_is_certain(self) -> None:
        assert tail(0, 3.0, 1.0) == 1.0


class TestBurst:
    @given(st.integers(1, 40), USUALS, DAYS)
    def test_is_less_likely_where_less_is_usual(
        self, observed: int, usual: Usual, days: float
    ) -> None:
        busier = Usual(usual.cases + 500, usual.days, usual.elsewhere, usual.weekday)

        assert (
            burst(observed, usual, days=days).chance
            <= burst(observed, busier, days=days).chance + 1e-9
        )

    def test_of_few_alike_is_one_where_nothing_is_known_yet(self) -> None:
        assert burst(4, Usual(0, 0), days=1).is_one
        assert not burst(1, Usual(0, 0), days=1).is_one

    def test_in_a_busy_place_takes_more(self) -> None:
        busy = Usual(cases=1_400, days=56, elsewhere=20)

        assert not burst(5, busy, days=1).is_one
        assert burst(12, busy, days=1).is_one

    def test_of_a_small_store_is_judged_by_others_as_well(self) -> None:
        """Three quiet days say little where stores usually hear of this thirty times a day."""
        assert not burst(5, Usual(cases=0, days=3, elsewhere=30), days=1).is_one

    def test_on_a_busy_weekday_takes_more(self) -> None:
        on = {weekday: burst(4, Usual(28, 28, 1, weekday), days=1).chance for weekday in (0.5, 2)}

        assert on[0.5] < on[2]
