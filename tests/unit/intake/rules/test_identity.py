"""Ids that sort by time."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.intake.operations.submissions import feedback_id_at
from services.intake.rules.identity import lowest_id_at

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


class TestFeedbackIds:
    @given(moments, moments)
    def test_sort_as_their_moments(self, one: datetime, other: datetime) -> None:
        earlier, later = sorted((one, other))

        assert lowest_id_at(earlier) <= lowest_id_at(later)

    @given(moments)
    def test_are_version_seven_and_not_below_their_moment(self, moment: datetime) -> None:
        made = UUID(feedback_id_at(moment))

        assert made.version == 7
        assert made.variant == "specified in RFC 4122"
        assert made.int >= lowest_id_at(moment)
        assert made.int >> 80 == int(moment.timestamp() * 1000 + 1e-4)
