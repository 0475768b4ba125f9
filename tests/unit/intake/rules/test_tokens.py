"""Progress and form tokens."""

import re
from datetime import UTC, datetime, timedelta
from string import ascii_letters, digits
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.rules.tokens import (
    FormPass,
    feedback_of,
    form_pass,
    form_token,
    track_token,
)

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
FEEDBACK = "01a204fb-6b68-7001-8000-000000000001"


class TestTrackToken:
    @given(st.uuids())
    def test_opens_its_own_feedback_only(self, feedback: UUID) -> None:
        token = track_token(str(feedback), KEY)

        assert feedback_of(token, [KEY]) == str(feedback)
        assert feedback_of(token, [OTHER]) is None

    def test_outlives_a_rotation(self) -> None:
        assert feedback_of(track_token(FEEDBACK, OTHER), [KEY, OTHER]) == FEEDBACK

    def test_is_made_for_addresses(self) -> None:
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", track_token(FEEDBACK, KEY))

    @given(st.text(max_size=60))
    def test_is_nothing_one_could_make_up(self, token: str) -> None:
        assert feedback_of(token, [KEY]) is None

    @given(st.integers(0, 42), st.sampled_from(ascii_letters + digits + "-_"))
    @example(42, "t")
    def test_dies_of_any_change(self, place: int, sign: str) -> None:
        token = track_token(FEEDBACK, KEY)
        changed = token[:place] + sign + token[place + 1 :]

        assert (feedback_of(changed, [KEY]) is None) == (changed != token)


class TestFormToken:
    granted = FormPass("welcome", "web", "S001", "nonce", NOW + timedelta(hours=2))

    def test_grants_what_was_signed(self) -> None:
        assert form_pass(form_token(self.granted, KEY), [KEY], now=NOW) == self.granted

    def test_grants_no_store_as_none(self) -> None:
        granted = FormPass("welcome", "web", None, "nonce", NOW + timedelta(hours=2))

        assert form_pass(form_token(granted, KEY), [OTHER, KEY], now=NOW) == granted

    def test_expires(self) -> None:
        token = form_token(self.granted, KEY)

        assert form_pass(token, [KEY], now=NOW + timedelta(hours=2)) is None

    @pytest.mark.parametrize("token", ["", "hf_", "hf_AAAA", "hf_" + "A" * 500, "x" * 80, "hf_%%"])
    def test_is_nothing_one_could_make_up(self, token: str) -> None:
        assert form_pass(token, [KEY], now=NOW) is None

    def test_is_no_progress_token(self) -> None:
        assert form_pass("hf_" + track_token(FEEDBACK, KEY), [KEY], now=NOW) is None
