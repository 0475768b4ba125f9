"""Ids sort by time; public tokens cannot be guessed."""

import re
import uuid

from shared.ids import new_id, public_token


class TestNewId:
    def test_is_a_version_seven_uuid_that_sorts(self) -> None:
        made = [new_id() for _ in range(1000)]

        assert {uuid.UUID(one).version for one in made} == {7}
        assert len(set(made)) == len(made)
        assert [one[:13] for one in made] == sorted(one[:13] for one in made)


class TestPublicToken:
    def test_has_128_bits_fit_for_a_link(self) -> None:
        made = {public_token() for _ in range(1000)}

        assert len(made) == 1000
        assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", one) for one in made)
