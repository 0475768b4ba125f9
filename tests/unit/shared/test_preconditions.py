"""Whoever changes a case has seen what it is now."""

import pytest

from shared.preconditions import ForeignETag, IfMatchMissing, StaleETag, check_etag, etag


class TestEtag:
    def test_is_strong_and_quoted(self) -> None:
        assert etag("t", 5) == '"t-5"'


class TestCheckEtag:
    @pytest.mark.parametrize(
        "header", ['"t-5"', 'W/"t-5"', ' "t-5" ', '"t-4", "t-5"', '"f-1","t-5"']
    )
    def test_lets_pass_who_has_seen_it(self, header: str) -> None:
        check_etag(header, prefix="t", revision=5)

    @pytest.mark.parametrize("header", [None, ""])
    def test_wants_a_tag(self, header: str | None) -> None:
        with pytest.raises(IfMatchMissing) as caught:
            check_etag(header, prefix="t", revision=5)
        assert caught.value.status == 428

    @pytest.mark.parametrize("header", ['"t-4"', 'W/"t-4"', "*", "t-5", '"t-55"', "garbage", '"'])
    def test_refuses_who_has_not(self, header: str) -> None:
        with pytest.raises(StaleETag) as caught:
            check_etag(header, prefix="t", revision=5)
        assert caught.value.status == 412

    def test_says_whose_tag_was_given(self) -> None:
        with pytest.raises(ForeignETag) as caught:
            check_etag('"f-5"', prefix="t", revision=5)
        assert caught.value.status == 412
        assert "followup" in caught.value.en
        assert "triage" in caught.value.en
