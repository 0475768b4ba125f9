"""Tasks are done by two processes as by one, whatever becomes of the second."""

import os
from collections.abc import Callable
from functools import partial

import pytest

from services.triage.learning.side_by_side import Task, all_done
from services.triage.learning.trainer import train
from tests.unit.triage.learning.conftest import examples


def quiet(_name: str, _share: float) -> None:
    """Listen to no progress."""


def named(*work: Callable[[], object]) -> list[Task]:
    return [Task(str(at), at, one) for at, one in enumerate(work)]


class TestAllDone:
    @pytest.mark.parametrize("processes", [1, 2])
    def test_returns_results_in_the_order_of_the_tasks(self, processes: int) -> None:
        tasks = named(*(partial(pow, at, 2) for at in range(40)))
        assert all_done(tasks, processes=processes, begin=quiet) == [at**2 for at in range(40)]

    def test_begins_with_what_takes_longest(self) -> None:
        begun: list[tuple[str, float]] = []
        all_done(named(int, int), processes=1, begin=lambda *told: begun.append(told))
        assert begun == [("1", 0.0), ("0", 0.5)]

    def test_does_itself_what_the_second_process_fails_at(self) -> None:
        here, both_began = os.getpid(), os.pipe()

        def only_here() -> int:
            if os.getpid() != here:
                os.write(both_began[1], b".")
                os._exit(1)
            return here

        def once_the_other_began() -> int:
            return len(os.read(both_began[0], 1)) if os.getpid() == here else only_here()

        tasks = named(only_here, once_the_other_began)
        assert all_done(tasks, processes=2, begin=quiet) == [here, 1]


class TestTrain:
    def test_two_processes_make_the_model_that_one_makes(self) -> None:
        alone, in_two = (
            train(examples(), base=None, processes=processes).model.packed() for processes in (1, 2)
        )
        assert alone == in_two
