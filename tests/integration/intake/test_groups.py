"""Group commit by lanes: what arrives together is written together, and answered one by one."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from shared.group_commit import GroupCommit
from shared.lane_commit import grouped
from shared.lanes import Where, session_of, wake_after
from tests.fixtures.lanes import Either, keep, kept_in


class TestGroups:
    @pytest.fixture
    def commit(self, either: Either) -> Callable[..., GroupCommit[str, str]]:
        def commit(work: Callable[..., list[str | Exception]]) -> GroupCommit[str, str]:
            return grouped(either.database, either.lanes, work, name="test")

        return commit

    async def test_are_all_written_and_answered(
        self, either: Either, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        sizes: list[int] = []

        def work(where: Where, digests: Sequence[str]) -> list[str | Exception]:
            sizes.append(len(digests))
            keep(where, *digests)
            return list(digests)

        group, asked = commit(work), [f"{number:04}" for number in range(1_000)]

        async def client(mine: list[str]) -> list[str]:
            return [await group.submit(digest) for digest in mine]

        answers = await asyncio.gather(*(client(asked[one::20]) for one in range(20)))

        assert sorted(one for mine in answers for one in mine) == asked
        assert await either.lanes.write(kept_in) == asked
        assert sum(sizes) == len(asked)
        assert max(sizes) > 1

    async def test_are_written_though_nothing_comes_behind_them(
        self, either: Either, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        def work(where: Where, digests: Sequence[str]) -> list[str | Exception]:
            keep(where, *digests)
            return list(digests)

        group = commit(work)

        assert [await group.submit(digest) for digest in "abc"] == ["a", "b", "c"]
        assert await either.lanes.write(kept_in) == ["a", "b", "c"]

    async def test_of_one_bad_row_fail_with_that_alone(
        self, either: Either, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        def work(where: Where, digests: Sequence[str]) -> list[str | Exception]:
            keep(where, *digests)
            return list(digests)

        await either.lanes.write(lambda where: keep(where, "bad"))
        group = commit(work)
        outcomes = await asyncio.gather(
            *(group.submit(digest) for digest in ("a", "bad", "b")), return_exceptions=True
        )

        assert [type(outcome).__name__ for outcome in outcomes] == ["str", "IntegrityError", "str"]
        assert await either.lanes.write(kept_in) == ["a", "b", "bad"]

    async def test_give_each_its_own_refusal(
        self, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        def work(_where: Where, asked: Sequence[str]) -> list[str | Exception]:
            return [LookupError(one) if one == "b" else one for one in asked]

        outcomes = await asyncio.gather(
            *map(commit(work).submit, ("a", "b", "c")), return_exceptions=True
        )

        assert [str(outcome) for outcome in outcomes] == ["a", "b", "c"]
        assert isinstance(outcomes[1], LookupError)

    async def test_begin_anew_with_a_session_when_one_of_them_needs_it(
        self, either: Either, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        def work(where: Where, digests: Sequence[str]) -> list[str | Exception]:
            keep(where, *digests)
            session_of(where)
            return list(digests)

        assert await asyncio.gather(*map(commit(work).submit, ("a", "b"))) == ["a", "b"]
        assert await either.lanes.write(kept_in) == ["a", "b"]

    async def test_meet_what_the_one_before_wrote_meanwhile(
        self, either: Either, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        def work(where: Where, digests: Sequence[str]) -> list[str | Exception]:
            known = set(kept_in(where))
            keep(where, *sorted({*digests} - known))
            return ["known" if digest in known else "new" for digest in digests]

        group = commit(work)
        first = asyncio.create_task(group.submit("a"))
        await asyncio.sleep(0)
        second = asyncio.create_task(group.submit("a"))
        await asyncio.sleep(0)
        answers = await asyncio.gather(first, second, *(group.submit("a") for _ in range(40)))

        assert answers[0] == "new"
        assert set(answers[2:]) == {"known"}
        assert await either.lanes.write(kept_in) == ["a"]

    async def test_wake_who_waits_after_their_commit(
        self, either: Either, commit: Callable[..., GroupCommit[str, str]]
    ) -> None:
        def work(where: Where, asked: Sequence[str]) -> list[str | Exception]:
            wake_after(where, "outbox")
            return list(asked)

        with either.database.heard("outbox") as heard:
            await commit(work).submit("a")
            assert heard.is_set()
